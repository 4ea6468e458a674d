/**
 * Payload compression of responses, for an API with a minimumCompressionSize.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-receive-response-with-compressed-payload.html
 * Differs from AWS: bodies stream, then without a Content-Length; event streams and parts of a file (206) stay as they are. What a
 * backend has compressed with gzip or br is decoded on its way, and compressed anew by these rules.
 */
import { type ContentCoding, compressed } from '../../lib/content-coding.ts'
import { peek } from '../../lib/peek.ts'
import { acceptedCoding } from '../accept-encoding.ts'
import type { Exchange, Reply } from '../exchange.ts'
import type { PhaseFactory } from '../pipeline.ts'
import { brokenOff } from '../reply-body.ts'

/** A stream that is known to be no longer is compressed before it is sent, so that the length can be told. */
const COMPRESSED_AT_ONCE_BYTES = 65_536

/** Statuses that have no body, or one that a Content-Range describes. */
const NEVER_COMPRESSED: ReadonlySet<number> = new Set([204, 205, 206, 304])

export const compressResponse: PhaseFactory = (_, { minimumCompressionSize }) => {
  if (minimumCompressionSize === undefined) return undefined
  return function compressResponse(x) {
    const coding = acceptedCoding(acceptEncoding(x))
    if (coding === undefined || x.reply === undefined || !isCompressible(x.reply, x)) return undefined
    return compress(x.reply, coding, minimumCompressionSize)
  }
}

/** The client's own where Cloudflare tells: the header that arrives here is the edge's. */
function acceptEncoding({ request, arrival }: Exchange): string | undefined {
  const told: unknown = request.cf?.clientAcceptEncoding
  return typeof told === 'string' ? told : arrival.headers.get('accept-encoding')
}

const isCompressible = ({ status, headers, body }: Reply, { request }: Exchange): boolean =>
  body !== null &&
  request.method !== 'HEAD' &&
  !NEVER_COMPRESSED.has(status) &&
  !headers.has('content-encoding') &&
  !isEventStream(headers.get('content-type'))

/** A compressor holds events back until it has enough of them. */
const isEventStream = (type: string | undefined) => type !== undefined && /^text\/event-stream\b/i.test(type)

async function compress(reply: Reply, coding: ContentCoding, minimum: number): Promise<undefined> {
  const body = await largeEnough(reply, Math.max(1, minimum))
  if (body === undefined) return undefined
  const inMemory = body instanceof Uint8Array
  const stream = compressed(inMemory ? streamOf(body) : body, coding)
  const atOnce = inMemory || (reply.length ?? Number.POSITIVE_INFINITY) <= COMPRESSED_AT_ONCE_BYTES
  reply.body = atOnce ? await whole(stream) : stream
  reply.length = undefined
  reply.encoded = true
  reply.headers.set('Content-Encoding', coding)
  return undefined
}

/** The body when it has at least `minimum` bytes. Where nobody told how many a stream has, so much of it is read ahead. */
async function largeEnough(
  reply: Reply,
  minimum: number,
): Promise<Uint8Array | ReadableStream<Uint8Array> | undefined> {
  const { body, length } = reply
  if (body === null) return undefined
  if (!(body instanceof ReadableStream)) {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
    return bytes.byteLength < minimum ? undefined : bytes
  }
  if (length !== undefined) return length < minimum ? undefined : body
  const start = await peek(body, minimum).catch((error) => {
    throw brokenOff(error)
  })
  reply.body = start
  return start instanceof Uint8Array ? undefined : start
}

async function whole(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer())
  } catch (error) {
    throw brokenOff(error)
  }
}

const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })
