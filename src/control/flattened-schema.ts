import { isObject, type JsonObject, type JsonValue } from '../openapi/json-value.ts'
import { mapReferences, modelNamed, modelsIn } from './model-reference.ts'

/** Name → schema of every model of an API. */
export type ModelSchemas = ReadonlyMap<string, JsonValue>

/**
 * The schema of a model that stands by itself: the models it refers to are below its `definitions`, whichever way they refer to each
 * other. Our own choice of form: AWS documents that external references are resolved, not how.
 */
export function flattenedSchema(name: string, apiId: string, schemas: ModelSchemas): JsonValue | undefined {
  const root = schemas.get(name)
  const models = root === undefined ? [] : reachable(name, apiId, schemas)
  if (root === undefined || !isObject(root)) return root
  const own = isObject(root.definitions) ? root.definitions : {}
  const keyOf = (model: string) => (Object.hasOwn(own, model) ? `${model}Model` : model)
  const placeOf = (model: string) => (model === name ? '#' : `#/definitions/${keyOf(model)}`)
  const flat = moved(root, name, apiId, placeOf) as JsonObject
  if (models.length === 0) return flat
  const added = models.map((model) => [keyOf(model), moved(schemas.get(model) ?? {}, model, apiId, placeOf)])
  return { ...flat, definitions: { ...(flat.definitions as JsonObject | undefined), ...Object.fromEntries(added) } }
}

/** A schema at its new place: references within it move along. */
function moved(schema: JsonValue, model: string, apiId: string, placeOf: (model: string) => string): JsonValue {
  return mapReferences(schema, (ref) => {
    const referred = modelNamed(ref, apiId)
    if (referred !== undefined) return placeOf(referred)
    return ref.startsWith('#') ? placeOf(model) + ref.slice(1) : ref
  })
}

/** The models that `name` refers to, by way of others too, without itself. */
function reachable(name: string, apiId: string, schemas: ModelSchemas): string[] {
  const found = new Set([name])
  for (const model of found) {
    const schema = schemas.get(model)
    if (schema !== undefined) for (const next of modelsIn(schema, apiId)) found.add(next)
  }
  found.delete(name)
  return [...found]
}
