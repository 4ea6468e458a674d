import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type LogLine, objectLogStream } from '../../src/bindings/log-stream.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A stream over one object that keeps what it is sent. */
function world() {
  const sent: LogLine[][] = []
  const object = { append: async (lines: LogLine[]) => void sent.push(lines) }
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
  expect(sent.map((lines) => lines.map(({ text }) => text))).toEqual([['a', 'b']])
})

it('lines go out later when the request that was to send them was cut off', async () => {
  const { sent, append } = world()
  append('a')
  vi.clearAllTimers()
  vi.setSystemTime(Date.now() + 5_000)
  append('b')
  await vi.advanceTimersByTimeAsync(500)
  expect(sent.map((lines) => lines.map(({ text }) => text))).toEqual([['a', 'b']])
})
