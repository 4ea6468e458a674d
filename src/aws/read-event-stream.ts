/**
 * Reading AWS's event streams, message by message. TLS has checked what the checksums would.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
import { ByteQueue } from '../lib/byte-queue.ts'
import { fromUtf8 } from '../lib/utf8.ts'

export interface EventMessage {
  /** Those of type string: `:event-type`. */
  readonly headers: Readonly<Record<string, string>>
  readonly payload: Uint8Array
}

const PRELUDE_BYTES = 12
const CHECKSUM_BYTES = 4
/** Of one message, by AWS's own limit. */
const MAX_MESSAGE_BYTES = 24 * 1024 * 1024
const BYTES = 6
const STRING = 7
/** How many bytes the value of each other type takes; a byte array says its length as a string does. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 }

const NO_MESSAGE = 'The event stream holds what is no message'

interface Prelude {
  readonly headerBytes: number
  /** Behind the prelude, the checksum with it. */
  readonly left: number
}

/** What `read` makes of each message; undefined adds nothing. What it throws breaks the stream off. */
export function readEventStream(
  body: ReadableStream<Uint8Array>,
  read: (message: EventMessage) => Uint8Array | undefined,
): ReadableStream<Uint8Array> {
  const held = new ByteQueue()
  let prelude: Prelude | undefined
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        held.push(chunk)
        for (let message = take(); message !== undefined; message = take()) {
          const piece = read(message)
          if (piece !== undefined && piece.length > 0) controller.enqueue(piece)
        }
      },
      flush() {
        if (held.length > 0 || prelude !== undefined) throw new Error('The event stream ended within a message')
      },
    }),
  )

  function take(): EventMessage | undefined {
    prelude ??= preludeOf(held.take(PRELUDE_BYTES))
    if (prelude === undefined) return undefined
    const { headerBytes, left } = prelude
    const message = held.take(left)
    if (message === undefined) return undefined
    prelude = undefined
    return {
      headers: headersOf(message.subarray(0, headerBytes)),
      payload: message.subarray(headerBytes, left - CHECKSUM_BYTES),
    }
  }
}

function preludeOf(bytes: Uint8Array | undefined): Prelude | undefined {
  if (bytes === undefined) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const length = view.getUint32(0)
  const headerBytes = view.getUint32(4)
  if (length > MAX_MESSAGE_BYTES || PRELUDE_BYTES + headerBytes + CHECKSUM_BYTES > length) throw new Error(NO_MESSAGE)
  return { headerBytes, left: length - PRELUDE_BYTES }
}

function headersOf(bytes: Uint8Array): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) // A header may have any name.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at < bytes.length) {
    const nameEnd = at + 1 + view.getUint8(at)
    const name = fromUtf8(bytes.subarray(at + 1, nameEnd))
    const type = view.getUint8(nameEnd)
    const sized = type === STRING || type === BYTES
    const length = sized ? view.getUint16(nameEnd + 1) : VALUE_BYTES[type]
    const start = nameEnd + (sized ? 3 : 1)
    if (length === undefined || start + length > bytes.length) throw new Error(NO_MESSAGE)
    at = start + length
    if (type === STRING) headers[name] = fromUtf8(bytes.subarray(start, at))
  }
  return headers
}
