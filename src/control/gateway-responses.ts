import type { Row } from '../bindings/database.ts'
import type { GatewayResponse } from '../definition/parts.ts'
import {
  classOf,
  DEFAULT_RESPONSE_TEMPLATES,
  defaultStatusOf,
  GATEWAY_RESPONSE_TYPES,
  type GatewayResponseType,
  isGatewayResponseType,
} from '../errors/gateway-response-type.ts'
import { editApi, readApi } from './edit-api.ts'
import { checkGatewayResponse, gatewayResponsePatches } from './gateway-response-patch.ts'
import { type Members, readInput } from './input.ts'
import { accepted, type Call, created, type Operation, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import { readPatch } from './patch.ts'
import { applyPatch } from './patch-table.ts'
import type { ControlServices } from './services.ts'
import { deletePart, partOf, putPart, selectPartsOf } from './store/part.ts'
import { checkConstraints, matching, notFound, notInSet, validationError } from './validation-error.ts'

/** What owners customised, by type. What they left out is not stored: AWS's defaults are added to what is shown. */
type Customised = ReadonlyMap<string, Stored>

interface Stored {
  readonly partId: string
  readonly response: GatewayResponse
}

const PUT = { statusCode: 'string', responseParameters: 'map', responseTemplates: 'map' } as const satisfies Members

const PART_ID_LENGTH = 6

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html */
export const putGatewayResponse: Operation = async (call, services) => {
  const responseType = typeOf(call)
  const input = readInput(call.body, PUT)
  checkConstraints(matching(input.statusCode ?? '200', 'putGatewayResponseInput.statusCode', '[1-5]\\d\\d'))
  const response = checkGatewayResponse({ responseType, ...input, defaultResponse: false })
  return created(await put(call, services, responseType, () => response))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponse.html */
export const getGatewayResponse: Operation = async (call, services) => {
  const type = typeOf(call)
  return ok(shown(type, await findCustomised(call, services)))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponses.html: every type, by name. */
export const getGatewayResponses: Operation = async (call, services) => {
  const paging = readPaging(call.query, '')
  const customised = await findCustomised(call, services)
  const types = GATEWAY_RESPONSE_TYPES.filter((type) => type > paging.after).sort()
  return ok(
    page(
      types.slice(0, paging.limit + 1),
      paging,
      (type) => type,
      (type) => shown(type, customised),
    ),
  )
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateGatewayResponse.html */
export const updateGatewayResponse: Operation = async (call, services) => {
  const type = typeOf(call)
  const operations = readPatch(call.body, 'updateGatewayResponseInput')
  const change = (customised: Customised) => {
    const before = startOf(type, customised)
    return checkGatewayResponse(
      applyPatch(before, operations, gatewayResponsePatches(DEFAULT_RESPONSE_TEMPLATES)),
      before,
    )
  }
  return ok(await put(call, services, type, change))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteGatewayResponse.html */
export const deleteGatewayResponse: Operation = async (call, services) => {
  const type = typeOf(call)
  const apiId = param(call, 'restApiId')
  await editApi(services, apiId, [selectPartsOf(apiId, 'GatewayResponse')], ({ rows: [rows = []] }) => {
    const stored = customisedOf(rows).get(type)
    if (stored === undefined) throw notFound('Gateway response type not defined on api')
    return { statements: [deletePart(apiId, 'GatewayResponse', stored.partId)], result: undefined }
  })
  return accepted()
}

function typeOf(call: Call): GatewayResponseType {
  const type = param(call, 'responseType')
  if (isGatewayResponseType(type)) return type
  throw validationError([notInSet(type, 'responseType', GATEWAY_RESPONSE_TYPES)])
}

/** Stores what `change` makes of what is customised, and answers how it shows. `change` may run more than once. */
function put(
  call: Call,
  services: ControlServices,
  type: GatewayResponseType,
  change: (customised: Customised) => GatewayResponse,
): Promise<GatewayResponse> {
  const apiId = param(call, 'restApiId')
  return editApi(services, apiId, [selectPartsOf(apiId, 'GatewayResponse')], ({ rows: [rows = []] }) => {
    const customised = customisedOf(rows)
    const response = change(customised)
    const partId = customised.get(type)?.partId ?? services.newId(PART_ID_LENGTH)
    const part = { kind: 'GatewayResponse', id: partId, name: type, body: response } as const
    return { statements: [putPart(apiId, part)], result: shown(type, new Map([[type, { partId, response }]])) }
  })
}

async function findCustomised(call: Call, services: ControlServices): Promise<Customised> {
  const apiId = param(call, 'restApiId')
  const found = await readApi(services, apiId, [selectPartsOf(apiId, 'GatewayResponse')])
  return customisedOf(found.rows[0] ?? [])
}

const customisedOf = (rows: readonly Row[]): Customised =>
  new Map(
    rows.map(partOf).map(({ id, name, body }) => {
      // Parts of this kind hold gateway responses.
      return [name, { partId: id, response: body as GatewayResponse }]
    }),
  )

/** A response as AWS shows it: its own, else that of its class, else AWS's (cpl-0049). */
function shown(type: GatewayResponseType, customised: Customised): GatewayResponse {
  const own = customised.get(type)?.response
  const status = defaultStatusOf(type)
  const { statusCode, responseParameters = {}, responseTemplates = {} } = own ?? inherited(type, customised) ?? {}
  return {
    responseType: type,
    statusCode: statusCode ?? status?.toString(),
    responseParameters,
    responseTemplates: Object.keys(responseTemplates).length > 0 ? responseTemplates : DEFAULT_RESPONSE_TEMPLATES,
    defaultResponse: own === undefined,
  }
}

/** What an update starts from: what is shown, less AWS's defaults. */
const startOf = (type: GatewayResponseType, customised: Customised): GatewayResponse => ({
  ...(customised.get(type)?.response ?? inherited(type, customised)),
  responseType: type,
  defaultResponse: false,
})

function inherited(type: GatewayResponseType, customised: Customised): GatewayResponse | undefined {
  const status = defaultStatusOf(type)
  return status === undefined ? undefined : customised.get(classOf(status))?.response
}
