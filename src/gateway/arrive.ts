import { HeaderMap } from '../lib/header-map.ts'
import { randomBase64 } from '../lib/random.ts'
import type { Address, RequestTarget } from '../routing/host-mapping.ts'
import type { Arrival, Services } from './exchange.ts'

/** Clients can override the request id, AWS says; what is no UUID would end in logs and headers, so it is not taken. */
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Who called and how: ids, address and paths, computed once. */
export function arrive(
  request: Request,
  target: RequestTarget,
  address: Exclude<Address, { kind: 'management' }>,
  services: Services,
): Arrival {
  const headers = HeaderMap.from(request.headers)
  const clientId = headers.get('x-amzn-requestid')
  const known = address.kind === 'invoke'
  return {
    time: services.now(),
    headers,
    requestId: clientId !== undefined && UUID.test(clientId) ? clientId : crypto.randomUUID(),
    extendedRequestId: `${randomBase64(15)}=`,
    domainName: target.host,
    sourceIp: headers.get('cf-connecting-ip') ?? '127.0.0.1',
    protocol: 'HTTP/1.1',
    requestPath: known ? `/${address.stageName}${address.path}` : target.path,
    path: known ? address.path : target.path,
    rawQuery: target.rawQuery,
  }
}
