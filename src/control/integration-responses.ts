import type { IntegrationResponse, Method } from '../definition/rest-api.ts'
import { CONTENT_HANDLINGS } from '../integrations/integration-faults.ts'
import { compilePattern } from '../integrations/integration-responses.ts'
import { responseMappingFaults } from '../integrations/mapping-faults.ts'
import { keptTemplates } from '../mapping/templates.ts'
import { present } from '../openapi/json-value.ts'
import { changeMethod, findMethod } from './edit-method.ts'
import { noSuchStatusCode } from './identifiers.ts'
import { type Members, readInput } from './input.ts'
import { added } from './integration-checks.ts'
import { readTemplate, setContentHandling } from './integration-patch.ts'
import { existingIntegration } from './integrations.ts'
import { noSuchContentType, noSuchParameter } from './method-parameters.ts'
import { statusConstraint } from './method-responses.ts'
import { type Call, created, noContent, type Operation, ok, param } from './operation.ts'
import { readPatch } from './patch.ts'
import { mapRule } from './patch-map.ts'
import { applyPatch, type PatchTable, setText, withoutKey } from './patch-table.ts'
import type { ControlServices } from './services.ts'
import { badRequest, checkConstraints, invalidMappings, oneOf } from './validation-error.ts'

const MEMBERS = {
  selectionPattern: 'string',
  responseParameters: 'map',
  responseTemplates: 'templates',
  contentHandling: 'string',
} as const satisfies Members

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateIntegrationResponse-Patch */
const PATCH: PatchTable<IntegrationResponse> = {
  refusal: 'plain',
  rules: [
    { path: '/selectionPattern', replace: setText('selectionPattern') },
    { path: '/contentHandling', replace: setContentHandling },
    mapRule<IntegrationResponse, string>('responseParameters', String, noSuchParameter),
    mapRule<IntegrationResponse, string | null>('responseTemplates', readTemplate, noSuchContentType),
  ],
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html */
export const putIntegrationResponse: Operation = async (call, services) => {
  const input = readInput(call.body, MEMBERS)
  const { contentHandling, responseTemplates } = input
  checkConstraints(
    oneOf(contentHandling, 'putIntegrationResponseInput.contentHandling', CONTENT_HANDLINGS),
    statusConstraint(call),
  )
  const response = present<IntegrationResponse>({
    ...input,
    statusCode: param(call, 'statusCode'),
    responseTemplates: responseTemplates && keptTemplates(responseTemplates),
    // `checkConstraints` let only AWS's values through.
    contentHandling: contentHandling as IntegrationResponse['contentHandling'],
  })
  const put = (method: Method) => {
    existingIntegration(method)
    checkResponse(response, method)
    return response
  }
  return created(await changeResponse(call, services, put))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegrationResponse.html */
export const getIntegrationResponse: Operation = async (call, services) => {
  checkConstraints(statusConstraint(call))
  return ok(existing(call, await findMethod(call, services)))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegrationResponse.html */
export const updateIntegrationResponse: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateIntegrationResponseInput', statusConstraint(call))
  const patch = (method: Method) => {
    const before = existing(call, method)
    const response = applyPatch(before, operations, PATCH)
    checkResponse(response, method, before)
    return response
  }
  return ok(await changeResponse(call, services, patch))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteIntegrationResponse.html */
export const deleteIntegrationResponse: Operation = async (call, services) => {
  checkConstraints(statusConstraint(call))
  await changeMethod(call, services, (method) => {
    const { statusCode } = existing(call, method)
    return withResponses(method, (responses) => withoutKey(responses, statusCode))
  })
  return noContent()
}

/** Throws NotFoundException: first for the integration, then for the status (cpl-0070, cpl-0071). */
function existing(call: Call, method: Method): IntegrationResponse {
  const { integrationResponses = {} } = existingIntegration(method)
  // The label is three digits: no name that every object has.
  const response = integrationResponses[param(call, 'statusCode')]
  if (response === undefined) throw noSuchStatusCode()
  return response
}

type Responses = Readonly<Record<string, IntegrationResponse>>

async function changeResponse(
  call: Call,
  services: ControlServices,
  change: (method: Method) => IntegrationResponse,
): Promise<IntegrationResponse> {
  const changed = await changeMethod(call, services, (method) => {
    const response = change(method)
    return withResponses(method, (responses) => ({ ...responses, [response.statusCode]: response }))
  })
  return existing(call, changed)
}

function withResponses(method: Method, change: (responses: Responses) => Responses): Method {
  const { integrationResponses, ...integration } = existingIntegration(method)
  const changed = change(integrationResponses ?? {})
  const none = Object.keys(changed).length === 0
  return { ...method, methodIntegration: { ...integration, ...(!none && { integrationResponses: changed }) } }
}

/** What was wrong `before` already is no fault of this edit. Throws ControlError BadRequestException. */
function checkResponse(response: IntegrationResponse, method: Method, before?: IntegrationResponse): void {
  const { selectionPattern } = response
  if (
    selectionPattern &&
    selectionPattern !== before?.selectionPattern &&
    compilePattern(selectionPattern) === undefined
  )
    throw badRequest(`Invalid selection pattern specified: it is no regular expression: ${selectionPattern}`)
  const faults = added(responseMappingFaults(method, response), before && responseMappingFaults(method, before))
  if (faults.length > 0) throw invalidMappings(faults)
}
