import type { GatewayResponse } from '../definition/parts.ts'
import { gatewayParameterFault } from '../mapping/gateway-parameter.ts'
import { type PatchAction, type PatchTable, withoutKey } from './patch-table.ts'
import { badRequest, invalidMappings, notFound } from './validation-error.ts'

/** Throws ControlError in AWS's words for what a gateway response may not have, and had not `before`: an import is less strict. */
export function checkGatewayResponse(response: GatewayResponse, before?: GatewayResponse): GatewayResponse {
  const { statusCode } = response
  if (statusCode !== undefined) checkStatus(statusCode)
  const entriesOf = (member: MapMember) => newEntries(response[member], before?.[member])
  for (const member of ['responseTemplates', 'responseParameters'] as const) {
    if (entriesOf(member).some((entry) => entry.includes('')))
      throw badRequest(`Invalid null or empty value in ${member}`)
  }
  const faults = entriesOf('responseParameters').flatMap(([name, value]) => gatewayParameterFault(name, value) ?? [])
  if (faults.length === 0) return response
  throw invalidMappings(faults)
}

const newEntries = (map: Readonly<Record<string, string>> = {}, before: Readonly<Record<string, string>> = {}) =>
  Object.entries(map).filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value)

/** A response with another status than these would never end. */
function checkStatus(statusCode: string): void {
  if (!/^[2-5]\d\d$/.test(statusCode))
    throw badRequest(`Invalid status code '${statusCode.slice(0, 20)}'. It has to be 200 to 599`)
}

type MapMember = 'responseParameters' | 'responseTemplates'

/**
 * The paths of UpdateGatewayResponse. `templates` are AWS's, which stand where the owner gave none.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateGatewayResponse-Patch
 */
export const gatewayResponsePatches = (templates: Readonly<Record<string, string>>): PatchTable<GatewayResponse> => ({
  refusal: 'path',
  rules: [
    { path: '/statusCode', replace: (response, statusCode) => ({ ...response, statusCode }) },
    { path: '/responseParameters/*', ...entryOf('responseParameters', {}) },
    { path: '/responseTemplates/*', ...entryOf('responseTemplates', templates) },
  ],
})

function entryOf(member: MapMember, defaults: Readonly<Record<string, string>>) {
  const mapOf = ({ [member]: map = {} }: GatewayResponse) => (Object.keys(map).length > 0 ? map : defaults)
  const set: PatchAction<GatewayResponse> = (response, value, [key = '']) => {
    if (value === '' || key === '') throw badRequest(`Invalid null or empty value in ${member}`)
    return { ...response, [member]: { ...mapOf(response), [key]: value } }
  }
  const existing =
    (action: PatchAction<GatewayResponse>): PatchAction<GatewayResponse> =>
    (response, value, keys) => {
      if (!Object.hasOwn(mapOf(response), keys[0] ?? '')) throw notFound('Invalid parameter name specified')
      return action(response, value, keys)
    }
  const remove: PatchAction<GatewayResponse> = (response, _, [key = '']) => ({
    ...response,
    [member]: withoutKey(mapOf(response), key),
  })
  return { add: set, replace: existing(set), remove: existing(remove) }
}
