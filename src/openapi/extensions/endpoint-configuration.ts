/**
 * `x-amazon-apigateway-endpoint-configuration`, at the root or on a server: kind of endpoint, and whether the default one is off.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-endpoint-configuration.html
 */
import type { EndpointConfiguration, RestApi } from '../../definition/rest-api.ts'
import { at, definedMembers, isObject, type JsonObject, present, quote } from '../json-value.ts'
import { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

const ENDPOINT_CONFIGURATION = 'x-amazon-apigateway-endpoint-configuration'
const TYPES: readonly string[] = ['EDGE', 'REGIONAL', 'PRIVATE'] satisfies EndpointConfiguration['types'][number][]
const MEMBERS = ['types', 'vpcEndpointIds', 'ipAddressType', 'disableExecuteApiEndpoint']

type Endpoint = Pick<RestApi, 'endpointConfiguration' | 'disableExecuteApiEndpoint'>

/** What AWS gives an API that says nothing (vectors oai-0003 to oai-0024). */
const DEFAULT_ENDPOINT: Endpoint = {
  endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
  disableExecuteApiEndpoint: false,
}

/** The endpoint of the API. What the document leaves open stays as it was: an import must not open a closed endpoint. */
export function readEndpoint(reading: Reading, previous: Endpoint = DEFAULT_ENDPOINT): Endpoint {
  const [fields] = placesOf(reading).flatMap((owner) =>
    reading.claims.take(owner, ENDPOINT_CONFIGURATION) ? (owner.fields(ENDPOINT_CONFIGURATION) ?? []) : [],
  )
  const { endpointConfiguration, disableExecuteApiEndpoint } = previous
  if (fields === undefined) return { endpointConfiguration, disableExecuteApiEndpoint }
  fields.warnUnknown(MEMBERS, ENDPOINT_CONFIGURATION)
  return {
    endpointConfiguration: present<EndpointConfiguration>({
      types: readTypes(reading, fields) ?? endpointConfiguration.types,
      ipAddressType: readIpAddressType(reading, fields) ?? endpointConfiguration.ipAddressType,
      vpcEndpointIds: fields.texts('vpcEndpointIds') ?? endpointConfiguration.vpcEndpointIds,
    }),
    disableExecuteApiEndpoint: fields.boolean('disableExecuteApiEndpoint') ?? disableExecuteApiEndpoint,
  }
}

function placesOf({ root, report }: Reading): Fields[] {
  const servers = root.value('servers')
  const list = Array.isArray(servers) ? servers : []
  return [
    root,
    ...list.flatMap((server, position) =>
      isObject(server) ? [new Fields(server, at(root.at('servers'), position), report)] : [],
    ),
  ]
}

function readTypes({ report }: Reading, fields: Fields): EndpointConfiguration['types'] | undefined {
  const types = fields.texts('types')
  for (const type of types ?? [])
    if (!TYPES.includes(type)) report.error(fields.at('types'), `must be of ${TYPES.join(', ')}, not ${quote(type)}`)
  if (types?.includes('PRIVATE')) report.uses('a PRIVATE endpoint', fields.at('types'))
  // Every member was just checked.
  return types?.length ? (types as EndpointConfiguration['types']) : undefined
}

function readIpAddressType({ report }: Reading, fields: Fields): EndpointConfiguration['ipAddressType'] {
  const type = fields.text('ipAddressType')
  if (type === undefined || type === 'ipv4' || type === 'dualstack') return type
  report.error(fields.at('ipAddressType'), `must be ipv4 or dualstack, not ${quote(type)}`)
  return undefined
}

/** What differs from the default; AWS writes it on the server of OpenAPI 3, at the root of 2.0. */
export function writeEndpoint({ endpointConfiguration, disableExecuteApiEndpoint }: Endpoint): JsonObject {
  const { types, ipAddressType, vpcEndpointIds } = endpointConfiguration
  const isDefault = types.length === 1 && types[0] === 'EDGE'
  const written = definedMembers({
    types: isDefault ? undefined : types,
    ipAddressType: ipAddressType === 'ipv4' ? undefined : ipAddressType,
    vpcEndpointIds: vpcEndpointIds?.length ? vpcEndpointIds : undefined,
    disableExecuteApiEndpoint: disableExecuteApiEndpoint || undefined,
  })
  return Object.keys(written).length > 0 ? { [ENDPOINT_CONFIGURATION]: written } : {}
}
