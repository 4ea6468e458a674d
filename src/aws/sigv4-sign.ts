import { canonicalRequest, headerValue, type PathStyle, pathStyleOf, type SigV4Request } from './sigv4-canonical.ts'
import { hex, sha256Hex, uriEncode } from './sigv4-encoding.ts'
import {
  ALGORITHM,
  type CredentialScope,
  type Credentials,
  hmac,
  scopeText,
  signingKey,
  stringToSign,
} from './sigv4-key.ts'
import { formatAmzDate } from './sigv4-time.ts'

export interface SignOptions {
  readonly credentials: Credentials
  readonly region: string
  readonly service: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** Of the service when absent. */
  readonly pathStyle?: PathStyle
  /** Adds `x-amz-content-sha256`; header form only. The body's hash is signed either way. */
  readonly sendPayloadHash?: boolean
  /** Adds the session token after signing, as a few services want it. */
  readonly sessionTokenUnsigned?: boolean
}

type Header = readonly [name: string, value: string]

/** The header form: `request`, which must hold `Host`, with `X-Amz-Date`, `Authorization` and what else the options ask for. */
export async function signRequest(
  request: SigV4Request,
  body: Uint8Array<ArrayBuffer>,
  options: SignOptions,
): Promise<SigV4Request> {
  requireHost(request)
  const timestamp = formatAmzDate(options.now)
  const payloadHash = await sha256Hex(body)
  const token: Header[] = sessionToken(options).map((value) => ['X-Amz-Security-Token', value])
  const added: Header[] = [['X-Amz-Date', timestamp]]
  if (options.sendPayloadHash) added.push(['x-amz-content-sha256', payloadHash])
  const signed = [...request.headers, ...added, ...(options.sessionTokenUnsigned ? [] : token)]
  const names = signedHeaderNames(signed)
  const signature = await signatureOf({ ...request, headers: signed }, names, payloadHash, timestamp, options)
  const credential = `${options.credentials.accessKeyId}/${scopeText(scopeAt(timestamp, options))}`
  const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  const headers = [...request.headers, ...token, ...added, ['Authorization', authorization] as const]
  return { ...request, headers }
}

/** The query form: `request` with a query that carries its own signature for `expiresInSeconds` (a week at most). */
export async function presignRequest(
  request: SigV4Request,
  body: Uint8Array<ArrayBuffer>,
  options: SignOptions & { readonly expiresInSeconds: number },
): Promise<SigV4Request> {
  requireHost(request)
  const timestamp = formatAmzDate(options.now)
  const names = signedHeaderNames(request.headers)
  const token = sessionToken(options).map((value) => `X-Amz-Security-Token=${uriEncode(value)}`)
  const parameters = [
    ...(request.query === '' ? [] : [request.query]),
    `X-Amz-Algorithm=${ALGORITHM}`,
    `X-Amz-Credential=${uriEncode(`${options.credentials.accessKeyId}/${scopeText(scopeAt(timestamp, options))}`)}`,
    `X-Amz-Date=${timestamp}`,
    `X-Amz-SignedHeaders=${uriEncode(names.join(';'))}`,
    `X-Amz-Expires=${options.expiresInSeconds}`,
  ]
  const query = [...parameters, ...(options.sessionTokenUnsigned ? [] : token)].join('&')
  const signature = await signatureOf({ ...request, query }, names, await sha256Hex(body), timestamp, options)
  return { ...request, query: [...parameters, ...token, `X-Amz-Signature=${signature}`].join('&') }
}

async function signatureOf(
  request: SigV4Request,
  signedHeaders: readonly string[],
  payloadHash: string,
  timestamp: string,
  options: SignOptions,
): Promise<string> {
  const scope = scopeAt(timestamp, options)
  const style = options.pathStyle ?? pathStyleOf(options.service)
  const canonical = canonicalRequest(request, signedHeaders, payloadHash, style)
  const key = await signingKey(options.credentials.secretAccessKey, scope)
  return hex(await hmac(key, await stringToSign(timestamp, scope, canonical)))
}

const scopeAt = (timestamp: string, options: SignOptions): CredentialScope => ({
  date: timestamp.slice(0, 'YYYYMMDD'.length),
  region: options.region,
  service: options.service,
})

const sessionToken = (options: SignOptions): string[] =>
  options.credentials.sessionToken === undefined ? [] : [options.credentials.sessionToken]

/** What proxies and runtimes add or rewrite on the way must not be signed. */
const NEVER_SIGNED = new Set([
  'authorization',
  'connection',
  'expect',
  'transfer-encoding',
  'user-agent',
  'x-amzn-trace-id',
])

function signedHeaderNames(headers: readonly Header[]): string[] {
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  return [...names].filter((name) => !NEVER_SIGNED.has(name)).sort()
}

function requireHost(request: SigV4Request): void {
  if (headerValue(request, 'host') === undefined) throw new Error('A request needs its Host header to be signed')
}
