/** An issuer's public keys. https://www.rfc-editor.org/rfc/rfc7517 */
import { importJWK, type JWK } from 'jose'
import { IssuerFault, TokenFault } from './token-fault.ts'
import { isWeakModulus } from './weak-rsa.ts'

/** A key, and the algorithms that it may be used with: never those of another kind of key. */
export interface VerificationKey {
  /** Which key it is, whatever it is called: its public numbers. */
  readonly identity: string
  readonly algorithms: readonly string[]
  /** Throws TokenFault where the key is garbage. */
  load(algorithm: string): Promise<CryptoKey>
}

export interface KeySet {
  /** The keys of this id; several where an issuer has, say, an RSA and an EC key of one name. */
  named(kid: string): readonly VerificationKey[]
  /** Whether a key with these numbers is still among them. */
  has(identity: string): boolean
}

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
/** By `kty` and `crv`. No kind of key verifies by HMAC, and `none` is nowhere. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  'RSA ': RSA,
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'EC P-521': ['ES512'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
}
export const ALL_ALGORITHMS: string[] = [...new Set(Object.values(ALGORITHMS).flat())]

const MOST_KEYS = 500

/** A JWKS document → its keys; what cannot verify a signature is passed over. Throws IssuerFault where it is none. */
export function parseKeySet(text: string): KeySet {
  const keys = keysOf(text)
  const byName = new Map<string, VerificationKey[]>()
  const identities = new Set<string>()
  for (const jwk of keys.slice(0, MOST_KEYS)) {
    const key = isObject(jwk) ? keyOf(jwk) : undefined
    if (key === undefined || !isObject(jwk) || typeof jwk.kid !== 'string') continue
    byName.set(jwk.kid, [...(byName.get(jwk.kid) ?? []), key])
    identities.add(key.identity)
  }
  return { named: (kid) => byName.get(kid) ?? [], has: (identity) => identities.has(identity) }
}

function keysOf(text: string): readonly unknown[] {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new IssuerFault('its key set is no JSON')
  }
  if (!isObject(document) || !Array.isArray(document.keys)) throw new IssuerFault('its key set has no list "keys"')
  return document.keys
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined for a key of another use or kind, a secret one among them. */
function keyOf(jwk: Readonly<Record<string, unknown>>): VerificationKey | undefined {
  const { kid, kty, crv = '', use = 'sig', key_ops: operations = ['verify'], alg, n, e, x, y } = jwk
  const known = Object.hasOwn(ALGORITHMS, `${kty} ${crv}`) ? ALGORITHMS[`${kty} ${crv}`] : undefined
  const algorithms = known?.filter((name) => alg === undefined || alg === name)
  const isForSignatures = use === 'sig' && Array.isArray(operations) && operations.includes('verify')
  if (algorithms === undefined || algorithms.length === 0 || !isForSignatures || 'd' in jwk) return undefined
  const numbers = { kty, crv, n, e, x, y }
  const loaded = new Map<string, CryptoKey>()
  return {
    identity: JSON.stringify([kid, alg, numbers]),
    algorithms,
    async load(algorithm) {
      const known = loaded.get(algorithm)
      if (known !== undefined) return known
      const key = await importPublic(numbers, algorithm)
      if (typeof n === 'string' && isWeakModulus(n))
        throw new TokenFault("the issuer's key is one that anybody can have the private half of (ROCA)")
      loaded.set(algorithm, key)
      return key
    },
  }
}

async function importPublic(numbers: object, algorithm: string): Promise<CryptoKey> {
  try {
    const key = await importJWK(numbers as JWK, algorithm)
    if (key instanceof CryptoKey && key.type === 'public') return key
  } catch {
    // Told below.
  }
  throw new TokenFault("the issuer's key cannot be used")
}
