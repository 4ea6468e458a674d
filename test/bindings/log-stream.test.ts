import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { objectLogStream, unpackLines } from '../../src/bindings/log-stream.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A stream over one object that keeps what it is sent. */
function world() {
  const sent: string[][] = []
  const object = {
    append: async (packed: string, count: number) => {
      const lines = unpackLines(packed)
      expect(lines).toHaveLength(count)
      sent.push(lines.map(({ text }) => text))
    },
  }
  // The stream asks a namespace for this one method.
  const namespace = { getByName: () => object } as unknown as Parameters<typeof objectLogStream>[0]
  const stream = objectLogStream(namespace, () => undefined)
  return { sent, append: (text: string) => stream.append('api1', { kind: 'record', text }) }
}

it('lines go out together, once in half a second', async () => {
  const { sent, append } = world()
  append('a')
  append('b')
  await vi.advanceTimersByTimeAsync(500)
  expect(sent).toEqual([['a', 'b']])
})

it('lines go out later when the request that was to send them was cut off', async () => {
  const { sent, append } = world()
  append('a')
  vi.clearAllTimers()
  vi.setSystemTime(Date.now() + 5_000)
  append('b')
  await vi.advanceTimersByTimeAsync(500)
  expect(sent).toEqual([['a', 'b']])
})

it('a flood is bounded, and what was dropped is counted', async () => {
  const { sent, append } = world()
  for (let i = 0; i < 100; i++) append('x'.repeat(40_000))
  await vi.advanceTimersByTimeAsync(500)
  expect(sent[0]?.at(-1)).toMatch(/^{"droppedRecords":\d+}$/)
  expect(sent[0]?.join('').length).toBeLessThan(600_000)
})

it('a line stays one line, whatever its format holds', () => {
  expect(unpackLines('aGET /pets 200\nr{"status":200}')).toEqual([
    { kind: 'access', text: 'GET /pets 200' },
    { kind: 'record', text: '{"status":200}' },
  ])
})
