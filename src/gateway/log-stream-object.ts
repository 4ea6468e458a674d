import { DurableObject } from 'cloudflare:workers'
import type { LogLine, LogPage } from '../bindings/log-stream.ts'

/** Lines kept per API; the oldest make room. */
const KEPT_LINES = 5_000
/** A longer line is cut. */
const LINE_CHARACTERS = 32_768

/** The Durable Object that keeps the last log lines of one API. */
export class LogStream extends DurableObject<unknown> {
  readonly #sql = this.ctx.storage.sql

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env)
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, text TEXT NOT NULL)',
    )
  }

  append(lines: readonly LogLine[]): void {
    for (const { kind, text } of lines) {
      this.#sql.exec('INSERT INTO line (kind, text) VALUES (?, ?)', kind, text.slice(0, LINE_CHARACTERS))
    }
    this.#sql.exec('DELETE FROM line WHERE id <= (SELECT MAX(id) FROM line) - ?', KEPT_LINES)
  }

  read(cursor: number, limit: number): LogPage {
    const rows = this.#sql
      .exec<{ id: number; kind: LogLine['kind']; text: string }>(
        'SELECT id, kind, text FROM line WHERE id > ? ORDER BY id LIMIT ?',
        cursor,
        limit,
      )
      .toArray()
    return { lines: rows.map(({ kind, text }) => ({ kind, text })), cursor: rows.at(-1)?.id ?? cursor }
  }
}
