import type { Extension, Part, RequestValidator } from '../definition/parts.ts'
import type { Method } from '../definition/rest-api.ts'
import { AWS_LIMITS } from '../deployment/snapshot.ts'
import { ANY_METHOD } from './extensions/any-method.ts'
import { type IntegrationOwner, readIntegration } from './extensions/integration.ts'
import { readLimits } from './extensions/limits.ts'
import { requestValidatorIdOf } from './extensions/request-validators.ts'
import { HTTP_METHODS } from './http-methods.ts'
import { present } from './json-value.ts'
import { readMethodResponses } from './method-responses.ts'
import type { Models } from './models.ts'
import { readParameters } from './parameters.ts'
import { Fields } from './read.ts'
import type { Reading } from './reading.ts'
import { readRequestModels } from './request-models.ts'
import type { ResourceTree } from './resource-tree.ts'
import type { Security } from './security.ts'

/** What the methods of an API share. */
export interface MethodSurroundings {
  readonly basePath: string
  readonly tree: ResourceTree
  readonly models: Models
  readonly security: Security
  readonly validators: readonly Part<RequestValidator>[]
  /** What the API's own `x-postern-limits` allows, in milliseconds. */
  readonly timeoutInMillis?: number
}

/** Reads `paths` into the tree; returns the operations' own `x-postern-limits`. */
export function readPaths(reading: Reading, around: MethodSurroundings): Part<Extension>[] {
  const paths = reading.root.fields('paths')
  if (paths === undefined) {
    reading.report.error('/paths', 'is missing: a REST API has its methods there')
    return []
  }
  return paths.keys().flatMap((path) => (path.startsWith('x-') ? [] : readPath(reading, around, paths, path)))
}

function readPath(reading: Reading, around: MethodSurroundings, paths: Fields, path: string): Part<Extension>[] {
  const { refs, report } = reading
  const fullPath = path === '/' && around.basePath ? around.basePath : around.basePath + path
  const added = around.tree.add(fullPath, paths.at(path))
  const found = refs.object(paths.value(path), paths.at(path))
  if (found === undefined) return []
  // Below a path that is refused the operations are read all the same: their owner hears of all mistakes at once.
  const resource = added ?? { id: '', path: fullPath }
  const pathItem = new Fields(found.value, found.place, report)
  if (pathItem.value('trace') !== undefined)
    report.warn(pathItem.at('trace'), 'API Gateway has no TRACE methods: this one is not imported')
  reading.claims.take(pathItem, ANY_METHOD)
  return Object.keys(HTTP_METHODS).flatMap((name) => {
    const operation = pathItem.fields(name)
    if (operation === undefined) return []
    const limits = readLimits(reading, operation, { path: resource.path, httpMethod: HTTP_METHODS[name] ?? name })
    const timeout = limits.timeoutInMillis ?? around.timeoutInMillis ?? AWS_LIMITS.timeoutInMillis
    const method = readMethod(reading, around, pathItem, operation, {
      ...{ path: resource.path, resourceId: resource.id, httpMethod: HTTP_METHODS[name] ?? name },
      longestTimeoutInMillis: timeout,
    })
    around.tree.setMethod(resource.path, method, operation.place)
    return limits.part ? [limits.part] : []
  })
}

function readMethod(
  reading: Reading,
  { models, security, validators }: MethodSurroundings,
  pathItem: Fields,
  operation: Fields,
  owner: IntegrationOwner,
): Method {
  const { requestParameters, body } = readParameters(reading, owner.path, pathItem, operation)
  return present<Method>({
    httpMethod: owner.httpMethod,
    ...security.of(operation),
    operationName: operation.text('operationId'),
    requestValidatorId: requestValidatorIdOf(reading, operation, validators),
    requestParameters,
    requestModels: readRequestModels(reading, models, operation, body),
    methodResponses: readMethodResponses(reading, models, operation),
    methodIntegration: readIntegration(reading, operation, owner),
  })
}
