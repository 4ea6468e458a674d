import { fromBase64 } from '../../lib/base64.ts'
import { TokenFault } from './token-fault.ts'

export type Claims = Readonly<Record<string, unknown>>

/** Characters. AWS takes 10,240 bytes of headers in all; where `x-postern-limits` lifts that, a token stays bounded. */
const LONGEST_TOKEN = 16_384
const COMPACT = /^[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+$/
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Throws TokenFault. Comes before anything else is done with the text. */
export function checkLength(token: string): void {
  if (token.length > LONGEST_TOKEN) throw new TokenFault(`it is longer than ${LONGEST_TOKEN} characters`)
}

/**
 * What a token claims, none of it believed yet. Its form is looked at more closely than by JOSE libraries, which pass over spaces, padding
 * and stray bits in base64url: then many texts would be one token.
 * Throws TokenFault.
 */
export function readClaims(token: string): Claims {
  const claims = parse(checkForm(token))
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
    throw new TokenFault('its claims are no object')
  return claims as Claims
}

/** The payload of a token that is three parts of base64url and nothing else. Throws TokenFault. */
export function checkForm(token: string): string {
  const payload = COMPACT.exec(token)?.[1]
  if (payload === undefined || !token.split('.').every(isCanonical)) throw new TokenFault('it is no JWT')
  return payload
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Whether base64url has no bits beyond its last byte: of `QQ` and `QR`, which are the same byte, only the first. */
function isCanonical(text: string): boolean {
  const digits = text.length % 4
  if (digits === 0) return true
  const last = ALPHABET.indexOf(text.at(-1) ?? '')
  return digits !== 1 && last % (digits === 2 ? 16 : 4) === 0
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(STRICT_UTF8.decode(fromBase64(payload.replaceAll('-', '+').replaceAll('_', '/'))))
  } catch {
    throw new TokenFault('its claims are no JSON')
  }
}
