import type { AuthorizationSpec } from '../authorizers/authorizer.ts'
import { type AuthorizerSpec, isServed, parseAuthorizer } from '../authorizers/index.ts'
import type { PolicyDocument } from '../authorizers/policy-document.ts'
import { policyFaults } from '../authorizers/policy-faults.ts'
import type { Authorizer, Extension, GatewayResponse } from '../definition/parts.ts'
import type { Method, Resource } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { parseIntegration } from '../integrations/index.ts'
import { checkMethodResponses } from '../integrations/method-responses.ts'
import type { Problems } from '../lib/problems.ts'
import { buildRouteTree } from '../routing/route-tree.ts'
import { modelsOf, validationOf } from '../validation/request-validation.ts'
import { limitsAt, parseLimits } from './limits.ts'
import { type DeploymentSnapshot, GUARDED_FORMAT, type RouteSpec, SNAPSHOT_FORMAT } from './snapshot.ts'

/**
 * Definition → deployment: pure, the same in the Worker, the CLI and the tests.
 * Reports every problem at once, each under its place (`GET /pets`); undefined when one of them is an error.
 */
export function compileDeployment(
  definition: RestApiDefinition,
  deploymentId: string,
  problems: Problems,
): DeploymentSnapshot | undefined {
  const { api } = definition
  const routes = compileRoutes(definition, problems)
  // The words AWS refuses an empty API with.
  if (routes.length === 0 && problems.errors.length === 0)
    problems.error('', "The REST API doesn't contain any methods")
  const rootLimits = extensionsNamed(definition, 'x-postern-limits').find((extension) => extension.path === undefined)
  const limits = limitsAt(parseLimits(rootLimits?.value, 'x-postern-limits', problems))
  const models = modelsOf(routes, definition.parts, problems)
  const authorizers = compileAuthorizers(definition, routes, problems)
  const policy = compilePolicy(api.policy, problems)
  if (problems.errors.length > 0) return undefined
  return {
    format: authorizers === undefined && policy === undefined ? SNAPSHOT_FORMAT : GUARDED_FORMAT,
    protocol: 'REST',
    apiId: api.id,
    apiName: api.name,
    deploymentId,
    endpointType: api.endpointConfiguration.types[0] ?? 'EDGE',
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    binaryMediaTypes: api.binaryMediaTypes ?? [],
    ...(api.minimumCompressionSize !== undefined && { minimumCompressionSize: api.minimumCompressionSize }),
    limits,
    gatewayResponses: gatewayResponsesOf(definition),
    ...(models && { models }),
    ...(authorizers && { authorizers }),
    ...(policy && { policy }),
    tree: buildRouteTree(routes),
    routes,
  }
}

/** A policy that is not understood whole must not be deployed, wherever it came from. */
function compilePolicy(policy: string | undefined, problems: Problems): PolicyDocument | undefined {
  if (policy === undefined) return undefined
  const document = parsed(policy)
  for (const fault of policyFaults(document, 'resource')) problems.error('resource policy', fault)
  // It has no faults, or is not deployed.
  return document as PolicyDocument
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function compileRoutes(definition: RestApiDefinition, problems: Problems): RouteSpec[] {
  return definition.resources.flatMap((resource) =>
    Object.values(resource.resourceMethods ?? {}).flatMap(
      (method) => compileRoute(definition, resource, method, problems) ?? [],
    ),
  )
}

function compileRoute(
  definition: RestApiDefinition,
  resource: Resource,
  method: Method,
  problems: Problems,
): RouteSpec | undefined {
  const place = `${method.httpMethod} ${resource.path}`
  if (method.methodIntegration === undefined) {
    problems.error(place, 'No integration defined for method')
    return undefined
  }
  const integration = parseIntegration(method.methodIntegration, place, problems)
  checkMethodResponses(method, place, problems)
  const limits = operationLimits(definition, resource.path, method.httpMethod, problems)
  const validation = validationOf(method, definition.parts)
  const notServed = notServedBy(definition, method)
  const authorization = isAuthorizationServed(definition, method) ? authorizationOf(method) : undefined
  if (integration === undefined) return undefined
  return {
    resourceId: resource.id,
    resourcePath: resource.path,
    httpMethod: method.httpMethod,
    ...(method.operationName !== undefined && { operationName: method.operationName }),
    integration,
    ...(!method.methodIntegration.type.endsWith('_PROXY') && {
      methodResponses: Object.keys(method.methodResponses ?? {}).sort(),
    }),
    ...(authorization && { authorization }),
    ...(limits && { limits }),
    ...(validation && { validation }),
    ...(notServed.length > 0 && { notServed }),
  }
}

/**
 * What a method asks for that this version does not serve. Most of it guards the backend, so the route refuses: a guard that is
 * silently absent is the worst answer a gateway can give.
 */
function notServedBy(definition: RestApiDefinition, method: Method): string[] {
  const asks: [asked: boolean, feature: string][] = [
    [definition.api.endpointConfiguration.types.includes('PRIVATE'), 'a PRIVATE endpoint'],
    [!isAuthorizationServed(definition, method), `authorization ${method.authorizationType}`],
    [method.apiKeyRequired, 'an API key'],
  ]
  return asks.filter(([asked]) => asked).map(([, feature]) => feature)
}

/** Undefined for a method that anybody may call. */
function authorizationOf({
  authorizationType,
  authorizerId,
  authorizationScopes,
}: Method): AuthorizationSpec | undefined {
  if (authorizationType === 'NONE' || authorizerId === undefined) return undefined
  return { authorizerId, ...(authorizationScopes?.length && { scopes: authorizationScopes }) }
}

/** Whatever a method asks for that is not known to be served closes it. */
function isAuthorizationServed(definition: RestApiDefinition, { authorizationType, authorizerId }: Method): boolean {
  if (authorizationType === 'NONE') return true
  const authorizer = authorizersOf(definition).find(({ id }) => id === authorizerId)
  return authorizer !== undefined && isServed(authorizer.type) && authorizationType === AUTHORIZATION[authorizer.type]
}

/** What a method's authorization is called whose authorizer is of this type. */
const AUTHORIZATION: Readonly<Record<Authorizer['type'], string>> = {
  TOKEN: 'CUSTOM',
  REQUEST: 'CUSTOM',
  COGNITO_USER_POOLS: 'COGNITO_USER_POOLS',
}

const authorizersOf = (definition: RestApiDefinition): Authorizer[] =>
  definition.parts.filter(({ kind }) => kind === 'Authorizer').map(({ body }) => body as Authorizer)

/** Those that routes are guarded by. Undefined when there are none. */
function compileAuthorizers(
  definition: RestApiDefinition,
  routes: readonly RouteSpec[],
  problems: Problems,
): DeploymentSnapshot['authorizers'] {
  const named = new Set(routes.map(({ authorization }) => authorization?.authorizerId))
  const specs = authorizersOf(definition)
    .filter(({ id, type }) => named.has(id) && isServed(type))
    .map(
      (authorizer) => [authorizer.id, parseAuthorizer(authorizer, `authorizer ${authorizer.name}`, problems)] as const,
    )
    .filter((entry): entry is [string, AuthorizerSpec] => entry[1] !== undefined)
  return specs.length === 0 ? undefined : Object.fromEntries(specs)
}

function operationLimits(definition: RestApiDefinition, path: string, httpMethod: string, problems: Problems) {
  const extension = extensionsNamed(definition, 'x-postern-limits').find(
    (candidate) => candidate.path === path && candidate.httpMethod === httpMethod,
  )
  return extension && parseLimits(extension.value, `${httpMethod} ${path} x-postern-limits`, problems)
}

function extensionsNamed(definition: RestApiDefinition, name: string): Extension[] {
  return definition.parts
    .filter((part) => part.kind === 'Extension')
    .map((part) => part.body as Extension)
    .filter((extension) => extension.name === name)
}

function gatewayResponsesOf(definition: RestApiDefinition): Record<string, GatewayResponse> {
  const responses = definition.parts
    .filter((part) => part.kind === 'GatewayResponse')
    .map((part) => part.body as GatewayResponse)
  return Object.fromEntries(responses.map((response) => [response.responseType, response]))
}
