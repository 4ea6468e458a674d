/**
 * A zip as its central directory describes it. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * Files are unfolded no further than the directory says they are large, so that nothing a zip holds can cost more than it admits.
 */
import { Inflate } from 'fflate'
import { crc32 } from '../../lib/crc32.ts'

/** Why a zip is not taken: not one (its message is empty then), damaged, or larger than is allowed. */
export class ZipError extends Error {
  readonly reason: 'invalid' | 'too-large'

  constructor(reason: 'invalid' | 'too-large', message: string) {
    super(message)
    this.name = 'ZipError'
    this.reason = reason
  }
}

export interface ZipLimits {
  readonly files: number
  /** Of all files together, unfolded. */
  readonly bytes: number
}

interface Entry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly bytes: number
  readonly mode: number
  /** Of its local header. */
  readonly offset: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const CENTRAL_BYTES = 46
const LOCAL_BYTES = 30
/** A comment behind the end, at most. */
const COMMENT_BYTES = 65_535
const ENCRYPTED = 0x1
const STORED = 0
const DEFLATED = 8
const FILE_TYPE = 0o170000
const SYMBOLIC_LINK = 0o120000
/** What is inflated at once: deflate makes 1,032 bytes of one at most. */
const SLICE_BYTES = 4_096

/** The files of a zip by their path. Throws ZipError. */
export function unzip(zip: Uint8Array, limits: ZipLimits): Record<string, Uint8Array> {
  const entries = readDirectory(zip, limits.files)
  checkSizes(zip, entries, limits)
  const files: [string, Uint8Array][] = []
  const seen = new Set<string>()
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue
    checkEntry(entry)
    if (seen.has(entry.name)) throw invalid(`it holds ${entry.name} twice`)
    seen.add(entry.name)
    files.push([entry.name, unpack(zip, entry)])
  }
  return Object.fromEntries(files)
}

function readDirectory(zip: Uint8Array, mostFiles: number): Entry[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  if (count > mostFiles) throw new ZipError('too-large', `it holds ${count} files; ${mostFiles} are the most`)
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) throw invalid('its directory is damaged')
    const nameBytes = view.getUint16(at + 28, true)
    const next = at + CENTRAL_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > end) throw invalid('its directory is damaged')
    entries.push({
      name: nameOf(zip.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      mode: view.getUint16(at + 40, true),
      offset: view.getUint32(at + 42, true),
    })
    at = next
  }
  return entries
}

function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_BYTES - COMMENT_BYTES)
  for (let at = view.byteLength - END_BYTES; at >= first; at--) {
    if (view.getUint32(at, true) === END) return at
  }
  throw invalid('')
}

function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw invalid('a name in it is not UTF-8')
  }
}

/** Entries that share their packed bytes would make a small zip a large one. */
function checkSizes(zip: Uint8Array, entries: readonly Entry[], limits: ZipLimits): void {
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0)
  if (sum(entries.map(({ packedBytes }) => packedBytes)) > zip.byteLength) throw invalid('its files overlap')
  const bytes = sum(entries.map((entry) => entry.bytes))
  if (bytes > limits.bytes)
    throw new ZipError('too-large', `it unfolds to ${bytes} bytes; ${limits.bytes} are the most`)
}

function checkEntry({ name, flags, mode }: Entry): void {
  const parts = name.split('/')
  if (name === '' || parts.some((part) => part === '' || part === '.' || part === '..') || /[\\\0]/.test(name)) {
    throw invalid(`the name '${name.slice(0, 200)}' is no path within it`)
  }
  if ((flags & ENCRYPTED) !== 0) throw invalid(`${name} is encrypted`)
  if ((mode & FILE_TYPE) === SYMBOLIC_LINK) throw invalid(`${name} is a symbolic link`)
}

function unpack(zip: Uint8Array, entry: Entry): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const { name, offset, packedBytes, method } = entry
  if (offset + LOCAL_BYTES > zip.byteLength || view.getUint32(offset, true) !== LOCAL)
    throw invalid(`${name} is damaged`)
  const start = offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  if (start + packedBytes > zip.byteLength) throw invalid(`${name} is cut off`)
  if (method !== STORED && method !== DEFLATED) throw invalid(`${name} is packed in a way that is not known`)
  const packed = zip.subarray(start, start + packedBytes)
  const bytes = method === STORED ? packed : inflate(packed, entry)
  if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc) throw invalid(`${name} is damaged`)
  return bytes
}

function inflate(packed: Uint8Array, { name, bytes }: Entry): Uint8Array {
  const whole = new Uint8Array(bytes)
  let length = 0
  const inflater = new Inflate((chunk) => {
    if (length + chunk.length > bytes) throw invalid(`${name} is larger than it says`)
    whole.set(chunk, length)
    length += chunk.length
  })
  try {
    for (let at = 0; at < packed.length; at += SLICE_BYTES) {
      inflater.push(packed.subarray(at, at + SLICE_BYTES), at + SLICE_BYTES >= packed.length)
    }
  } catch (error) {
    throw error instanceof ZipError ? error : invalid(`${name} is damaged`)
  }
  return length === bytes ? whole : whole.subarray(0, length)
}

const invalid = (message: string) => new ZipError('invalid', message)
