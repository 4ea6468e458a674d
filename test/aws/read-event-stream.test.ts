import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventMessage } from '../../src/aws/event-stream.ts'
import { type EventMessage, readEventStream } from '../../src/aws/read-event-stream.ts'

// https://smithy.io/2.0/aws/amazon-eventstream.html

const utf8 = (text: string) => new TextEncoder().encode(text)
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

function streamOf(...chunks: Uint8Array[]) {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

async function messagesOf(...chunks: Uint8Array[]): Promise<EventMessage[]> {
  const messages: EventMessage[] = []
  await new Response(readEventStream(streamOf(...chunks), (message) => void messages.push(message))).text()
  return messages
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end))
}

const joined = (...parts: Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]))

/** One header of each type, as the specification's table has them. */
function headerOf(name: string, type: number, value: readonly number[], sized = false): number[] {
  return [name.length, ...utf8(name), type, ...(sized ? [value.length >> 8, value.length & 255] : []), ...value]
}

function messageOf(headers: readonly number[], payload: Uint8Array = utf8('')): Uint8Array {
  const message = new Uint8Array(16 + headers.length + payload.length)
  const view = new DataView(message.buffer)
  view.setUint32(0, message.length)
  view.setUint32(4, headers.length)
  message.set(headers, 12)
  message.set(payload, 12 + headers.length)
  return message
}

it('reads the messages of a stream that is cut at any byte', async () => {
  const stream = joined(
    eventMessage('PayloadChunk', 'application/octet-stream', utf8('Grüße ')),
    eventMessage('PayloadChunk', 'application/octet-stream', utf8('')),
    eventMessage('InvokeComplete', 'application/json', utf8('{}')),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_000), { maxLength: 20 }), async (places) => {
      const messages = await messagesOf(...cut(stream, places))
      expect(messages.map(({ headers, payload }) => [headers[':event-type'], text(payload)])).toEqual([
        ['PayloadChunk', 'Grüße '],
        ['PayloadChunk', ''],
        ['InvokeComplete', '{}'],
      ])
    }),
    { numRuns: 200 },
  )
})

it('reads headers of every type, and answers those that are strings', async () => {
  const headers = [
    ...headerOf('true', 0, []),
    ...headerOf('false', 1, []),
    ...headerOf('byte', 2, [1]),
    ...headerOf('short', 3, [1, 2]),
    ...headerOf('int', 4, [1, 2, 3, 4]),
    ...headerOf('long', 5, [1, 2, 3, 4, 5, 6, 7, 8]),
    ...headerOf('bytes', 6, [1, 2, 3], true),
    ...headerOf('text', 7, [...utf8('ü')], true),
    ...headerOf('time', 8, [1, 2, 3, 4, 5, 6, 7, 8]),
    ...headerOf('uuid', 9, Array(16).fill(1)),
    ...headerOf('__proto__', 7, [...utf8('p')], true),
  ]
  const [message] = await messagesOf(messageOf(headers, utf8('body')))
  expect(Object.entries(message?.headers ?? {})).toEqual([
    ['text', 'ü'],
    ['__proto__', 'p'],
  ])
  expect(text(message?.payload)).toBe('body')
})

describe('breaks the stream off', () => {
  const whole = eventMessage('PayloadChunk', 'text/plain', utf8('hello'))
  it.each([
    ['that ends within a prelude', whole.subarray(0, 7), 'ended within a message'],
    ['that ends within a message', whole.subarray(0, -1), 'ended within a message'],
    ['that ends behind a prelude', whole.subarray(0, 12), 'ended within a message'],
    ['that is none', utf8('<html>garbage of another kind</html>'), 'holds what is no message'],
    ['with a message of 4 GB', new Uint8Array(16).fill(255), 'holds what is no message'],
    ['with headers longer than their message', messageOf([]).with(7, 200), 'holds what is no message'],
    ['with a header that ends behind the headers', messageOf(headerOf('a', 4, [1, 2])), 'holds what is no message'],
    ['with a header of no type', messageOf(headerOf('a', 10, [0, 0])), 'holds what is no message'],
  ])('%s', async (_name, bytes, message) => {
    await expect(messagesOf(bytes as Uint8Array)).rejects.toThrow(message)
  })

  it('where reading a message throws, and lets the source go', async () => {
    let cancelled: unknown
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(whole),
      cancel(reason) {
        cancelled = reason
      },
    })
    const stream = readEventStream(source, () => {
      throw new Error('the function failed')
    })
    await expect(new Response(stream).text()).rejects.toThrow('the function failed')
    expect(String(cancelled)).toContain('the function failed')
  })
})
