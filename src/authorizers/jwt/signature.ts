import { type CompactJWSHeaderParameters, compactVerify } from 'jose'
import { ALL_ALGORITHMS, type KeySet, type VerificationKey } from './key-set.ts'
import { IssuerFault, TokenFault } from './token-fault.ts'

/** Longer than those of any key id in use. */
const LONGEST_KID = 512

/** Where the keys are that may have signed a token. */
export interface KeySource {
  readonly known: () => KeySet | Promise<KeySet>
  /** Asked for when those that are known lack the token's. */
  readonly newer: (known: KeySet) => Promise<KeySet>
}

/** The key that has signed the token, whose form has been checked. Rejects with TokenFault, or IssuerFault where the source fails. */
export async function checkSignature(token: string, source: KeySource): Promise<VerificationKey> {
  let used: VerificationKey | undefined
  async function find(header: CompactJWSHeaderParameters): Promise<CryptoKey> {
    used = await keyFor(header, source)
    return await used.load(header.alg)
  }
  try {
    await compactVerify(token, find, { algorithms: ALL_ALGORITHMS })
  } catch (error) {
    if (error instanceof TokenFault || error instanceof IssuerFault) throw error
    throw new TokenFault(used === undefined ? 'its header is refused' : 'its signature is wrong')
  }
  // Without a key nothing is verified.
  if (used === undefined) throw new TokenFault('no key was looked for')
  return used
}

/** Only the issuer's published keys count: what a header brings or points to (`jwk`, `jku`, `x5c`, `x5u`) is not looked at. */
async function keyFor(header: CompactJWSHeaderParameters, source: KeySource): Promise<VerificationKey> {
  const { alg, kid } = header
  if ('crit' in header || 'b64' in header) throw new TokenFault('its header asks for extensions of JWS')
  if (typeof kid !== 'string' || kid.length > LONGEST_KID) throw new TokenFault('its header names no key (kid)')
  const known = await source.known()
  const found = choose(known, kid, alg) ?? choose(await source.newer(known), kid, alg)
  if (found === undefined) throw new TokenFault('its key (kid) is none of its issuer, or not for its algorithm')
  return found
}

const choose = (keys: KeySet, kid: string, alg: string): VerificationKey | undefined =>
  keys.named(kid).find(({ algorithms }) => algorithms.includes(alg))
