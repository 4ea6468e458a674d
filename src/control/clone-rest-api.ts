/**
 * CreateRestApi's `cloneFrom`: everything that another API defines, under ids of its own. Deployments, stages and documentation versions
 * are published, not defined: a clone has none.
 */
import type { Model, Part } from '../definition/parts.ts'
import type { Method, Resource, RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { modelUrl } from '../validation/model-url.ts'

/** The definition of `api`, with all that `source` holds. */
export function cloneDefinition(source: RestApiDefinition, api: RestApi, newId: () => string): RestApiDefinition {
  const ids = new Map([[source.api.rootResourceId, api.rootResourceId]])
  for (const { id } of [...source.resources, ...source.parts]) if (!ids.has(id)) ids.set(id, newId())
  /** What is no id of the source stays. */
  const cloned = (id: string) => ids.get(id) ?? id
  return {
    api,
    resources: source.resources.map((resource) => cloneResource(resource, cloned)),
    parts: source.parts.map((part) => withOwnModels(clonePart(part, cloned), source.api.id, api.id)),
  }
}

type Cloned = (id: string) => string

function cloneResource({ resourceMethods, ...resource }: Resource, cloned: Cloned): Resource {
  const methods = Object.entries(resourceMethods ?? {}).map(([name, method]) => [name, cloneMethod(method, cloned)])
  return {
    ...resource,
    id: cloned(resource.id),
    ...(resource.parentId !== undefined && { parentId: cloned(resource.parentId) }),
    ...(resourceMethods && { resourceMethods: Object.fromEntries(methods) }),
  }
}

/** A cache namespace is the id of the method's resource unless the owner chose another one. */
function cloneMethod(method: Method, cloned: Cloned): Method {
  const { authorizerId, requestValidatorId, methodIntegration } = method
  const cacheNamespace = methodIntegration?.cacheNamespace
  return {
    ...method,
    ...(authorizerId !== undefined && { authorizerId: cloned(authorizerId) }),
    ...(requestValidatorId !== undefined && { requestValidatorId: cloned(requestValidatorId) }),
    ...(methodIntegration && {
      methodIntegration: {
        ...methodIntegration,
        ...(cacheNamespace !== undefined && { cacheNamespace: cloned(cacheNamespace) }),
      },
    }),
  }
}

function clonePart({ id, body, ...part }: Part, cloned: Cloned): Part {
  const hasId = typeof body === 'object' && body !== null && 'id' in body
  return { ...part, id: cloned(id), body: hasId ? { ...body, id: cloned(id) } : body }
}

/** Models refer to each other by URLs that name their API. */
function withOwnModels(part: Part, sourceId: string, apiId: string): Part {
  if (part.kind !== 'Model') return part
  // A part of this kind holds a model.
  const model = part.body as Model
  return { ...part, body: { ...model, schema: model.schema?.replaceAll(modelUrl(sourceId, ''), modelUrl(apiId, '')) } }
}
