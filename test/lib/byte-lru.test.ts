import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteLru } from '../../src/lib/byte-lru.ts'

it('forgets what was used longest ago', () => {
  const lru = new ByteLru<string>(10)
  lru.set('a', 'A', 5)
  lru.set('b', 'B', 5)
  lru.get('a')
  lru.set('c', 'C', 5)
  expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual(['A', undefined, 'C'])
})

it('keeps a value that alone is over the budget', () => {
  const lru = new ByteLru<string>(10)
  lru.set('a', 'A', 5)
  lru.set('big', 'BIG', 100)
  expect([lru.get('a'), lru.get('big')]).toEqual([undefined, 'BIG'])
})

it('stays within its budget but for the newest value, whatever is set', () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), bytes: fc.integer({ min: 0, max: 60 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const lru = new ByteLru<number>(100)
      for (const { key, bytes } of steps) lru.set(key, bytes, bytes)
      const kept = ['a', 'b', 'c', 'd', 'e'].map((key) => lru.get(key) ?? 0)
      expect(kept.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(100)
    }),
  )
})
