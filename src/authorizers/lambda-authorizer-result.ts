/**
 * What the function of a Lambda authorizer answers: principal, policy, context and API key.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 * Differs from AWS: a result of more than 64 KB is refused, and a statement with a member that an IAM policy does not have there.
 */
import type { PolicyDocument, PolicyStatement } from './policy-document.ts'

/** A result that can be used. */
export interface LambdaAuthorizerResult {
  readonly principalId: string
  readonly policy: PolicyDocument
  /** Numbers and booleans are texts, as everything that reads `$context.authorizer` sees them. */
  readonly context: readonly (readonly [name: string, value: string])[]
  readonly usageIdentifierKey?: string
}

/** Characters. The largest policy of IAM has 10,240. */
const LONGEST_RESULT = 65_536
/** Characters. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const LONGEST_RESOURCE = 512

/** Why an answer is none; for the owner alone, and without its values, which may hold what the caller sent. */
class ResultFault extends Error {}

/** A text says why the answer cannot be used. */
export function readLambdaAuthorizerResult(payload: string): LambdaAuthorizerResult | string {
  try {
    if (payload.length > LONGEST_RESULT)
      throw new ResultFault(`it has ${payload.length} characters, at most ${LONGEST_RESULT} can be used`)
    return resultOf(parse(payload))
  } catch (error) {
    if (error instanceof ResultFault) return error.message
    throw error
  }
}

type JsonObject = Readonly<Record<string, unknown>>

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload, asText)
  } catch {
    throw new ResultFault('it is no JSON')
  }
}

/** Numbers and booleans as texts, as they were written: an id of many digits must not become another one. */
function asText(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? (context?.source ?? String(value)) : value
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function resultOf(value: unknown): LambdaAuthorizerResult {
  if (!isObject(value)) throw new ResultFault('it is no object')
  const { principalId, policyDocument, context, usageIdentifierKey } = value
  // An empty one is good: published logs of AWS show it.
  if (typeof principalId !== 'string') throw new ResultFault('it has no principalId')
  if (usageIdentifierKey !== undefined && usageIdentifierKey !== null && typeof usageIdentifierKey !== 'string')
    throw new ResultFault('its usageIdentifierKey is no text')
  return {
    principalId,
    policy: policyOf(policyDocument),
    context: contextOf(context),
    ...(usageIdentifierKey && { usageIdentifierKey }),
  }
}

function contextOf(context: unknown): [string, string][] {
  if (context === undefined) return []
  if (!isObject(context)) throw new ResultFault('its context is no object')
  return Object.entries(context).map(([name, value]) => {
    if (typeof value === 'string') return [name, value]
    throw new ResultFault(`its context's ${name.slice(0, 100)} is no text, number or boolean`)
  })
}

function policyOf(document: unknown): PolicyDocument {
  if (!isObject(document)) throw new ResultFault('it has no policyDocument')
  const { Version, Statement } = document
  if (Version !== undefined && typeof Version !== 'string') throw new ResultFault("its policy's Version is no text")
  const statements = isObject(Statement) ? [Statement] : Statement
  if (!Array.isArray(statements)) throw new ResultFault('its policyDocument has no Statement')
  return { ...(Version !== undefined && { Version }), Statement: statements.map(statementOf) }
}

const STATEMENT_MEMBERS: ReadonlySet<string> = new Set([
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
])

function statementOf(statement: unknown): PolicyStatement {
  if (!isObject(statement)) throw new ResultFault('a statement of its policy is no object')
  const { Effect, Condition } = statement
  const unknown = Object.keys(statement).find((name) => !STATEMENT_MEMBERS.has(name))
  if (unknown !== undefined) throw new ResultFault(`a statement of its policy has the member ${unknown.slice(0, 100)}`)
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new ResultFault('a statement of its policy has no Effect')
  checkOneOf(statement, 'Action', 'NotAction')
  checkOneOf(statement, 'Resource', 'NotResource')
  if (Condition !== undefined && !isCondition(Condition))
    throw new ResultFault('the Condition of a statement of its policy is none')
  // All its members were looked at.
  return statement as unknown as PolicyStatement
}

function checkOneOf(statement: JsonObject, name: string, not: string): void {
  const given = [statement[name], statement[not]].filter((value) => value !== undefined)
  if (given.length !== 1 || !isOneOrMany(given[0]))
    throw new ResultFault(`a statement of its policy has no ${name} or ${not}, or both`)
  const texts = [given[0]].flat()
  if (texts.some((text) => text.length > LONGEST_RESOURCE))
    throw new ResultFault(`the ${name} of a statement of its policy has more than ${LONGEST_RESOURCE} characters`)
}

const isOneOrMany = (value: unknown): value is string | string[] =>
  typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))

/** Operator → key → values. */
const isCondition = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((keys) => isObject(keys) && Object.values(keys).every(isOneOrMany))
