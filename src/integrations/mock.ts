/**
 * MOCK: no backend. The request template's `statusCode` selects the integration response; the request never reaches the answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
import type { Integration } from '../definition/rest-api.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange, Reply } from '../gateway/exchange.ts'
import { HeaderMap } from '../lib/header-map.ts'
import type { Problems } from '../lib/problems.ts'
import { parseRequestParameters } from '../mapping/parameter-mapping.ts'
import { type RequestTemplatesSpec, requestTemplatesOf } from '../mapping/request-templates.ts'
import { checkTemplates, templateTexts } from '../mapping/templates.ts'
import type { IntegrationCall, IntegrationType } from './integration.ts'
import { type IntegrationResponseSpec, parseIntegrationResponses } from './integration-responses.ts'
import { parseMockStatus } from './mock-status.ts'

export interface MockSpec extends RequestTemplatesSpec {
  readonly type: 'MOCK'
  readonly responses: readonly IntegrationResponseSpec[]
}

/** AWS's words in the execution log. */
const NO_STATUS = new GatewayError('API_CONFIGURATION_ERROR', {
  reason: 'Unable to parse statusCode. It should be an integer and should be at the root level of the MOCK request',
})

export const mock: IntegrationType<MockSpec> = { parse: parseMock, link: linkMock }

function parseMock(integration: Integration, place: string, problems: Problems): MockSpec | undefined {
  const before = problems.errors.length
  checkTemplates(templateTexts(integration.requestTemplates), 'request', place, problems)
  // They reach no backend, so only their form counts.
  parseRequestParameters(integration.requestParameters, place, problems)
  const responses = parseIntegrationResponses(integration, place, problems)
  if (problems.errors.length > before) return undefined
  return { type: 'MOCK', ...requestTemplatesOf(integration), responses }
}

function linkMock(): IntegrationCall {
  return async function call(x: Exchange): Promise<Reply> {
    const { body } = x.integrationBody ?? {}
    const status = parseMockStatus(typeof body === 'string' ? body : await x.bodyText())
    if (status === undefined) throw NO_STATUS
    x.record.integrationStatus = status
    return { status, headers: new HeaderMap(), body: null }
  }
}
