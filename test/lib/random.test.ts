import { expect, it } from 'vitest'
import { randomBase64, randomHex } from '../../src/lib/random.ts'

it('does not repeat', () => {
  expect(new Set(Array.from({ length: 5_000 }, () => randomHex(16))).size).toBe(5_000)
})

it('makes as many digits as it is asked for', () => {
  expect(randomHex(12)).toMatch(/^[0-9a-f]{24}$/)
  expect(randomBase64(15)).toMatch(/^[A-Za-z0-9_-]{15}$/)
})
