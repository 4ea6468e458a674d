import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange } from '../gateway/exchange.ts'
import type { PolicyDocument, PolicyStatement } from './policy-document.ts'

const IMPLICIT = new GatewayError('ACCESS_DENIED', { reason: "The authorizer's policy does not allow the method" })
const EXPLICIT = new GatewayError('ACCESS_DENIED', {
  message: 'User is not authorized to access this resource with an explicit deny',
  reason: "The authorizer's policy denies the method",
})

/** Throws ACCESS_DENIED where the policy does not allow the method. */
export function checkPolicy({ Statement }: PolicyDocument, _: Exchange, arn: string): void {
  if (Statement.some((statement) => statement.Effect === 'Deny' && denies(statement, arn))) throw EXPLICIT
  if (!Statement.some((statement) => statement.Effect === 'Allow' && allows(statement, arn))) throw IMPLICIT
}

/** A condition may hold: a statement that denies is taken at its word. */
const denies = (statement: PolicyStatement, arn: string) =>
  concerns(statement.Action, statement.NotAction, ACTION, true) &&
  concerns(statement.Resource, statement.NotResource, arn, false)

/** A condition may not hold: a statement that allows under one does not apply. */
const allows = (statement: PolicyStatement, arn: string) => statement.Condition === undefined && denies(statement, arn)

const ACTION = 'execute-api:invoke'

type OneOrMany = string | readonly string[] | undefined

function concerns(named: OneOrMany, excepted: OneOrMany, text: string, ignoreCase: boolean): boolean {
  const matches = (pattern: string) => like(ignoreCase ? pattern.toLowerCase() : pattern, text)
  if (named !== undefined) return [named].flat().some(matches)
  return excepted !== undefined && ![excepted].flat().some(matches)
}

/** `*` is anything, slashes included, `?` one character. Walks both texts and goes back to the last `*` alone. */
function like(pattern: string, text: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  let i = 0
  while (i < text.length) {
    if (pattern[at] === '*') {
      star = at++
      resume = i
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[i])) {
      at++
      i++
    } else if (star >= 0) {
      at = star + 1
      i = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
