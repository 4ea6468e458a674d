import { GatewayError } from '../../errors/gateway-error.ts'
import type { HeaderMap } from '../../lib/header-map.ts'
import type { Exchange, Reply } from '../exchange.ts'
import type { Phase, PhaseFactory } from '../pipeline.ts'

/**
 * Method response: the headers that API Gateway keeps for itself come back as `x-amzn-Remapped-…` or are dropped, as recorded on AWS.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * Differs from AWS: a Content-Encoding that Workers cannot decode stays, because the body stays encoded.
 */
export const methodResponse: PhaseFactory = (route) => {
  const { integration } = route
  switch (integration.type) {
    case 'HTTP_PROXY':
      return proxyResponse
    case 'AWS_PROXY':
      return functionResponse
    case 'HTTP':
    case 'AWS':
    case 'MOCK':
      return customResponse(integration.type !== 'MOCK')
    case 'NOT_SERVED':
      return undefined
  }
}

/** Remapped when a proxied backend sends them; the last is the gateway's own id. */
const RESERVED_FROM_PROXY = ['Connection', 'Date', 'Server', 'x-amzn-RequestId'].map(remapping)
const RESERVED_FROM_FUNCTION = [...RESERVED_FROM_PROXY, remapping('Content-Length')]
const DROPPED_FROM_PROXY = ['transfer-encoding', 'via', 'keep-alive'] as const
/** What Workers decode while a body passes. */
const DECODED: ReadonlySet<string> = new Set(['gzip', 'br'])

const proxyResponse: Phase = (x) => {
  const reply = sendable(x)
  const { headers } = reply
  for (const name of DROPPED_FROM_PROXY) headers.delete(name)
  for (const each of RESERVED_FROM_PROXY) remap(headers, each)
  const encoding = headers.get('content-encoding')
  if (encoding !== undefined && DECODED.has(encoding)) headers.delete('content-encoding')
  remapLength(x, reply, encoding !== undefined)
  return undefined
}

/** What a function says of the connection is remapped; the length that it tells is not that of what is sent. */
const functionResponse: Phase = (x) => {
  const { headers } = sendable(x)
  headers.delete('transfer-encoding')
  for (const each of RESERVED_FROM_FUNCTION) remap(headers, each)
  addOwn(headers, x.record.traceId)
  return undefined
}

/** The runtime tells the length of what it sends; of a HEAD only the backend knows what it would be. */
function remapLength(x: Exchange, reply: Reply, encoded: boolean): void {
  const length = reply.headers.get('content-length')
  if (length === undefined) return
  if (!encoded) reply.length = Number(length)
  if (x.request.method !== 'HEAD') reply.headers.delete('content-length')
  reply.headers.set('x-amzn-Remapped-Content-Length', length)
}

const customResponse =
  (traced: boolean): Phase =>
  (x) => {
    const { headers } = sendable(x)
    headers.delete('transfer-encoding')
    addOwn(headers, traced ? x.record.traceId : undefined)
    return undefined
  }

function addOwn(headers: HeaderMap, traceId: string | undefined): void {
  if (traceId !== undefined) headers.set('x-amzn-trace-id', traceId)
  if (!headers.has('content-type')) headers.set('content-type', 'application/json')
}

/** A header's lower-case name, and the name under which it comes back. */
type Remapping = readonly [from: string, to: string]

function remapping(name: string): Remapping {
  return [name.toLowerCase(), `x-amzn-Remapped-${name}`]
}

function remap(headers: HeaderMap, [from, to]: Remapping): void {
  const value = headers.get(from)
  if (value === undefined) return
  headers.delete(from)
  headers.set(to, value)
}

/** The reply, if HTTP can send its status. */
function sendable(x: Exchange): Reply {
  const { reply } = x
  if (reply === undefined) throw new Error('No integration has replied')
  if (reply.status < 200 || reply.status > 599) {
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `Status ${reply.status} cannot be sent` })
  }
  return reply
}
