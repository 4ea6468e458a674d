/**
 * `x-amazon-apigateway-security-policy`: the TLS versions and ciphers of an API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-security-policy.html
 * Differs from AWS: it is kept and shown; the TLS settings of the Cloudflare zone are what counts.
 */
import type { RestApi } from '../../definition/rest-api.ts'
import { definedMembers, type JsonObject } from '../json-value.ts'
import type { Reading } from '../reading.ts'
import { ENDPOINT_ACCESS_MODE } from './endpoint-access-mode.ts'

const SECURITY_POLICY = 'x-amazon-apigateway-security-policy'

/** Those of AWS's service model. The ones named `SecurityPolicy_…` go with an endpoint access mode. */
export const SECURITY_POLICIES: readonly string[] = [
  'TLS_1_0',
  'TLS_1_2',
  ...['TLS13_1_3_2025_09', 'TLS13_1_3_FIPS_2025_09', 'TLS13_1_2_PFS_PQ_2025_09', 'TLS13_1_2_FIPS_PQ_2025_09'],
  ...['TLS13_1_2_FIPS_PFS_PQ_2025_09', 'TLS13_1_2_PQ_2025_09', 'TLS13_1_2_2021_06', 'TLS13_2025_EDGE'],
  ...['TLS13_1_2_Ext2_PQ_2025_09', 'TLS13_1_2_Ext2_FIPS_PQ_2025_09', 'TLS12_PFS_2025_EDGE', 'TLS12_2018_EDGE'],
].map((name, position) => (position < 2 ? name : `SecurityPolicy_${name}`))

/** Undefined where the document says nothing. */
export function readSecurityPolicy({ claims, root, report }: Reading): string | undefined {
  if (!claims.take(root, SECURITY_POLICY)) return undefined
  const policy = root.text(SECURITY_POLICY)
  const place = root.at(SECURITY_POLICY)
  if (policy === undefined) return undefined
  if (!SECURITY_POLICIES.includes(policy)) report.error(place, `must be one of ${SECURITY_POLICIES.join(', ')}`)
  else if (policy.startsWith('SecurityPolicy_') && root.value(ENDPOINT_ACCESS_MODE) === undefined)
    report.error(
      place,
      `Endpoint access mode is required for the specified security policy: add ${ENDPOINT_ACCESS_MODE}`,
    )
  report.uses(SECURITY_POLICY, place)
  return policy
}

export const writeSecurityPolicy = ({ securityPolicy }: RestApi): JsonObject =>
  definedMembers({ [SECURITY_POLICY]: securityPolicy })
