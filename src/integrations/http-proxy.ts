/**
 * HTTP_PROXY: everything passes, both ways. Request parameters are applied all the same, as recorded on AWS: a mapped header
 * replaces the client's, a mapped query parameter is added to it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 * Differs from AWS: bodies stream in both directions.
 */
import type { Integration } from '../definition/rest-api.ts'
import type { Exchange, Reply } from '../gateway/exchange.ts'
import { HeaderMap } from '../lib/header-map.ts'
import type { Problems } from '../lib/problems.ts'
import type { ContentHandling } from '../mapping/content-handling.ts'
import { incomingBody } from './body-limits.ts'
import { type ConnectionSpec, connectionOf } from './connection.ts'
import { addIdentity, applyMappedHeaders, forwardedHeaders } from './http-headers.ts'
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
import { type NotServedSpec, notServed } from './not-served.ts'

export interface HttpProxySpec extends ConnectionSpec, HttpRequestSpec {
  readonly type: 'HTTP_PROXY'
  readonly contentHandling?: ContentHandling
  /** `responseTransferMode` STREAM: the response may be of any length. */
  readonly streams?: true
}

export const httpProxy: IntegrationType<HttpProxySpec> = { parse: parseHttpProxy, link: linkHttpProxy }

function parseHttpProxy(
  integration: Integration,
  place: string,
  problems: Problems,
): HttpProxySpec | NotServedSpec | undefined {
  const missing = new Set(httpFeaturesNotServed(integration))
  const request = parseHttpRequest(integration, place, problems)
  if (request === undefined) return undefined
  if (missing.size > 0) return notServed(integration, [...missing], place, problems)
  const { contentHandling, responseTransferMode } = integration
  return {
    type: 'HTTP_PROXY',
    ...request,
    ...(contentHandling && { contentHandling }),
    ...(responseTransferMode === 'STREAM' && { streams: true }),
  }
}

function linkHttpProxy(spec: HttpProxySpec): IntegrationCall {
  const uriOf = linkUri(spec.uri)
  // Not `null`: absent, the route's own limit holds.
  const limit = spec.streams ? null : undefined
  return async function call(x: Exchange): Promise<Reply> {
    const { mapped } = x
    const method = backendMethod(spec, x)
    const { url, way } = connectionOf(
      spec,
      x,
      withQuery(uriOf(x.stage.variables, mapped.path), x.arrival.rawQuery, mapped.query),
    )
    const headers = forwardedHeaders(x)
    applyMappedHeaders(headers, mapped.headers)
    addIdentity(headers, x)
    const found = backendBody(method, x)
    const body = found instanceof Promise ? await found : found
    const response = await callBackend(
      x,
      { url, method, headers, way, onRetry: retrying(x) },
      body,
      spec.timeoutInMillis,
    )
    const received = HeaderMap.from(response.headers)
    return { status: response.status, headers: received, body: incomingBody(response, received, x, limit) }
  }
}
