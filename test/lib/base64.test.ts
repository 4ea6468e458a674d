import { describe, expect, it } from 'vitest'
import { fromBase64, fromLooseBase64, toBase64 } from '../../src/lib/base64.ts'

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 89 + (i >> 8)) & 0xff)

describe('base64', () => {
  it('is what Node makes of the same bytes, of any length', () => {
    const lengths = [...Array.from({ length: 100 }, (_, i) => i), 49_151, 49_152, 49_153, 98_305]
    for (const length of lengths) {
      const bytes = bytesOf(length)
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    }
  })

  it('is read back', () => {
    const bytes = bytesOf(100_000)
    expect(fromBase64(toBase64(bytes))).toEqual(bytes)
    expect(fromLooseBase64(toBase64(bytes))).toEqual(bytes)
  })

  it('of 10 MB is made within a second', () => {
    const bytes = new Uint8Array(10_000_000)
    const started = performance.now()
    toBase64(bytes)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
