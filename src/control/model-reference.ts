import { isObject, type JsonObject, type JsonValue, member } from '../openapi/json-value.ts'
import { DATA_MEMBERS, MODELS_URL, NAMING_MEMBERS } from '../openapi/schema-rewriter.ts'
import { decodeSegment } from './patch-table.ts'

const NAME = /^[a-zA-Z0-9]+$/

/** `https://apigateway.amazonaws.com/restapis/{apiId}/models/{name}` → name; undefined for any other reference. */
export function modelNamed(ref: string, apiId: string): string | undefined {
  const prefix = `${MODELS_URL}/${apiId}/models/`
  const name = ref.startsWith(prefix) ? ref.slice(prefix.length) : ''
  return NAME.test(name) ? name : undefined
}

export const isModelName = (name: string) => NAME.test(name)

/** What a reference within a schema (`#/definitions/Pet`) leads to. */
export function within(root: JsonValue, ref: string): JsonValue | undefined {
  const [, pointer] = /^#((?:\/.*)?)$/s.exec(ref) ?? []
  if (pointer === undefined) return undefined
  return pointer
    .split('/')
    .slice(1)
    .reduce<JsonValue | undefined>((value, token) => step(value, decodeSegment(token)), root)
}

function step(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(token)]
  return isObject(value) ? member(value, token) : undefined
}

/** A schema whose references `replace` has written anew. What is data in it stays as it is. */
export function mapReferences(schema: JsonValue, replace: (ref: string) => string): JsonValue {
  if (Array.isArray(schema)) return schema.map((item) => mapReferences(item, replace))
  if (!isObject(schema)) return schema
  if (typeof schema.$ref === 'string') return { ...schema, $ref: replace(schema.$ref) }
  return mapMembers(schema, (value, key) => {
    if (DATA_MEMBERS.has(key)) return value
    if (!NAMING_MEMBERS.has(key) || !isObject(value)) return mapReferences(value, replace)
    return mapMembers(value, (named) => mapReferences(named, replace))
  })
}

const mapMembers = (object: JsonObject, map: (value: JsonValue, key: string) => JsonValue): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))

/** The names of the models that a schema refers to. */
export function modelsIn(schema: JsonValue, apiId: string): ReadonlySet<string> {
  const names = new Set<string>()
  mapReferences(schema, (ref) => {
    const name = modelNamed(ref, apiId)
    if (name !== undefined) names.add(name)
    return ref
  })
  return names
}
