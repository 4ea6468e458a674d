import { EMPTY_SHA256, sha256Hex } from './sigv4-encoding.ts'
import { SignatureError } from './sigv4-error.ts'
import { type CredentialScope, hmacMatches, scopeText } from './sigv4-key.ts'

/**
 * A body in signed chunks (`Content-Encoding: aws-chunked`): each signature covers its chunk and the signature before it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export const STREAMING = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
export const STREAMING_TRAILER = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'

/** What every chunk's signature builds on. */
export interface ChunkSigning {
  readonly key: CryptoKey
  readonly timestamp: string
  readonly scope: CredentialScope
  /** The request's own signature, already verified. */
  readonly seedSignature: string
}

/** The body without its frames. Throws SignatureError at the first chunk that is malformed, cut off or wrongly signed. */
export async function decodeChunked(
  body: Uint8Array<ArrayBuffer>,
  signing: ChunkSigning,
  withTrailer: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let previous = signing.seedSignature
  let at = 0
  for (;;) {
    const header = lineAt(body, at)
    const [, size, signature] = /^([0-9a-fA-F]{1,8});chunk-signature=([0-9a-f]{64})$/.exec(header.text) ?? []
    if (size === undefined || signature === undefined) throw malformed('a chunk header')
    const length = Number.parseInt(size, 16)
    const data = body.subarray(header.next, header.next + length)
    if (data.length !== length) throw malformed('the end of a chunk')
    const text = [...opening('PAYLOAD', signing), previous, EMPTY_SHA256, await sha256Hex(data)].join('\n')
    if (!(await hmacMatches(signing.key, signature, text))) throw mismatch('chunk')
    previous = signature
    at = header.next + length
    if (length === 0) break
    chunks.push(data)
    at = afterLineEnd(body, at)
  }
  await checkTail(body, at, previous, signing, withTrailer)
  return concatenate(chunks)
}

async function checkTail(
  body: Uint8Array,
  start: number,
  previous: string,
  signing: ChunkSigning,
  withTrailer: boolean,
): Promise<void> {
  if (body.length - start > MAX_TAIL_BYTES) throw malformed('the end of the body')
  const tail = latin1(body.subarray(start))
  if (!withTrailer) {
    if (tail !== '\r\n' && tail !== '') throw malformed('the end of the body')
    return
  }
  const [, trailers, signature] =
    /^((?:[^\r\n:]+:[^\r\n]*\r?\n)+)(?:\r\n)?x-amz-trailer-signature:([0-9a-f]{64})(?:\r\n)*$/.exec(tail) ?? []
  if (trailers === undefined || signature === undefined) throw malformed('the trailer')
  const canonical = trailers.replaceAll('\r\n', '\n')
  const text = [...opening('TRAILER', signing), previous, await sha256Hex(canonical)].join('\n')
  if (!(await hmacMatches(signing.key, signature, text))) throw mismatch('trailer')
}

const opening = (kind: 'PAYLOAD' | 'TRAILER', signing: ChunkSigning): string[] => [
  `AWS4-HMAC-SHA256-${kind}`,
  signing.timestamp,
  scopeText(signing.scope),
]

/** Trailers are a checksum or two. */
const MAX_TAIL_BYTES = 8_192

/** Longer than any chunk header: eight digits, the name and a signature. */
const MAX_LINE_BYTES = 128

function lineAt(body: Uint8Array, start: number): { text: string; next: number } {
  const text = latin1(body.subarray(start, start + MAX_LINE_BYTES))
  const end = text.indexOf('\r\n')
  if (end === -1) throw malformed('a chunk header')
  return { text: text.slice(0, end), next: start + end + 2 }
}

function afterLineEnd(body: Uint8Array, at: number): number {
  if (latin1(body.subarray(at, at + 2)) !== '\r\n') throw malformed('the end of a chunk')
  return at + 2
}

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')

function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

const malformed = (place: string) =>
  new SignatureError('IncompleteSignatureException', `The aws-chunked body is malformed at ${place}.`)

const mismatch = (what: string) =>
  new SignatureError(
    'InvalidSignatureException',
    `The ${what} signature we calculated does not match the signature you provided.`,
  )
