import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FunctionError } from '../../src/functions/functions.ts'
import { frameOf, logFrame } from '../../src/functions/host/frames.ts'
import { FRAME, type LogLine } from '../../src/functions/host/protocol.ts'
import { readFrames } from '../../src/functions/read-frames.ts'

// The protocol between gateway and function host: our own choice.

const utf8 = (text: string) => new TextEncoder().encode(text)
const line = (text: string): LogLine => ({ time: 1, level: 'INFO', text })
const data = (text: string) => frameOf(FRAME.data, utf8(text))

function streamOf(chunks: readonly Uint8Array[], end?: Error) {
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[at++]
      if (chunk !== undefined) controller.enqueue(chunk)
      else if (end !== undefined) controller.error(end)
      else controller.close()
    },
  })
}

async function read(chunks: readonly Uint8Array[], end?: Error) {
  const logged: string[] = []
  const pieces: number[] = []
  let error: unknown
  try {
    const stream = readFrames(streamOf(chunks, end), (lines) => logged.push(...lines.map(({ text }) => text)))
    for await (const piece of stream) pieces.push(...piece)
  } catch (thrown) {
    error = thrown
  }
  return { text: new TextDecoder().decode(new Uint8Array(pieces)), logged, error }
}

const joined = (...parts: Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]))

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end))
}

it('reads frames that are cut at any byte', async () => {
  const stream = joined(
    logFrame([line('START')]),
    data('Grü'),
    data(''),
    logFrame([line('ü')]),
    data('ße'),
    logFrame([]),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_000), { maxLength: 20 }), async (places) => {
      expect(await read(cut(stream, places))).toEqual({ text: 'Grüße', logged: ['START', 'ü'], error: undefined })
    }),
    { numRuns: 300 },
  )
})

it('hands on what there is of a frame, before it is whole', async () => {
  const source = new TransformStream<Uint8Array, Uint8Array>()
  const writer = source.writable.getWriter()
  const reader = readFrames(source.readable, () => undefined).getReader()
  writer.write(data('hello world').subarray(0, 10))
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('hello')
})

it('copies a large frame no more than once, however small its chunks are', async () => {
  const large = frameOf(FRAME.data, new Uint8Array(20_000_000))
  const chunks = Array.from({ length: Math.ceil(large.length / 1_024) }, (_, i) =>
    large.subarray(i * 1_024, (i + 1) * 1_024),
  )
  let bytes = 0
  for await (const piece of readFrames(streamOf(chunks), () => undefined)) bytes += piece.length
  expect(bytes).toBe(20_000_000)
}, 5_000)

describe('breaks off', () => {
  it('where the function failed, with what it logged before and what it said', async () => {
    const { text, logged, error } = await read([
      joined(
        data('begun '),
        logFrame([line('END')]),
        frameOf(FRAME.error, utf8('{"errorType":"Error"}')),
        data('more'),
      ),
    ])
    expect([text, logged]).toEqual(['begun ', ['END']])
    expect(error).toEqual(new FunctionError('service', 'The function failed: {"errorType":"Error"}'))
  })

  it.each([
    ['within the head of a frame', data('hello').subarray(0, 3)],
    ['within data', data('hello').subarray(0, 7)],
    ['within logs', logFrame([line('hello')]).subarray(0, 9)],
  ])('where the stream ends %s', async (_place, bytes) => {
    expect((await read([bytes])).error).toEqual(
      new FunctionError('service', 'The function host was lost: the stream ended within a frame'),
    )
  })

  it('where the host goes away', async () => {
    const { text, error } = await read([data('begun')], new Error('Network connection lost.'))
    expect(text).toBe('begun')
    expect(error).toEqual(new FunctionError('service', 'The function host was lost: Network connection lost.'))
  })

  it('where the stream holds what is no frame', async () => {
    const { error } = await read([new Uint8Array(5).fill(255)])
    expect((error as Error).message).toContain('what is no frame')
  })
})

it('tells the host when the caller goes away', async () => {
  let cancelled: unknown
  const source = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(data('x')),
    cancel(reason) {
      cancelled = reason
    },
  })
  const reader = readFrames(source, () => undefined).getReader()
  await reader.read()
  await reader.cancel('gone')
  expect(cancelled).toBe('gone')
})
