/**
 * `x-amazon-apigateway-integration.responses`: which answer of the backend becomes which answer of the method.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration-responses.html
 */
import type { IntegrationResponse } from '../../definition/rest-api.ts'
import { CONTENT_HANDLINGS } from '../../integrations/integration-faults.ts'
import { definedMembers, type JsonObject, present } from '../json-value.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'
import type { IntegrationOwner } from './integration.ts'
import { readParameterMappings, readTemplates } from './integration-mappings.ts'

const STATUS = /^[1-5]\d\d$/
const MEMBERS = ['statusCode', 'responseParameters', 'responseTemplates', 'contentHandling']

/** By status code, as AWS keeps them: `default` has no pattern, any other key is one. */
export function readIntegrationResponses(
  reading: Reading,
  integration: Fields,
  owner: IntegrationOwner,
): Record<string, IntegrationResponse> | undefined {
  const responses = integration.fields('responses')
  if (responses === undefined) return undefined
  const byStatus = new Map<string, IntegrationResponse>()
  for (const pattern of responses.keys()) {
    const fields = responses.fields(pattern)
    const response = fields && readResponse(reading, fields, pattern, owner)
    if (response === undefined) continue
    if (byStatus.has(response.statusCode))
      reading.report.warn(
        responses.at(pattern),
        `another pattern answers status ${response.statusCode} too, and API Gateway keeps one per status: only the last counts`,
      )
    byStatus.set(response.statusCode, response)
  }
  return Object.fromEntries(byStatus)
}

function readResponse(
  reading: Reading,
  fields: Fields,
  pattern: string,
  owner: IntegrationOwner,
): IntegrationResponse | undefined {
  fields.warnUnknown(MEMBERS, 'an integration response')
  const statusCode = fields.text('statusCode') ?? (STATUS.test(pattern) ? pattern : undefined)
  if (statusCode === undefined || !STATUS.test(statusCode)) {
    reading.report.error(fields.at('statusCode'), 'must be the status to answer with, such as "200"')
    return undefined
  }
  return present<IntegrationResponse>({
    statusCode,
    selectionPattern: pattern === 'default' ? undefined : pattern,
    responseParameters: readParameterMappings(reading, fields, 'responseParameters', owner),
    responseTemplates: readTemplates(fields, 'responseTemplates'),
    contentHandling: fields.constant('contentHandling', CONTENT_HANDLINGS),
  })
}

/** By pattern, `default` where there is none. Of several for one pattern only the one with the lowest status is ever selected: that one. */
export function selectable(
  responses: Readonly<Record<string, IntegrationResponse>> = {},
): readonly (readonly [pattern: string, response: IntegrationResponse])[] {
  const byPattern = new Map<string, IntegrationResponse>()
  for (const [, response] of Object.entries(responses).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const pattern = response.selectionPattern || 'default'
    if (!byPattern.has(pattern)) byPattern.set(pattern, response)
  }
  return [...byPattern]
}

export function writeIntegrationResponses(responses: Readonly<Record<string, IntegrationResponse>>): JsonObject {
  const written = selectable(responses).map(([pattern, response]) => {
    const { statusCode, responseParameters, responseTemplates, contentHandling } = response
    return [pattern, definedMembers({ statusCode, responseParameters, responseTemplates, contentHandling })] as const
  })
  return Object.fromEntries(written)
}
