/**
 * AWS's event streams: messages with headers, each with its length and checksums.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
import { crc32 } from '../lib/crc32.ts'
import { toUtf8 } from '../lib/utf8.ts'

/** Length of the message, length of its headers, checksum of both. */
const PRELUDE_BYTES = 12
const CHECKSUM_BYTES = 4
/** The type of a header's value. */
const STRING = 7

/** One event as it stands on the wire. */
export function eventMessage(eventType: string, contentType: string, payload: Uint8Array): Uint8Array {
  const headers = [
    header(':message-type', 'event'),
    header(':event-type', eventType),
    header(':content-type', contentType),
  ]
  const headerBytes = headers.reduce((sum, { length }) => sum + length, 0)
  const message = new Uint8Array(PRELUDE_BYTES + headerBytes + payload.length + CHECKSUM_BYTES)
  const view = new DataView(message.buffer)
  view.setUint32(0, message.length)
  view.setUint32(4, headerBytes)
  view.setUint32(8, crc32(message.subarray(0, 8)))
  let at = PRELUDE_BYTES
  for (const part of [...headers, payload]) {
    message.set(part, at)
    at += part.length
  }
  view.setUint32(at, crc32(message.subarray(0, at)))
  return message
}

function header(name: string, value: string): Uint8Array {
  const names = toUtf8(name)
  const values = toUtf8(value)
  const bytes = new Uint8Array(1 + names.length + 3 + values.length)
  bytes[0] = names.length
  bytes.set(names, 1)
  const view = new DataView(bytes.buffer)
  view.setUint8(1 + names.length, STRING)
  view.setUint16(2 + names.length, values.length)
  bytes.set(values, 4 + names.length)
  return bytes
}
