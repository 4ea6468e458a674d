import { expect, it } from 'vitest'
import type { PolicyDocument } from '../../src/authorizers/policy-document.ts'
import { OutboundError } from '../../src/bindings/outbound.ts'
import type { GatewayResponse } from '../../src/definition/parts.ts'
import type { Integration } from '../../src/definition/rest-api.ts'
import type { DeploymentSnapshot, RouteSpec } from '../../src/deployment/snapshot.ts'
import { GATEWAY_ERRORS, GatewayError, type GatewayErrorType } from '../../src/errors/gateway-error.ts'
import { linkGatewayResponses } from '../../src/gateway/gateway-response.ts'
import { handleInvoke } from '../../src/gateway/handle.ts'
import { linkDeployment } from '../../src/gateway/link.ts'
import { refusalSource } from '../../src/gateway/live-sources.ts'
import { targetOf } from '../../src/routing/host-mapping.ts'
import { buildRouteTree } from '../../src/routing/route-tree.ts'
import { exchangeFor, fakeBackend, fakeFunctions, fakeServices, snapshotOf, specOf } from '../gateway/fake-services.ts'
import { conformance, expectLike, loadVectors } from './runner.ts'

// Three kinds of input: a gateway response type; a cause, in words; an integration type, whose complete header set is expected.
// DEFAULT_4XX and DEFAULT_5XX change what owners customise: alone they raise nothing, and each refusal keeps its own status.

interface Input {
  readonly responseType?: GatewayErrorType | 'DEFAULT_4XX' | 'DEFAULT_5XX'
  readonly message?: string
  readonly gatewayResponses?: Readonly<Record<string, { readonly statusCode?: string }>>
  readonly cause?: string
  readonly endpointType?: DeploymentSnapshot['endpointType']
  readonly integrationType?: string | null
  readonly gatewayError?: boolean
  readonly clientSentTraceId?: boolean
}

interface Expected {
  readonly status?: number | null
  readonly bodyJson?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly messageContains?: string
  readonly headersPresent?: readonly string[]
  readonly headersAbsent?: readonly string[]
  readonly headerNames?: readonly string[]
}

/** Set by whoever writes the response to the wire: not there yet when the Worker hands it on. */
const OF_THE_RUNTIME: ReadonlySet<string> = new Set(['connection', 'content-length', 'date'])

const IAM = 'needs AWS_IAM authorization, which this version does not serve'
const CLOUDFRONT = 'via, x-cache and x-amz-cf-* are set by CloudFront, in front of an edge-optimized API on AWS alone'

conformance<Input, Expected>({
  area: 'gateway-error',
  exceptions: [
    { id: 'ger-0033', reason: CLOUDFRONT },
    { id: 'ger-0034', reason: CLOUDFRONT },
    { id: 'ger-0035', reason: CLOUDFRONT },
    { id: 'ger-0036', reason: CLOUDFRONT },
    { id: 'ger-0041', reason: IAM },
    { id: 'ger-0043', reason: IAM },
  ],
  async check({ input, expected }) {
    const { responseType } = input
    if (responseType === 'DEFAULT_4XX' || responseType === 'DEFAULT_5XX') keepsEveryStatus(responseType, expected)
    else await compare(responseType === undefined ? await called(input) : refused(input, responseType), expected)
  },
})

/** What those vectors say beside CloudFront: an exception must not hide it. */
for (const { id, input, expected } of loadVectors<Input, Expected>('gateway-error') ?? []) {
  if (!/^ger-003[3-6]$/.test(id)) continue
  it(`${id} passes but for the headers that CloudFront sets`, async () => {
    const headerNames = expected.headerNames?.filter((name) => !/^(?:via|x-cache|x-amz-cf-.*)$/.test(name))
    const { 'x-cache': _, ...headers } = expected.headers ?? {}
    await compare(await called(input), { ...expected, headerNames, headers })
  })
}

function keepsEveryStatus(responseType: 'DEFAULT_4XX' | 'DEFAULT_5XX', expected: Expected): void {
  expect(expected.status).toBeNull()
  const customised = { [responseType]: customisation(responseType, {}) }
  const types = Object.keys(GATEWAY_ERRORS) as GatewayErrorType[] // The table's own keys.
  const respond = linkGatewayResponses(customised)
  const statuses = types.map((type) => respond(new GatewayError(type), () => refusalSource(exchangeFor())).status)
  expect(statuses).toEqual(types.map((type) => GATEWAY_ERRORS[type][0]))
}

/** The wire form of a refusal. */
function refused({ message, gatewayResponses = {} }: Input, responseType: GatewayErrorType): Response {
  const customised = Object.entries(gatewayResponses).map(([type, owner]) => [type, customisation(type, owner)])
  const respond = linkGatewayResponses(Object.fromEntries(customised))
  const error = new GatewayError(responseType, { message })
  const { status, headers, body } = respond(error, () => refusalSource(exchangeFor()))
  return new Response(body as string, { status, headers: headers.toInit() }) // A refusal's body is text.
}

const customisation = (responseType: string, owner: { readonly statusCode?: string }): GatewayResponse => ({
  responseType,
  defaultResponse: false,
  responseParameters: {},
  responseTemplates: {},
  ...owner,
})

const RESOURCE_POLICY = 'AWS_IAM caller or resource policy: explicit deny'
const DENIES: PolicyDocument = {
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }],
}

/** What each cause is made of, as its source in the vector has it. */
const CAUSES: Readonly<Record<string, Partial<RouteSpec> & { readonly integration: RouteSpec['integration'] }>> = {
  'illegal header mapping': {
    integration: specOf(http({ 'integration.request.header.Content-Length': "'0'" })),
  },
  'HTTP integration whose URI host came from an undefined stage variable': {
    integration: specOf({ ...http(), uri: 'http://${stageVariables.host}/pets' }),
  },
  [RESOURCE_POLICY]: { integration: specOf(http()) },
  'Lambda authorizer denied': { integration: specOf(http()), authorization: { authorizerId: 'auth01' } },
  'request validator: body': { integration: specOf(http()), validation: { models: { 'application/json': 'Pet' } } },
}

/** A call of a route that brings about what the vector names. */
function called(input: Input): Promise<Response> {
  const { cause, integrationType, gatewayError, clientSentTraceId } = input
  if (cause !== undefined) return call(CAUSES[cause] ?? { integration: specOf(http()), notServed: [cause] }, input)
  const headers = { ...(clientSentTraceId && { 'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793' }) }
  // No integration is called where none is reached: a MOCK is answered by the gateway itself.
  const integration = integrationType === 'HTTP' ? http() : integrationOf(integrationType ?? 'MOCK')
  return call({ integration: specOf(integration) }, input, { headers }, gatewayError === true)
}

function http(requestParameters: Readonly<Record<string, string>> = {}): Integration {
  const answers = { integrationResponses: { 200: { statusCode: '200' } } }
  return { type: 'HTTP', httpMethod: 'GET', uri: 'http://backend.example/pets', requestParameters, ...answers }
}

const LAMBDA = {
  httpMethod: 'POST',
  uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:f/invocations',
}

const AUTHORIZERS = {
  auth01: {
    type: 'TOKEN',
    functionArn: 'arn:aws:lambda:us-east-1:111111111111:function:f',
    identitySources: [{ from: 'header', name: 'user-agent' }],
    resultTtlInSeconds: 0,
  },
} as const
const DENIAL = {
  principalId: 'user',
  policyDocument: { Statement: [{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: '*' }] },
}

const integrationOf = (type: string): Integration => ({
  type: type as Integration['type'], // As the vector spells it, which is AWS's name.
  ...(type === 'MOCK' ? { requestTemplates: { 'application/json': '{"statusCode": 200}' } } : LAMBDA),
  integrationResponses: { 200: { statusCode: '200' } },
})

function call(
  route: Partial<RouteSpec> & { readonly integration: RouteSpec['integration'] },
  { cause, endpointType }: Input,
  init: RequestInit = {},
  dead = false,
): Promise<Response> {
  const specs: RouteSpec[] = [
    { resourceId: 'r1', resourcePath: '/pets', httpMethod: 'GET', methodResponses: ['200'], ...route },
  ]
  const models = { Pet: { type: 'object', required: ['a'] } }
  const guarded = route.authorization !== undefined
  const authorizers = guarded ? { authorizers: AUTHORIZERS } : {}
  const policy = cause === RESOURCE_POLICY ? { policy: DENIES } : {}
  const overrides = {
    models,
    tree: buildRouteTree(specs),
    ...authorizers,
    ...policy,
    ...(endpointType && { endpointType }),
  }
  const deployment = linkDeployment(snapshotOf(specs, overrides))
  const ids = { apiId: 'api1', stageName: 'prod', deploymentId: 'dep1', hash: 'h' }
  const live = { pointer: { format: 1 as const, ...ids, variables: {}, version: 1 }, deployment }
  const backend = fakeBackend(() => new Response('{}', { headers: { 'content-type': 'application/json' } }))
  const services = fakeServices({
    config: { resolve: () => live, expire: () => {} },
    functions: fakeFunctions(guarded ? JSON.stringify(DENIAL) : '{}').functions,
    outbound: dead ? () => Promise.reject(new OutboundError('unreachable', 'no backend')) : backend.outbound,
  })
  const headers = { 'user-agent': 'tests', ...init.headers }
  const request = new Request('http://api1.execute-api.localhost/prod/pets', { ...init, headers })
  const address = { kind: 'invoke', apiId: 'api1', stageName: 'prod', path: '/pets' } as const
  return handleInvoke(request, targetOf(request.url), address, services)
}

/** Of a text with places for what varies: `<user-arn>`. */
const pattern = (text: string) => new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/<[a-z-]+>/g, '\\S+'))

async function compare(response: Response, expected: Expected): Promise<void> {
  const text = await response.text()
  const { headers } = response
  if (typeof expected.status === 'number') expect(response.status).toBe(expected.status)
  if (expected.bodyJson !== undefined) expect(JSON.parse(text)).toEqual(expected.bodyJson)
  if (expected.messageContains !== undefined) expect(text).toMatch(pattern(expected.messageContains))
  const seen = new Map<string, string>()
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    if (name.toLowerCase() === 'content-length' && /^\d+$/.test(value))
      expect(String(new TextEncoder().encode(text).length)).toBe(value)
    else if (!OF_THE_RUNTIME.has(name.toLowerCase())) expectLike(headers.get(name), value, seen)
  }
  for (const name of expected.headersPresent ?? []) expect(headers.has(name), name).toBe(true)
  for (const name of expected.headersAbsent ?? []) expect(headers.has(name), name).toBe(false)
  if (expected.headerNames !== undefined) {
    const own = expected.headerNames.filter((name) => !OF_THE_RUNTIME.has(name)).sort()
    expect([...headers.keys()].sort()).toEqual(own)
  }
}
