import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { localMasterKey } from '../../../src/cli/local-server/master-key.ts'
import { readMasterKey } from '../../../src/control/master-key.ts'

let folder: string
const file = () => join(folder, 'master-key')
const mode = () => statSync(file()).mode & 0o777

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-key-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the master key of a state folder', () => {
  it('is made by the first start, for its owner alone, and stays', () => {
    const key = localMasterKey(folder)
    expect(Buffer.from(key, 'base64')).toHaveLength(32)
    expect(mode()).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['master-key'])
    expect(localMasterKey(folder)).toBe(key)
    expect(() => readMasterKey(key)).not.toThrow()
  })

  it('is another one in another folder', () => {
    const other = mkdtempSync(join(tmpdir(), 'postern-key-'))
    expect(localMasterKey(other)).not.toBe(localMasterKey(folder))
    rmSync(other, { recursive: true })
  })

  it('is closed to others again when its file was opened to them', () => {
    const key = localMasterKey(folder)
    chmodSync(file(), 0o644)
    expect(localMasterKey(folder)).toBe(key)
    expect(mode()).toBe(0o600)
  })

  it('may be two while one replaces the other', () => {
    const old = localMasterKey(folder)
    const next = Buffer.alloc(32, 1).toString('base64')
    writeFileSync(file(), `${next},${old}\n`)
    expect(localMasterKey(folder)).toBe(`${next},${old}`)
  })

  it.each(['', 'secret', Buffer.alloc(16).toString('base64')])('is never replaced when it is damaged: "%s"', (text) => {
    writeFileSync(file(), text)
    expect(() => localMasterKey(folder)).toThrow(/The master key in .* is damaged; restore the file from a backup/)
    expect(readFileSync(file(), 'utf8')).toBe(text)
  })
})
