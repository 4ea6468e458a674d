import { sha256Hex, utf8 } from './sigv4-encoding.ts'

export const ALGORITHM = 'AWS4-HMAC-SHA256'
export const TERMINATOR = 'aws4_request'

/** What a signature is good for: one day, one region, one service. */
export interface CredentialScope {
  /** `20150830`. */
  readonly date: string
  readonly region: string
  readonly service: string
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export const scopeText = (scope: CredentialScope): string =>
  `${scope.date}/${scope.region}/${scope.service}/${TERMINATOR}`

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign */
export async function stringToSign(timestamp: string, scope: CredentialScope, canonical: string): Promise<string> {
  return [ALGORITHM, timestamp, scopeText(scope), await sha256Hex(canonical)].join('\n')
}

/** Keys kept per isolate. A day has one key per region, service and identity; more only come from strangers' scopes. */
const KEY_CACHE_SIZE = 64
const keyCache = new Map<string, Promise<CryptoKey>>()

/** The HMAC key of a scope, derived once; the oldest goes when the cache is full. */
export function signingKey(secretAccessKey: string, scope: CredentialScope): Promise<CryptoKey> {
  const name = JSON.stringify([secretAccessKey, scope.date, scope.region, scope.service])
  const known = keyCache.get(name)
  if (known !== undefined) return known
  if (keyCache.size >= KEY_CACHE_SIZE) keyCache.delete(keyCache.keys().next().value ?? '')
  const derived = deriveKey(secretAccessKey, scope)
  keyCache.set(name, derived)
  return derived
}

async function deriveKey(secretAccessKey: string, scope: CredentialScope): Promise<CryptoKey> {
  let key = await hmacKey(utf8(`AWS4${secretAccessKey}`))
  for (const part of [scope.date, scope.region, scope.service, TERMINATOR]) key = await hmacKey(await hmac(key, part))
  return key
}

const hmacKey = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])

export async function hmac(key: CryptoKey, text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text)))
}

/** Whether `signature` (64 lower-case hexadecimal digits) is the HMAC of `text`. The platform compares in constant time. */
export async function hmacMatches(key: CryptoKey, signature: string, text: string): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  return crypto.subtle.verify('HMAC', key, bytes, utf8(text))
}
