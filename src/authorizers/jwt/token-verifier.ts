/** Tokens → what they say, once it is known that their issuer says so. */
import { ByteLru } from '../../lib/byte-lru.ts'
import { toUtf8 } from '../../lib/utf8.ts'
import type { Value } from '../../mapping/values.ts'
import { checkTimes, readValidity, type Validity } from './claim-checks.ts'
import { claimTexts } from './claim-texts.ts'
import type { IssuerKeys } from './issuer-keys.ts'
import type { KeySet, VerificationKey } from './key-set.ts'
import { checkSignature } from './signature.ts'
import { type Claims, checkLength, readClaims } from './token-claims.ts'
import { TokenFault } from './token-fault.ts'

/** Whose tokens are taken. */
export interface Trust {
  readonly issuers: readonly string[]
  /** Sets what is remembered for one configuration apart from what is for another. No line breaks. */
  readonly configuration: string
}

export interface VerifiedToken {
  readonly issuer: string
  readonly claims: Claims
  /** As `$context.authorizer.claims` shows them. */
  readonly texts: readonly (readonly [Value, Value])[]
  readonly validity: Validity
  /** Whether it was verified before, and only its times now. */
  readonly isRemembered: boolean
}

export interface TokenVerifier {
  /** Signature, issuer and times are good. Rejects with TokenFault or IssuerFault. */
  verify(token: string, trust: Trust): Promise<VerifiedToken>
}

export interface TokenVerifierInit {
  readonly keys: IssuerKeys
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const REMEMBERED_BYTES = 8 * 1_024 * 1_024
/** What a token counts beside its text: its claims twice, and its place. */
const ENTRY_BYTES = 1_024

interface Remembered {
  readonly token: VerifiedToken
  readonly key: VerificationKey
}

/** The verifier of one isolate. */
export function createTokenVerifier({ keys, now }: TokenVerifierInit): TokenVerifier {
  const memory = new ByteLru<Remembered>(REMEMBERED_BYTES)

  async function verify(token: string, trust: Trust): Promise<VerifiedToken> {
    checkLength(token)
    const place = await placeOf(token, trust)
    const known = memory.get(place)
    if (known !== undefined) {
      const { issuer } = known.token
      if ((await keys.get(issuer)).has(known.key.identity)) return checked(known.token)
      memory.delete(place)
    }
    const claims = readClaims(token)
    const issuer = trust.issuers.find((trusted) => trusted === claims.iss)
    if (issuer === undefined) throw new TokenFault('its issuer is not that of the authorizer')
    const source = { known: () => keys.get(issuer), newer: (known: KeySet) => keys.newer(issuer, known) }
    const key = await checkSignature(token, source)
    const verified = checked({
      issuer,
      claims,
      texts: claimTexts(claims),
      validity: readValidity(claims),
      isRemembered: false,
    })
    memory.set(place, { token: { ...verified, isRemembered: true }, key }, ENTRY_BYTES + 8 * token.length)
    return verified
  }

  function checked(token: VerifiedToken): VerifiedToken {
    checkTimes(token.validity, now() / 1_000)
    return token
  }

  return { verify }
}

/** Nobody can tell the token from where it is remembered, and two tokens are never in one place. */
async function placeOf(token: string, { configuration }: Trust): Promise<string> {
  const text = toUtf8(`${configuration}\n${token}`) as Uint8Array<ArrayBuffer>
  const digest = await crypto.subtle.digest('SHA-256', text)
  return String.fromCharCode(...new Uint8Array(digest))
}
