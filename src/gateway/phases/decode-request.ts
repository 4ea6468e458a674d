/**
 * Payload compression of requests: a body in gzip or deflate is decoded before anything reads it, as AWS does by default, whatever the
 * API's minimumCompressionSize. One in another coding, or not in the one it names, is refused with 415.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 * Differs from AWS: over 64 KB a body streams to the backend while it is decoded; a fault that shows later breaks that call off.
 */
import { GatewayError } from '../../errors/gateway-error.ts'
import { type OutgoingBody, outgoingBody } from '../../integrations/body-limits.ts'
import { decompressed, isContentCoding } from '../../lib/content-coding.ts'
import { peek } from '../../lib/peek.ts'
import type { Exchange } from '../exchange.ts'
import type { Phase, PhaseFactory } from '../pipeline.ts'

/** What is decoded before the route's next phase begins. */
const DECODED_AT_ONCE_BYTES = 65_536

const UNSUPPORTED = new GatewayError('UNSUPPORTED_MEDIA_TYPE', {
  reason: 'The Content-Encoding of the request is none of gzip, deflate and identity',
})
const CORRUPT = new GatewayError('UNSUPPORTED_MEDIA_TYPE', {
  reason: 'The request body is not in the Content-Encoding that the request names',
})
const TOO_LARGE = new GatewayError('REQUEST_TOO_LARGE', {
  reason: 'The decoded request body is over the limit (x-postern-limits requestBodyBytes lifts it)',
})

export const decodeRequest: PhaseFactory = () => decodeBody

const decodeBody: Phase = (x) => {
  const coding = x.arrival.headers.get('content-encoding')
  return coding === undefined ? undefined : decode(x, coding.trim().toLowerCase())
}

async function decode(x: Exchange, coding: string): Promise<undefined> {
  if (coding === 'identity' || coding === '') return undefined
  const { body } = outgoingBody(x)
  if (!(body instanceof ReadableStream)) return undefined
  const start = await peek(body, 1)
  // Nothing is in no coding; AWS takes it so (vector rpm-0028).
  if (start instanceof Uint8Array) x.decodedBody = { body: start }
  else if (isContentCoding(coding)) x.decodedBody = await begun(decompressed(start, coding, CORRUPT), x)
  else throw UNSUPPORTED
  return undefined
}

/** The decoded body, its beginning read. */
async function begun(decoded: ReadableStream<Uint8Array>, x: Exchange): Promise<OutgoingBody> {
  const { body, refused } = limited(decoded, x.limits.requestBodyBytes)
  return { body: await peek(body, DECODED_AT_ONCE_BYTES), refused }
}

/** What was decoded, counted; the call breaks off where it is too much or wrong. */
function limited(decoded: ReadableStream<Uint8Array>, limit: number | null) {
  const reader = decoded.getReader()
  const refusal = new AbortController()
  let bytes = 0
  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      const { done, value } = await reader.read()
      bytes += value?.byteLength ?? 0
      if (limit !== null && bytes > limit) throw TOO_LARGE
      if (done) controller.close()
      else controller.enqueue(value)
    } catch (error) {
      refusal.abort(error)
      reader.cancel(error).catch(() => {})
      throw error
    }
  }
  const cancel = (reason: unknown) => reader.cancel(reason)
  return { body: new ReadableStream<Uint8Array>({ pull, cancel }, { highWaterMark: 0 }), refused: refusal.signal }
}
