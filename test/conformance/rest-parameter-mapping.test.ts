import { expect } from 'vitest'
import type { Integration } from '../../src/definition/rest-api.ts'
import { GATEWAY_ERRORS, GatewayError } from '../../src/errors/gateway-error.ts'
import { linkUri } from '../../src/integrations/http-uri.ts'
import type { HeaderMap } from '../../src/lib/header-map.ts'
import { Problems } from '../../src/lib/problems.ts'
import type { RequestSource } from '../../src/mapping/mapping-source.ts'
import {
  linkRequestMappings,
  linkResponseMappings,
  parseRequestParameters,
  parseResponseParameters,
} from '../../src/mapping/parameter-mapping.ts'
import { stageVariable, substituteStageVariables } from '../../src/mapping/stage-variables.ts'
import { parseQuery } from '../../src/routing/query.ts'
import { exchangeFor, fakeBackend, fakeFunctions, fakeServices, runExchange } from '../gateway/fake-services.ts'
import { conformance, expectLike, type Vector } from './runner.ts'

type Names = Readonly<Record<string, string>>
type Pairs = readonly (readonly [string, string])[]

interface Input {
  readonly direction: 'request' | 'response' | 'both' | 'uri'
  readonly integrationType?: Integration['type']
  readonly uri?: string
  readonly requestParameters?: Names | null
  readonly responseParameters?: Names | null
  readonly requestTemplates?: Names | null
  readonly request?: {
    readonly method: string
    readonly path?: string
    readonly headers: Pairs
    readonly rawQueryString?: string
    readonly pathParameters?: Names
    readonly body: string
  }
  readonly integrationResponse?: { readonly headers: Pairs; readonly body: string }
  readonly integrationPathParameters?: Names
  readonly context?: unknown
  readonly stageVariables?: Names
}

interface Expected {
  readonly header?: Names
  readonly path?: Names
  readonly querystring?: Names
  readonly uri?: string
  readonly error?: { readonly status: number; readonly message: string; readonly errorType: string }
  readonly status?: number
  readonly backendReceives?: {
    readonly method?: string
    readonly uri?: string
    readonly body?: string
    /** Placeholders stand for what the recording's client sent on its own. */
    readonly bodyJson?: Names | string
    readonly headers?: Names | null
    readonly headersSubset?: Names
  }
  readonly responseHeaders?: Names
}

/** By integration type. */
const URIS: Readonly<Record<string, string>> = {
  AWS: 'arn:aws:apigateway:us-east-1:sqs:path/111111111111/queue',
  AWS_PROXY:
    'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:f/invocations',
}

conformance<Input, Expected>({
  area: 'rest-parameter-mapping',
  async check(vector) {
    const { direction, integrationType } = vector.input
    if (direction === 'uri') checkUri(vector)
    else if (vector.id === 'rpm-0032') await checkFunction(vector)
    else if (integrationType !== undefined) await checkCall(vector)
    else checkMapping(vector)
  },
})

function checkUri({ input, expected }: Vector<Input, Expected>): void {
  const { uri = '', stageVariables = {}, integrationPathParameters } = input
  if (integrationPathParameters === undefined) expect(substituteStageVariables(uri, stageVariables)).toBe(expected.uri)
  if (uri.startsWith('https://')) {
    expect(linkUri(uri)(stageVariables, integrationPathParameters ?? {})).toBe(expected.uri)
  }
}

/** Mappings alone, with sources that tell the case of header names apart, as AWS does. */
function checkMapping({ input, expected }: Vector<Input, Expected>): void {
  const run = input.direction === 'request' ? mapRequest : mapResponse
  const { error } = expected
  if (error === undefined) {
    expect(run(input)).toEqual(expected)
    return
  }
  expect(() => run(input)).toThrow(GatewayError)
  try {
    run(input)
  } catch (thrown) {
    const [status, errorType, message] = GATEWAY_ERRORS[(thrown as GatewayError).type]
    expect({ status, errorType, message }).toEqual({
      status: error.status,
      errorType: error.errorType,
      message: error.message,
    })
  }
}

function mapRequest(input: Input) {
  const problems = new Problems()
  const mappings = parseRequestParameters(input.requestParameters ?? {}, '', problems)
  expect(problems.errors).toEqual([])
  const out = { headers: [] as [string, string][], query: [] as [string, string][], path: {} }
  linkRequestMappings(mappings)(sourceOf(input, input.request?.headers ?? [], input.request?.body ?? ''), out)
  return { header: Object.fromEntries(out.headers), querystring: Object.fromEntries(out.query), path: out.path }
}

function mapResponse(input: Input) {
  const problems = new Problems()
  const mappings = parseResponseParameters(input.responseParameters ?? {}, '', problems)
  expect(problems.errors).toEqual([])
  const { headers = [], body = '' } = input.integrationResponse ?? {}
  return { header: Object.fromEntries(linkResponseMappings(mappings)(sourceOf(input, headers, body))) }
}

function sourceOf(input: Input, headers: Pairs, body: string): RequestSource {
  const named = (name: string) => headers.filter(([sent]) => sent === name).map(([, value]) => value)
  const query = parseQuery(input.request?.rawQueryString ?? '')
  return {
    header: (name) => named(name).at(-1),
    multivalueheader: named,
    path: (name) => input.request?.pathParameters?.[name],
    querystring: (name) => query.last(name),
    multivaluequerystring: (name) => query.all(name),
    context: (name) => textAt(input.context, name.split('.')),
    stageVariable: (name) => stageVariable(input.stageVariables ?? {}, name),
    body: () => body,
  }
}

function textAt(value: unknown, names: readonly string[]): string | undefined {
  const found = names.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], value)
  return typeof found === 'string' ? found : undefined
}

/** The one vector whose backend is a function: nothing of the request reaches it but its payload, and nothing of its answer's headers comes back. */
async function checkFunction({ input, expected }: Vector<Input, Expected>): Promise<void> {
  const { functions, calls } = fakeFunctions('{}')
  const { method = 'GET', headers = [] } = input.request ?? {}
  const x = exchangeFor({
    method,
    headers: headers.map(([name, value]) => [name, value]),
    services: fakeServices({ functions }),
    integration: {
      type: 'AWS',
      httpMethod: 'POST',
      uri: URIS.AWS_PROXY,
      integrationResponses: { 200: { statusCode: '200' } },
    },
  })
  const reply = await runExchange(x)
  expect(JSON.parse(calls[0]?.payload ?? '')).toEqual(expected.backendReceives?.body)
  expectHeaders(reply.headers, without(expected.responseHeaders ?? {}, SET_BY_FINISH), 'whole')
}

/** Through the pipeline, with a backend that keeps what it receives. */
async function checkCall({ input, expected }: Vector<Input, Expected>): Promise<void> {
  const backend = fakeBackend(() => new Response('{}', { headers: backendHeaders(expected.responseHeaders ?? {}) }))
  const { request, stageVariables, requestParameters, requestTemplates, responseParameters } = input
  const x = exchangeFor({
    method: request?.method ?? 'GET',
    path: request?.path ?? '/test',
    rawQuery: request?.rawQueryString ?? '',
    headers: (request?.headers ?? []).map(([name, value]) => [name, value]),
    body: request?.body ?? null,
    pathParameters: request?.pathParameters ?? {},
    stageVariables: stageVariables ?? {},
    services: fakeServices({ outbound: backend.outbound }),
    integration: {
      type: input.integrationType ?? 'HTTP',
      httpMethod: 'POST',
      uri: input.uri ?? URIS[input.integrationType ?? ''] ?? 'https://example.com/headers',
      requestParameters: requestParameters ?? {},
      requestTemplates: requestTemplates ?? {},
      integrationResponses: { 200: { statusCode: '200', responseParameters: responseParameters ?? {} } },
    },
  })
  if (expected.status !== undefined) {
    await expect(runExchange(x)).rejects.toMatchObject({ type: 'API_CONFIGURATION_ERROR' })
    const [status, errorType, message] = GATEWAY_ERRORS.API_CONFIGURATION_ERROR
    expect([status, errorType, message]).toEqual([
      expected.status,
      'InternalServerErrorException',
      'Internal server error',
    ])
    expect(backend.received).toEqual([])
    return
  }
  const reply = await runExchange(x)
  const [received] = backend.received
  const { method, uri, body, bodyJson, headers, headersSubset } = expected.backendReceives ?? {}
  if (method !== undefined) expect(received?.method).toBe(method)
  if (uri !== undefined) expect(received?.url.split('?')[0]).toBe(uri)
  if (body !== undefined) expect(received?.text).toBe(body)
  if (typeof bodyJson === 'object') expectMembers(JSON.parse(received?.text ?? ''), bodyJson, request?.headers ?? [])
  if (headersSubset !== undefined) expectHeaders(received?.headers, headersSubset, 'subset')
  if (headers) expectHeaders(received?.headers, without(headers, SET_ON_THE_WAY), 'whole')
  if (expected.responseHeaders !== undefined) {
    expectHeaders(reply.headers, without(expected.responseHeaders, SET_BY_FINISH), 'whole')
  }
}

function expectMembers(actual: Names, expected: Names, sent: Pairs): void {
  const sentByName = new Map(sent)
  for (const [name, value] of Object.entries(expected))
    expect(actual[name], name).toBe(value.startsWith('<') ? (sentByName.get(name) ?? '') : value)
  expect(Object.keys(actual)).toEqual(Object.keys(expected))
}

/** What the runtime sets, what the recording backend's own front added, and what that backend hides. */
const SET_ON_THE_WAY =
  /^(?:content-length|host|connection|x-amzn-tls-cipher-suite|x-amzn-tls-version|x-forwarded-(?:for|port|proto))$/i
/** What the runtime and `finish` set. */
const SET_BY_FINISH = /^(?:connection|content-length|date|x-amz-apigw-id|x-amzn-requestid)$/i
const IDENTITY = /^x-am(?:z|zn)-/i
const REMAPPED = /^x-amzn-remapped-/i

/** The backend's headers, told from what came back; and two that must not come back. */
function backendHeaders(returned: Names): [string, string][] {
  const remapped = Object.entries(returned)
    .filter(([name]) => REMAPPED.test(name))
    .map(([name, value]): [string, string] => [name.replace(REMAPPED, ''), value])
  const passed = Object.entries(without(returned, SET_BY_FINISH)).filter(([name]) => !IDENTITY.test(name))
  return [...remapped, ...passed, ['Transfer-Encoding', 'chunked'], ['Via', '1.1 backend']]
}

const without = (headers: Names, names: RegExp): Names =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.test(name)))

function expectHeaders(actual: HeaderMap | undefined, expected: Names, extent: 'subset' | 'whole'): void {
  const seen = new Map<string, string>()
  for (const [name, value] of Object.entries(expected)) expectLike(actual?.get(name), value, seen)
  if (extent === 'subset') return
  const known = new Set(Object.keys(expected).map((name) => name.toLowerCase()))
  expect([...(actual?.keys() ?? [])].filter((name) => !known.has(name) && !SET_ON_THE_WAY.test(name))).toEqual([])
}
