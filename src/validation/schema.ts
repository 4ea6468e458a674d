import type { JsonObject, JsonValue } from '../openapi/json-value.ts'

/** AWS's models are of draft 4; those of an OpenAPI 3.1 document, which AWS does not read, say in `$schema` that they are of 2020-12. */
export type Dialect = 'draft-04' | '2020-12'

export const SCHEMA_2020_12 = 'https://json-schema.org/draft/2020-12/schema'

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const dialectOf = (schema: JsonValue): Dialect =>
  isObject(schema) && typeof schema.$schema === 'string' && /\/2020-12\/schema#?$/.test(schema.$schema)
    ? '2020-12'
    : 'draft-04'

/** JSON pointer of something below `place` (RFC 6901). */
export const at = (place: string, key: string | number): string =>
  `${place}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

const LONGEST_QUOTE = 80

/** A value as a message quotes it: short whatever its size. */
export function quote(value: unknown): string {
  const text = isObject(value) ? 'an object' : Array.isArray(value) ? 'a list' : String(JSON.stringify(value))
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
}

const ONE = [
  'not',
  'items',
  'additionalItems',
  'additionalProperties',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
]
const UNEVALUATED = ['unevaluatedItems', 'unevaluatedProperties']
const MANY = ['allOf', 'anyOf', 'oneOf', 'items', 'prefixItems']
const NAMED = ['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'dependencies']

/** The schemas right below one, with their places. */
export function* subschemas(schema: JsonObject, place: string): Generator<[schema: JsonValue, place: string]> {
  for (const key of [...ONE, ...UNEVALUATED]) if (isObject(schema[key])) yield [schema[key], at(place, key)]
  for (const key of MANY)
    for (const [position, item] of listAt(schema, key).entries()) yield [item, at(at(place, key), position)]
  for (const key of NAMED)
    for (const [name, item] of entriesAt(schema, key)) if (!Array.isArray(item)) yield [item, at(at(place, key), name)]
}

/** The schemas that judge the very same value: a schema among them that leads back to itself would never end. */
export function* sameValueSchemas(schema: JsonObject): Generator<JsonValue> {
  for (const key of ['not', 'if', 'then', 'else']) if (isObject(schema[key])) yield schema[key]
  for (const key of ['allOf', 'anyOf', 'oneOf']) yield* listAt(schema, key)
  for (const key of ['dependentSchemas', 'dependencies'])
    for (const [, item] of entriesAt(schema, key)) if (isObject(item)) yield item
}

export const listAt = (schema: JsonObject, key: string): readonly JsonValue[] => {
  const list = schema[key]
  return Array.isArray(list) ? list : []
}

export const entriesAt = (schema: JsonObject, key: string): [string, JsonValue][] => {
  const object = schema[key]
  return isObject(object) ? Object.entries(object) : []
}
