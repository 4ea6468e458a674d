/**
 * Code as it is uploaded and kept. Each upload has a name of its own, so that code which is left behind can be deleted while the same
 * code is uploaded once more.
 */
import { hex, sha256Hex } from '../../aws/sigv4-encoding.ts'
import { ControlError } from '../../errors/control-error.ts'
import { codeFaults } from '../../functions/code-faults.ts'
import { FUNCTION_FORMAT, type FunctionCode, functionCodeKey } from '../../functions/published-function.ts'
import { toBase64 } from '../../lib/base64.ts'
import type { ControlServices } from '../services.ts'
import { writerOf } from '../settle-pointer.ts'
import { insertUnsettled } from '../store/unsettled-key.ts'
import { invalidParameter } from './lambda-error.ts'
import { unzip, ZipError } from './zip.ts'

/** Workers' own limit of a bundle; AWS takes 50 MB. */
const MOST_ZIP_BYTES = 10 * 1024 * 1024
/** AWS takes 262,144,000. */
const MOST_BYTES = 20 * 1024 * 1024
const MOST_FILES = 5_000
/** What KV holds in a value. */
const MOST_STORED_BYTES = 25 * 1024 * 1024

/** Code that was read and found in order. */
export interface ReadCode {
  readonly code: FunctionCode
  /** The zip in base64, as it came: another copy would be much for a Worker's memory. */
  readonly zipBase64: string
  readonly zipBytes: number
  /** Of the zip, in base64, as AWS shows it. */
  readonly sha256: string
}

/** The zip of an upload, in base64 in one of these keys: what GetFunction's `Code.Location` answers. */
export const functionZipKey = (hash: string): string => `function-zip/${hash}`

/** Reads a zip in base64. Throws ControlError in AWS's words. */
export async function readZipFile(zipBase64: string): Promise<ReadCode> {
  const zip = decode(zipBase64)
  if (zip.length > MOST_ZIP_BYTES) {
    throw invalidParameter(`This gateway takes zips of ${MOST_ZIP_BYTES} bytes at most; this one has ${zip.length}.`)
  }
  const sha256 = toBase64(new Uint8Array(await crypto.subtle.digest('SHA-256', zip)))
  const code: FunctionCode = { format: FUNCTION_FORMAT, files: storedFiles(unzipped(zip)) }
  return { code, zipBase64, zipBytes: zip.length, sha256 }
}

function unzipped(zip: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzip(zip, { files: MOST_FILES, bytes: MOST_BYTES })
  } catch (error) {
    if (!(error instanceof ZipError)) throw error
    // AWS's words, and what it leaves open.
    if (error.reason === 'too-large') {
      throw invalidParameter(`Unzipped size must be smaller than ${MOST_BYTES} bytes: ${error.message}.`)
    }
    const reason = error.message === '' ? '' : ` (${error.message})`
    throw invalidParameter(`Could not unzip uploaded file. Please check your file, then try to upload again.${reason}`)
  }
}

/** A multiple of four characters at a time: the text of a whole zip beside its bytes would be too much for a Worker's memory. */
const CHUNK_CHARACTERS = 65_536

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil(base64.length / 4) * 3)
  let length = 0
  for (let at = 0; at < base64.length; at += CHUNK_CHARACTERS) {
    const binary = decodeChunk(base64.slice(at, at + CHUNK_CHARACTERS))
    for (let i = 0; i < binary.length; i++) bytes[length++] = binary.charCodeAt(i)
  }
  return bytes.subarray(0, length)
}

function decodeChunk(base64: string): string {
  try {
    return atob(base64)
  } catch {
    throw new ControlError('SerializationException', 'ZipFile is not base64')
  }
}

function storedFiles(files: Readonly<Record<string, Uint8Array>>): FunctionCode['files'] {
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, storedFile(bytes)]))
}

function storedFile(bytes: Uint8Array): string | { readonly base64: string } {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { base64: toBase64(bytes) }
  }
}

/** Throws ControlError with everything that keeps this code from running here. */
export function checkCode(code: FunctionCode, handler: string): void {
  const faults = codeFaults(code, handler)
  if (faults.length > 0) throw invalidParameter(`This code cannot run here: ${faults.join('; ')}`)
}

/** Puts code into KV, having noted that it may be left behind. Answers its name, which a version has to be given. */
export async function storeCode(services: ControlServices, { code, zipBase64, sha256 }: ReadCode): Promise<string> {
  const text = JSON.stringify(code)
  const bytes = utf8Length(text)
  if (bytes > MOST_STORED_BYTES) {
    throw invalidParameter(
      `The files of this zip take ${bytes} bytes as they are stored (text as JSON, all else in base64); ${MOST_STORED_BYTES} are the most.`,
    )
  }
  const hash = await sha256Hex(`${sha256}/${hex(crypto.getRandomValues(new Uint8Array(16)))}`)
  const key = functionCodeKey(hash)
  const unsettled = { key, version: 0, writer: writerOf(services), since: services.now() }
  await services.db.all(insertUnsettled(unsettled))
  try {
    await services.config.put(functionZipKey(hash), zipBase64)
    await services.config.put(key, text)
  } catch (error) {
    services.writeLine?.(JSON.stringify({ level: 'error', message: `Could not write ${key}: ${error}` }))
    throw new ControlError(
      'ServiceUnavailableException',
      'The code could not be stored; nothing was changed. Try again.',
    )
  }
  return hash
}

/** Code that was stored. Throws ControlError where this location cannot read it yet. */
export async function readFunctionCode(services: ControlServices, hash: string): Promise<FunctionCode> {
  const text = await services.config.get(functionCodeKey(hash))
  if (text !== undefined) return JSON.parse(text) as FunctionCode
  throw new ControlError('ServiceUnavailableException', 'The code of this function cannot be read here yet. Try again.')
}

/** Of well-formed text, without a copy of it. */
function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // Each half of a surrogate pair stands for two bytes.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1
  }
  return bytes
}
