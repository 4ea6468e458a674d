/** Bodies that stream within a limit. A counting stream costs CPU per chunk, so it stands only where the length is not told. */
import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange } from '../gateway/exchange.ts'
import type { HeaderMap } from '../lib/header-map.ts'

const REQUEST_TOO_LARGE = new GatewayError('REQUEST_TOO_LARGE')

/** A request body on its way to the backend. */
export interface OutgoingBody {
  readonly body: ReadableStream | Uint8Array | string | null
  /**
   * Aborted with the refusal when the client turns out to have sent what it may not. The call has to be broken off then: the runtime
   * ends a request body that fails as if it were whole, and the backend would take a part for all of it.
   */
  readonly refused?: AbortSignal
}

/** The client's body, decoded where it came in a coding, untouched where its length is known and within the limit. Throws GatewayError REQUEST_TOO_LARGE. */
export function outgoingBody(x: Exchange): OutgoingBody {
  if (x.decodedBody !== undefined) return x.decodedBody
  const { body } = x.request
  const limit = x.limits.requestBodyBytes
  if (body === null || limit === null) return { body }
  const length = contentLength(x.arrival.headers)
  if (length === undefined) return counted(body, limit, REQUEST_TOO_LARGE)
  if (length > limit) throw REQUEST_TOO_LARGE
  return { body }
}

/**
 * The backend's body, untouched where its length is known and within the limit. Throws GatewayError when it is known to be over;
 * a stream that turns out to be over is cut off, because its status is long sent. Of an encoded body the length is not known: Workers
 * decode it while it passes, and a small one can unfold to gigabytes.
 */
export function incomingBody(
  response: Response,
  headers: HeaderMap,
  x: Exchange,
  limit = x.limits.responseBodyBytes,
): ReadableStream | null {
  const { body } = response
  refuseLargeHeaders(body, headers, x)
  if (body === null || limit === null || x.request.method === 'HEAD') return body
  const length = headers.has('content-encoding') ? undefined : contentLength(headers)
  if (length === undefined) return counted(body, limit, tooLargeResponse(limit)).body
  if (length <= limit) return body
  body.cancel().catch(() => {})
  throw tooLargeResponse(limit)
}

export const tooLargeResponse = (limit: number): GatewayError =>
  new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `The integration response is over ${limit} bytes (x-postern-limits responseBodyBytes lifts the limit)`,
  })

/** AWS's quota of a REST API's header values is one for both directions. */
function refuseLargeHeaders(body: ReadableStream | null, headers: HeaderMap, { limits }: Exchange): void {
  const { responseHeaderBytes: limit } = limits
  if (limit === undefined || limit === null || headers.bytes <= limit) return
  body?.cancel().catch(() => {})
  throw new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `The headers of the integration response are over ${limit} bytes (x-postern-limits responseHeaderBytes lifts the limit)`,
  })
}

/** Bytes; undefined when the header is absent or no number. */
export function contentLength(headers: HeaderMap): number | undefined {
  const text = headers.get('content-length')
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

/** `body` that fails with `error` once more than `limit` bytes have passed. */
export function counted(
  body: ReadableStream<Uint8Array>,
  limit: number,
  error: GatewayError,
): { readonly body: ReadableStream<Uint8Array>; readonly refused: AbortSignal } {
  let bytes = 0
  const refusal = new AbortController()
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes <= limit) return controller.enqueue(chunk)
      refusal.abort(error)
      controller.error(error)
    },
  })
  return { body: body.pipeThrough(counter), refused: refusal.signal }
}
