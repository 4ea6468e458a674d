/**
 * Credentials that a function gets for this gateway's own URLs, as Lambda gives those of its role. The gateway keeps none of them: the
 * session token, sealed under the master key, holds the secret and what it is good for.
 */
import { fromBase64, toBase64 } from '../lib/base64.ts'
import { ByteLru } from '../lib/byte-lru.ts'
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

/** Made anew this often. */
const RENEWED_MILLIS = 60 * 60 * 1000
const KEPT = 1_000

/** One set per function, an hour old at most. A gateway without a master key gives none. */
export function credentialsKeeper(masterKey: () => MasterKey, now: () => number) {
  const kept = new ByteLru<{ readonly since: number; readonly made: Promise<TemporaryCredentials | undefined> }>(KEPT)
  return (functionName: string): Promise<TemporaryCredentials | undefined> => {
    const known = kept.get(functionName)
    if (known !== undefined && now() - known.since < RENEWED_MILLIS) return known.made
    const since = now()
    const made = make(functionName, since)
    kept.set(functionName, { since, made }, 1)
    return made
  }

  async function make(functionName: string, since: number): Promise<TemporaryCredentials | undefined> {
    try {
      return await makeTemporaryCredentials(masterKey(), functionName, since)
    } catch {
      return undefined
    }
  }
}

const randomDigits = (count: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => DIGITS[byte % DIGITS.length]).join('')
