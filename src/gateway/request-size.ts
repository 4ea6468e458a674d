import type { LimitsSpec } from '../deployment/snapshot.ts'
import { GatewayError } from '../errors/gateway-error.ts'

const URI_TOO_LONG = new GatewayError('URI_TOO_LONG')
const HEADERS_TOO_LARGE = new GatewayError('REQUEST_HEADER_FIELDS_TOO_LARGE')
const BODY_TOO_LARGE = new GatewayError('REQUEST_TOO_LARGE')

/** `: ` and the line's end, which count on the wire. */
const HEADER_OVERHEAD_BYTES = 4

/**
 * Refuses what is over the route's limits before anything is read: 414, 431, 413.
 * A body without Content-Length is counted where it is read.
 */
export function refuseOversized(request: Request, limits: LimitsSpec): void {
  const { requestLineBytes, requestHeaderBytes, requestBodyBytes } = limits
  if (requestLineBytes !== null && request.url.length > requestLineBytes) throw URI_TOO_LONG
  if (requestHeaderBytes !== null && headerBytes(request.headers) > requestHeaderBytes) throw HEADERS_TOO_LARGE
  if (requestBodyBytes === null || request.body === null) return
  if (Number(request.headers.get('content-length')) > requestBodyBytes) throw BODY_TOO_LARGE
}

function headerBytes(headers: Headers): number {
  let bytes = 0
  headers.forEach((value, name) => {
    bytes += name.length + value.length + HEADER_OVERHEAD_BYTES
  })
  return bytes
}
