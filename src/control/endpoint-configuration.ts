import type { EndpointConfiguration } from '../definition/rest-api.ts'
import { checkMembers, type Members } from './input.ts'
import { badRequest, notInSet, validationError } from './validation-error.ts'

const MEMBERS = { types: 'strings', ipAddressType: 'string', vpcEndpointIds: 'strings' } as const satisfies Members
const IP_ADDRESS_TYPES = ['ipv4', 'dualstack'] as const
/** In the order of AWS's message. */
const TYPES = ['PRIVATE', 'EDGE', 'REGIONAL'] as const

type Type = (typeof TYPES)[number]

/** What a caller asks for, with AWS's defaults. `place` stands in AWS's message (`createRestApiInput`). Throws ControlError. */
export function endpointConfigurationOf(
  input: Readonly<Record<string, unknown>> | undefined,
  place: string,
): EndpointConfiguration {
  const { types = ['EDGE'], ipAddressType, vpcEndpointIds } = checkMembers(input ?? {}, MEMBERS)
  checkSets(types, ipAddressType, place)
  const [type] = types
  if (type === undefined) throw badRequest('REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.')
  if (types.length > 1) throw badRequest('Cannot create an api with multiple Endpoint Types.')
  if (type === 'PRIVATE' && ipAddressType === 'ipv4') {
    throw badRequest('Only dualstack ipAddressType is supported for Private APIs.')
  }
  const configuration: EndpointConfiguration = {
    // `checkSets` let members of both sets through only.
    types: [type as Type],
    ipAddressType: (ipAddressType ?? (type === 'PRIVATE' ? 'dualstack' : 'ipv4')) as 'ipv4' | 'dualstack',
    ...(vpcEndpointIds !== undefined && { vpcEndpointIds }),
  }
  checkVpcEndpoints(configuration)
  return configuration
}

/** In AWS's words (https://github.com/hashicorp/terraform-provider-aws/issues/14269). */
export function checkVpcEndpoints({ types, vpcEndpointIds }: EndpointConfiguration): void {
  if (vpcEndpointIds !== undefined && vpcEndpointIds.length > 0 && !types.includes('PRIVATE'))
    throw badRequest('VPCEndpoints can only be specified with PRIVATE apis.')
}

/** Both at once, in AWS's order. */
function checkSets(types: readonly string[], ipAddressType: string | undefined, place: string): void {
  const errors: string[] = []
  if (types.some((type) => !TYPES.some((known) => known === type))) {
    const set = `[Member must satisfy enum value set: [${TYPES.join(', ')}]]`
    errors.push(
      `Value '[${types.join(', ')}]' at '${place}.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: ${set}`,
    )
  }
  if (ipAddressType !== undefined && !IP_ADDRESS_TYPES.some((known) => known === ipAddressType)) {
    errors.push(notInSet(ipAddressType, `${place}.endpointConfiguration.ipAddressType`, IP_ADDRESS_TYPES))
  }
  if (errors.length > 0) throw validationError(errors)
}
