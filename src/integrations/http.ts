/**
 * HTTP: nothing of the client's request reaches the backend but what is mapped, and its body; nothing of the backend's headers
 * reaches the client but what is mapped.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 * Differs from AWS: a body that no template, conversion or mapping needs streams; what is no UTF-8 in a text is replaced on its way.
 */
import type { Integration } from '../definition/rest-api.ts'
import type { Exchange, Reply } from '../gateway/exchange.ts'
import { HeaderMap } from '../lib/header-map.ts'
import type { Problems } from '../lib/problems.ts'
import { type RequestTemplatesSpec, requestTemplatesOf } from '../mapping/request-templates.ts'
import { checkTemplates, templateTexts } from '../mapping/templates.ts'
import { contentLength, incomingBody } from './body-limits.ts'
import { type ConnectionSpec, connectionOf } from './connection.ts'
import { addIdentity, applyMappedHeaders, ownHeaders } from './http-headers.ts'
import {
  backendBody,
  backendMethod,
  callBackend,
  type HttpRequestSpec,
  httpFeaturesNotServed,
  parseHttpRequest,
  retrying,
  withQuery,
} from './http-request.ts'
import { linkUri } from './http-uri.ts'
import type { IntegrationCall, IntegrationType } from './integration.ts'
import { type IntegrationResponseSpec, parseIntegrationResponses } from './integration-responses.ts'
import { type NotServedSpec, notServed } from './not-served.ts'

export interface HttpSpec extends ConnectionSpec, HttpRequestSpec, RequestTemplatesSpec {
  readonly type: 'HTTP'
  readonly responses: readonly IntegrationResponseSpec[]
}

export const http: IntegrationType<HttpSpec> = { parse: parseHttp, link: linkHttp }

function parseHttp(integration: Integration, place: string, problems: Problems): HttpSpec | NotServedSpec | undefined {
  const missing = new Set(httpFeaturesNotServed(integration))
  const before = problems.errors.length
  checkTemplates(templateTexts(integration.requestTemplates), 'request', place, problems)
  const request = parseHttpRequest(integration, place, problems)
  const responses = parseIntegrationResponses(integration, place, problems)
  if (request === undefined || problems.errors.length > before) return undefined
  if (missing.size > 0) return notServed(integration, [...missing], place, problems)
  if (responses.length === 0) problems.warn(place, 'Integration HTTP has no integration response; calls answer 500')
  return { type: 'HTTP', ...request, ...requestTemplatesOf(integration), responses }
}

function linkHttp(spec: HttpSpec): IntegrationCall {
  const uriOf = linkUri(spec.uri)
  return async function call(x: Exchange): Promise<Reply> {
    const { mapped } = x
    const method = backendMethod(spec, x)
    const { url, way } = connectionOf(spec, x, withQuery(uriOf(x.stage.variables, mapped.path), '', mapped.query))
    const headers = ownHeaders(x)
    applyMappedHeaders(headers, mapped.headers)
    addIdentity(headers, x)
    const found = backendBody(method, x)
    const body = found instanceof Promise ? await found : found
    // Without a Content-Type the runtime would send its own of a text.
    if (typeof body.body === 'string' && !headers.has('content-type')) headers.set('content-type', 'application/json')
    const response = await callBackend(
      x,
      { url, method, headers, way, onRetry: retrying(x) },
      body,
      spec.timeoutInMillis,
    )
    const received = HeaderMap.from(response.headers)
    // What is decoded on its way has another length.
    const length = received.has('content-encoding') ? undefined : contentLength(received)
    return { status: response.status, headers: received, body: incomingBody(response, received, x), length }
  }
}
