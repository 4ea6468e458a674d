/**
 * `credentials` of an integration of type AWS or AWS_PROXY: the role that calls the service.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-credentials
 * Differs from AWS: the caller's own credentials (`arn:aws:iam::*:user/*`) are refused.
 */
import { GatewayError } from '../errors/gateway-error.ts'
import { substituteStageVariables } from '../mapping/stage-variables.ts'

const ROLE = /^arn:[^:]*:iam::\d*:role\/./
const CALLER = /^arn:[^:]*:iam::[^:]*:user\//

/** Whether they say to call with the credentials of whoever called the API. */
export const isCallersOwn = (credentials: string): boolean => CALLER.test(credentials)

/** What is wrong with credentials as their owner wrote them; undefined when nothing is, or a stage variable decides. */
export function credentialsProblem(credentials: string | undefined): string | undefined {
  if (!credentials || credentials.includes('${stageVariables.') || ROLE.test(credentials)) return undefined
  return isCallersOwn(credentials)
    ? `credentials of the caller (${credentials}), which need IAM authorization`
    : `credentials that are no ARN of a role (${credentials})`
}

/** The role of one stage; undefined for an integration that names none. Throws GatewayError when the stage's variables make none of it. */
export function roleOf(
  credentials: string | undefined,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  if (credentials === undefined) return undefined
  const role = substituteStageVariables(credentials, variables)
  if (ROLE.test(role)) return role
  throw new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `Invalid credentials, which must be the ARN of a role: ${role}`,
  })
}
