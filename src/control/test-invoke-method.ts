import type { Method, Resource } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { compileDeployment } from '../deployment/compile.ts'
import type { Services } from '../gateway/exchange.ts'
import { type LinkedDeployment, linkDeployment } from '../gateway/link.ts'
import { shownName } from '../gateway/shown-header.ts'
import { type TestResult, testInvoke } from '../gateway/test-invocation.ts'
import type { VpcLinkNames } from '../integrations/vpc-link.ts'
import { HeaderMap, isFieldName, isFieldValue } from '../lib/header-map.ts'
import { Problems } from '../lib/problems.ts'
import { checkCertificates } from './client-certificates.ts'
import { noSuchMethod, noSuchResource } from './identifiers.ts'
import { type Input, type Members, readInput } from './input.ts'
import { type Operation, ok, param } from './operation.ts'
import { vpcLinkNames } from './private-backends.ts'
import { problemLines } from './problem-text.ts'
import { accountIdOf, type ControlServices } from './services.ts'
import { readDefinition } from './store/definition.ts'
import { badRequest } from './validation-error.ts'

const TEST_INVOKE_METHOD = {
  pathWithQueryString: 'string',
  body: 'payload',
  headers: 'map',
  multiValueHeaders: 'lists',
  clientCertificateId: 'string',
  stageVariables: 'map',
} as const satisfies Members

type TestInvokeMethodInput = Input<typeof TEST_INVOKE_METHOD>

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html: the editable definition's method, not a deployed one; no
 * authorizer, API key or throttling stands before it. A method that is not there is answered by the resource's ANY.
 */
export const testInvokeMethod: Operation = async (call, services) => {
  const input = readInput(call.body, TEST_INVOKE_METHOD)
  const clientCertificateId = input.clientCertificateId || undefined
  if (clientCertificateId !== undefined) await checkCertificates(services, [clientCertificateId])
  const httpMethod = param(call, 'httpMethod')
  const read = await readDefinition(services.db, param(call, 'restApiId'))
  const resource = read?.definition.resources.find(({ id }) => id === param(call, 'resourceId'))
  if (read === undefined || resource === undefined) throw noSuchResource()
  const method = methodOf(resource, httpMethod)
  if (method === undefined) throw noSuchMethod()
  const { path, rawQuery } = targetOf(input.pathWithQueryString || resource.path)
  const result = await testInvoke(
    {
      deployment: linkMethod(read.definition, resource, method, await vpcLinkNames(services.db, read.definition)),
      method: httpMethod === 'ANY' ? 'GET' : httpMethod,
      ...{ path, rawQuery },
      headers: headersOf(input),
      body: input.body ?? '',
      stageVariables: input.stageVariables ?? {},
      clientCertificateId,
    },
    dataPlaneOf(services),
  )
  return ok(answerOf(result))
}

const methodOf = ({ resourceMethods = {} }: Resource, httpMethod: string): Method | undefined =>
  [httpMethod, 'ANY'].filter((name) => Object.hasOwn(resourceMethods, name)).map((name) => resourceMethods[name])[0]

export function targetOf(pathWithQueryString: string): { readonly path: string; readonly rawQuery: string } {
  const at = pathWithQueryString.indexOf('?')
  const path = at === -1 ? pathWithQueryString : pathWithQueryString.slice(0, at)
  return {
    path: path.startsWith('/') ? path : `/${path}`,
    rawQuery: at === -1 ? '' : pathWithQueryString.slice(at + 1),
  }
}

/** The method alone, without what guards it, so that nothing else of the API can stand in the way. */
function linkMethod(
  definition: RestApiDefinition,
  resource: Resource,
  method: Method,
  vpcLinks: VpcLinkNames | undefined,
): LinkedDeployment {
  const { policy: _, ...api } = definition.api
  const unguarded = { ...method, authorizationType: 'NONE', apiKeyRequired: false }
  const problems = new Problems()
  const snapshot = compileDeployment(
    {
      ...definition,
      api: { ...api, endpointConfiguration: { ...api.endpointConfiguration, types: ['REGIONAL'] } },
      resources: [{ ...resource, resourceMethods: { [method.httpMethod]: unguarded } }],
    },
    'test-invoke',
    problems,
  )
  if (snapshot === undefined || problems.errors.length > 0)
    throw badRequest(problemLines('The method cannot be invoked', problems.errors))
  return linkDeployment({ ...snapshot, ...(vpcLinks && { vpcLinks }) })
}

/** Of a name in both maps, the values of both. */
export function headersOf({
  headers = {},
  multiValueHeaders = {},
}: Pick<TestInvokeMethodInput, 'headers' | 'multiValueHeaders'>): HeaderMap {
  const values = new Map<string, string[]>()
  for (const [name, value] of Object.entries(headers)) values.set(name, [value])
  for (const [name, list] of Object.entries(multiValueHeaders))
    values.set(name, [...new Set([...(values.get(name) ?? []), ...list])])
  const map = new HeaderMap()
  for (const [name, list] of values) map.set(checkName(name), checkValue(name, list.join(', ')))
  return map
}

function checkName(name: string): string {
  if (isFieldName(name)) return name
  throw badRequest(`Invalid header name specified: ${name.slice(0, 100)}`)
}

function checkValue(name: string, value: string): string {
  if (isFieldValue(value)) return value
  throw badRequest(`Invalid value specified for header ${name}`)
}

/** What the phases may reach: backends, functions and AWS services. There is no configuration to resolve and no stage to log for. */
export const dataPlaneOf = ({
  outbound,
  privateWays,
  functions,
  aws,
  issuers,
  tokens,
  now,
  waitUntil,
  settings,
}: ControlServices): Services => ({
  ...{ outbound, privateWays, functions, aws, issuers, tokens, now, waitUntil },
  config: { resolve: () => undefined, expire: () => undefined },
  logs: { append: () => undefined, read: async (_, cursor) => ({ lines: [], cursor }) },
  random: Math.random,
  writeLine: () => undefined,
  settings: { accountId: accountIdOf(settings), region: settings.region, domain: settings.domain ?? '' },
})

function answerOf({ status, headers, body, log, latency }: TestResult) {
  const multiValueHeaders: Record<string, string[]> = {}
  for (const [field, value] of headers.fields()) {
    const name = shownName(field)
    multiValueHeaders[name] = [...(multiValueHeaders[name] ?? []), value]
  }
  const single = Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)])
  return { status, body, headers: Object.fromEntries(single), multiValueHeaders, log, latency }
}
