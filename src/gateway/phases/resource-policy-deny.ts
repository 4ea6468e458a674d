import { linkPolicy } from '../../authorizers/evaluate-policy.ts'
import type { PhaseFactory } from '../pipeline.ts'
import { refusedByPolicy, verdictOn } from '../policy-verdict.ts'

/**
 * The resource policy, before anybody is asked who they are: what it denies is refused, and without authorization what it does not allow, too.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 * Differs from AWS: a path that a backend may read as another one (encoded letters, dot segments, `;x`, doubled slashes) has to be allowed as that one, too.
 */
export const resourcePolicyDeny: PhaseFactory = ({ authorization }, { policy }) => {
  if (policy === undefined) return undefined
  const decide = linkPolicy(policy, 'resource')
  return function resourcePolicyDeny(x) {
    const verdict = verdictOn(x, decide, true)
    const refused =
      verdict.decision === 'explicit-deny' || (authorization === undefined && verdict.decision !== 'allow')
    if (refused) throw refusedByPolicy(x, verdict)
    x.resourcePolicy = verdict
    return undefined
  }
}
