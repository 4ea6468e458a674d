import { headerValue, queryPairs, type SigV4Request } from './sigv4-canonical.ts'
import { SignatureError } from './sigv4-error.ts'
import { ALGORITHM, type CredentialScope, TERMINATOR } from './sigv4-key.ts'
import { formatAmzDate, parseAmzDate } from './sigv4-time.ts'

/** What a request says about its own signature; nothing of it is believed yet. */
export interface PresentedSignature {
  readonly form: 'header' | 'query'
  readonly accessKeyId: string
  readonly scope: CredentialScope
  /** `20150830T123600Z`. */
  readonly timestamp: string
  /** Seconds after `timestamp`; query form only. */
  readonly expires?: number
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `x-amz-content-sha256` as sent. */
  readonly declaredPayload?: string
  readonly sessionToken?: string
}

/** Reads the header or the query form. Throws SignatureError when there is none, both, or one with parts missing. */
export function presentedSignature(request: SigV4Request): PresentedSignature {
  const authorization = headerValue(request, 'authorization')
  const parameters = signatureParameters(request.query)
  const inQuery = parameters.has('X-Amz-Algorithm') || parameters.has('X-Amz-Signature')
  if (authorization !== undefined && inQuery)
    throw incomplete('Only one of Authorization and X-Amz-Algorithm may be sent.')
  if (authorization !== undefined) return fromHeader(request, authorization)
  if (inQuery) return fromQuery(request, parameters)
  throw new SignatureError('MissingAuthenticationTokenException', 'Missing Authentication Token')
}

function fromHeader(request: SigV4Request, authorization: string): PresentedSignature {
  const [algorithm = '', ...rest] = authorization.split(' ')
  if (algorithm !== ALGORITHM) throw incomplete(`Unsupported AWS 'algorithm': only '${ALGORITHM}' is accepted.`)
  const parts = authorizationParts(rest.join(' '))
  const date = headerValue(request, 'x-amz-date') ?? dateHeader(request)
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.has(name))
  const sentences = missing.map((name) => `Authorization header requires '${name}' parameter.`)
  if (date === undefined) {
    sentences.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
  }
  if (sentences.length > 0) throw incomplete(sentences.join(' '))
  return {
    form: 'header',
    ...readCredential(parts.get('Credential') ?? ''),
    timestamp: readTimestamp(date ?? ''),
    signedHeaders: readSignedHeaders(parts.get('SignedHeaders') ?? ''),
    signature: parts.get('Signature') ?? '',
    declaredPayload: headerValue(request, 'x-amz-content-sha256'),
    sessionToken: headerValue(request, 'x-amz-security-token'),
  }
}

function fromQuery(request: SigV4Request, parameters: ReadonlyMap<string, string>): PresentedSignature {
  const missing = REQUIRED_PARAMETERS.filter((name) => !parameters.has(name))
  if (missing.length > 0) {
    const sentences = missing.map((name) => `AWS query-string parameters must include '${name}'.`)
    throw incomplete(`${sentences.join(' ')} Re-examine the query-string parameters.`)
  }
  if (parameters.get('X-Amz-Algorithm') !== ALGORITHM) {
    throw incomplete(`Unsupported AWS 'algorithm': only '${ALGORITHM}' is accepted.`)
  }
  return {
    form: 'query',
    ...readCredential(parameters.get('X-Amz-Credential') ?? ''),
    timestamp: readTimestamp(parameters.get('X-Amz-Date') ?? ''),
    expires: readExpires(parameters.get('X-Amz-Expires')),
    signedHeaders: readSignedHeaders(parameters.get('X-Amz-SignedHeaders') ?? ''),
    signature: parameters.get('X-Amz-Signature') ?? '',
    declaredPayload: parameters.get('X-Amz-Content-Sha256') ?? headerValue(request, 'x-amz-content-sha256'),
    sessionToken: parameters.get('X-Amz-Security-Token'),
  }
}

const REQUIRED_PARAMETERS = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
]

/** The `X-Amz-*` parameters, decoded. A name sent twice is refused: two readers could take different ones. */
function signatureParameters(query: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of queryPairs(query)) {
    if (!/^x-amz-/i.test(name)) continue
    if (found.has(name)) throw incomplete(`AWS query-string parameter '${name}' must be sent once.`)
    found.set(name, decode(value))
  }
  return found
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    throw incomplete('AWS query-string parameters must be UTF-8. Re-examine the query-string parameters.')
  }
}

function authorizationParts(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  for (const pair of text.split(',')) {
    const [, name, value] = /^ *([A-Za-z]+)=([^ =]+) *$/.exec(pair) ?? []
    if (name === undefined || value === undefined) throw incomplete('Invalid key=value pair in Authorization header.')
    if (parts.has(name)) throw incomplete(`Authorization header must hold '${name}' once.`)
    parts.set(name, value)
  }
  return parts
}

const CREDENTIAL_PARTS = 5
const SCOPE_WORD = /^[A-Za-z0-9-]{1,64}$/

function readCredential(text: string): Pick<PresentedSignature, 'accessKeyId' | 'scope'> {
  const parts = text.split('/')
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = parts
  if (parts.length !== CREDENTIAL_PARTS || accessKeyId === '') {
    throw incomplete('Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.')
  }
  if (terminator !== TERMINATOR) throw invalid(`Credential should be scoped with a valid terminator: '${TERMINATOR}'.`)
  if (!/^\d{8}$/.test(date)) throw invalid('Credential should be scoped with a date as YYYYMMDD.')
  if (!SCOPE_WORD.test(region)) throw invalid('Credential should be scoped to a valid region.')
  if (!SCOPE_WORD.test(service)) throw invalid('Credential should be scoped to correct service.')
  return { accessKeyId, scope: { date, region, service } }
}

function readTimestamp(text: string): string {
  if (parseAmzDate(text) === undefined)
    throw incomplete("Date must be in ISO-8601 'basic format', e.g. 20150830T123600Z.")
  return text
}

/** The `Date` header counts when there is no `X-Amz-Date`: in the basic format, or as HTTP writes dates. */
function dateHeader(request: SigV4Request): string | undefined {
  const value = headerValue(request, 'date')
  if (value === undefined || parseAmzDate(value) !== undefined) return value
  const millis = Date.parse(value)
  return Number.isNaN(millis) ? value : formatAmzDate(millis)
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export const MAX_EXPIRES_SECONDS = 604_800

function readExpires(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS) return seconds
  throw invalid(`X-Amz-Expires must be a number of seconds from 1 to ${MAX_EXPIRES_SECONDS} (a week).`)
}

/** Every signer sorts the names; a list in another order, with a name twice or in upper case, was not made by one. */
function readSignedHeaders(text: string): readonly string[] {
  const names = text.split(';')
  const wellFormed = names.every((name, i) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && (names[i - 1] ?? '') < name)
  if (!wellFormed) throw incomplete("'SignedHeaders' must be lower-case header names, sorted, joined by ';'.")
  return names
}

const incomplete = (message: string) => new SignatureError('IncompleteSignatureException', message)
const invalid = (message: string) => new SignatureError('InvalidSignatureException', message)
