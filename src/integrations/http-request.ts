import { utf8 } from '../aws/sigv4-encoding.ts'
import { OutboundError, type OutboundRequest } from '../bindings/outbound.ts'
import type { Integration } from '../definition/rest-api.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange } from '../gateway/exchange.ts'
import type { Problems } from '../lib/problems.ts'
import { parseRequestParameters, type RequestMapping } from '../mapping/parameter-mapping.ts'
import { type OutgoingBody, outgoingBody } from './body-limits.ts'
import { type ConnectionSpec, NOT_SKIPPED } from './connection.ts'
import { uriProblem } from './http-uri.ts'
import { vpcLinkOf } from './vpc-link.ts'

/** What all integrations share that send a request of their own, JSON-safe. */
export interface HttpRequestSpec {
  /** `ANY` is the client's. */
  readonly httpMethod: string
  readonly uri: string
  /** Absent: the route's limit. */
  readonly timeoutInMillis?: number
  readonly mappings?: readonly RequestMapping[]
}

const METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'])
const SHORTEST_TIMEOUT_MILLIS = 50
/** What AWS writes into every integration, so that it says nothing about what the owner wants. */
const DEFAULT_TIMEOUT_MILLIS = 29_000

/** Reports every problem. Undefined when an error was reported. */
export function parseHttpRequest(
  integration: Integration,
  place: string,
  problems: Problems,
): (HttpRequestSpec & ConnectionSpec) | undefined {
  const { uri = '' } = integration
  const wrong = uriProblem(uri)
  if (wrong !== undefined) problems.error(place, `${wrong}: ${uri}`)
  const request = parseRequest(integration, place, problems)
  if (wrong !== undefined || request === undefined) return undefined
  const vpcLink = vpcLinkOf(integration)
  return {
    ...request,
    ...(vpcLink && { vpcLink }),
    ...(skipsVerification(integration) && { skipsVerification: true }),
  }
}

/** All but what is particular to the kind of URI. Reports every problem. Undefined when an error was reported. */
export function parseRequest(integration: Integration, place: string, problems: Problems): HttpRequestSpec | undefined {
  const { uri = '', timeoutInMillis } = integration
  const httpMethod = integration.httpMethod?.toUpperCase() ?? ''
  const before = problems.errors.length
  if (httpMethod === '') problems.error(place, 'Enumeration value for HttpMethod must be non-empty')
  else if (httpMethod !== 'ANY' && !METHODS.has(httpMethod))
    problems.error(place, `Invalid integration HTTP method specified: ${httpMethod}`)
  if (
    timeoutInMillis !== undefined &&
    !(Number.isInteger(timeoutInMillis) && timeoutInMillis >= SHORTEST_TIMEOUT_MILLIS)
  )
    problems.error(place, `Timeout should be at least ${SHORTEST_TIMEOUT_MILLIS} ms: ${timeoutInMillis}`)
  const mappings = parseRequestParameters(integration.requestParameters, place, problems)
  if (problems.errors.length > before) return undefined
  return {
    httpMethod,
    uri,
    ...(timeoutInMillis !== undefined && timeoutInMillis !== DEFAULT_TIMEOUT_MILLIS && { timeoutInMillis }),
    ...(mappings.length > 0 && { mappings }),
  }
}

/** Whether it asks for TLS without verification; where there is no TLS it asks for nothing. */
const skipsVerification = ({ tlsConfig, uri = '' }: Integration) =>
  tlsConfig?.insecureSkipVerification === true && !/^http:/i.test(uri)

/** Features of any HTTP integration that this version does not serve. What a VPC link leads to may be able to skip verification. */
export const httpFeaturesNotServed = (integration: Integration): string[] =>
  skipsVerification(integration) && integration.connectionType !== 'VPC_LINK' ? [NOT_SKIPPED] : []

const OVERRIDE = 'x-http-method-override'
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** The backend's method: a mapped X-HTTP-Method-Override, else the integration's own, else the client's. */
export function backendMethod(spec: HttpRequestSpec, x: Exchange): string {
  const mapped = x.mapped.headers
  if (mapped.length > 0) {
    const override = mapped.findLast(([name]) => name.toLowerCase() === OVERRIDE)?.[1].toUpperCase()
    if (override !== undefined && METHODS.has(override)) return override
  }
  return spec.httpMethod === 'ANY' ? x.request.method : spec.httpMethod
}

const NOTHING: OutgoingBody = { body: null }

/** The body to send: none with GET and HEAD, what `mapBody` made, bytes when a phase has read them, else the client's stream as it comes. */
export function backendBody(method: string, x: Exchange): OutgoingBody | Promise<OutgoingBody> {
  if (WITHOUT_BODY.has(method)) return NOTHING
  if (x.integrationBody !== undefined) return x.integrationBody
  if (x.request.body === null && x.decodedBody === undefined) return NOTHING
  return x.bodyWasRead ? bodyRead(x) : outgoingBody(x)
}

const bodyRead = async (x: Exchange): Promise<OutgoingBody> => ({ body: await x.bodyBytes() })

/** A body whole, where it cannot stream. Throws GatewayError where the client sent what it may not. */
export async function bytesOf({ body, refused }: OutgoingBody): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array()
  if (typeof body === 'string') return utf8(body)
  try {
    return new Uint8Array(await new Response(body as BodyInit).arrayBuffer())
  } catch (error) {
    throw refused?.aborted ? refused.reason : error
  }
}

/** `url` with query strings behind it, each raw; empty ones add nothing. */
export function withQuery(url: string, rawQuery: string, mapped: readonly (readonly [string, string])[]): string {
  if (rawQuery === '' && mapped.length === 0) return url
  const pairs = mapped.map(([name, value]) => `${encode(name)}=${encode(value)}`)
  if (rawQuery !== '') pairs.unshift(rawQuery)
  const query = pairs.join('&')
  if (!url.includes('?')) return `${url}?${query}`
  return /[?&]$/.test(url) ? url + query : `${url}&${query}`
}

const encode = (text: string) => encodeURIComponent(text.toWellFormed())

/** For calls whose method says whether they may be carried out twice; an AWS service's `GET ?Action=SendMessage` may not. */
export const retrying =
  (x: Exchange): OutboundRequest['onRetry'] =>
  (reason) => {
    x.record.integrationRetry = reason
    x.log(() => `Sending request again: ${reason}`)
  }

/** Calls the backend and keeps the record. Throws GatewayError for what keeps it from answering. */
export async function callBackend(
  x: Exchange,
  request: Pick<OutboundRequest, 'url' | 'method' | 'headers' | 'way' | 'onRetry'>,
  outgoing: OutgoingBody,
  timeoutInMillis = x.limits.timeoutInMillis,
): Promise<Response> {
  const { services, record } = x
  const { body, refused } = x.trace === undefined ? outgoing : await x.trace.endpointRequest(request, outgoing)
  const start = services.now()
  try {
    x.log(() => `Sending request to ${x.shownUrl(request.url)}`)
    const response = await services.outbound({ ...request, body, timeoutInMillis, signal: refused })
    record.integrationStatus = response.status
    refuseUnusable(response)
    x.log(() => `Received response. Status: ${response.status}, Integration latency: ${services.now() - start} ms`)
    return response
  } catch (error) {
    if (refused?.aborted) throw refused.reason
    if (!(error instanceof OutboundError)) throw error
    record.integrationError = error.message
    throw refusalOf(error)
  } finally {
    record.integrationLatency = services.now() - start
  }
}

/** What no response can be made of: a switch of protocols that nobody asked for, or a status that HTTP has not. */
function refuseUnusable({ status, body }: Response): void {
  if (status >= 200 && status <= 599) return
  body?.cancel().catch(() => {})
  throw new GatewayError('INTEGRATION_FAILURE', { reason: `The backend answered with status ${status}` })
}

function refusalOf({ failure, message: reason }: OutboundError): GatewayError {
  switch (failure) {
    case 'timeout':
      return new GatewayError('INTEGRATION_TIMEOUT', { reason })
    case 'unreachable':
      return new GatewayError('INTEGRATION_FAILURE', { reason })
    case 'refused-address':
      return new GatewayError('API_CONFIGURATION_ERROR', { reason })
  }
}
