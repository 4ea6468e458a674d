import type { PolicyDecision } from './policy-document.ts'

/**
 * AWS's tables of an identity's (or an authorizer's) policy and the API's resource policy. Within one account either may allow (table A);
 * across accounts both have to (table B). An explicit Deny of either is the last word.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function combineDecisions(
  identity: PolicyDecision,
  resource: PolicyDecision,
  accounts: 'same-account' | 'cross-account' = 'same-account',
): PolicyDecision {
  const both = [identity, resource]
  if (both.includes('explicit-deny')) return 'explicit-deny'
  const allowed = accounts === 'same-account' ? both.includes('allow') : both.every((decision) => decision === 'allow')
  return allowed ? 'allow' : 'implicit-deny'
}
