import { decideAuthorizerPolicy } from '../../authorizers/authorizer-policy.ts'
import { combineDecisions } from '../../authorizers/combine-decisions.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { PhaseFactory } from '../pipeline.ts'
import { EXPLICITLY, refusedByPolicy, verdictOn } from '../policy-verdict.ts'

const NOT_ALLOWED = new GatewayError('ACCESS_DENIED', {
  reason: "Neither the authorizer's policy nor a resource policy allows the method",
})

/**
 * What the authorizer's policy and the resource policy say together, for each call anew. Of a caller who is known and has no policy of
 * their own (a user of a user pool) the resource policy decides alone.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 * Differs from AWS: a Deny of the authorizer's policy holds for what a backend may make of a path, too, as one of the resource policy does.
 */
export const authorizationResult: PhaseFactory = ({ authorization }, { policy }) => {
  if (authorization === undefined) return undefined
  return function authorizationResult(x) {
    const { authorized, resourcePolicy } = x
    if (authorized === undefined) throw new Error('No authorizer has let this call in')
    const { policy: own } = authorized
    if (own === undefined) {
      if (policy !== undefined && resourcePolicy?.decision !== 'allow')
        throw refusedByPolicy(x, resourcePolicy ?? { decision: 'implicit-deny' })
      return undefined
    }
    const verdict = verdictOn(x, ({ resource, key }) => decideAuthorizerPolicy(own, resource, key), false)
    const decision = combineDecisions(verdict.decision, resourcePolicy?.decision ?? 'implicit-deny')
    if (decision === 'allow') return undefined
    x.record.authorizerStatus = 403
    throw decision === 'explicit-deny' ? explicitlyDenied(verdict.statement) : NOT_ALLOWED
  }
}

/** The name that a function gave a statement may hold what a caller sent: its place says enough. */
const explicitlyDenied = (statement = ''): GatewayError =>
  new GatewayError('ACCESS_DENIED', {
    message: `User is not authorized to access this resource${EXPLICITLY}`,
    reason: `The authorizer's policy denies the method: ${/^Statement\[\d+\]/.exec(statement)?.[0]}`,
  })
