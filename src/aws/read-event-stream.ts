/**
 * Reading AWS's event streams, message by message. TLS has checked what the checksums would.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
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
const STRING = 7
/** How many bytes the value of each other type takes; a byte array says its length as a string does. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 }

/** What `read` makes of each message; undefined adds nothing. What it throws breaks the stream off. */
export function readEventStream(
  body: ReadableStream<Uint8Array>,
  read: (message: EventMessage) => Uint8Array | undefined,
): ReadableStream<Uint8Array> {
  let held: Uint8Array = new Uint8Array(0)
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        held = held.length === 0 ? chunk : joined(held, chunk)
        for (let message = take(); message !== undefined; message = take()) {
          const piece = read(message)
          if (piece !== undefined && piece.length > 0) controller.enqueue(piece)
        }
      },
      flush() {
        if (held.length > 0) throw new Error('The event stream ended within a message')
      },
    }),
  )

  function take(): EventMessage | undefined {
    if (held.length < PRELUDE_BYTES) return undefined
    const view = new DataView(held.buffer, held.byteOffset)
    const length = view.getUint32(0)
    const headerBytes = view.getUint32(4)
    if (length > MAX_MESSAGE_BYTES || PRELUDE_BYTES + headerBytes + CHECKSUM_BYTES > length)
      throw new Error('The event stream holds what is no message')
    if (held.length < length) return undefined
    const headers = headersOf(held.subarray(PRELUDE_BYTES, PRELUDE_BYTES + headerBytes))
    const payload = held.subarray(PRELUDE_BYTES + headerBytes, length - CHECKSUM_BYTES)
    held = held.subarray(length)
    return { headers, payload }
  }
}

function headersOf(bytes: Uint8Array): Record<string, string> {
  const headers: Record<string, string> = {}
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at < bytes.length) {
    const nameEnd = at + 1 + view.getUint8(at)
    const name = fromUtf8(bytes.subarray(at + 1, nameEnd))
    const type = view.getUint8(nameEnd)
    const fixed = VALUE_BYTES[type]
    const start = nameEnd + (fixed === undefined ? 3 : 1)
    at = start + (fixed ?? view.getUint16(nameEnd + 1))
    if (type === STRING) headers[name] = fromUtf8(bytes.subarray(start, at))
  }
  return headers
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
