/** What a token's claims have to say beside who issued it. Each throws TokenFault. */
import type { JavaPattern } from '../../mapping/java-pattern.ts'
import { isCognito } from './issuers.ts'
import type { Claims } from './token-claims.ts'
import { TokenFault } from './token-fault.ts'

/** When a token may be used, in seconds since 1970. */
export interface Validity {
  readonly expires: number
  readonly notBefore: number | undefined
  readonly issued: number | undefined
}

/** The latest moment that a date can name. */
const LATEST_SECONDS = 8_640_000_000_000

export function readValidity({ exp, nbf, iat }: Claims): Validity {
  const expires = secondsOf('exp', exp)
  if (expires === undefined) throw new TokenFault('it has no exp')
  return { expires, notBefore: secondsOf('nbf', nbf), issued: secondsOf('iat', iat) }
}

function secondsOf(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'number' && Math.abs(value) <= LATEST_SECONDS) return value
  throw new TokenFault(`its ${name} is no time`)
}

/** No tolerance in any direction: the clocks of issuers and of the edge are kept. */
export function checkTimes({ expires, notBefore, issued }: Validity, now: number): void {
  if (now >= expires) throw new TokenFault(`it expired ${Math.floor(now - expires)} s ago`, true)
  if (notBefore !== undefined && now < notBefore) throw new TokenFault('it is not valid yet (nbf)')
  if (issued !== undefined && now < issued) throw new TokenFault('it was issued in the future (iat)')
}

/**
 * Cognito says in `token_use` what a token is for: a method without scopes takes an id token, one with scopes an access token. Other
 * issuers need not say so; what one of them says all the same, counts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
 */
export function checkUse(claims: Claims, issuer: string, scopes: readonly string[] | undefined): void {
  const use = claims.token_use
  const wanted = scopes === undefined ? 'id' : 'access'
  if (use === wanted || (use === undefined && !isCognito(issuer))) return
  const why = scopes === undefined ? 'the method has no authorizationScopes' : 'the method has authorizationScopes'
  throw new TokenFault(`it is no ${wanted} token, and ${why}`)
}

/** One of the method's scopes is enough. */
export function checkScopes({ scope, scp }: Claims, scopes: readonly string[] | undefined): void {
  if (scopes === undefined) return
  const claimed = listOf(scope ?? scp)
  if (!scopes.some((wanted) => claimed.includes(wanted)))
    throw new TokenFault('it has none of the authorizationScopes of the method')
}

const listOf = (value: unknown): readonly unknown[] =>
  typeof value === 'string' ? value.split(' ').filter((item) => item !== '') : Array.isArray(value) ? value : []

/** An access token of Cognito has no `aud`; its client is in `client_id`. */
export function checkAudience({ aud, client_id: client }: Claims, expression: JavaPattern | undefined): void {
  if (expression === undefined) return
  const claimed = aud ?? client
  const audiences = Array.isArray(claimed) ? claimed : [claimed]
  if (!audiences.some((audience) => typeof audience === 'string' && expression.matches(audience)))
    throw new TokenFault('its aud or client_id does not match the identityValidationExpression')
}
