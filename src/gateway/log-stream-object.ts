import { DurableObject } from 'cloudflare:workers'
import { type LogLine, type LogPage, unpackLines } from '../bindings/log-stream.ts'

/** Lines kept per API; the oldest make room. */
const KEPT_LINES = 5_000

/** The Durable Object that keeps the last log lines of one API. A row is a batch, as an isolate sent it: a row per line would cost more. */
export class LogStream extends DurableObject<unknown> {
  readonly #sql = this.ctx.storage.sql

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env)
    // Lines are numbered from 1; a batch holds those from `first` to `last`.
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS batch (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, lines TEXT NOT NULL)',
    )
  }

  /** `packed` holds `count` lines. */
  append(packed: string, count: number): void {
    const { last } = this.#sql.exec<{ last: number }>('SELECT COALESCE(MAX(last), 0) AS last FROM batch').one()
    this.#sql.exec('INSERT INTO batch (first, last, lines) VALUES (?, ?, ?)', last + 1, last + count, packed)
    this.#sql.exec('DELETE FROM batch WHERE last <= ?', last + count - KEPT_LINES)
  }

  read(cursor: number, limit: number): LogPage {
    const lines: LogLine[] = []
    let reached = cursor
    const batches = this.#sql.exec<{ first: number; lines: string }>(
      'SELECT first, lines FROM batch WHERE last > ? ORDER BY first',
      cursor,
    )
    for (const batch of batches) {
      const from = Math.max(reached + 1, batch.first)
      const taken = unpackLines(batch.lines).slice(from - batch.first, from - batch.first + limit - lines.length)
      lines.push(...taken)
      reached = from + taken.length - 1
      if (lines.length >= limit) break
    }
    return { lines, cursor: reached }
  }
}
