import type { LogStream as LogStreamObject } from '../gateway/log-stream-object.ts'

/** The last log lines of each API, kept for `postern logs`. Appending never delays or fails a request. */
export interface LogStream {
  /** Queues a line (JSON text of a request record, or an access log line). */
  append(apiId: string, line: LogLine): void
  /** Lines after `cursor` (0 = from the oldest kept), oldest first. */
  read(apiId: string, cursor: number, limit: number): Promise<LogPage>
}

export interface LogLine {
  readonly kind: 'record' | 'access'
  readonly text: string
}

export interface LogPage {
  readonly lines: readonly LogLine[]
  /** Pass it to the next read. */
  readonly cursor: number
}

/** An isolate sends what has gathered once in this time, in one call per API. */
const FLUSH_MILLIS = 500
/** A flush that has not begun by now is taken for lost with the request that it was to run behind. */
const FLUSH_LOST_MILLIS = 5_000
/** What waits per API, in characters, which stays below a row's 2 MB; more is dropped and counted. */
const WAITING_CHARACTERS = 500_000
/** A longer line is cut. */
const LINE_CHARACTERS = 32_768

/** Lines on their way, one to a line, each behind the letter of its kind. */
interface Waiting {
  packed: string
  count: number
  dropped: number
  /** When its flush was last asked for, in milliseconds since 1970. */
  flushAt: number
}

const LETTERS = { record: 'r', access: 'a' } as const

const packed = ({ kind, text }: LogLine) =>
  `${LETTERS[kind]}${text.includes('\n') ? text.replaceAll('\n', ' ') : text}`.slice(0, LINE_CHARACTERS)

/** The lines of a batch. */
export const unpackLines = (batch: string): LogLine[] =>
  batch.split('\n').map((line) => ({ kind: line.startsWith('a') ? 'access' : 'record', text: line.slice(1) }))

/** Log streams in Durable Objects, one per API, written in batches. */
export function objectLogStream(
  namespace: DurableObjectNamespace<LogStreamObject>,
  waitUntil: (promise: Promise<unknown>) => void,
): LogStream {
  const waiting = new Map<string, Waiting>()

  async function flush(apiId: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, FLUSH_MILLIS))
    const batch = waiting.get(apiId)
    waiting.delete(apiId)
    if (batch === undefined) return
    if (batch.dropped > 0)
      add(batch, packed({ kind: 'record', text: JSON.stringify({ droppedRecords: batch.dropped }) }))
    try {
      await namespace.getByName(apiId).append(batch.packed, batch.count)
    } catch {
      // Logs are lost, requests are not; the console has the same lines.
    }
  }

  return {
    append(apiId, line) {
      const batch = waiting.get(apiId)
      if (batch === undefined) {
        waiting.set(apiId, { packed: packed(line), count: 1, dropped: 0, flushAt: Date.now() })
        waitUntil(flush(apiId))
        return
      }
      if (batch.packed.length < WAITING_CHARACTERS) add(batch, packed(line))
      else batch.dropped++
      const now = Date.now()
      if (now - batch.flushAt < FLUSH_LOST_MILLIS) return
      batch.flushAt = now
      waitUntil(flush(apiId))
    },
    read: async (apiId, cursor, limit) => await namespace.getByName(apiId).read(cursor, limit),
  }
}

function add(batch: Waiting, line: string): void {
  batch.packed += `\n${line}`
  batch.count++
}
