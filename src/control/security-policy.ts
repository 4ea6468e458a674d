import { ACCESS_MODES } from '../openapi/extensions/endpoint-access-mode.ts'
import { SECURITY_POLICIES } from '../openapi/extensions/security-policy.ts'
import { badRequest, checkConstraints, notInSet } from './validation-error.ts'

/** The TLS settings of an API or a custom domain. */
export interface EndpointSecurity {
  readonly securityPolicy?: string
  readonly endpointAccessMode?: string
}

/**
 * Checks settings that are shown and have no effect here: Cloudflare ends TLS. `place` stands in AWS's message (`createRestApiInput`).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html. Throws ControlError.
 */
export function checkEndpointSecurity({ securityPolicy, endpointAccessMode }: EndpointSecurity, place: string): void {
  checkConstraints(
    notOneOf(securityPolicy, `${place}.securityPolicy`, SECURITY_POLICIES),
    notOneOf(endpointAccessMode, `${place}.endpointAccessMode`, ACCESS_MODES),
  )
  const enhanced = securityPolicy?.startsWith('SecurityPolicy_') ?? false
  if (enhanced && endpointAccessMode === undefined)
    throw badRequest('Endpoint access mode is required for the specified security policy')
  if (!enhanced && endpointAccessMode !== undefined)
    throw badRequest('Endpoint access mode is only available with a security policy that starts with SecurityPolicy_')
}

const notOneOf = (value: string | undefined, place: string, set: readonly string[]) =>
  value === undefined || set.includes(value) ? undefined : notInSet(value, place, set)
