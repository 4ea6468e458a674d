import type { LimitsSpec } from '../deployment/snapshot.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { HeaderMap } from '../lib/header-map.ts'

const URI_TOO_LONG = new GatewayError('URI_TOO_LONG')
const HEADERS_TOO_LARGE = new GatewayError('REQUEST_HEADER_FIELDS_TOO_LARGE')
const BODY_TOO_LARGE = new GatewayError('REQUEST_TOO_LARGE')

/**
 * Refuses what is over the route's limits before anything is read: 414, 431, 413.
 * A body without Content-Length is counted where it is read.
 */
export function refuseOversized(request: Request, headers: HeaderMap, limits: LimitsSpec): void {
  const { requestLineBytes, requestHeaderBytes, requestBodyBytes } = limits
  if (requestLineBytes !== null && request.url.length > requestLineBytes) throw URI_TOO_LONG
  if (requestHeaderBytes !== null && headers.bytes > requestHeaderBytes) throw HEADERS_TOO_LARGE
  if (requestBodyBytes !== null && Number(headers.get('content-length') ?? 0) > requestBodyBytes) throw BODY_TOO_LARGE
}
