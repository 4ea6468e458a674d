import type { PolicyVerdict } from '../authorizers/evaluate-policy.ts'
import { methodArn, methodArnReadings } from '../authorizers/method-arn.ts'
import type { PolicyRequest } from '../authorizers/policy-document.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { conditionKeys } from './condition-keys.ts'
import type { Exchange } from './exchange.ts'

export const INVOKE = 'execute-api:Invoke'

/**
 * What a policy says of a call: by the path that the route was found by, and by each that a backend may make of it. A Deny of any holds.
 * `every`: so does that one of them is not allowed.
 */
export function verdictOn(
  x: Exchange,
  decide: (request: PolicyRequest) => PolicyVerdict,
  every: boolean,
): PolicyVerdict {
  const key = conditionKeys(x)
  const on = (resource: string) => decide({ action: INVOKE, resource, key })
  const verdict = on(methodArn(x))
  if (verdict.decision === 'explicit-deny') return verdict
  const others = methodArnReadings(x).map(on)
  const worse =
    others.find(({ decision }) => decision === 'explicit-deny') ??
    (every ? others.find(({ decision }) => decision !== 'allow') : undefined)
  return worse ?? verdict
}

/** The answer to a caller whom the API's resource policy does not let through, in AWS's words. */
export function refusedByPolicy(x: Exchange, { decision, statement }: PolicyVerdict): GatewayError {
  const arn = methodArn(x)
  const explicit = decision === 'explicit-deny'
  return new GatewayError('ACCESS_DENIED', {
    message: `User: anonymous is not authorized to perform: ${INVOKE} on resource: ${masked(arn)}${explicit ? EXPLICITLY : ''}`,
    reason: explicit
      ? `The resource policy denies ${arn}: ${statement}`
      : `The resource policy has no statement that allows ${arn}`,
  })
}

export const EXPLICITLY = ' with an explicit deny'

/** AWS shows no more of the account than its last four digits. */
const masked = (arn: string): string => arn.replace(/^((?:[^:]*:){4})\d{8}(?=\d{4}:)/, '$1********')
