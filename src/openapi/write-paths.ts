import type { Method, Resource } from '../definition/rest-api.ts'
import { writeIntegration } from './extensions/integration.ts'
import { writeLimits } from './extensions/limits.ts'
import { writeRequestValidator } from './extensions/request-validators.ts'
import { HTTP_METHODS } from './http-methods.ts'
import type { Inherited } from './inherited-documentation.ts'
import { definedMembers, type JsonObject } from './json-value.ts'
import { writeParameters } from './write-parameters.ts'
import { writeResponses } from './write-responses.ts'
import { writeSecurity } from './write-security.ts'
import type { Writing } from './writing.ts'

/** `paths`: every resource that has methods, and those that nothing below them brings back. */
export function writePaths(writing: Writing, said: Inherited): JsonObject {
  const { resources } = writing.definition
  const parents = new Set(resources.map(({ parentId }) => parentId))
  const written = resources
    .filter(({ id, resourceMethods, parentId }) => resourceMethods ?? (parentId !== undefined && !parents.has(id)))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
  return Object.fromEntries(written.map((resource) => [resource.path, pathItem(writing, said, resource)]))
}

function pathItem(writing: Writing, said: Inherited, resource: Resource): JsonObject {
  const operations = Object.entries(HTTP_METHODS).flatMap(([name, httpMethod]) => {
    const method = resource.resourceMethods?.[httpMethod]
    return method ? [[name, operationOf(writing, said, resource, method)] as const] : []
  })
  return { ...Object.fromEntries(operations), ...said.vendorOf({ type: 'RESOURCE', path: resource.path }) }
}

function operationOf(writing: Writing, said: Inherited, resource: Resource, method: Method): JsonObject {
  const target = { path: resource.path, method: method.httpMethod }
  const { parts, writes } = writing
  return {
    ...said.of({ type: 'METHOD', ...target }, OF_OPERATION),
    ...definedMembers({ operationId: method.operationName }),
    ...writeParameters(writing, said, resource.path, method),
    responses: writeResponses(writing, said, resource.path, method),
    ...writeSecurity(writing, method),
    ...(writes('apigateway') && writeRequestValidator(method, parts)),
    ...(writes('integrations') && {
      ...writeIntegration(method.methodIntegration, resource.id),
      ...writeLimits(parts, { path: resource.path, httpMethod: method.httpMethod }),
    }),
  }
}

/** What OpenAPI's operation has of a METHOD's documentation. */
const OF_OPERATION = ['summary', 'description', 'tags', 'deprecated', 'externalDocs']
