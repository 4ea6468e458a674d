import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Database, Row, Statement } from '../../src/bindings/database.ts'

const MIGRATIONS = join(import.meta.dirname, '../../migrations')
/** D1's limits: what it would refuse, these tests refuse. */
const MAX_VALUE_BYTES = 2_000_000
const MAX_PARAMETERS = 100
const MAX_SQL_BYTES = 100_000

/** A real SQLite with the migrations applied, and D1's limits. `statements` counts what ran, `largestBatch` the longest batch. */
export interface SqliteDatabase extends Database {
  readonly counts: { statements: number; largestBatch: number; largestValue: number }
  /** Called before each call; may throw, as a lost connection does. */
  before: () => void | Promise<void>
  /** Called after each call took effect; may throw: the caller does not learn that it did. */
  after: () => void
}

export function sqliteDatabase(): SqliteDatabase {
  const sqlite = new DatabaseSync(':memory:')
  sqlite.exec('PRAGMA foreign_keys = ON')
  for (const file of readdirSync(MIGRATIONS).sort()) sqlite.exec(readFileSync(join(MIGRATIONS, file), 'utf8'))
  const counts = { statements: 0, largestBatch: 0, largestValue: 0 }

  function run({ sql, values }: Statement): { rows: Row[]; changes: number } {
    checkLimits(sql, values)
    counts.statements++
    for (const value of values) {
      if (typeof value === 'string') counts.largestValue = Math.max(counts.largestValue, Buffer.byteLength(value))
    }
    const prepared = sqlite.prepare(sql)
    if (prepared.columns().length > 0) return { rows: prepared.all(...values) as Row[], changes: 0 }
    return { rows: [], changes: Number(prepared.run(...values).changes) }
  }

  const database: SqliteDatabase = {
    counts,
    before: () => undefined,
    after: () => undefined,
    async all(statement) {
      return (await database.batch([statement]))[0]?.rows ?? []
    },
    async batch(statements) {
      // Others run between a call and its effect, as with a database over a network.
      await new Promise((resolve) => setImmediate(resolve))
      await database.before()
      counts.largestBatch = Math.max(counts.largestBatch, statements.length)
      const results = transaction(() => statements.map(run))
      database.after()
      return results
    },
  }

  function transaction<T>(work: () => T): T {
    sqlite.exec('BEGIN')
    try {
      const result = work()
      sqlite.exec('COMMIT')
      return result
    } catch (error) {
      sqlite.exec('ROLLBACK')
      throw error
    }
  }
  return database
}

function checkLimits(sql: string, values: Statement['values']): void {
  if (values.length > MAX_PARAMETERS) throw new Error(`${values.length} parameters`)
  if (Buffer.byteLength(sql) > MAX_SQL_BYTES) throw new Error('The statement is too long')
  const largest = Math.max(0, ...values.map((value) => (typeof value === 'string' ? Buffer.byteLength(value) : 0)))
  if (largest > MAX_VALUE_BYTES) throw new Error(`A bound value of ${largest} bytes`)
}
