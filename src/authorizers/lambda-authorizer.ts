/**
 * Lambda authorizers (TOKEN and REQUEST): the owner's function decides by a token, or by the request, and answers with an IAM policy.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 * Differs from AWS: writing a stage empties its cache of results; a REQUEST authorizer without identity sources caches nothing, and no
 * authorizer caches what it says of a path with a `*` or `?` in it.
 */
import { parseFunctionUri } from '../aws/integration-uri.ts'
import type { Authorizer } from '../definition/parts.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange } from '../gateway/exchange.ts'
import { credentialsProblem } from '../integrations/aws-credentials.ts'
import { compileJavaPattern } from '../mapping/java-pattern.ts'
import { MappingFault } from '../mapping/mapping-fault.ts'
import type { Value } from '../mapping/values.ts'
import type { Authorized, AuthorizerType } from './authorizer.ts'
import { authorizerFaults, DEFAULT_RESULT_TTL } from './authorizer-faults.ts'
import { type IdentitySource, parseIdentitySources } from './identity-source.ts'
import { identityValue, sourceText } from './identity-value.ts'
import { callAuthorizer, functionArnOf } from './lambda-authorizer-call.ts'
import { requestEvent, tokenEvent } from './lambda-authorizer-event.ts'
import type { LambdaAuthorizerResult } from './lambda-authorizer-result.ts'
import { methodArn } from './method-arn.ts'
import { cachedResult, cacheResult, resultKey } from './result-cache.ts'

export interface LambdaAuthorizerSpec {
  readonly type: 'TOKEN' | 'REQUEST'
  /** ARN of the function; stage variables still in it. */
  readonly functionArn: string
  /** ARN of the role that calls; stage variables still in it. Absent: the function's own policy decides. */
  readonly credentials?: string
  readonly identitySources: readonly IdentitySource[]
  /** Java's regular expression, which has to match the whole token. */
  readonly identityValidationExpression?: string
  /** 0 keeps no results. */
  readonly resultTtlInSeconds: number
}

export const lambdaAuthorizer: AuthorizerType<LambdaAuthorizerSpec> = {
  parse(authorizer, place, problems) {
    // A role may be named by a stage's variable: whether it is one shows with the call, which is refused without it.
    const faults = authorizerFaults(authorizer).filter(({ member }) => member !== 'authorizerCredentials')
    for (const { message } of faults) problems.error(place, message)
    const credentials = credentialsProblem(authorizer.authorizerCredentials)
    if (credentials !== undefined) problems.warn(place, `has ${credentials}: whoever it is asked about gets a 500`)
    return faults.length > 0 ? undefined : specOf(authorizer, authorizer.type === 'TOKEN' ? 'TOKEN' : 'REQUEST')
  },

  link(spec, { authorizerId }) {
    const decide = linkResult(spec, authorizerId)
    return async function authorizeByLambda(x) {
      const arn = methodArn(x)
      x.log(() => `Starting authorizer: ${authorizerId} for request: ${x.record.requestId}`)
      const { result, latency } = await decide(x, arn)
      return authorizedBy(result, latency)
    }
  },
}

function specOf(authorizer: Authorizer, type: LambdaAuthorizerSpec['type']): LambdaAuthorizerSpec {
  const { authorizerUri = '', authorizerCredentials, identitySource, identityValidationExpression } = authorizer
  const sources = identitySource === undefined ? [] : parseIdentitySources(identitySource)
  return {
    type,
    functionArn: parseFunctionUri(authorizerUri)?.arn ?? '',
    ...(authorizerCredentials && { credentials: authorizerCredentials }),
    // `authorizerFaults` has found nothing in them.
    identitySources: sources.filter((source) => source !== undefined),
    // AWS has it for tokens alone.
    ...(type === 'TOKEN' && identityValidationExpression && { identityValidationExpression }),
    resultTtlInSeconds: authorizer.authorizerResultTtlInSeconds ?? DEFAULT_RESULT_TTL,
  }
}

interface Decision {
  readonly result: LambdaAuthorizerResult
  /** Of the call of the function, in milliseconds; 0 of a result that was kept. */
  readonly latency: number
}

/** Identity → the result of the function, or one that was kept of it. */
function linkResult(spec: LambdaAuthorizerSpec, authorizerId: string) {
  const identityOf = linkIdentity(spec)
  const configuration = JSON.stringify(spec)
  const ttl = spec.identitySources.length === 0 ? 0 : spec.resultTtlInSeconds * MILLIS
  return async function decide(x: Exchange, arn: string): Promise<Decision> {
    const identity = identityOf(x)
    const functionArn = functionArnOf(spec, x)
    const { apiId, stageName, deploymentId, version, variables } = x.stage
    const configured = [configuration, authorizerId, functionArn, apiId, stageName, deploymentId, version, variables]
    const key = ttl > 0 && !WILD.test(arn) ? await resultKey([...configured, identity]) : undefined
    const kept = key === undefined ? undefined : cachedResult(x.services, key)
    x.record.authorizerCached = kept !== undefined
    if (kept !== undefined) {
      x.record.authorizerLatency = 0
      x.log(() => 'Using cached authorizer result')
      return { result: kept, latency: 0 }
    }
    const start = x.services.now()
    const event = spec.type === 'TOKEN' ? tokenEvent(identity[0]?.[0] ?? '', arn) : requestEvent(x, arn)
    const { result, length } = await callAuthorizer(x, spec, { authorizerId, functionArn, event })
    if (key !== undefined) cacheResult(x.services, key, result, start + ttl, length)
    return { result, latency: x.record.authorizerLatency ?? 0 }
  }
}

const MILLIS = 1_000

/** A `*` or `?` in a path, encoded or not: in the policy of a function that names the path it was asked about, it stands for other paths. */
const WILD = /\*|%(?:25)*(?:2a|3f)/i

/** Values of the identity sources in their order. Throws UNAUTHORIZED where one is missing or the token does not look like one. */
function linkIdentity({ identitySources, identityValidationExpression = '' }: LambdaAuthorizerSpec) {
  const pattern = identityValidationExpression === '' ? undefined : compileJavaPattern(identityValidationExpression)
  const missing = identitySources.map((source) =>
    unauthorized(`The identity source ${sourceText(source)} is missing or empty`),
  )
  return function identityOf(x: Exchange): (readonly string[])[] {
    const values = identitySources.map((source, at) => identityValue(x, source) ?? refuse(x, missing[at] ?? NO_MATCH))
    x.log(() => `Incoming identity: {${identitySources.map((source) => `${sourceText(source)}=********`).join(', ')}}`)
    const [token = ''] = values[0] ?? []
    if (pattern !== undefined && !(typeof pattern !== 'string' && fits(pattern, token))) refuse(x, NO_MATCH)
    return values
  }
}

const unauthorized = (reason: string) => new GatewayError('UNAUTHORIZED', { reason })

const NO_MATCH = unauthorized("The token does not match the authorizer's identityValidationExpression")

function refuse(x: Exchange, refusal: GatewayError): never {
  // AWS's line.
  x.log(() => `Unauthorized request: ${x.record.requestId}`)
  throw refusal
}

/** A token that takes the pattern too many steps does not match it. */
function fits(pattern: Exclude<ReturnType<typeof compileJavaPattern>, string>, token: string): boolean {
  try {
    return pattern.matches(token)
  } catch (error) {
    if (error instanceof MappingFault) return false
    throw error
  }
}

/** A map of its own for each request: its templates may write to it. */
function authorizedBy(result: LambdaAuthorizerResult, latency: number): Authorized {
  const { principalId, policy, usageIdentifierKey } = result
  const context = new Map<Value, Value>(result.context)
  context.set('principalId', principalId)
  context.set('integrationLatency', latency)
  return { context, principalId, policy, ...(usageIdentifierKey !== undefined && { usageIdentifierKey }) }
}
