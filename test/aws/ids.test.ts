import { describe, expect, it } from 'vitest'
import { distinctIds, randomId } from '../../src/aws/ids.ts'

describe('ids', () => {
  it('are lower-case letters and digits of the length asked for', () => {
    for (const length of [6, 10, 12]) expect(randomId(length)).toMatch(new RegExp(`^[a-z0-9]{${length}}$`))
  })

  it('use every letter and digit about as often', () => {
    const counts = new Map<string, number>()
    for (const letter of randomId(36_000)) counts.set(letter, (counts.get(letter) ?? 0) + 1)
    expect(counts.size).toBe(36)
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(250)
  })

  it('never repeat within an API', () => {
    const drawn = ['a', 'a', 'b', 'a', 'c']
    const next = distinctIds(() => drawn.shift() ?? 'd', ['b'])
    expect([next(), next(), next()]).toEqual(['a', 'c', 'd'])
  })
})
