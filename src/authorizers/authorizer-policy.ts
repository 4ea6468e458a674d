import { type LinkedPolicy, linkPolicy, type PolicyVerdict } from './evaluate-policy.ts'
import type { PolicyDocument, PolicyRequest } from './policy-document.ts'

/** A remembered result holds the same document for every call: it is linked once. */
const linked = new WeakMap<PolicyDocument, LinkedPolicy>()

/** What the policy that an authorizer gave says of a call: decided anew for each, for a remembered policy too. */
export function decideAuthorizerPolicy(
  policy: PolicyDocument,
  methodArn: string,
  key: PolicyRequest['key'] = () => undefined,
): PolicyVerdict {
  const decide = linked.get(policy) ?? linkPolicy(policy)
  linked.set(policy, decide)
  return decide({ action: 'execute-api:Invoke', resource: methodArn, key })
}
