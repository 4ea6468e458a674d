/**
 * One gateway per state folder. The lock is a file that names its holder by process id and start time, so that what a killed
 * process leaves behind blocks nobody, even when its id went to another process.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts'
import { codeOf, StartError } from './start-error.ts'

interface Holder extends ProcessIdentity {
  readonly url: string
}

export interface Lock {
  /** Removes the lock if it is still ours. */
  release(): void
}

/** Takes the folder for this process. Throws StartError that names the holder when another one runs. */
export function lockFolder(folder: string, url: string): Lock {
  const file = join(folder, 'lock.json')
  const own = identify(process.pid) ?? { pid: process.pid, started: 'running' }
  const text = JSON.stringify({ ...own, url } satisfies Holder)
  while (!claim(file, text)) {
    const found = read(file)
    if (found === undefined) continue
    const holder = parse(found)
    if (holder !== undefined && isAlive(holder)) throw heldBy(holder, folder)
    removeStale(file, found)
  }
  return {
    release() {
      if (read(file) === text) rmSync(file, { force: true })
    },
  }
}

const heldBy = (holder: Holder, folder: string) =>
  new StartError(
    `The state folder ${folder} is in use by the gateway at ${holder.url} (process ${holder.pid}); ` +
      'stop that one, or set POSTERN_STATE to another folder.',
  )

/** Appears whole or not at all: a link to a file that is already written. */
function claim(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Takes the stale lock away, and puts it back when another process replaced it in between. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.stale.${process.pid}`
  try {
    renameSync(file, aside)
    if (read(aside) !== stale) linkSync(aside, file)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function parse(text: string): Holder | undefined {
  try {
    const holder: Partial<Holder> = JSON.parse(text)
    return typeof holder.pid === 'number' && typeof holder.started === 'string' ? (holder as Holder) : undefined
  } catch {
    return undefined
  }
}
