/**
 * The credentials of a role.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
import { type Outbound, OutboundError } from '../bindings/outbound.ts'
import { HeaderMap } from '../lib/header-map.ts'
import { AwsCallError } from './aws-call-error.ts'
import type { ServiceEndpoint } from './endpoints.ts'
import { signCall } from './sign-call.ts'
import type { Credentials } from './sigv4-key.ts'

export interface RoleCredentials extends Credentials {
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export interface AssumeRole {
  readonly sts: ServiceEndpoint
  readonly roleArn: string
  /** Those that may assume the role. */
  readonly credentials: Credentials
  readonly outbound: Outbound
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The name by which API Gateway's own sessions are known in CloudTrail. */
const SESSION_NAME = 'BackplaneAssumeRoleSession'
const TIMEOUT_MILLIS = 5_000
/** What STS answers is a few kilobytes. */
const LARGEST_ANSWER = 65_536

/** Throws AwsCallError. */
export async function assumeRole({ sts, roleArn, credentials, outbound, now }: AssumeRole): Promise<RoleCredentials> {
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: SESSION_NAME,
  }).toString()
  const headers = new HeaderMap({ 'content-type': 'application/x-www-form-urlencoded', accept: 'text/xml' })
  const call = { url: `${sts.url}/`, method: 'POST', headers, body }
  await signCall(call, sts, credentials, now)
  const { status, text } = await answerOf(outbound({ ...call, timeoutInMillis: TIMEOUT_MILLIS }), sts)
  if (status !== 200) throw refusalOf(status, text, roleArn)
  return credentialsIn(text, roleArn)
}

async function answerOf(
  answer: Promise<Response>,
  sts: ServiceEndpoint,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await answer
    return { status: response.status, text: (await response.text()).slice(0, LARGEST_ANSWER) }
  } catch (error) {
    const reason = error instanceof OutboundError ? error.message : 'the answer broke off'
    throw new AwsCallError(
      'sts',
      `${sts.url} could not be asked for the credentials of the integration's role: ${reason}`,
    )
  }
}

/** Of the answer only the code is told: a message of AWS's can quote what was signed. */
function refusalOf(status: number, text: string, roleArn: string): AwsCallError {
  const code = elementOf(text, 'Code') ?? `status ${status}`
  return new AwsCallError(
    'role',
    `API Gateway does not have permission to assume the provided role ${roleArn} (${code})`,
  )
}

function credentialsIn(text: string, roleArn: string): RoleCredentials {
  const accessKeyId = elementOf(text, 'AccessKeyId')
  const secretAccessKey = elementOf(text, 'SecretAccessKey')
  const sessionToken = elementOf(text, 'SessionToken')
  const expiresAt = Date.parse(elementOf(text, 'Expiration') ?? '')
  if (!accessKeyId || !secretAccessKey || !sessionToken || Number.isNaN(expiresAt))
    throw new AwsCallError('sts', `The answer to AssumeRole for ${roleArn} holds no credentials`)
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt }
}

/** The text of an element that holds nothing else; credentials and codes need no entities. */
const elementOf = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>\\s*([^<>]*?)\\s*</${name}>`).exec(xml)?.[1]
