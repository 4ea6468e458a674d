/**
 * AWS: an integration with any AWS service but Lambda. The request is mapped, signed and sent; the status that the service answers selects
 * the integration response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-request-basic-setup.html
 * Differs from AWS: the gateway signs with the credentials of its owner, or with those of the integration's role that they may assume.
 */
import { AwsCallError } from '../aws/aws-call-error.ts'
import type { ServiceEndpoint } from '../aws/endpoints.ts'
import { signCall } from '../aws/sign-call.ts'
import type { Integration } from '../definition/rest-api.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange, Reply } from '../gateway/exchange.ts'
import { HeaderMap } from '../lib/header-map.ts'
import type { Problems } from '../lib/problems.ts'
import { type RequestTemplatesSpec, requestTemplatesOf } from '../mapping/request-templates.ts'
import { checkTemplates, templateTexts } from '../mapping/templates.ts'
import { credentialsProblem, roleOf } from './aws-credentials.ts'
import { applyMappedAwsHeaders } from './aws-headers.ts'
import { linkServiceUri, type ServiceAction, type ServiceCall, serviceUriProblem } from './aws-service-uri.ts'
import { contentLength, incomingBody } from './body-limits.ts'
import { addIdentity, ownHeaders } from './http-headers.ts'
import {
  backendBody,
  backendMethod,
  bytesOf,
  callBackend,
  type HttpRequestSpec,
  parseRequest,
  withQuery,
} from './http-request.ts'
import type { IntegrationCall } from './integration.ts'
import { type IntegrationResponseSpec, parseIntegrationResponses } from './integration-responses.ts'
import { type NotServedSpec, notServed } from './not-served.ts'

export interface AwsServiceSpec extends HttpRequestSpec, RequestTemplatesSpec {
  readonly type: 'AWS'
  /** ARN of the role that signs; stage variables still in it. Absent: the configured credentials. */
  readonly credentials?: string
  readonly responses: readonly IntegrationResponseSpec[]
}

/** Reports every problem. Undefined when an error was reported. */
export function parseAwsService(
  integration: Integration,
  place: string,
  problems: Problems,
): AwsServiceSpec | NotServedSpec | undefined {
  const { uri = '', credentials } = integration
  const before = problems.errors.length
  checkTemplates(templateTexts(integration.requestTemplates), 'request', place, problems)
  const request = parseRequest(integration, place, problems)
  const responses = parseIntegrationResponses(integration, place, problems)
  if (request === undefined || problems.errors.length > before) return undefined
  const missing = [serviceUriProblem(uri), credentialsProblem(credentials)].filter((each) => each !== undefined)
  if (missing.length > 0) return notServed(integration, missing, place, problems)
  if (responses.length === 0) problems.warn(place, 'Integration AWS has no integration response; calls answer 500')
  return {
    type: 'AWS',
    ...request,
    ...requestTemplatesOf(integration),
    ...(credentials && { credentials }),
    responses,
  }
}

const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const NOTHING = new Uint8Array()

export function linkAwsService(spec: AwsServiceSpec): IntegrationCall {
  const callOf = linkServiceUri(spec.uri)
  return async function call(x: Exchange): Promise<Reply> {
    const { variables } = x.stage
    const service = callOf(variables, x.mapped.path)
    const method = backendMethod(spec, x)
    const headers = headersOf(x, service.action)
    const body = WITHOUT_BODY.has(method) ? NOTHING : await bytesOf(await backendBody(method, x))
    if (body.byteLength > 0 && !headers.has('content-type')) headers.set('content-type', 'application/json')
    const url = await sign(x, service, roleOf(spec.credentials, variables), { method, headers, body })
    const outgoing = { body: body.byteLength === 0 ? null : body }
    const response = await callBackend(x, { url, method, headers }, outgoing, spec.timeoutInMillis)
    x.record.integrationRequestId = requestIdOf(response.headers)
    const received = HeaderMap.from(response.headers)
    // What is decoded on its way has another length.
    const length = received.has('content-encoding') ? undefined : contentLength(received)
    return { status: response.status, headers: received, body: incomingBody(response, received, x), length }
  }
}

function headersOf(x: Exchange, action: ServiceAction | undefined): HeaderMap {
  const headers = ownHeaders(x)
  if (action?.protocol.kind === 'json') {
    headers.set('content-type', `application/x-amz-json-${action.protocol.jsonVersion}`)
    headers.set('x-amz-target', `${action.protocol.target}.${action.name}`)
  }
  applyMappedAwsHeaders(headers, x.mapped.headers)
  addIdentity(headers, x)
  return headers
}

interface Unsigned {
  readonly method: string
  readonly headers: HeaderMap
  readonly body: Uint8Array<ArrayBuffer>
}

/** Signs the headers; answers the URL. Throws GatewayError where the owner's configuration does not allow the call. */
async function sign(x: Exchange, service: ServiceCall, role: string | undefined, unsigned: Unsigned): Promise<string> {
  const { aws, now } = x.services
  try {
    const endpoint = aws.endpointOf(service.address)
    const url = urlOf(endpoint, service, x.mapped.query)
    await signCall({ url, ...unsigned }, endpoint, await aws.credentialsFor(endpoint, role), now())
    return url
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error
    x.record.integrationError = error.message
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason: error.message })
  }
}

/** As a URL parser leaves it, so that what is signed is what is sent. */
function urlOf(
  endpoint: ServiceEndpoint,
  { path, query, action }: ServiceCall,
  mapped: readonly (readonly [string, string])[],
): string {
  const url = new URL(withQuery(`${endpoint.url}${path}`, query, mapped))
  if (action?.protocol.kind === 'query' && !url.searchParams.has('Version'))
    return `${url.href}&Version=${action.protocol.version}`
  return url.href
}

/** S3 has a name of its own for it. */
const requestIdOf = (headers: Headers): string | undefined =>
  headers.get('x-amzn-requestid') ?? headers.get('x-amz-request-id') ?? undefined
