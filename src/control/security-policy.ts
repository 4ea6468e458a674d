import { badRequest, checkConstraints, notInSet } from './validation-error.ts'

/** Those of AWS's service model. The ones named `SecurityPolicy_…` go with an endpoint access mode. */
const SECURITY_POLICIES: readonly string[] = [
  'TLS_1_0',
  'TLS_1_2',
  ...['TLS13_1_3_2025_09', 'TLS13_1_3_FIPS_2025_09', 'TLS13_1_2_PFS_PQ_2025_09', 'TLS13_1_2_FIPS_PQ_2025_09'],
  ...['TLS13_1_2_FIPS_PFS_PQ_2025_09', 'TLS13_1_2_PQ_2025_09', 'TLS13_1_2_2021_06', 'TLS13_2025_EDGE'],
  ...['TLS13_1_2_Ext2_PQ_2025_09', 'TLS13_1_2_Ext2_FIPS_PQ_2025_09', 'TLS12_PFS_2025_EDGE', 'TLS12_2018_EDGE'],
].map((name, position) => (position < 2 ? name : `SecurityPolicy_${name}`))
const ACCESS_MODES: readonly string[] = ['BASIC', 'STRICT']

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
