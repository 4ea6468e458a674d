import { GatewayError } from '../errors/gateway-error.ts'
import { counted } from '../integrations/body-limits.ts'
import type { Reply } from './exchange.ts'
import { BUFFERED_BYTES } from './request-body.ts'

const TOO_LARGE = new GatewayError('API_CONFIGURATION_ERROR', {
  reason: `A mapping reads the integration response, which is over ${BUFFERED_BYTES} bytes`,
})

/** Reads a reply's body for mappings; `body` sends the same bytes on. Throws GatewayError when the backend breaks off. */
export async function readReplyBody(reply: Reply): Promise<{ readonly body: Reply['body']; readonly text: string }> {
  const { body } = reply
  if (body === null || typeof body === 'string') return { body, text: body ?? '' }
  if (body instanceof Uint8Array) return { body, text: new TextDecoder().decode(body) }
  try {
    const bytes = await new Response(counted(body, BUFFERED_BYTES, TOO_LARGE).body).arrayBuffer()
    return { body: new Response(bytes).body, text: new TextDecoder().decode(bytes) }
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
