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
/** Lines that wait per API; more are dropped and counted. */
const WAITING_LINES = 2_000

interface Waiting {
  lines: LogLine[]
  dropped: number
  /** When its flush was last asked for, in milliseconds since 1970. */
  flushAt: number
}

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
    const { lines, dropped } = batch
    if (dropped > 0) lines.push({ kind: 'record', text: JSON.stringify({ droppedRecords: dropped }) })
    try {
      await namespace.getByName(apiId).append(lines)
    } catch {
      // Logs are lost, requests are not; the console has the same lines.
    }
  }

  return {
    append(apiId, line) {
      const batch = waiting.get(apiId)
      if (batch === undefined) {
        waiting.set(apiId, { lines: [line], dropped: 0, flushAt: Date.now() })
        waitUntil(flush(apiId))
        return
      }
      if (batch.lines.length < WAITING_LINES) batch.lines.push(line)
      else batch.dropped++
      if (Date.now() - batch.flushAt < FLUSH_LOST_MILLIS) return
      batch.flushAt = Date.now()
      waitUntil(flush(apiId))
    },
    read: async (apiId, cursor, limit) => await namespace.getByName(apiId).read(cursor, limit),
  }
}
