import { describe, expect, it } from 'vitest'
import {
  bitString,
  explicit,
  nothing,
  objectIdentifier,
  printableString,
  sequence,
  time,
  unsignedInteger,
} from '../../src/lib/der.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const integer = (text: string) => hex(unsignedInteger(Uint8Array.from(Buffer.from(text, 'hex'))))
const seconds = (date: string) => Date.parse(date) / 1000

describe('DER (X.690)', () => {
  it.each([
    ['00', '020100'],
    ['7f', '02017f'],
    ['80', '02020080'],
    ['0000ff', '020200ff'],
    ['0100', '02020100'],
  ])('writes the number %s with no byte too many and never negative', (bytes, expected) => {
    expect(integer(bytes)).toBe(expected)
  })

  it.each([
    ['2.5.4.3', '0603550403'],
    // RFC 8017, appendix A.1.
    ['1.2.840.113549.1.1.11', '06092a864886f70d01010b'],
  ])('writes the object identifier %s', (dotted, expected) => {
    expect(hex(objectIdentifier(dotted))).toBe(expected)
  })

  it.each([
    ['2049-12-31T23:59:59Z', 0x17, '491231235959Z'],
    ['2050-01-01T00:00:00Z', 0x18, '20500101000000Z'],
  ])('writes the time %s as RFC 5280 says', (date, tag, text) => {
    const der = time(seconds(date))
    expect([der[0], Buffer.from(der.subarray(2)).toString()]).toEqual([tag, text])
  })

  it.each([
    [127, '047f'],
    [128, '048180'],
    [256, '04820100'],
  ])('writes the length %i', (bytes, expected) => {
    const der = bitString(new Uint8Array(bytes - 1))
    expect(hex(der.subarray(0, expected.length / 2)).slice(2)).toBe(expected.slice(2))
  })

  it('puts items into each other', () => {
    expect(hex(sequence(explicit(0, nothing()), printableString('US')))).toBe('3008a002050013025553')
  })
})
