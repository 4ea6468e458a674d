/**
 * What an authorizer has to be made of, whether it comes by CreateAuthorizer or in a document.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html
 * Differs from AWS: an `identityValidationExpression` that does not compile is refused.
 */
import type { Authorizer } from '../definition/parts.ts'
import { compileJavaPattern } from '../mapping/java-pattern.ts'
import { parseIdentitySources } from './identity-source.ts'
import { issuerAddressFault } from './jwt/fetch-key-set.ts'

/** Seconds. */
export const DEFAULT_RESULT_TTL = 300
const LONGEST_RESULT_TTL = 3_600

export interface AuthorizerFault {
  readonly member: keyof Authorizer
  readonly message: string
}

/** `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations`; the function may be a stage variable. */
const LAMBDA_URI = /^arn:aws[a-z-]*:apigateway:[a-z0-9-]+:lambda:path\/\s*2015-03-31\/functions\/.+\/invocations$/s
const USER_POOL = /^arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/.+$/
const CREDENTIALS = /^arn:aws[a-z-]*:iam::[^:]*:.+$/

/** Everything that is wrong, each with its member. */
export function authorizerFaults(authorizer: Authorizer): AuthorizerFault[] {
  const ofType = authorizer.type === 'COGNITO_USER_POOLS' ? poolFaults(authorizer) : lambdaFaults(authorizer)
  return [
    ...ofType,
    ...issuerFaults(authorizer),
    ...identityFaults(authorizer),
    ...ttlFaults(authorizer),
    ...expressionFaults(authorizer),
  ]
}

function lambdaFaults({ type, authorizerUri, authorizerCredentials }: Authorizer): AuthorizerFault[] {
  const faults: AuthorizerFault[] = []
  if (authorizerUri === undefined) {
    faults.push({ member: 'authorizerUri', message: `Authorizer URI is missing: a ${type} authorizer needs one` })
  } else if (!LAMBDA_URI.test(authorizerUri)) {
    // AWS's words.
    const advice = 'Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.'
    faults.push({ member: 'authorizerUri', message: `Invalid Authorizer URI: ${authorizerUri}. ${advice}` })
  }
  if (authorizerCredentials !== undefined && !CREDENTIALS.test(authorizerCredentials)) {
    faults.push({ member: 'authorizerCredentials', message: 'Invalid ARN specified in the request' })
  }
  return faults
}

function poolFaults({ providerARNs = [], 'x-postern-issuer': issuer }: Authorizer): AuthorizerFault[] {
  const member = 'providerARNs'
  if (providerARNs.length === 0 && issuer === undefined) {
    return [{ member, message: 'Provider ARNs are missing: a COGNITO_USER_POOLS authorizer needs at least one' }]
  }
  return providerARNs
    .filter((arn) => !USER_POOL.test(arn))
    .map((arn) => ({ member, message: `Invalid Cognito User Pool ARN: ${arn}` }))
}

function issuerFaults({ type, 'x-postern-issuer': issuer }: Authorizer): AuthorizerFault[] {
  const member = 'x-postern-issuer'
  if (issuer === undefined) return []
  if (type !== 'COGNITO_USER_POOLS')
    return [{ member, message: `Invalid issuer: a ${type} authorizer has none, its function looks at tokens` }]
  const fault = issuerAddressFault(issuer)
  return fault === undefined ? [] : [{ member, message: `Invalid issuer ${issuer}: ${fault}` }]
}

function identityFaults(authorizer: Authorizer): AuthorizerFault[] {
  const { type, identitySource } = authorizer
  const fault = (message: string): AuthorizerFault[] => [{ member: 'identitySource', message }]
  if (identitySource === undefined) {
    const need = needOfIdentity(authorizer)
    return need === undefined ? [] : fault(`Identity source is missing: ${need}`)
  }
  const sources = parseIdentitySources(identitySource)
  if (type !== 'REQUEST' && (sources.length > 1 || sources[0]?.from !== 'header'))
    return fault(
      `Invalid identity source: ${identitySource}. A ${type} authorizer has one: method.request.header.{name}`,
    )
  if (!sources.includes(undefined)) return []
  const legal = 'method.request.header.{name}, method.request.querystring.{name}, context.{name}, stageVariables.{name}'
  return fault(`Invalid identity source: ${identitySource}. A REQUEST authorizer has a list of: ${legal}`)
}

function needOfIdentity({
  type,
  authorizerResultTtlInSeconds: ttl = DEFAULT_RESULT_TTL,
}: Authorizer): string | undefined {
  if (type !== 'REQUEST') return `a ${type} authorizer needs one`
  return ttl > 0
    ? 'a REQUEST authorizer whose results are cached (authorizerResultTtlInSeconds above 0) needs one'
    : undefined
}

function ttlFaults({ authorizerResultTtlInSeconds: ttl = DEFAULT_RESULT_TTL }: Authorizer): AuthorizerFault[] {
  if (ttl >= 0 && ttl <= LONGEST_RESULT_TTL) return []
  const message = `Invalid authorizer result TTL ${ttl}: it has to be 0 to ${LONGEST_RESULT_TTL} seconds`
  return [{ member: 'authorizerResultTtlInSeconds', message }]
}

function expressionFaults({ identityValidationExpression: expression }: Authorizer): AuthorizerFault[] {
  const compiled = compileJavaPattern(expression ?? '')
  if (typeof compiled !== 'string') return []
  return [{ member: 'identityValidationExpression', message: `Invalid identity validation expression: ${compiled}` }]
}
