/**
 * Header rules towards an HTTP backend, as recorded on AWS: what is never forwarded, what must not be mapped, what is added.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * Differs from AWS: a mapped `Host` has no effect, because Workers send the URI's; Connection is the runtime's to set.
 */
import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange } from '../gateway/exchange.ts'
import { HeaderMap, isFieldValue } from '../lib/header-map.ts'

/** The client's headers that never reach a mapping or a backend. */
const REMOVED_FROM_REQUEST = [
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
] as const

/** Whether mappings can see this request header. */
const REMOVED: ReadonlySet<string> = new Set(REMOVED_FROM_REQUEST)
export const isRemovedFromRequest = (name: string): boolean => REMOVED.has(name.toLowerCase())

/** What HTTP_PROXY does not forward; the last speaks of one connection alone. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  ...REMOVED_FROM_REQUEST,
  'content-encoding',
  'host',
  'via',
  'keep-alive',
])

export type MappedRule = 'illegal' | 'dropped'

/** Of a header that a mapping sets, by its lower-case name. */
export const MAPPED_RULES: ReadonlyMap<string, MappedRule> = new Map<string, MappedRule>([
  ['content-length', 'illegal'],
  ['transfer-encoding', 'illegal'],
  ['x-amzn-trace-id', 'illegal'],
  ['x-amzn-apigateway-api-id', 'illegal'],
  ['expect', 'dropped'],
  ['proxy-authenticate', 'dropped'],
  ['te', 'dropped'],
  ['via', 'dropped'],
  ['connection', 'dropped'],
])

/** In any of several merged values, in any case. */
const SIGNATURE = /(?:^|,\s*)AWS4-/i

/** The client's headers as HTTP_PROXY forwards them. */
export function forwardedHeaders(x: Exchange): HeaderMap {
  const headers = x.arrival.headers.without(NOT_FORWARDED)
  // A signature was made for this gateway; a backend must not be able to use it.
  if (SIGNATURE.test(headers.get('authorization') ?? '')) headers.delete('authorization')
  addForwarded(headers, x)
  return headers
}

/** Who called, and how: for a backend that sees the gateway alone. */
export function addForwarded(headers: HeaderMap, { request, arrival }: Exchange): void {
  const https = request.url.startsWith('https:')
  headers.set('x-forwarded-for', forwardedFor(headers.get('x-forwarded-for'), arrival.sourceIp))
  headers.set('x-forwarded-port', portOf(request.url) ?? (https ? '443' : '80'))
  headers.set('x-forwarded-proto', https ? 'https' : 'http')
}

/** Appended, unless a proxy in front of the Worker has already done so. */
function forwardedFor(known: string | undefined, sourceIp: string): string {
  if (known === undefined || known === '') return sourceIp
  return known === sourceIp || known.endsWith(`, ${sourceIp}`) ? known : `${known}, ${sourceIp}`
}

/** The port of an absolute URL, if it names one. */
function portOf(url: string): string | undefined {
  const authority = url.indexOf('://') + 3
  const end = url.indexOf('/', authority)
  const colon = url.lastIndexOf(':', end === -1 ? undefined : end)
  return colon < authority || url.indexOf(']', colon) !== -1
    ? undefined
    : url.slice(colon + 1, end === -1 ? undefined : end)
}

/** Methods whose Content-Type does not reach a non-proxy backend. */
const WITHOUT_CONTENT_TYPE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What a non-proxy backend receives unless a mapping says otherwise: nothing of the client's but the Content-Type. */
export function ownHeaders({ request, arrival }: Exchange): HeaderMap {
  const headers = new HeaderMap({ accept: 'application/json' })
  const type = WITHOUT_CONTENT_TYPE.has(request.method) ? undefined : arrival.headers.get('content-type')
  if (type !== undefined) headers.set('content-type', type)
  return headers
}

/** The gateway's own headers; the trace id is kept in the record. */
export function addIdentity(headers: HeaderMap, x: Exchange): void {
  const { apiId } = x.deployment.snapshot
  x.record.traceId = x.traceId
  headers.set('x-amzn-trace-id', x.traceId)
  headers.set('x-amzn-apigateway-api-id', apiId)
  if (!headers.has('user-agent')) headers.set('user-agent', `AmazonAPIGateway_${apiId}`)
}

/** Mapped headers replace the others of their name. Throws GatewayError for one that AWS refuses at run time. */
export function applyMappedHeaders(
  headers: HeaderMap,
  mapped: readonly (readonly [string, string])[],
  rules = MAPPED_RULES,
): void {
  for (const [name, value] of mapped) {
    const rule = rules.get(name.toLowerCase())
    if (rule === 'illegal') throw illegal(name)
    if (rule === undefined) setMapped(headers, name, value)
  }
}

/** What AWS answers at run time. */
export const illegal = (name: string): GatewayError =>
  new GatewayError('API_CONFIGURATION_ERROR', { reason: `Header ${name} must not be mapped to an integration request` })

function setMapped(headers: HeaderMap, name: string, value: string): void {
  // The value came with the request: a line break, or what no header can hold.
  if (!isFieldValue(value)) {
    throw new GatewayError('BAD_REQUEST_PARAMETERS', {
      message: 'Invalid request parameter',
      reason: `The value mapped to header ${name} cannot stand in a header`,
    })
  }
  headers.set(name, value)
}
