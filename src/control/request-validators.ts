import type { RequestValidator } from '../definition/parts.ts'
import { ControlError } from '../errors/control-error.ts'
import { type Members, readInput } from './input.ts'
import { created, type Operation, ok } from './operation.ts'
import { addPart, changePart, findPart, listParts, methodThat, type NamedKind, removePart } from './parts.ts'
import { readPatch } from './patch.ts'
import { applyPatch, type PatchTable, setBoolean } from './patch-table.ts'
import { badRequest, notFound } from './validation-error.ts'

const VALIDATORS: NamedKind<RequestValidator> = {
  kind: 'RequestValidator',
  label: 'requestValidatorId',
  by: 'id',
  missing: () => notFound('Invalid Request Validator identifier specified'),
  taken: (name) =>
    badRequest(`Request Validator name must be unique. Request Validator ${name} already exists in this RestApi.`),
  missingApi: () => badRequest('Invalid REST API identifier specified'),
}

const CREATE = {
  name: 'string',
  validateRequestBody: 'boolean',
  validateRequestParameters: 'boolean',
} as const satisfies Members

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRequestValidator.html */
export const createRequestValidator: Operation = async (call, services) => {
  const { name = '', validateRequestBody = false, validateRequestParameters = false } = readInput(call.body, CREATE)
  checkName(name)
  const make = (id: string) => ({ id, name, validateRequestBody, validateRequestParameters })
  return created(await addPart(call, services, VALIDATORS, make))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetRequestValidator.html */
export const getRequestValidator: Operation = async (call, services) => ok(await findPart(call, services, VALIDATORS))

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetRequestValidators.html */
export const getRequestValidators: Operation = (call, services) => listParts(call, services, VALIDATORS)

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateRequestValidator.html */
export const updateRequestValidator: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateRequestValidatorInput')
  return ok(await changePart(call, services, VALIDATORS, (validator) => applyPatch(validator, operations, PATCHES)))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateRequestValidator-Patch */
const PATCHES: PatchTable<RequestValidator> = {
  refusal: 'listing',
  rules: [
    { path: '/name', replace: (validator, name) => ({ ...validator, name: checkName(name) }) },
    { path: '/validateRequestParameters', replace: setBoolean('validateRequestParameters') },
    { path: '/validateRequestBody', replace: setBoolean('validateRequestBody') },
  ],
}

function checkName(name: string): string {
  if (name.trim() === '') throw badRequest('Request Validator name cannot be blank')
  return name
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRequestValidator.html */
export const deleteRequestValidator: Operation = (call, services) =>
  removePart(call, services, VALIDATORS, ({ id, name }, resources) => {
    const use = methodThat(resources, ({ requestValidatorId }) => requestValidatorId === id)
    if (use === undefined) return
    throw new ControlError(
      'ConflictException',
      `Cannot delete Request Validator '${name}', is referenced in method: ${use.httpMethod}/${use.path}`,
    )
  })
