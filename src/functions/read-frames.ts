/** The frames of a streaming answer, as host/protocol.ts has them, read on the gateway's side. */
import { ByteQueue } from '../lib/byte-queue.ts'
import { fromUtf8 } from '../lib/utf8.ts'
import { FunctionError } from './functions.ts'
import { FRAME, type LogLine } from './host/protocol.ts'

const HEAD_BYTES = 5
/** Of logs and errors, which are held until they are whole. */
const MAX_HELD_BYTES = 16 * 1024 * 1024
const MAX_MESSAGE_CHARACTERS = 1_000

/**
 * What the function wrote, as it comes; what it logged goes to `onLogs`. The stream fails with FunctionError where the function did, and
 * where the host was lost.
 */
export function readFrames(
  frames: ReadableStream<Uint8Array>,
  onLogs: (lines: readonly LogLine[]) => void,
): ReadableStream<Uint8Array> {
  const reader = frames.getReader()
  const held = new ByteQueue()
  let frame: { readonly kind: number; left: number } | undefined

  /** The next piece of what the function wrote; undefined while more has to come. */
  function next(): Uint8Array | undefined {
    for (;;) {
      frame ??= headOf(held.take(HEAD_BYTES))
      if (frame === undefined) return undefined
      if (frame.kind !== FRAME.data) {
        const content = held.take(frame.left)
        if (content === undefined) return undefined
        if (frame.kind !== FRAME.logs) throw failureOf(content)
        onLogs(JSON.parse(fromUtf8(content)) as LogLine[]) // The host's, which looks at what functions say.
        frame = undefined
        continue
      }
      const piece = held.takeSome(frame.left)
      frame.left -= piece.length
      if (frame.left === 0) frame = undefined
      else if (piece.length === 0) return undefined
      if (piece.length > 0) return piece
    }
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    for (let piece = next(); ; piece = next()) {
      if (piece !== undefined) return controller.enqueue(piece)
      const { done, value } = await reader.read()
      if (!done) held.push(value)
      else if (frame === undefined && held.length === 0) return controller.close()
      else throw new Error('the stream ended within a frame')
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          await pull(controller)
        } catch (error) {
          reader.cancel(error).catch(() => undefined)
          throw error instanceof FunctionError ? error : lost(error)
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

function headOf(head: Uint8Array | undefined): { kind: number; left: number } | undefined {
  if (head === undefined) return undefined
  const view = new DataView(head.buffer, head.byteOffset)
  const kind = view.getUint8(0)
  const left = view.getUint32(1)
  if (kind !== FRAME.data && left > MAX_HELD_BYTES) throw new Error('the stream holds what is no frame')
  return { kind, left }
}

const failureOf = (content: Uint8Array) =>
  new FunctionError('service', `The function failed: ${fromUtf8(content).slice(0, MAX_MESSAGE_CHARACTERS)}`)

const lost = (error: unknown) =>
  new FunctionError('service', `The function host was lost: ${error instanceof Error ? error.message : String(error)}`)
