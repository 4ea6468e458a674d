import { describe, expect, it } from 'vitest'
import { sql } from '../../../src/bindings/database.ts'
import { type PlannedWrite, writeGuarded } from '../../../src/control/store/guard.ts'
import { deleteRestApiRow, insertRestApi, restApiOf, selectRestApi } from '../../../src/control/store/rest-api.ts'
import { type SqliteDatabase, sqliteDatabase } from '../sqlite-database.ts'

const API = {
  id: 'abc',
  name: 'a',
  createdDate: 1,
  apiKeySource: 'HEADER' as const,
  endpointConfiguration: { types: ['EDGE' as const] },
  disableExecuteApiEndpoint: false,
  rootResourceId: 'root',
}

async function withApi(): Promise<SqliteDatabase> {
  const db = sqliteDatabase()
  await db.batch([insertRestApi(API)])
  return db
}

const read = async (db: SqliteDatabase) => {
  const [row] = await db.all(selectRestApi('abc'))
  if (row === undefined) throw new Error('no such API')
  return restApiOf(row)
}
const rename = (name: string) => sql('UPDATE rest_api SET name = ? WHERE id = ?', name, 'abc')

/** Appends a letter to the name, as of what it reads. */
const append = (db: SqliteDatabase, letter: string) => async (): Promise<PlannedWrite<string>> => {
  const { version, api } = await read(db)
  return { version, statements: [rename(api.name + letter)], result: api.name + letter }
}

describe('a guarded write', () => {
  it('counts the version up', async () => {
    const db = await withApi()
    expect(await writeGuarded(db, 'abc', append(db, 'b'))).toBe('ab')
    expect(await read(db)).toMatchObject({ version: 2, api: { name: 'ab' } })
  })

  it('reads anew when another write was first', async () => {
    const db = await withApi()
    const other = { all: db.all, batch: db.batch }
    let first = true
    const plan = async () => {
      const planned = await append(db, 'b')()
      if (first) await writeGuarded(other, 'abc', append(db, 'x'))
      first = false
      return planned
    }
    expect(await writeGuarded(db, 'abc', plan)).toBe('axb')
  })

  it('answers ConflictException after three retries, and writes nothing', async () => {
    const db = await withApi()
    let plans = 0
    const stale = async () => {
      plans++
      return { version: 99, statements: [rename('lost')], result: undefined }
    }
    await expect(writeGuarded(db, 'abc', stale)).rejects.toMatchObject({ type: 'ConflictException' })
    expect([plans, (await read(db)).api.name]).toEqual([4, 'a'])
  })

  it('sees that the API was deleted in between', async () => {
    const db = await withApi()
    const plan = async () => {
      const planned = await append(db, 'b')()
      await db.batch([deleteRestApiRow('abc')])
      return planned
    }
    await expect(writeGuarded(db, 'abc', plan)).rejects.toThrow('no such API')
  })

  it('passes on any other failure of the database at once', async () => {
    const db = await withApi()
    let plans = 0
    const broken = async () => {
      plans++
      return { version: 1, statements: [rename('half'), sql('INSERT INTO nowhere VALUES (1)')], result: undefined }
    }
    await expect(writeGuarded(db, 'abc', broken)).rejects.toThrow('nowhere')
    expect([plans, (await read(db)).api.name]).toEqual([1, 'a'])
  })
})
