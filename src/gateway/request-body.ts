import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange } from './exchange.ts'

/** What a phase may read into memory where the owner has lifted the limit: an isolate has 128 MB for all its requests. */
export const BUFFERED_BYTES = 33_554_432

const TOO_LARGE = new GatewayError('REQUEST_TOO_LARGE')

/** The whole request body as text, within `requestBodyBytes` and what fits into memory. Throws GatewayError REQUEST_TOO_LARGE. */
export async function readBodyText(x: Exchange): Promise<string> {
  const limit = x.limits.requestBodyBytes ?? BUFFERED_BYTES
  const { body } = x.request
  if (body === null) return ''
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    length += chunk.byteLength
    if (length > limit) throw TOO_LARGE
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return new TextDecoder().decode(bytes)
}
