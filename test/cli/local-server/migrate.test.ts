import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import {
  checkDatabase,
  type MigrationDatabase,
  type MigrationStatement,
  migrate,
  migrationNames,
} from '../../../src/cli/local-server/migrate.ts'
import { PROJECT } from '../../../src/cli/local-server/settings.ts'

/** D1 as migrations see it, on SQLite itself. */
function database(db = new DatabaseSync(':memory:')): MigrationDatabase & { db: DatabaseSync } {
  const statement = (sql: string, values: unknown[] = []): MigrationStatement => ({
    bind: (...bound) => statement(sql, bound),
    // Migrations bind text alone, and rows have the shape that the statement asks for.
    all: async <Row>() => ({ results: db.prepare(sql).all(...(values as string[])) as Row[] }),
  })
  return {
    db,
    prepare: (sql) => statement(sql),
    async batch(statements) {
      db.exec('BEGIN')
      try {
        for (const each of statements) await each.all()
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
  }
}

describe('migrations', () => {
  it('are applied once each, in order, and noted where wrangler notes them', async () => {
    const d1 = database()
    expect(await migrate(d1)).toEqual(migrationNames())
    expect(await migrate(d1)).toEqual([])
    const rows = d1.db.prepare('SELECT id, name, applied_at FROM d1_migrations ORDER BY id').all()
    expect(rows.map(({ name }) => name)).toEqual(migrationNames())
    for (const { applied_at } of rows) expect(applied_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  })

  it('that wrangler applied are not applied again', async () => {
    const d1 = database()
    // The statement of `wrangler d1 migrations apply`, version 4.155.0.
    d1.db.exec(`CREATE TABLE IF NOT EXISTS "d1_migrations"(
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`)
    for (const name of migrationNames()) {
      d1.db.exec(readFileSync(join(PROJECT, 'migrations', name), 'utf8'))
      d1.db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').run(name)
    }
    expect(await migrate(d1)).toEqual([])
  })

  it('leave nothing behind when they fail', async () => {
    const d1 = database()
    const [table] = [
      ...readFileSync(join(PROJECT, 'migrations', migrationNames()[0] ?? ''), 'utf8').matchAll(/CREATE TABLE (\w+)/g),
    ]
      .map(([, name]) => name)
      .slice(-1)
    d1.db.exec(`CREATE TABLE ${table} (in_the_way TEXT)`)
    await expect(migrate(d1)).rejects.toThrow('already exists')
    const tables = d1.db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
      .all()
    expect(tables.map(({ name }) => name).sort()).toEqual(['d1_migrations', table].sort())
  })

  it('start from a database whose pages hold together', async () => {
    await expect(checkDatabase(database())).resolves.toBeUndefined()
  })
})
