/**
 * The event in payload format 2.0, as HTTP APIs send it: what is absent is left out, names of headers are in lower case, values of a name
 * are joined.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import { toBase64 } from '../lib/base64.ts'
import type { HeaderMap } from '../lib/header-map.ts'
import { fromUtf8 } from '../lib/utf8.ts'
import { commonLogTime } from '../mapping/context-variables.ts'
import { mediaType } from '../mapping/media-type.ts'
import { parseQuery } from '../routing/query.ts'

/** One request to an HTTP API, as far as its event tells of it. */
export interface HttpRequestEvent {
  /** `GET /pets/{id}`, `$default`. */
  readonly routeKey: string
  readonly method: string
  /** With the stage, unless that is `$default`. */
  readonly rawPath: string
  readonly rawQuery: string
  readonly headers: HeaderMap
  readonly pathParameters: Readonly<Record<string, string>>
  readonly stageVariables: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
  readonly accountId: string
  readonly apiId: string
  readonly stage: string
  readonly domainName: string
  readonly protocol: string
  readonly sourceIp: string
  readonly requestId: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** What let the caller in: `{ jwt: { claims, scopes } }`, `{ lambda: context }`, `{ iam: … }`. */
  readonly authorizer?: Readonly<Record<string, unknown>>
  /** The caller's certificate, of a domain name with mutual TLS. */
  readonly clientCert?: Readonly<Record<string, unknown>>
}

/** The event as JSON. */
export function lambdaEventV2(request: HttpRequestEvent): string {
  const { headers, body } = request
  const isBase64Encoded = body !== null && body.byteLength > 0 && !isText(headers.get('content-type'))
  const cookies = cookiesOf(headers.get('cookie'))
  return JSON.stringify({
    version: '2.0',
    routeKey: request.routeKey,
    rawPath: request.rawPath,
    rawQueryString: request.rawQuery,
    ...(cookies.length > 0 && { cookies }),
    headers: Object.fromEntries([...headers].filter(([name]) => name !== 'cookie')),
    ...present('queryStringParameters', queryOf(request.rawQuery)),
    requestContext: contextOf(request),
    ...(body !== null && body.byteLength > 0 && { body: isBase64Encoded ? toBase64(body) : fromUtf8(body) }),
    ...present('pathParameters', request.pathParameters),
    isBase64Encoded,
    ...present('stageVariables', request.stageVariables),
  })
}

const present = (name: string, values: Readonly<Record<string, string>>) =>
  Object.keys(values).length > 0 && { [name]: values }

/** What is text by its media type; a form is none, as functions behind AWS's HTTP APIs know. */
const TEXT = /^(?:text\/.*|application\/(?:json|javascript|xml)|.*\+(?:json|xml))$/

const isText = (contentType: string | undefined): boolean =>
  contentType === undefined || TEXT.test(mediaType(contentType))

const cookiesOf = (cookie = ''): string[] =>
  cookie
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '')

/** Values of a name, joined by commas. */
function queryOf(rawQuery: string): Readonly<Record<string, string>> {
  const query = new Map<string, string>()
  for (const [name, value] of parseQuery(rawQuery).entries) {
    const before = query.get(name)
    query.set(name, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(query)
}

function contextOf(request: HttpRequestEvent) {
  const { headers, authorizer, clientCert, domainName } = request
  return {
    accountId: request.accountId,
    apiId: request.apiId,
    ...(clientCert !== undefined && { authentication: { clientCert } }),
    ...(authorizer !== undefined && { authorizer }),
    domainName,
    domainPrefix: domainName.split('.', 1)[0],
    http: {
      method: request.method,
      path: request.rawPath,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: headers.get('user-agent') ?? '',
    },
    requestId: request.requestId,
    routeKey: request.routeKey,
    stage: request.stage,
    time: commonLogTime(request.time),
    timeEpoch: request.time,
  }
}
