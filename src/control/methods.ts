import type { Method } from '../definition/rest-api.ts'
import { ControlError } from '../errors/control-error.ts'
import { changeMethod, editMethod, findMethod, type PartName } from './edit-method.ts'
import { noSuchMethod } from './identifiers.ts'
import { type Input, type Members, readInput } from './input.ts'
import { checkRequestParameters } from './method-parameters.ts'
import { METHOD_PATCH } from './method-patch.ts'
import { checkModels, checkValidator, withAuthorization } from './method-references.ts'
import { created, noContent, type Operation, ok } from './operation.ts'
import { readPatch } from './patch.ts'
import { applyPatch } from './patch-table.ts'
import { badRequest, checkConstraints, required } from './validation-error.ts'

/** In the order of AWS's message. */
const HTTP_METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY']

const PUT_METHOD = {
  authorizationType: 'string',
  authorizerId: 'string',
  apiKeyRequired: 'boolean',
  operationName: 'string',
  requestParameters: 'flags',
  requestModels: 'map',
  requestValidatorId: 'string',
  authorizationScopes: 'strings',
} as const satisfies Members

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html
 * Path variables of the resource are parameters of the method only where the call says so: an import adds them, this does not.
 */
export const putMethod: Operation = async (call, services) => {
  const input = readInput(call.body, PUT_METHOD)
  checkConstraints(required(input.authorizationType, 'putMethodInput.authorizationType'))
  const method = await editMethod(call, services, ({ httpMethod, method, parts }) => {
    if (!HTTP_METHODS.includes(httpMethod))
      throw badRequest(`Invalid HttpMethod specified. Valid options are ${HTTP_METHODS}`)
    if (method !== undefined) throw new ControlError('ConflictException', 'Method already exists for this resource')
    return checked(newMethod(httpMethod, input), parts)
  })
  return created(method)
}

function newMethod(httpMethod: string, input: Input<typeof PUT_METHOD>): Method {
  const { authorizationType = '', apiKeyRequired = false, ...others } = input
  return { httpMethod, authorizationType, apiKeyRequired, ...others }
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethod.html */
export const getMethod: Operation = async (call, services) => ok(await findMethod(call, services))

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethod.html: what it refers to is judged once all operations are applied. */
export const updateMethod: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateMethodInput')
  return ok(
    await changeMethod(call, services, (method, { parts }) =>
      checked(applyPatch(method, operations, METHOD_PATCH), parts, method),
    ),
  )
}

/** The method as it is kept. Throws ControlError for the first thing that AWS would refuse. */
function checked(method: Method, parts: readonly PartName[], before?: Method): Method {
  checkRequestParameters(method.requestParameters, before?.requestParameters)
  const { operationName, requestValidatorId, requestParameters, requestModels, ...kept } = withAuthorization(
    method,
    parts,
  )
  checkValidator(requestValidatorId || undefined, parts)
  checkModels(requestModels, parts)
  return {
    ...kept,
    // An empty text takes an id or a name away; an empty map is none (cpl-0027).
    ...(operationName && { operationName }),
    ...(requestValidatorId && { requestValidatorId }),
    ...(hasEntries(requestParameters) && { requestParameters }),
    ...(hasEntries(requestModels) && { requestModels }),
  }
}

const hasEntries = (map: object | undefined) => map !== undefined && Object.keys(map).length > 0

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteMethod.html */
export const deleteMethod: Operation = async (call, services) => {
  await editMethod(call, services, ({ method }) => {
    if (method === undefined) throw noSuchMethod()
    return undefined
  })
  return noContent()
}
