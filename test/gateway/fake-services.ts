import { readIssuers } from '../../src/authorizers/jwt/issuers.ts'
import { type AwsInit, createAws } from '../../src/aws/aws.ts'
import type { OutboundRequest } from '../../src/bindings/outbound.ts'
import { readPrivateWays } from '../../src/bindings/private-ways.ts'
import type { Integration } from '../../src/definition/rest-api.ts'
import {
  AWS_LIMITS,
  type DeploymentSnapshot,
  type LimitsSpec,
  type RouteSpec,
  SNAPSHOT_FORMAT,
} from '../../src/deployment/snapshot.ts'
import { type FunctionAnswer, type FunctionCall, FunctionError, type Functions } from '../../src/functions/functions.ts'
import { noFunctions } from '../../src/functions/no-functions.ts'
import { Exchange, type Reply, type Services } from '../../src/gateway/exchange.ts'
import { linkDeployment } from '../../src/gateway/link.ts'
import { REST, run } from '../../src/gateway/pipeline.ts'
import { parseIntegration } from '../../src/integrations/index.ts'
import { HeaderMap } from '../../src/lib/header-map.ts'
import { Problems } from '../../src/lib/problems.ts'

/** 2026-11-22T08:05:09.123Z. */
export const NOW = Date.UTC(2026, 10, 22, 8, 5, 9, 123)

/** User pools whose issuers are not there. */
export const noTokens: Pick<Services, 'issuers' | 'tokens'> = {
  issuers: readIssuers(undefined),
  tokens: { verify: () => Promise.reject(new Error('This test has no issuer')) },
}

/** Services that reach nothing: calling a backend or reading configuration is a mistake of the test that does it. */
export function fakeServices(overrides: Partial<Services> = {}): Services {
  return {
    outbound: () => Promise.reject(new Error('This test has no backend')),
    privateWays: readPrivateWays({}),
    functions: noFunctions,
    aws: fakeAws(),
    ...noTokens,
    config: { resolve: () => undefined, expire: () => {} },
    logs: { append: () => {}, read: () => Promise.resolve({ lines: [], cursor: 0 }) },
    now: () => NOW,
    random: () => 0.5,
    waitUntil: () => {},
    writeLine: () => {},
    settings: { accountId: '000000000000', region: 'us-east-1', domain: 'execute-api.localhost' },
    ...overrides,
  }
}

/** AWS with credentials, whose services are where AWS has them unless `endpoints` says otherwise. */
export const fakeAws = (init: Partial<AwsInit> = {}): Services['aws'] =>
  createAws({
    settings: { credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }, endpoints: {} },
    outbound: () => Promise.reject(new Error('This test has no STS')),
    now: () => NOW,
    waitUntil: () => {},
    ...init,
  })

/** A backend that answers with `answer` and keeps what it was sent; a body stream is read to its end. */
export function fakeBackend(answer: (request: OutboundRequest) => Response | Promise<Response> = () => new Response()) {
  const received: (OutboundRequest & { readonly text: string })[] = []
  const outbound: Services['outbound'] = async (request) => {
    received.push({ ...request, text: await new Response(request.body).text() })
    return await answer(request)
  }
  return { outbound, received }
}

export interface ExchangeOptions {
  readonly method?: string
  /** After the stage. */
  readonly path?: string
  readonly rawQuery?: string
  readonly headers?: [string, string][] | Record<string, string>
  readonly body?: string | ReadableStream | null
  readonly pathParameters?: Readonly<Record<string, string>>
  readonly stageVariables?: Readonly<Record<string, string>>
  /** An integration as its owner writes it, or a spec. */
  readonly integration?: Integration
  readonly route?: Partial<RouteSpec>
  readonly snapshot?: Partial<DeploymentSnapshot>
  readonly limits?: Partial<LimitsSpec>
  readonly services?: Services
  readonly sourceIp?: string
}

const MOCK: Integration = { type: 'MOCK' }

/** An exchange as `handle.ts` would make it for a matched route: API `api1`, stage `prod`. */
export function exchangeFor(options: ExchangeOptions = {}): Exchange {
  const { method = 'GET', path = '/', rawQuery = '', services = fakeServices(), sourceIp = '203.0.113.7' } = options
  const route: RouteSpec = {
    resourceId: 'res1',
    resourcePath: path,
    httpMethod: method,
    integration: specOf(options.integration ?? MOCK),
    ...options.route,
  }
  const snapshot = snapshotOf([route], options.snapshot)
  const ids = { requestId: '6f2f0a2e-0000-4000-8000-000000000001', extendedRequestId: 'abcdefghijklmno=' }
  const requestPath = `/prod${path}`
  const request = requestOf(
    options,
    method,
    `http://api1.execute-api.localhost${requestPath}${rawQuery && `?${rawQuery}`}`,
  )
  return new Exchange({
    request,
    arrival: {
      headers: HeaderMap.from(request.headers),
      ...ids,
      time: NOW,
      domainName: 'api1.execute-api.localhost',
      sourceIp,
      protocol: 'HTTP/1.1',
      requestPath,
      path,
      rawQuery,
    },
    stage: {
      format: SNAPSHOT_FORMAT,
      apiId: 'api1',
      stageName: 'prod',
      deploymentId: 'dep1',
      hash: 'hash1',
      variables: options.stageVariables ?? {},
      version: 1,
    },
    deployment: linkDeployment(snapshot),
    route,
    limits: { ...AWS_LIMITS, ...options.limits },
    pathParameters: options.pathParameters ?? {},
    services,
    logging: 'OFF',
    record: {
      ...ids,
      time: NOW,
      apiId: 'api1',
      stage: 'prod',
      method,
      path: requestPath,
      sourceIp,
      deploymentId: 'dep1',
      resourcePath: route.resourcePath,
      status: 0,
      executionLog: [],
    },
  })
}

/** Sends an exchange through the REST pipeline, as linked for its route. Rejects with the GatewayError of a refusal. */
export function runExchange(x: Exchange): Promise<Reply> {
  const phases = REST.flatMap((factory) => factory(x.route, x.deployment.snapshot) ?? [])
  return run(phases, x)
}

/** The reply to a request, sent through the REST pipeline. */
export const replyTo = async (options: ExchangeOptions): Promise<Reply> => runExchange(exchangeFor(options))

/** A reply's body as text. */
export const textOf = (reply: Reply): Promise<string> => new Response(reply.body).text()

/** A snapshot of API `api1` with these routes and an empty tree. */
export const snapshotOf = (
  routes: readonly RouteSpec[],
  overrides: Partial<DeploymentSnapshot> = {},
): DeploymentSnapshot => ({
  format: SNAPSHOT_FORMAT,
  protocol: 'REST',
  apiId: 'api1',
  apiName: 'Test',
  deploymentId: 'dep1',
  endpointType: 'REGIONAL',
  disableExecuteApiEndpoint: false,
  binaryMediaTypes: [],
  limits: AWS_LIMITS,
  gatewayResponses: {},
  tree: {},
  routes,
  ...overrides,
})

/** The spec of a valid integration, as it comes back from KV. */
export function specOf(integration: Integration): RouteSpec['integration'] {
  const problems = new Problems()
  const spec = parseIntegration(integration, 'GET /', problems)
  if (spec === undefined) throw new Error(JSON.stringify(problems.errors))
  return JSON.parse(JSON.stringify(spec))
}

function requestOf({ headers, body = null }: ExchangeOptions, method: string, url: string): Request {
  if (body === null || body === '') return new Request(url, { method, headers })
  return new Request(url, { method, headers, body, duplex: 'half' } as RequestInit)
}

/** Functions that answer with a payload, or as `answer` says, and keep how they were called. */
export function fakeFunctions(answer: string | Partial<FunctionAnswer> | FunctionError) {
  const calls: FunctionCall[] = []
  async function invoke(call: FunctionCall): Promise<FunctionAnswer> {
    calls.push(call)
    if (answer instanceof FunctionError) throw answer
    const own = typeof answer === 'string' ? { payload: answer } : answer
    return { target: 'code', status: 200, requestId: 'fn-request-1', executedVersion: '$LATEST', payload: '', ...own }
  }
  return { functions: { invoke } satisfies Functions, calls }
}
