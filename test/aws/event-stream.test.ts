import { describe, expect, it } from 'vitest'
import { eventMessage } from '../../src/aws/event-stream.ts'
import { crc32 } from '../../src/lib/crc32.ts'

describe('crc32', () => {
  it('is the checksum of zips (its check value, https://reveng.sourceforge.io/crc-catalogue/)', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
    expect(crc32(new Uint8Array())).toBe(0)
  })
})

describe('an event', () => {
  it('is framed as the specification of event streams says', () => {
    const payload = new TextEncoder().encode('hello')
    const message = eventMessage('PayloadChunk', 'application/octet-stream', payload)
    const view = new DataView(message.buffer)
    expect(view.getUint32(0)).toBe(message.length)
    expect(view.getUint32(8)).toBe(crc32(message.subarray(0, 8)))
    expect(view.getUint32(message.length - 4)).toBe(crc32(message.subarray(0, -4)))
    const headerEnd = 12 + view.getUint32(4)
    expect(message.subarray(headerEnd, -4)).toEqual(payload)
    expect(headersIn(message.subarray(12, headerEnd))).toEqual({
      ':message-type': 'event',
      ':event-type': 'PayloadChunk',
      ':content-type': 'application/octet-stream',
    })
  })
})

function headersIn(bytes: Uint8Array): Record<string, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headers: Record<string, string> = {}
  const read = (at: number, length: number) => new TextDecoder().decode(bytes.subarray(at, at + length))
  for (let at = 0; at < bytes.length; ) {
    const nameLength = view.getUint8(at)
    const name = read(at + 1, nameLength)
    const value = at + 1 + nameLength
    expect(view.getUint8(value)).toBe(7)
    const valueLength = view.getUint16(value + 1)
    headers[name] = read(value + 3, valueLength)
    at = value + 3 + valueLength
  }
  return headers
}
