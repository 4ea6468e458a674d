import { describe, expect, it } from 'vitest'
import { frameOf, readLines, withLogs } from '../../../src/functions/host/frames.ts'
import { FRAME, type LogLine } from '../../../src/functions/host/protocol.ts'

const line = (text: string): LogLine => ({ time: 1, level: 'INFO', text })
const bytes = (text: string) => new TextEncoder().encode(text)

/** The frames that come out, each as kind and text; and how often the end was told. */
async function passed(chunks: readonly Uint8Array[], fails?: Error) {
  let ended = 0
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      if (fails === undefined) controller.close()
    },
    pull(controller) {
      if (fails !== undefined) controller.error(fails)
    },
  })
  const out = withLogs(body, {
    first: [line('first')],
    last: (failed) => [line(failed ? 'failed' : 'last')],
    cutOff: (reason) => `cut off: ${reason}`,
    ended: () => ended++,
  })
  const all = new Uint8Array(await new Response(out).arrayBuffer())
  const frames: [number, unknown][] = []
  for (let at = 0; at < all.length; ) {
    const length = new DataView(all.buffer, at).getUint32(1)
    const text = new TextDecoder().decode(all.subarray(at + 5, at + 5 + length))
    frames.push([all[at] as number, all[at] === FRAME.logs ? JSON.parse(text).map(({ text }: LogLine) => text) : text])
    at += 5 + length
  }
  return { frames, ended }
}

const FIRST = [FRAME.logs, ['first']]
const LAST = [FRAME.logs, ['last']]
const FAILED = [FRAME.logs, ['failed']]

describe('frames on their way', () => {
  it('come between the first lines and the last', async () => {
    const { frames, ended } = await passed([frameOf(FRAME.data, bytes('a')), frameOf(FRAME.data, bytes('b'))])
    expect(frames).toEqual([FIRST, [FRAME.data, 'a'], [FRAME.data, 'b'], LAST])
    expect(ended).toBe(1)
  })

  it('are put together where they come in pieces', async () => {
    const whole = frameOf(FRAME.data, bytes('abc'))
    const pieces = [...whole].map((byte) => new Uint8Array([byte]))
    expect((await passed(pieces)).frames).toEqual([FIRST, [FRAME.data, 'abc'], LAST])
  })

  it('end with an error, before which the last lines go', async () => {
    const { frames, ended } = await passed([frameOf(FRAME.error, bytes('{}')), frameOf(FRAME.data, bytes('after'))])
    expect(frames).toEqual([FIRST, FAILED, [FRAME.error, '{}']])
    expect(ended).toBe(1)
  })

  it.each([
    [
      'ends within a frame',
      [frameOf(FRAME.data, bytes('abc')).subarray(0, 6)],
      undefined,
      'cut off: The stream ended within a frame',
    ],
    ['is broken off', [frameOf(FRAME.data, bytes('a'))], new Error('lost'), 'cut off: lost'],
    [
      'holds no frames',
      [new Uint8Array([1, 255, 255, 255, 255, 0])],
      undefined,
      'cut off: The stream holds what is no frame',
    ],
  ])('end with an error where the stream %s', async (_name, chunks, fails, text) => {
    const { frames } = await passed(chunks, fails)
    expect(frames.at(-2)).toEqual(FAILED)
    expect(frames.at(-1)).toEqual([FRAME.error, text])
  })

  it('have their logs read and written anew', async () => {
    const forged = JSON.stringify([line('kept'), { text: 'no time' }, 5, null])
    const { frames } = await passed([frameOf(FRAME.logs, bytes(forged)), frameOf(FRAME.logs, bytes('no JSON'))])
    expect(frames).toEqual([FIRST, [FRAME.logs, ['kept']], [FRAME.logs, []], LAST])
  })
})

describe('log lines of a loaded Worker', () => {
  it('are taken where they are lines', () => {
    expect(readLines('')).toEqual([])
    expect(readLines('{"a":1}')).toEqual([])
    expect(readLines('[{"time":1,"level":"INFO","text":"x","more":1}]')).toEqual([line('x')])
  })
})
