import { GatewayError } from '../errors/gateway-error.ts'
import { joined } from '../lib/peek.ts'
import { toUtf8 } from '../lib/utf8.ts'
import type { Exchange } from './exchange.ts'

/** What a phase may read into memory where the owner has lifted the limit: an isolate has 128 MB for all its requests. */
export const BUFFERED_BYTES = 33_554_432

const TOO_LARGE = new GatewayError('REQUEST_TOO_LARGE')

/** The whole request body, within `requestBodyBytes` and what fits into memory. Throws GatewayError REQUEST_TOO_LARGE. */
export async function readBodyBytes(x: Exchange): Promise<Uint8Array> {
  const limit = x.limits.requestBodyBytes ?? BUFFERED_BYTES
  const body = x.decodedBody?.body ?? x.request.body
  if (body === null || typeof body === 'string') return toUtf8(body ?? '')
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    length += chunk.byteLength
    if (length > limit) throw TOO_LARGE
    chunks.push(chunk)
  }
  return joined(chunks)
}
