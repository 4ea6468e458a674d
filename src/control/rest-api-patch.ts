import type { EndpointConfiguration, RestApi } from '../definition/rest-api.ts'
import { checkApiName, checkCompressionSize, checkResourcePolicy } from './check-rest-api.ts'
import { checkVpcEndpoints } from './endpoint-configuration.ts'
import type { PatchOperation } from './patch.ts'
import { applyPatch, type PatchTable, setBoolean } from './patch-table.ts'
import { checkEndpointSecurity } from './security-policy.ts'
import { badRequest } from './validation-error.ts'

/**
 * UpdateRestApi's patch operations. What only the whole can tell (a policy without its access mode) is checked when all are applied;
 * what was wrong before already is no fault of this edit, as an import is less strict.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateRestApi-Patch
 */
export function patchRestApi(api: RestApi, operations: readonly PatchOperation[]): RestApi {
  const patched = applyPatch(api, operations, TABLE)
  if (patched.endpointConfiguration !== api.endpointConfiguration) checkVpcEndpoints(patched.endpointConfiguration)
  if (patched.securityPolicy !== api.securityPolicy || patched.endpointAccessMode !== api.endpointAccessMode)
    checkEndpointSecurity(patched, 'updateRestApiInput')
  return patched
}

const TABLE: PatchTable<RestApi> = {
  refusal: 'plain',
  rules: [
    { path: '/name', replace: (api, value) => ({ ...api, name: checkApiName(value) }) },
    {
      path: '/description',
      replace: (api, value) => ({ ...api, description: value || undefined }),
      remove: (api) => ({ ...api, description: undefined }),
    },
    {
      path: '/policy',
      replace: (api, value) => ({ ...api, policy: value === '' ? undefined : checkResourcePolicy(value) }),
    },
    { path: '/apiKeySource', replace: (api, value) => ({ ...api, apiKeySource: readApiKeySource(value) }) },
    { path: '/minimumCompressionSize', replace: setCompressionSize },
    { path: '/disableExecuteApiEndpoint', replace: setBoolean('disableExecuteApiEndpoint') },
    { path: '/securityPolicy', replace: (api, value) => ({ ...api, securityPolicy: value || undefined }) },
    { path: '/endpointAccessMode', replace: (api, value) => ({ ...api, endpointAccessMode: value || undefined }) },
    {
      // The type stands in the path, and so does the `-` of JSON Patch: it becomes a type of its own (cpl-0008).
      path: '/binaryMediaTypes/*',
      add: (api, _, [type = '']) => setMediaTypes(api, [...without(api.binaryMediaTypes, type), type]),
      remove: (api, _, [type = '']) => setMediaTypes(api, without(knownTypes(api, type), type)),
      // The new one stands last, as on AWS.
      replace: (api, value, [type = '']) => setMediaTypes(api, [...without(knownTypes(api, type), type, value), value]),
    },
    { path: '/endpointConfiguration/types/*', add: refuseType, remove: refuseType, replace: setType },
    { path: '/endpointConfiguration/ipAddressType', replace: setAddressType },
    {
      path: '/endpointConfiguration/vpcEndpointIds',
      add: (api, value) => setVpcEndpoints(api, (ids) => [...without(ids, ...listed(value)), ...listed(value)]),
      remove: (api, value) => setVpcEndpoints(api, (ids) => without(ids, ...listed(value))),
    },
  ],
}

function readApiKeySource(value: string): RestApi['apiKeySource'] {
  if (value === 'HEADER' || value === 'AUTHORIZER') return value
  throw badRequest('Invalid API key source specified. Valid options are HEADER,AUTHORIZER')
}

/** Without a value, compression is off (documentation). */
function setCompressionSize(api: RestApi, value: string): RestApi {
  const size = value === '' ? undefined : checkCompressionSize(/^-?\d+$/.test(value) ? Number(value) : Number.NaN)
  return { ...api, minimumCompressionSize: size }
}

const without = (list: readonly string[] | undefined, ...items: readonly string[]): string[] =>
  (list ?? []).filter((item) => !items.includes(item))

function setMediaTypes(api: RestApi, types: readonly string[]): RestApi {
  if (types.some((type) => type.trim() === '')) throw badRequest('A binary media type cannot be empty')
  return { ...api, binaryMediaTypes: types.length === 0 ? undefined : types }
}

function knownTypes({ binaryMediaTypes = [] }: RestApi, type: string): readonly string[] {
  if (binaryMediaTypes.includes(type)) return binaryMediaTypes
  throw badRequest(`Invalid binary media type specified: the API has no '${type.slice(0, 100)}'`)
}

const setEndpoint = (api: RestApi, members: Partial<EndpointConfiguration>): RestApi => ({
  ...api,
  endpointConfiguration: { ...api.endpointConfiguration, ...members },
})

/** AWS names the operation that it does not take among those to choose from (cpl-0011). */
function refuseType(): never {
  throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'")
}

/** The path ends in a position or in the type that goes. A private API is dual-stack (cpl-0011). */
function setType(api: RestApi, value: string, [which = '']: readonly string[]): RestApi {
  if (value !== 'REGIONAL' && value !== 'EDGE' && value !== 'PRIVATE')
    throw badRequest('Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE')
  const known = which === '0' || api.endpointConfiguration.types.some((type) => type === which)
  if (!known) throw badRequest(`Invalid patch path /endpointConfiguration/types/${which.slice(0, 100)}`)
  return setEndpoint(api, { types: [value], ...(value === 'PRIVATE' && { ipAddressType: 'dualstack' }) })
}

function setAddressType(api: RestApi, value: string): RestApi {
  if (value !== 'ipv4' && value !== 'dualstack') throw badRequest('ipAddressType must be either ipv4 or dualstack.')
  if (value === 'ipv4' && api.endpointConfiguration.types.includes('PRIVATE'))
    throw badRequest('Only dualstack ipAddressType is supported for Private APIs.')
  return setEndpoint(api, { ipAddressType: value })
}

/** One id, or several with commas between them, as callers of AWS write them. */
function listed(value: string): string[] {
  const ids = value.split(',').map((id) => id.trim())
  if (ids.includes('')) throw badRequest('Invalid vpcEndpointIds: pass the id of a VPC endpoint as the value')
  return ids
}

function setVpcEndpoints(api: RestApi, change: (ids: readonly string[] | undefined) => readonly string[]): RestApi {
  const ids = change(api.endpointConfiguration.vpcEndpointIds)
  return setEndpoint(api, { vpcEndpointIds: ids.length === 0 ? undefined : ids })
}
