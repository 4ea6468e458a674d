/**
 * Cognito user pool authorizers, for the tokens of any issuer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 * Differs from AWS: other issuers than Cognito, and other algorithms than RS256, are taken. A token without one of the method's scopes
 * is answered 401 `Unauthorized`: AWS does not say which answer is its own.
 */
import type { Authorizer } from '../definition/parts.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange } from '../gateway/exchange.ts'
import { compileJavaPattern, type JavaPattern } from '../mapping/java-pattern.ts'
import { MappingFault } from '../mapping/mapping-fault.ts'
import { SilentMap, type Value, type ValueMap } from '../mapping/values.ts'
import type { AuthorizationSpec, Authorized, AuthorizerType } from './authorizer.ts'
import { type IdentitySource, parseIdentitySources } from './identity-source.ts'
import { checkAudience, checkScopes, checkUse } from './jwt/claim-checks.ts'
import { IssuerFault, TokenFault } from './jwt/token-fault.ts'
import type { VerifiedToken } from './jwt/token-verifier.ts'

export interface CognitoSpec {
  readonly type: 'COGNITO_USER_POOLS'
  readonly name: string
  /** The header that holds the token; empty where the owner named none: then nobody is let in. */
  readonly identitySources: readonly IdentitySource[]
  readonly providerARNs: readonly string[]
  /** In place of those of the user pools. */
  readonly issuer?: string
  readonly identityValidationExpression?: string
}

export const cognito: AuthorizerType<CognitoSpec> = {
  parse(authorizer, place, problems) {
    const { name, providerARNs = [], identityValidationExpression, 'x-postern-issuer': issuer } = authorizer
    const identitySources = sourcesOf(authorizer)
    if (identitySources.length === 0) problems.warn(place, 'has no identitySource: it lets nobody in')
    if (issuer !== undefined && identityValidationExpression === undefined)
      problems.warn(
        place,
        'takes every token of its x-postern-issuer, whatever application it was issued to: identityValidationExpression says which "aud" is meant',
      )
    return {
      type: 'COGNITO_USER_POOLS',
      ...{ name, providerARNs, identitySources },
      ...(issuer !== undefined && { issuer }),
      ...(identityValidationExpression !== undefined && { identityValidationExpression }),
    }
  },
  link(spec, route) {
    const authorize = linkChecks(spec, route)
    return async (x) => {
      try {
        return await authorize(x)
      } catch (error) {
        throw refusalOf(error, spec)
      }
    }
  },
}

function sourcesOf({ identitySource = '' }: Authorizer): readonly IdentitySource[] {
  const [source, ...more] = parseIdentitySources(identitySource)
  return source?.from === 'header' && more.length === 0 ? [source] : []
}

function linkChecks(spec: CognitoSpec, { scopes }: AuthorizationSpec): (x: Exchange) => Promise<Authorized> {
  const expression = expressionOf(spec)
  const configuration = JSON.stringify([spec.issuer, spec.providerARNs, spec.identityValidationExpression])
  return async (x) => {
    const token = tokenOf(x, spec)
    const { tokens, issuers } = x.services
    const trusted = spec.issuer === undefined ? spec.providerARNs.map(issuers.of) : [spec.issuer]
    const known = trusted.filter((issuer) => issuer !== undefined)
    if (known.length === 0) throw new IssuerFault(issuers.fault ?? 'none of its providerARNs is that of a user pool')
    const verified = await tokens.verify(token, { issuers: known, configuration })
    x.record.authorizerCached = verified.isRemembered
    try {
      checkUse(verified.claims, verified.issuer, scopes)
      checkAudience(verified.claims, expression)
      checkScopes(verified.claims, scopes)
    } catch (error) {
      if (error instanceof TokenFault) throw new TokenFault(`${error.message}${seen(verified, x.services.now())}`)
      throw error
    }
    x.log(() => `Token accepted${seen(verified, x.services.now())}`)
    return { context: contextOf(verified) }
  }
}

function expressionOf({ identityValidationExpression: text }: CognitoSpec): JavaPattern | undefined {
  const pattern = text === undefined ? undefined : compileJavaPattern(text)
  if (typeof pattern === 'string') throw new Error(pattern)
  return pattern
}

/** The token alone, or behind `Bearer `: AWS takes both. */
function tokenOf(x: Exchange, { identitySources: [source] }: CognitoSpec): string {
  const value = source === undefined ? undefined : x.arrival.headers.get(source.name)
  if (value === undefined || value === '')
    throw new TokenFault(`there is none in the header ${source?.name ?? '(none is configured)'}`)
  return value.replace(/^Bearer +/i, '')
}

/** Made anew for each request: templates may change it. */
const contextOf = ({ texts }: VerifiedToken): ValueMap =>
  new Map<Value, Value>([['claims', new SilentMap(texts as readonly [Value, Value][])]])

/** How old the token is, and whether its signature was looked at now. */
function seen({ validity, isRemembered }: VerifiedToken, now: number): string {
  const age = validity.issued === undefined ? '' : ` (age ${Math.floor(now / 1_000 - validity.issued)} s)`
  return `${age}: ${isRemembered ? 'verified before' : 'verified now'}`
}

const EXPIRED = 'The incoming token has expired'

/** What its caller is told, and why for the owner. Whatever goes wrong, nobody is let in. */
function refusalOf(error: unknown, { name }: CognitoSpec): GatewayError {
  const reason = (why: string) => `Authorizer ${name} refuses the token: ${why}`
  if (error instanceof TokenFault) {
    return new GatewayError('UNAUTHORIZED', {
      reason: reason(error.message),
      ...(error.isExpired && { message: EXPIRED }),
    })
  }
  if (error instanceof IssuerFault)
    return new GatewayError('AUTHORIZER_FAILURE', {
      reason: `Authorizer ${name} cannot verify tokens: ${error.message}`,
    })
  if (error instanceof MappingFault)
    return new GatewayError('UNAUTHORIZED', {
      reason: reason('its aud takes the identityValidationExpression too long'),
    })
  return new GatewayError('AUTHORIZER_FAILURE', { reason: `Authorizer ${name} failed` })
}
