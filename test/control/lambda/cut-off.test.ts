import { CreateAliasCommand, DeleteFunctionCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { DatabaseError } from '../../../src/bindings/database.ts'
import { type GatewayUnderTest, gatewayUnderTest } from '../gateway-under-test.ts'
import { memoryConfigStore } from '../memory-config-store.ts'
import { sqliteDatabase } from '../sqlite-database.ts'
import { ARN, hello, refusalOf, zipOf } from './functions-under-test.ts'

// A call is cut off between its steps, as by a full disk, an outage or the end of a process: what the edge reads is the old function or
// the new one, and what is left is settled by the next management calls (our own rules, docs/architecture.md).

const FunctionName = 'hello'
const update = new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf({ 'index.js': 'exports.handler = 2' }) })

/** Two isolates on one database and one KV. */
async function prepared() {
  const db = sqliteDatabase()
  const config = memoryConfigStore()
  const first = gatewayUnderTest(db, config)
  await first.lambda.send(hello({ Publish: true }))
  await first.settled()
  return { db, config, first }
}

/** Another isolate's first call, later. */
async function settledBy(db: GatewayUnderTest['db'], config: GatewayUnderTest['config'], now: number) {
  const second = gatewayUnderTest(db, config)
  second.clock.now = now
  await second.callLambda('GET', '/2015-03-31/functions')
  await second.settled()
  return second
}

const unsettled = (db: GatewayUnderTest['db']) => db.all({ sql: 'SELECT * FROM unsettled_key', values: [] })

describe('a call that is cut off', () => {
  it('before its code is stored changes nothing', async () => {
    const { db, config, first } = await prepared()
    const before = first.published('hello')
    config.before = (key) => {
      if (key.startsWith('function-')) throw new Error('KV is out')
    }
    expect(await refusalOf(first.lambda.send(update))).toContain('ServiceUnavailableException: The code could not be')
    config.before = () => undefined
    expect(first.published('hello')).toEqual(before)
    const second = await settledBy(db, config, first.clock.now + 601_000)
    expect(second.published('hello')).toEqual(before)
    expect(await unsettled(db)).toEqual([])
  })

  it('between the database and KV is finished by the next', async () => {
    const { db, config, first } = await prepared()
    config.before = (key) => {
      if (key === 'function/hello') throw new Error('KV is out')
    }
    expect(await refusalOf(first.lambda.send(update))).toContain('ServiceUnavailableException: The change is stored')
    config.before = () => undefined
    const second = await settledBy(db, config, first.clock.now + 61_000)
    expect(second.published('hello')?.version).toBe(2)
    const left = (await unsettled(db)).map(({ key }) => key)
    expect(left).not.toContain('function/hello')
  })

  it('with its database leaves code behind, which goes later', async () => {
    const { db, config, first } = await prepared()
    const before = first.published('hello')
    let calls = 0
    db.before = () => {
      // Read, note the code, read again; the fourth is the write.
      if (++calls >= 4) throw new DatabaseError('the database is out')
    }
    expect(await refusalOf(first.lambda.send(update))).toContain('ServiceUnavailableException')
    db.before = () => undefined
    expect(first.published('hello')).toEqual(before)
    const codes = () => [...config.values.keys()].filter((key) => key.startsWith('function-')).length
    expect(codes()).toBe(4)
    await settledBy(db, config, first.clock.now + 601_000)
    expect(codes()).toBe(2)
    expect(config.values.has(`function-code/${before?.versions['1']?.codeHash}`)).toBe(true)
  })

  it('while it deletes is finished by the next', async () => {
    const { db, config, first } = await prepared()
    config.before = (key) => {
      if (key === 'function/hello') throw new Error('KV is out')
    }
    await refusalOf(first.lambda.send(new DeleteFunctionCommand({ FunctionName })))
    config.before = () => undefined
    const second = await settledBy(db, config, first.clock.now + 1_000)
    expect(second.published('hello')).toBeUndefined()
  })
})

describe('two isolates', () => {
  it('of which one is slow to write leave the newer function in KV', async () => {
    const { db, config, first } = await prepared()
    const second = gatewayUnderTest(db, config)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let writes = 0
    config.before = (key) => (key === 'function/hello' && ++writes === 1 ? held : undefined)
    const slow = first.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'a', FunctionVersion: '1' }))
    while (writes === 0) await new Promise((resolve) => setImmediate(resolve))
    await second.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'b', FunctionVersion: '1' }))
    release()
    await slow
    expect(Object.keys(first.published('hello')?.aliases ?? {})).toEqual(['a', 'b'])
  })

  it('that write at once lose nothing', async () => {
    const { db, config, first } = await prepared()
    const second = gatewayUnderTest(db, config)
    const names = Array.from({ length: 6 }, (_, i) => `alias-${i}`)
    const answers = await Promise.all(
      names.map((Name, i) =>
        refusalOf(
          (i % 2 ? first : second).lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: '1' })),
        ),
      ),
    )
    const kept = names.filter((_, i) => answers[i] === 'accepted')
    expect(kept.length).toBeGreaterThan(0)
    expect(Object.keys(first.published('hello')?.aliases ?? {}).sort()).toEqual(kept)
    const others = answers.filter((answer) => answer !== 'accepted')
    expect(others.every((answer) => answer.startsWith('ResourceConflictException: '))).toBe(true)
  })

  it('that are always first are told as AWS tells it (test_lambda_concurrent_config_updates)', async () => {
    const { db, first } = await prepared()
    const batch = db.batch.bind(db)
    // Another write comes between every read and its write.
    db.batch = async (statements) => {
      if (statements[0]?.sql.startsWith('UPDATE function SET version')) {
        await batch([{ sql: 'UPDATE function SET version = version + 1', values: [] }])
      }
      return batch(statements)
    }
    const alias = new CreateAliasCommand({ FunctionName, Name: 'a', FunctionVersion: '1' })
    expect(await refusalOf(first.lambda.send(alias))).toBe(
      `ResourceConflictException: The operation cannot be performed at this time. An update is in progress for resource: ${ARN}:hello`,
    )
  })
})
