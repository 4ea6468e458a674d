/** The secret that the Worker encrypts with on this machine: made by the first start, kept beside what it protects. */
import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, StartError } from './start-error.ts'

const KEY_BYTES = 32
/** Read and write for the owner alone. */
const OWNER_ONLY = 0o600
/** One key, or several after commas while one replaces another. */
const KEYS = /^[A-Za-z0-9+/]{43}=(?:,[A-Za-z0-9+/]{43}=)*$/

/** `POSTERN_MASTER_KEY` of a state folder that this process has locked. Throws StartError when the file that holds it is damaged. */
export function localMasterKey(folder: string): string {
  const file = join(folder, 'master-key')
  const found = read(file)
  if (found === undefined) return create(file)
  chmodSync(file, OWNER_ONLY)
  if (KEYS.test(found)) return found
  throw new StartError(
    `The master key in ${file} is damaged; restore the file from a backup. Without it the private keys of client certificates ` +
      'are lost: move the file away to start with a new key, and generate those certificates anew.',
  )
}

/** Appears whole or not at all, so that a start cut off here leaves no half key. */
function create(file: string): string {
  const key = randomBytes(KEY_BYTES).toString('base64')
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, `${key}\n`, { mode: OWNER_ONLY })
    linkSync(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
  return key
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
