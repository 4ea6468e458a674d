import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  checkDatabaseFiles,
  freshScratchFolder,
  notUsable,
  openStateFolder,
  storageError,
} from '../../../src/cli/local-server/state-folder.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-state-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the state folder', () => {
  it('is made, with the folders above it, and left without a trace of the check', () => {
    const deep = join(folder, 'a/b/c')
    openStateFolder(deep)
    expect(readdirSync(deep)).toEqual([])
  })

  it('is refused where a file is in the way', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'below')]) {
      expect(() => openStateFolder(path)).toThrow(`${path} cannot be used: a file is in the way`)
    }
  })

  it.skipIf(process.platform !== 'linux')('is refused where the system lets nobody make folders', () => {
    expect(() => openStateFolder('/proc/postern')).toThrow('/proc/postern cannot be used')
  })

  it.each([
    ['ENOSPC', 'the disk is full; free some space'],
    ['EROFS', 'read-only'],
    ['EACCES', 'permission denied'],
  ])('says what helps on %s', (code, advice) => {
    expect(notUsable('/x', Object.assign(new Error('no'), { code })).message).toContain(advice)
  })

  it('loses the scratch files of an earlier run', () => {
    mkdirSync(join(folder, 'scratch/miniflare-1'), { recursive: true })
    expect(readdirSync(freshScratchFolder(folder))).toEqual([])
  })
})

describe('a database file', () => {
  const write = (text: string | Buffer) => {
    mkdirSync(join(folder, 'd1/x'), { recursive: true })
    writeFileSync(join(folder, 'd1/x/1.sqlite'), text)
  }

  it.each([
    ['', 'nothing was written to it yet'],
    ['SQLite format 3\0…', 'it is one'],
  ])('%j passes: %s', (text) => {
    write(text)
    expect(() => checkDatabaseFiles(folder)).not.toThrow()
  })

  it.each(['SQLite format 2\0', 'SQL', '\0'.repeat(4_096)])('%j is named as damage, with what to do', (text) => {
    write(text)
    expect(() => checkDatabaseFiles(folder)).toThrow(/damaged \(d1\/x\/1\.sqlite is not a database\).*mv '/)
  })
})

describe('what workerd says about its storage', () => {
  it.each([
    ['SQLite failed; database or disk is full: SQLITE_FULL', 'the disk is full'],
    ['database disk image is malformed: SQLITE_CORRUPT', 'is damaged (a database in it is malformed)'],
    ['D1_ERROR: no such\n  column', 'is damaged (D1_ERROR: no such column)'],
  ])('%j becomes one sentence', (said, sentence) => {
    expect(storageError('/x', said).message).toContain(sentence)
    expect(existsSync('/x')).toBe(false)
  })
})
