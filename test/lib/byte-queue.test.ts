import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteQueue } from '../../src/lib/byte-queue.ts'

it('gives bytes off in their order, in pieces of any size, whatever the chunks were', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 9 })
  const sizes = fc.array(fc.nat({ max: 12 }), { maxLength: 12 })
  fc.assert(
    fc.property(chunks, sizes, (all, counts) => {
      const queue = new ByteQueue()
      for (const chunk of all) queue.push(chunk)
      let left = all.flatMap((chunk) => [...chunk])
      for (const [turn, count] of counts.entries()) {
        expect(queue.length).toBe(left.length)
        const piece = turn % 2 === 0 ? queue.take(count) : queue.takeSome(count)
        if (turn % 2 === 1 && count > 0 && left.length > 0) expect(piece?.length).toBeGreaterThan(0)
        if (turn % 2 === 0) expect(piece?.length).toBe(count > left.length ? undefined : count)
        expect([...(piece ?? [])]).toEqual(left.slice(0, piece?.length ?? 0))
        left = left.slice(piece?.length ?? 0)
      }
    }),
  )
})
