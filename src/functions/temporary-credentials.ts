/**
 * Credentials that a function gets for this gateway's own URLs, as Lambda gives those of its role. They hold what they are good for and
 * are kept nowhere: the session token is sealed with the master key, the secret is derived from it.
 */
import { fromBase64, toBase64 } from '../lib/base64.ts'
import type { MasterKey, Sealed } from '../lib/sealed.ts'
import { fromUtf8, toUtf8 } from '../lib/utf8.ts'
import type { TemporaryCredentials } from './host/protocol.ts'

/** What a session token says. */
export interface TemporaryIdentity {
  readonly functionName: string
  /** Milliseconds since 1970. */
  readonly expires: number
  readonly secretAccessKey: string
}

/** As long as Lambda's. */
export const LIFETIME_MILLIS = 12 * 60 * 60 * 1000
const PLACE = 'temporary-credentials'
const SECRET_BYTES = 30
/** What AWS's temporary keys begin with. */
const KEY_PREFIX = 'ASIA'
const KEY_DIGITS = 16
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

interface Claims {
  readonly k: string
  readonly f: string
  readonly e: number
  readonly s: string
}

export async function makeTemporaryCredentials(
  masterKey: MasterKey,
  functionName: string,
  now: number,
): Promise<TemporaryCredentials> {
  const accessKeyId = KEY_PREFIX + randomDigits(KEY_DIGITS)
  const secretAccessKey = toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))
  const claims: Claims = { k: accessKeyId, f: functionName, e: now + LIFETIME_MILLIS, s: secretAccessKey }
  const sealed = await masterKey.seal(new Uint8Array(toUtf8(JSON.stringify(claims))), PLACE)
  return { accessKeyId, secretAccessKey, sessionToken: toBase64(toUtf8(JSON.stringify(sealed))) }
}

/** Whose they are; undefined where the token is not of this gateway, not of this key, or has expired. */
export async function readTemporaryCredentials(
  masterKey: MasterKey,
  accessKeyId: string,
  sessionToken: string,
  now: number,
): Promise<TemporaryIdentity | undefined> {
  const claims = await claimsOf(masterKey, sessionToken)
  if (claims === undefined || claims.k !== accessKeyId || claims.e <= now) return undefined
  return { functionName: claims.f, expires: claims.e, secretAccessKey: claims.s }
}

async function claimsOf(masterKey: MasterKey, sessionToken: string): Promise<Claims | undefined> {
  try {
    const sealed = JSON.parse(fromUtf8(fromBase64(sessionToken))) as Sealed // A false one does not open.
    return JSON.parse(fromUtf8(await masterKey.open(sealed, PLACE))) as Claims // It was sealed above.
  } catch {
    return undefined
  }
}

const randomDigits = (count: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => DIGITS[byte % DIGITS.length]).join('')
