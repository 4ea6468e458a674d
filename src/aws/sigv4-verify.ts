import { canonicalRequest, headerValue, type PathStyle, pathStyleOf, type SigV4Request } from './sigv4-canonical.ts'
import { decodeChunked, STREAMING, STREAMING_TRAILER } from './sigv4-chunked.ts'
import { sha256Hex } from './sigv4-encoding.ts'
import { SignatureError } from './sigv4-error.ts'
import { type CredentialScope, hmacMatches, signingKey, stringToSign } from './sigv4-key.ts'
import { type PresentedSignature, presentedSignature } from './sigv4-presented.ts'
import { formatAmzDate, parseAmzDate } from './sigv4-time.ts'

/** How far a signer's clock may be off, either way. */
export const MAX_SKEW_MILLIS = 5 * 60_000

export interface VerifyOptions {
  /** The secret of an access key; undefined when there is no such key. */
  readonly secretOf: (accessKeyId: string) => string | undefined | Promise<string | undefined>
  /** Milliseconds since 1970. */
  readonly now: number
  /** Of the scope's service when absent. */
  readonly pathStyle?: PathStyle
  /** For the few services that add the session token after signing. */
  readonly sessionTokenUnsigned?: boolean
}

/** A request whose signature holds. */
export interface VerifiedRequest {
  readonly accessKeyId: string
  readonly scope: CredentialScope
  readonly form: 'header' | 'query'
  /** As sent; whoever issues session tokens has to check it. */
  readonly sessionToken?: string
  /** Decoded when it came in signed chunks. */
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * Verifies an AWS Signature Version 4, header or query form. Throws SignatureError.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 * Differs from AWS: a header that was sent twice and reaches us merged (`a, b`) cannot be told from one value and so does not verify.
 */
export async function verifySigV4(
  request: SigV4Request,
  body: Uint8Array<ArrayBuffer>,
  options: VerifyOptions,
): Promise<VerifiedRequest> {
  const presented = presentedSignature(request)
  const secret = await options.secretOf(presented.accessKeyId)
  if (secret === undefined || secret === '') {
    throw new SignatureError('UnrecognizedClientException', 'The security token included in the request is invalid.')
  }
  checkTime(presented, options.now)
  checkSignedHeaders(request, presented, options)
  const key = await signingKey(secret, presented.scope)
  const payloadHash = presented.declaredPayload ?? (await sha256Hex(body))
  const text = await textToVerify(request, presented, payloadHash, options)
  if (!(await hmacMatches(key, presented.signature, text))) throw invalid(MISMATCH)
  const { accessKeyId, scope, form, sessionToken } = presented
  return { accessKeyId, scope, form, sessionToken, body: await verifiedBody(request, presented, body, key) }
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.'

function textToVerify(
  request: SigV4Request,
  presented: PresentedSignature,
  payloadHash: string,
  options: VerifyOptions,
): Promise<string> {
  const style = options.pathStyle ?? pathStyleOf(presented.scope.service)
  const without = options.sessionTokenUnsigned ? [...UNSIGNED, 'X-Amz-Security-Token'] : UNSIGNED
  const excluded = presented.form === 'query' ? without : []
  const canonical = canonicalRequest(request, presented.signedHeaders, payloadHash, style, excluded)
  return stringToSign(presented.timestamp, presented.scope, canonical)
}

const UNSIGNED = ['X-Amz-Signature']

function checkTime(presented: PresentedSignature, now: number): void {
  const { timestamp, scope } = presented
  if (scope.date !== timestamp.slice(0, scope.date.length)) {
    throw invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != ` +
        `'${timestamp.slice(0, scope.date.length)}', from '${timestamp}'.`,
    )
  }
  const signedAt = parseAmzDate(timestamp) ?? Number.NaN
  const lifetime = presented.expires === undefined ? MAX_SKEW_MILLIS : presented.expires * 1000
  // Written so that a moment that is no number is refused.
  if (!(signedAt >= now - lifetime))
    throw invalid(`Signature expired: ${timestamp} is now earlier than ${window(now, '-', lifetime)}`)
  if (!(signedAt <= now + MAX_SKEW_MILLIS)) {
    throw invalid(`Signature not yet current: ${timestamp} is still later than ${window(now, '+', MAX_SKEW_MILLIS)}`)
  }
}

/** `20150830T123100Z (20150830T123600Z - 5 min.)`. */
function window(now: number, sign: '+' | '-', millis: number): string {
  const edge = formatAmzDate(sign === '-' ? now - millis : now + millis)
  const length = millis % 60_000 === 0 ? `${millis / 60_000} min.` : `${millis / 1000} sec.`
  return `${edge} (${formatAmzDate(now)} ${sign} ${length})`
}

/** The host and every `x-amz-*` header must be signed: whoever changes them in transit would change what the request means. */
function checkSignedHeaders(request: SigV4Request, presented: PresentedSignature, options: VerifyOptions): void {
  const signed = new Set(presented.signedHeaders)
  if (!signed.has('host')) throw invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.")
  for (const [name] of request.headers) {
    const lower = name.toLowerCase()
    const exempt = options.sessionTokenUnsigned && lower === 'x-amz-security-token'
    if (lower.startsWith('x-amz-') && !signed.has(lower) && !exempt) {
      throw invalid(`'${lower}' must be a 'SignedHeader' in the AWS Authorization.`)
    }
  }
  const absent = presented.signedHeaders.find((name) => headerValue(request, name) === undefined)
  if (absent !== undefined) throw invalid(`'${absent}' is a 'SignedHeader' but the request has no such header.`)
}

/** Checks the body against what was signed in its place. Call it once the signature over `declaredPayload` holds. */
async function verifiedBody(
  request: SigV4Request,
  presented: PresentedSignature,
  body: Uint8Array<ArrayBuffer>,
  key: CryptoKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const declared = presented.declaredPayload
  if (declared === undefined || declared === 'UNSIGNED-PAYLOAD') return body
  if (declared === STREAMING || declared === STREAMING_TRAILER) {
    const { timestamp, scope, signature: seedSignature } = presented
    const decoded = await decodeChunked(body, { key, timestamp, scope, seedSignature }, declared === STREAMING_TRAILER)
    if (headerValue(request, 'x-amz-decoded-content-length') === String(decoded.length)) return decoded
    throw invalid("'x-amz-decoded-content-length' does not match the length of the decoded body.")
  }
  if (declared.startsWith('STREAMING-')) {
    throw invalid(
      `The payload signing '${STREAMING}' is accepted, with and without '-TRAILER'; this request uses another.`,
    )
  }
  if (declared === (await sha256Hex(body))) return body
  throw invalid("The provided 'x-amz-content-sha256' header does not match what was computed.")
}

const invalid = (message: string) => new SignatureError('InvalidSignatureException', message)
