import { isObject, type JsonValue, member } from '../openapi/json-value.ts'
import { mapSchemas } from '../openapi/schema-members.ts'
import { modelUrl } from '../validation/model-url.ts'
import { decodeSegment } from './patch-table.ts'

const NAME = /^[a-zA-Z0-9]+$/

/** `https://apigateway.amazonaws.com/restapis/{apiId}/models/{name}` → name; undefined for any other reference. */
export function modelNamed(ref: string, apiId: string): string | undefined {
  const prefix = modelUrl(apiId, '')
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
export const mapReferences = (schema: JsonValue, replace: (ref: string) => string): JsonValue =>
  mapSchemas(schema, { reference: (value, ref) => ({ ...value, $ref: replace(ref) }) })

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
