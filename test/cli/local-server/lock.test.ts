import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockFolder } from '../../../src/cli/local-server/lock.ts'
import { identify, isAlive } from '../../../src/cli/local-server/process-identity.ts'

let folder: string
const file = () => join(folder, 'lock.json')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the lock of a state folder', () => {
  it('names this process and its address, and goes when it is released', () => {
    const lock = lockFolder(folder, 'http://localhost:1')
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid, url: 'http://localhost:1' })
    lock.release()
    expect(readdirSync(folder)).toEqual([])
  })

  it('is refused while its holder runs, and says who that is', () => {
    const lock = lockFolder(folder, 'http://localhost:1')
    expect(() => lockFolder(folder, 'http://localhost:2')).toThrow(
      `in use by the gateway at http://localhost:1 (process ${process.pid})`,
    )
    lock.release()
    lockFolder(folder, 'http://localhost:2').release()
  })

  it('is taken over from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await once(child, 'spawn')
    const holder = identify(child.pid ?? 0)
    child.kill('SIGKILL')
    await once(child, 'exit')
    writeFileSync(file(), JSON.stringify({ ...holder, url: 'http://localhost:1' }))
    lockFolder(folder, 'http://localhost:2').release()
    expect(existsSync(file())).toBe(false)
  })

  it('is taken over when its process id belongs to another process by now', () => {
    writeFileSync(file(), JSON.stringify({ pid: process.pid, started: 'before', url: 'http://localhost:1' }))
    lockFolder(folder, 'http://localhost:2').release()
  })

  it.each(['', '{', '{"pid":"x"}', 'null'])('is taken over when its file is damaged: %j', (text) => {
    writeFileSync(file(), text)
    lockFolder(folder, 'http://localhost:2').release()
    expect(readdirSync(folder)).toEqual([])
  })

  it('is not removed by a holder that lost it', () => {
    const lock = lockFolder(folder, 'http://localhost:1')
    writeFileSync(file(), 'of somebody else')
    lock.release()
    expect(readFileSync(file(), 'utf8')).toBe('of somebody else')
  })
})

describe('a process', () => {
  it('is told apart from a later one of the same id', () => {
    const own = identify(process.pid)
    if (own === undefined) throw new Error('this process does not run')
    expect(isAlive(own)).toBe(true)
    expect(isAlive({ ...own, started: 'earlier' })).toBe(false)
  })
})
