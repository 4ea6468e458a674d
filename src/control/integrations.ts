import type { Integration, Method } from '../definition/rest-api.ts'
import {
  CONNECTION_TYPES,
  CONTENT_HANDLINGS,
  DEFAULT_TIMEOUT_MILLIS,
  type INTEGRATION_TYPES,
  TRANSFER_MODES,
} from '../integrations/integration-faults.ts'
import { keptTemplates } from '../mapping/templates.ts'
import { present } from '../openapi/json-value.ts'
import { changeMethod, type FoundMethod, findMethod } from './edit-method.ts'
import { noSuchIntegration } from './identifiers.ts'
import { checkMembers, type Input, type Members, readInput } from './input.ts'
import { checkIntegration, passthroughBehaviorOf } from './integration-checks.ts'
import { INTEGRATION_PATCH } from './integration-patch.ts'
import { created, noContent, type Operation, ok } from './operation.ts'
import { readPatch } from './patch.ts'
import { applyPatch } from './patch-table.ts'
import { checkConstraints, oneOf, required } from './validation-error.ts'

/** `integrationHttpMethod` of AWS's clients is `httpMethod` on the wire. */
const MEMBERS = {
  type: 'string',
  httpMethod: 'string',
  uri: 'string',
  connectionType: 'string',
  connectionId: 'string',
  credentials: 'string',
  requestParameters: 'map',
  requestTemplates: 'templates',
  passthroughBehavior: 'string',
  cacheNamespace: 'string',
  cacheKeyParameters: 'strings',
  contentHandling: 'string',
  timeoutInMillis: 'integer',
  tlsConfig: 'object',
  responseTransferMode: 'string',
  integrationTarget: 'string',
} as const satisfies Members

/** In the order of AWS's message (cpl-0059). */
const TYPES = ['HTTP', 'MOCK', 'AWS_PROXY', 'HTTP_PROXY', 'AWS']

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
 * What stood there before is gone, its integration responses too.
 */
export const putIntegration: Operation = async (call, services) => {
  const input = readInput(call.body, MEMBERS)
  checkInput(input)
  const { methodIntegration } = await changeMethod(call, services, (method, found) => {
    const integration = integrationOf(input, found)
    checkIntegration(integration, method, found)
    return { ...method, methodIntegration: integration }
  })
  return created(methodIntegration)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegration.html */
export const getIntegration: Operation = async (call, services) =>
  ok(existingIntegration(await findMethod(call, services)))

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegration.html */
export const updateIntegration: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateIntegrationInput')
  const { methodIntegration } = await changeMethod(call, services, (method, found) => {
    const integration = existingIntegration(method)
    const patched = applyPatch(integration, operations, INTEGRATION_PATCH)
    checkIntegration(patched, method, found, integration)
    return { ...method, methodIntegration: patched }
  })
  return ok(methodIntegration)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteIntegration.html */
export const deleteIntegration: Operation = async (call, services) => {
  await changeMethod(call, services, (method) => {
    existingIntegration(method)
    const { methodIntegration: _, ...bare } = method
    return bare
  })
  return noContent()
}

/** Throws NotFoundException. */
export function existingIntegration({ methodIntegration }: Method): Integration {
  if (methodIntegration === undefined) throw noSuchIntegration()
  return methodIntegration
}

/** What AWS checks before it looks for the method (cpl-0059). */
function checkInput({ type, connectionType, contentHandling, responseTransferMode }: Input<typeof MEMBERS>): void {
  checkConstraints(
    required(type, 'putIntegrationInput.type'),
    oneOf(type, 'putIntegrationInput.type', TYPES),
    oneOf(connectionType, 'putIntegrationInput.connectionType', CONNECTION_TYPES),
    oneOf(contentHandling, 'putIntegrationInput.contentHandling', CONTENT_HANDLINGS),
    oneOf(responseTransferMode, 'putIntegrationInput.responseTransferMode', TRANSFER_MODES),
  )
}

/** With AWS's defaults (cpl-0113). Of a MOCK's backend nothing is kept. */
function integrationOf(input: Input<typeof MEMBERS>, { resourceId }: FoundMethod): Integration {
  // `checkInput` let only AWS's types through.
  const type = input.type as (typeof INTEGRATION_TYPES)[number]
  const { httpMethod, uri, connectionType, requestTemplates, tlsConfig } = input
  return present({
    ...(input as Partial<Integration>),
    type,
    ...(type === 'MOCK' ? { httpMethod: undefined, uri: undefined } : { httpMethod, uri }),
    // As with the type.
    connectionType: (connectionType ??
      (type.startsWith('HTTP') ? 'INTERNET' : undefined)) as Integration['connectionType'],
    connectionId: input.connectionId || undefined,
    credentials: input.credentials || undefined,
    requestTemplates: requestTemplates && keptTemplates(requestTemplates),
    passthroughBehavior: passthroughBehaviorOf(input.passthroughBehavior ?? 'WHEN_NO_MATCH'),
    timeoutInMillis: input.timeoutInMillis ?? DEFAULT_TIMEOUT_MILLIS,
    cacheNamespace: input.cacheNamespace || resourceId,
    cacheKeyParameters: input.cacheKeyParameters ?? [],
    tlsConfig: tlsConfig && {
      insecureSkipVerification: false,
      ...checkMembers(tlsConfig, { insecureSkipVerification: 'boolean' }),
    },
  })
}
