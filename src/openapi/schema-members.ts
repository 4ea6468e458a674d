import { isObject, type JsonObject, type JsonValue } from './json-value.ts'
import { refOf } from './ref.ts'

/** Members whose content is data, not schema: a `$ref` in there is only a word. */
export const DATA_MEMBERS: ReadonlySet<string> = new Set(['default', 'const', 'enum', 'example', 'examples'])
/** Members that name schemas: below them `default` is a property like any other. */
export const NAMING_MEMBERS: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'definitions',
  '$defs',
  'dependentSchemas',
])

/** AWS sorts `required`, which changes nothing it means (vectors oai-0018, oai-0019). */
export const sortedRequired = (key: string, value: JsonValue): JsonValue | undefined =>
  key === 'required' && isTexts(value) ? [...value].sort() : undefined

const isTexts = (value: JsonValue): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

/** What to put in place of a reference, and of a member that is no schema. */
export interface SchemaChanges {
  readonly reference: (value: JsonObject, ref: string) => JsonValue
  readonly member?: (key: string, value: JsonValue) => JsonValue | undefined
}

/** The schema with every reference in it replaced. What is data in it stays as it is. */
export function mapSchemas(value: JsonValue, changes: SchemaChanges): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => mapSchemas(item, changes))
  if (!isObject(value)) return value
  const ref = refOf(value)
  if (ref !== undefined) return changes.reference(value, ref)
  return mapMembers(value, (key, child) => {
    if (DATA_MEMBERS.has(key)) return child
    if (!NAMING_MEMBERS.has(key) || !isObject(child)) return changes.member?.(key, child) ?? mapSchemas(child, changes)
    return mapMembers(child, (_, schema) => mapSchemas(schema, changes))
  })
}

const mapMembers = (object: JsonObject, map: (key: string, value: JsonValue) => JsonValue): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]))
