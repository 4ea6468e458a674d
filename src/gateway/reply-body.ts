import { GatewayError } from '../errors/gateway-error.ts'
import { counted } from '../integrations/body-limits.ts'
import { toUtf8 } from '../lib/utf8.ts'
import type { Reply } from './exchange.ts'
import { BUFFERED_BYTES } from './request-body.ts'

const TOO_LARGE = new GatewayError('API_CONFIGURATION_ERROR', {
  reason: `A mapping reads the integration response, which is over ${BUFFERED_BYTES} bytes`,
})

/** A text that is known to be no longer is put right in memory, so that its length can be told. */
export const REPAIRED_AT_ONCE_BYTES = 65_536

/** Reads a reply's body whole. Throws GatewayError when the backend breaks off. */
export async function readReplyBody({ body, length }: Reply): Promise<Uint8Array> {
  if (body === null || typeof body === 'string') return toUtf8(body ?? '')
  if (body instanceof Uint8Array) return body
  try {
    // Counting leaves the runtime's own code for each chunk, so only what has not told its length is counted.
    const known = length !== undefined && length <= BUFFERED_BYTES
    return new Uint8Array(
      await new Response(known ? body : counted(body, BUFFERED_BYTES, TOO_LARGE).body).arrayBuffer(),
    )
  } catch (error) {
    throw brokenOff(error)
  }
}

/** What a failure while a backend's body is read means to the caller. */
export function brokenOff(error: unknown): unknown {
  if (error instanceof GatewayError) return error
  const reason = `The backend broke off its response: ${error}`
  const timeout = error instanceof Error && error.name === 'TimeoutError'
  return new GatewayError(timeout ? 'INTEGRATION_TIMEOUT' : 'INTEGRATION_FAILURE', { reason })
}
