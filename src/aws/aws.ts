/**
 * Calls to AWS services on behalf of the gateway's owner: where they go and who signs them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
 * Differs from AWS: calls are signed with the credentials in the Worker's secrets, or with those of the role that they assume.
 */
import type { Outbound } from '../bindings/outbound.ts'
import { assumeRole } from './assume-role.ts'
import { AwsCallError } from './aws-call-error.ts'
import { type EndpointOverrides, endpointOf, type ServiceAddress, type ServiceEndpoint } from './endpoints.ts'
import { createRoleCache } from './role-cache.ts'
import type { Credentials } from './sigv4-key.ts'

/** Throws AwsCallError. */
export interface Aws {
  endpointOf(address: ServiceAddress): ServiceEndpoint
  /** What signs a call to `endpoint`: the configured credentials, or those of `roleArn`. */
  credentialsFor(endpoint: ServiceEndpoint, roleArn?: string): Promise<Credentials>
}

/** The Worker's secrets `POSTERN_AWS_*` and variables `POSTERN_ENDPOINT_*`. */
export interface AwsSettings {
  /** Absent where none are configured. */
  readonly credentials?: Credentials
  readonly endpoints: EndpointOverrides
}

export interface AwsInit {
  readonly settings: AwsSettings
  readonly outbound: Outbound
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly waitUntil: (promise: Promise<unknown>) => void
}

const ENDPOINT = /^POSTERN_ENDPOINT_[A-Z0-9_]+$/

/** Of the Worker's own environment; what is empty counts as absent. */
export function readAwsSettings(env: object): AwsSettings {
  const text = new Map(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  )
  const accessKeyId = text.get('POSTERN_AWS_ACCESS_KEY_ID')
  const secretAccessKey = text.get('POSTERN_AWS_SECRET_ACCESS_KEY')
  const sessionToken = text.get('POSTERN_AWS_SESSION_TOKEN')
  return {
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
      }),
    endpoints: Object.fromEntries([...text].filter(([name]) => ENDPOINT.test(name))),
  }
}

/** A local server takes any signature; this is what the gateway signs with where its owner has configured nothing. */
const LOCAL: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

const NONE =
  'No credentials for AWS: set the secrets POSTERN_AWS_ACCESS_KEY_ID and POSTERN_AWS_SECRET_ACCESS_KEY of this gateway'

/** Once per isolate. */
export function createAws({ settings, outbound, now, waitUntil }: AwsInit): Aws {
  const locate = (address: ServiceAddress) => endpointOf(address, settings.endpoints)
  const roles = createRoleCache({ now, waitUntil })

  async function credentialsFor(endpoint: ServiceEndpoint, roleArn?: string): Promise<Credentials> {
    if (roleArn === undefined) return ownCredentials(endpoint)
    const sts = locate({ service: 'sts', region: endpoint.signingRegion })
    // A local server stands in for the service, and nobody for the roles.
    if (endpoint.overridden && !sts.overridden) return ownCredentials(endpoint)
    const credentials = ownCredentials(sts)
    return roles.get(roleArn, () => assumeRole({ sts, roleArn, credentials, outbound, now: now() }))
  }

  function ownCredentials({ overridden }: ServiceEndpoint): Credentials {
    const { credentials } = settings
    if (credentials !== undefined) return credentials
    if (overridden) return LOCAL
    throw new AwsCallError('no-credentials', NONE)
  }

  return { endpointOf: locate, credentialsFor }
}
