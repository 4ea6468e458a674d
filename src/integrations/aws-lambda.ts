/**
 * AWS with a Lambda function (custom integration): the function gets what the request's template makes, and the error message of a
 * function that failed selects the integration response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
 * Differs from AWS: of a payload that is no JSON the caller is not told where.
 */
import type { Integration } from '../definition/rest-api.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { InvocationType } from '../functions/functions.ts'
import type { Exchange, Reply } from '../gateway/exchange.ts'
import { toBase64 } from '../lib/base64.ts'
import type { HeaderMap } from '../lib/header-map.ts'
import type { Problems } from '../lib/problems.ts'
import { fromUtf8, toUtf8 } from '../lib/utf8.ts'
import { type RequestTemplatesSpec, requestTemplatesOf } from '../mapping/request-templates.ts'
import { checkTemplates, templateTexts } from '../mapping/templates.ts'
import { applyMappedAwsHeaders } from './aws-headers.ts'
import { addIdentity, ownHeaders } from './http-headers.ts'
import { backendBody, backendMethod, bytesOf, type HttpRequestSpec, parseRequest } from './http-request.ts'
import type { IntegrationCall } from './integration.ts'
import { type IntegrationResponseSpec, parseIntegrationResponses } from './integration-responses.ts'
import {
  answerHeaders,
  errorMessageOf,
  type FunctionSpec,
  failureLine,
  functionProblems,
  functionSpec,
  linkFunction,
  NOT_POST,
} from './lambda-function.ts'
import { type NotServedSpec, notServed } from './not-served.ts'

export interface AwsLambdaSpec extends Omit<HttpRequestSpec, 'uri'>, RequestTemplatesSpec, FunctionSpec {
  readonly type: 'AWS'
  readonly responses: readonly IntegrationResponseSpec[]
}

/** Reports every problem. Undefined when an error was reported. */
export function parseAwsLambda(
  integration: Integration,
  place: string,
  problems: Problems,
): AwsLambdaSpec | NotServedSpec | undefined {
  const before = problems.errors.length
  checkTemplates(templateTexts(integration.requestTemplates), 'request', place, problems)
  const request = parseRequest(integration, place, problems)
  const responses = parseIntegrationResponses(integration, place, problems)
  if (request === undefined || problems.errors.length > before) return undefined
  const missing = functionProblems(integration)
  if (missing.length > 0) return notServed(integration, missing, place, problems)
  if (responses.length === 0) problems.warn(place, 'Integration AWS has no integration response; calls answer 500')
  const { uri: _, ...others } = request
  return { type: 'AWS', ...others, ...requestTemplatesOf(integration), ...functionSpec(integration), responses }
}

export function linkAwsLambda(spec: AwsLambdaSpec): IntegrationCall {
  // A mapping needs the answer whole.
  const callFunction = linkFunction({ ...spec, streaming: undefined })
  const request = { ...spec, uri: '' }
  return async function call(x: Exchange): Promise<Reply> {
    const headers = ownHeaders(x)
    applyMappedAwsHeaders(headers, x.mapped.headers)
    addIdentity(headers, x)
    if (backendMethod(request, x) !== 'POST') throw NOT_POST
    const outgoing = await backendBody('POST', x)
    const payload = typeof outgoing.body === 'string' ? outgoing.body : fromUtf8(await bytesOf(outgoing))
    checkJson(payload)
    const answer = await callFunction(x, {
      payload,
      invocationType: invocationTypeOf(headers),
      clientContext: headers.get('x-amz-client-context'),
    })
    const { functionError, status } = answer
    const body = answer.payload
    const failed = functionError !== undefined && typeof body === 'string'
    if (failed) x.log(() => failureLine(answer))
    const received = answerHeaders(answer, x)
    if (answer.logTail !== undefined && headers.get('x-amz-log-type') === 'Tail')
      received.set('X-Amz-Log-Result', toBase64(toUtf8(answer.logTail)))
    return { status, headers: received, body, errorMessage: (failed && errorMessageOf(body)) || null }
  }
}

const NOT_JSON = new GatewayError('INVALID_JSON', {
  message: 'Could not parse request body into json',
  reason: 'Could not parse request body into json: what the integration request makes of it is no JSON',
})

/** Lambda takes nothing else, but that an empty payload is `{}`. */
function checkJson(payload: string): void {
  if (payload === '') return
  try {
    JSON.parse(payload)
  } catch {
    throw NOT_JSON
  }
}

const INVOCATION_TYPES: readonly InvocationType[] = ['RequestResponse', 'Event', 'DryRun']

/** The mapped header that makes a call asynchronous. */
function invocationTypeOf(headers: HeaderMap): InvocationType {
  const text = headers.get('x-amz-invocation-type') ?? 'RequestResponse'
  const type = INVOCATION_TYPES.find((known) => known === text)
  if (type !== undefined) return type
  throw new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `X-Amz-Invocation-Type must be one of ${INVOCATION_TYPES.join(', ')}, not ${text}`,
  })
}
