import type { Method, MethodResponse } from '../definition/rest-api.ts'
import { ControlError } from '../errors/control-error.ts'
import { changeMethod, findMethod, type PartName } from './edit-method.ts'
import { noSuchStatusCode } from './identifiers.ts'
import { type Members, readInput } from './input.ts'
import { checkResponseParameters, noSuchContentType, noSuchParameter } from './method-parameters.ts'
import { checkModels } from './method-references.ts'
import { type Call, created, noContent, type Operation, ok, param } from './operation.ts'
import { isTrue, readPatch } from './patch.ts'
import { mapRule } from './patch-map.ts'
import { applyPatch, type PatchTable, withoutKey } from './patch-table.ts'
import type { ControlServices } from './services.ts'
import { checkConstraints, matching } from './validation-error.ts'

const PUT_METHOD_RESPONSE = { responseParameters: 'flags', responseModels: 'map' } as const satisfies Members

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethodResponse.html */
export const putMethodResponse: Operation = async (call, services) => {
  checkConstraints(statusConstraint(call))
  const response = { ...readInput(call.body, PUT_METHOD_RESPONSE), statusCode: param(call, 'statusCode') }
  const put = (existing: MethodResponse | undefined) => {
    if (existing === undefined) return response
    throw new ControlError('ConflictException', 'Response already exists for this resource')
  }
  return created(await changeResponse(call, services, put))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethodResponse.html */
export const getMethodResponse: Operation = async (call, services) => {
  checkConstraints(statusConstraint(call))
  const response = responseOf(call, await findMethod(call, services))
  if (response === undefined) throw noSuchStatusCode()
  return ok(response)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethodResponse.html: AWS answers 201 (cpl-0079). */
export const updateMethodResponse: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateMethodResponseInput', statusConstraint(call))
  const update = (response: MethodResponse | undefined) => {
    if (response === undefined) throw noSuchStatusCode()
    return applyPatch(response, operations, RESPONSE_PATCH)
  }
  return created(await changeResponse(call, services, update))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateMethodResponse-Patch */
const RESPONSE_PATCH: PatchTable<MethodResponse> = {
  refusal: 'plain',
  rules: [
    mapRule<MethodResponse, boolean>('responseParameters', isTrue, noSuchParameter),
    mapRule<MethodResponse, string>('responseModels', String, noSuchContentType),
  ],
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteMethodResponse.html */
export const deleteMethodResponse: Operation = async (call, services) => {
  checkConstraints(statusConstraint(call))
  await changeMethod(call, services, (method) => {
    if (responseOf(call, method) === undefined) throw noSuchStatusCode()
    const { methodResponses, ...others } = method
    const left = withoutKey(methodResponses, param(call, 'statusCode'))
    return { ...others, ...(Object.keys(left).length > 0 && { methodResponses: left }) }
  })
  return noContent()
}

/** AWS's constraint of a status code in a path; integration responses have it too. */
export const statusConstraint = (call: Call) => matching(param(call, 'statusCode'), 'statusCode', '[1-5]\\d\\d')

function responseOf(call: Call, { methodResponses = {} }: Method): MethodResponse | undefined {
  const statusCode = param(call, 'statusCode')
  return Object.hasOwn(methodResponses, statusCode) ? methodResponses[statusCode] : undefined
}

/** Puts what `change` makes of the response that the path names, if AWS would take it. */
async function changeResponse(
  call: Call,
  services: ControlServices,
  change: (response: MethodResponse | undefined) => MethodResponse,
): Promise<MethodResponse | undefined> {
  const method = await changeMethod(call, services, (method, { parts }) => {
    const before = responseOf(call, method)
    const response = checked(change(before), parts, before)
    return { ...method, methodResponses: { ...method.methodResponses, [response.statusCode]: response } }
  })
  return responseOf(call, method)
}

function checked(response: MethodResponse, parts: readonly PartName[], before?: MethodResponse): MethodResponse {
  checkResponseParameters(response.responseParameters, before?.responseParameters)
  checkModels(response.responseModels, parts)
  return response
}
