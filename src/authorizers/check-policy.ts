import { GatewayError } from '../errors/gateway-error.ts'
import { decideAuthorizerPolicy } from './authorizer-policy.ts'
import type { PolicyDocument } from './policy-document.ts'

const EXPLICIT = 'User is not authorized to access this resource with an explicit deny'

/** Throws ACCESS_DENIED where an authorizer's policy does not allow the method. */
export function checkPolicy(policy: PolicyDocument, methodArn: string): void {
  const { decision, statement } = decideAuthorizerPolicy(policy, methodArn)
  if (decision === 'allow') return
  throw new GatewayError('ACCESS_DENIED', {
    ...(decision === 'explicit-deny' && { message: EXPLICIT }),
    reason: `The authorizer's policy ${statement === undefined ? 'does not allow the call' : `denies the call by its ${statement}`}`,
  })
}
