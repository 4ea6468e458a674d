import { closeSync, existsSync, globSync, mkdirSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeOf, messageOf, StartError } from './start-error.ts'

/** Read, write and search for the owner alone: definitions and, later, keys are in it. */
const OWNER_ONLY = 0o700
/** A start on a full disk shall fail at once, not at the first write. */
const PROBE_BYTES = 65_536

/** Makes the state folder and proves that it can be written to. Throws StartError. */
export function openStateFolder(folder: string): void {
  const probe = join(folder, `.probe-${process.pid}`)
  try {
    makeFolder(folder)
    writeFileSync(probe, Buffer.alloc(PROBE_BYTES))
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') rmSync(probe, { force: true })
    throw notUsable(folder, error)
  }
  rmSync(probe, { force: true })
}

/** Node's own `recursive` never returns where the system refuses with ENOENT, as below `/proc`. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  mkdirSync(folder, { mode: OWNER_ONLY })
}

/** Miniflare's scratch files of this run. What a killed run left there is removed: call it when the folder is locked. */
export function freshScratchFolder(folder: string): string {
  const scratch = join(folder, 'scratch')
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch)
  return scratch
}

/** Throws StartError when a database file in the folder is none. */
export function checkDatabaseFiles(folder: string): void {
  for (const name of globSync('**/*.sqlite', { cwd: folder })) {
    if (!isDatabase(join(folder, name))) throw damaged(folder, `${name} is not a database`)
  }
}

const FULL = /SQLITE_FULL|ENOSPC|EDQUOT|No space left/i
const CORRUPT = /SQLITE_(CORRUPT|NOTADB)|malformed|quick_check/i

/** What workerd or its storage said when it could not open the folder, in one sentence. */
export function storageError(folder: string, said: string): StartError {
  if (FULL.test(said)) return new StartError(`The state folder ${folder} cannot be used: ${ADVICE.ENOSPC}.`)
  if (CORRUPT.test(said)) return damaged(folder, 'a database in it is malformed')
  return damaged(folder, said.replaceAll(/\s+/g, ' '))
}

const damaged = (folder: string, what: string) =>
  new StartError(
    `The state folder ${folder} is damaged (${what}); restore it from a backup, ` +
      `or move it away to start empty: mv '${folder}' '${folder}.damaged'`,
  )

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; free some space',
  EROFS: 'the file system is read-only; set POSTERN_STATE to a folder that can be written to',
  EACCES: 'permission denied; make it yours, or set POSTERN_STATE to a folder that can be written to',
  EPERM: 'permission denied; make it yours, or set POSTERN_STATE to a folder that can be written to',
  ENOENT: 'the system does not let it be made there; set POSTERN_STATE to another folder',
  ENOTDIR: 'a file is in the way; set POSTERN_STATE to a folder',
  EEXIST: 'a file is in the way; set POSTERN_STATE to a folder',
}

/** Says why the folder cannot be used, and what helps. */
export function notUsable(folder: string, error: unknown): StartError {
  const advice = ADVICE[codeOf(error) ?? ''] ?? `${messageOf(error)}; set POSTERN_STATE to another folder`
  return new StartError(`The state folder ${folder} cannot be used: ${advice}.`, { cause: error })
}

/** The first bytes of every SQLite database. https://www.sqlite.org/fileformat.html */
const MAGIC = 'SQLite format 3\0'

/** An empty file is a database to which nothing was written yet. */
function isDatabase(file: string): boolean {
  const handle = openSync(file, 'r')
  try {
    const head = Buffer.alloc(MAGIC.length)
    const length = readSync(handle, head, 0, MAGIC.length, 0)
    return length === 0 || head.toString('latin1') === MAGIC
  } finally {
    closeSync(handle)
  }
}
