/** The frames of a streaming answer on their way through the host, which adds what Lambda itself logs. */
import { fromUtf8, toUtf8 } from '../../lib/utf8.ts'
import { FRAME, type LogLine } from './protocol.ts'

/** More than a function can write at once: what claims more is no frame. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024
const HEAD_BYTES = 5

export function frameOf(kind: number, content: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEAD_BYTES + content.length)
  frame[0] = kind
  new DataView(frame.buffer).setUint32(1, content.length)
  frame.set(content, HEAD_BYTES)
  return frame
}

export const logFrame = (lines: readonly LogLine[]): Uint8Array => frameOf(FRAME.logs, toUtf8(JSON.stringify(lines)))

export interface FrameEnds {
  readonly first: readonly LogLine[]
  readonly last: (failed: boolean) => readonly LogLine[]
  /** The error object of a stream that was cut off. */
  readonly cutOff: (reason: string) => string
  /** Called when nothing more comes. */
  readonly ended: () => void
}

/** Frames as they come, whole; `first` goes before them, and `last` before the error or the end. */
export function withLogs(body: ReadableStream<Uint8Array>, ends: FrameEnds): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let held = new Uint8Array(0)
  let begun = false

  /** The next frame; undefined at the end. */
  async function next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const frame = takeFrame()
      if (frame !== undefined) return frame
      const { done, value } = await reader.read()
      if (!done) held = joined(held, value)
      else if (held.length === 0) return undefined
      else throw new Error('The stream ended within a frame')
    }
  }

  function takeFrame(): Uint8Array | undefined {
    if (held.length < HEAD_BYTES) return undefined
    const length = new DataView(held.buffer, held.byteOffset).getUint32(1)
    if (length > MAX_FRAME_BYTES) throw new Error('The stream holds what is no frame')
    if (held.length < HEAD_BYTES + length) return undefined
    const frame = held.subarray(0, HEAD_BYTES + length)
    held = held.subarray(HEAD_BYTES + length)
    return frame
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!begun) {
        begun = true
        controller.enqueue(logFrame(ends.first))
        return
      }
      let frame: Uint8Array | undefined
      try {
        frame = await next()
      } catch (error) {
        frame = frameOf(FRAME.error, toUtf8(ends.cutOff(error instanceof Error ? error.message : String(error))))
        reader.cancel().catch(() => undefined)
      }
      const failed = frame?.[0] === FRAME.error
      if (frame === undefined || failed) controller.enqueue(logFrame(ends.last(failed)))
      if (frame !== undefined) controller.enqueue(checked(frame))
      if (frame !== undefined && !failed) return
      controller.close()
      ends.ended()
    },
    cancel(reason) {
      ends.ended()
      return reader.cancel(reason)
    },
  })
}

/** A function that meddles with its runtime can write any frame: logs are read and written anew. */
function checked(frame: Uint8Array): Uint8Array {
  return frame[0] === FRAME.logs ? logFrame(readLines(fromUtf8(frame.subarray(HEAD_BYTES)))) : frame
}

/** Log lines as the loaded Worker wrote them; what is none is left out. */
export function readLines(text: string): LogLine[] {
  if (text === '') return []
  try {
    const lines: unknown = JSON.parse(text)
    return Array.isArray(lines) ? lines.filter(isLine).map(({ time, level, text }) => ({ time, level, text })) : []
  } catch {
    return []
  }
}

function isLine(value: unknown): value is LogLine {
  if (typeof value !== 'object' || value === null) return false
  const { time, level, text } = value as Partial<LogLine>
  return typeof time === 'number' && typeof level === 'string' && typeof text === 'string'
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
