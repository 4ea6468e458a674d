/** D1 migrations on this machine, in the table and under the names that `wrangler d1 migrations apply` uses. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from './settings.ts'

const MIGRATIONS = join(PROJECT, 'migrations')
const CREATE_TABLE =
  'CREATE TABLE IF NOT EXISTS d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, ' +
  'applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)'

/** What this needs of Miniflare's stand-in for D1. */
export interface MigrationDatabase {
  prepare(sql: string): MigrationStatement
  batch(statements: MigrationStatement[]): Promise<unknown>
}

export interface MigrationStatement {
  bind(...values: unknown[]): MigrationStatement
  all<Row>(): Promise<{ results: Row[] }>
}

/** Applies what is not applied yet, one transaction per file, in the order of their names. Answers the names. */
export async function migrate(db: MigrationDatabase): Promise<string[]> {
  await db.prepare(CREATE_TABLE).all()
  const applied = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const known = new Set(applied.results.map((row) => row.name))
  const pending = migrationNames().filter((name) => !known.has(name))
  for (const name of pending) await apply(db, name)
  return pending
}

/** Throws when the database's pages do not hold together. */
export async function checkDatabase(db: MigrationDatabase): Promise<void> {
  const { results } = await db.prepare('PRAGMA quick_check').all<{ quick_check: string }>()
  const finding = results[0]?.quick_check ?? 'no answer'
  if (finding !== 'ok') throw new Error(finding)
}

/** File names of all migrations, in their order. */
export const migrationNames = () =>
  readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort()

async function apply(db: MigrationDatabase, name: string): Promise<void> {
  const { unstable_splitSqlQuery: split } = await import('wrangler')
  const statements = split(readFileSync(join(MIGRATIONS, name), 'utf8')).map((sql) => db.prepare(sql))
  await db.batch([...statements, db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)])
}
