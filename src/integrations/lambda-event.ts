/**
 * The event that a function behind a proxy integration gets, in payload format 1.0 as REST APIs send it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 * Differs from AWS: Workers tell header names in lower case, so that names which AWS's edge spells (`User-Agent`, `Content-Type`) have its
 * spelling, and all others are in lower case; a header that was sent several times has its values merged (`a, b`).
 */
import { TEST_STAGE } from '../definition/stage.ts'
import type { Exchange } from '../gateway/exchange.ts'
import { toBase64 } from '../lib/base64.ts'
import { fromUtf8 } from '../lib/utf8.ts'
import { type ContextSource, commonLogTime } from '../mapping/context-variables.ts'
import { printJson } from '../mapping/print.ts'
import { addForwarded, isRemovedFromRequest } from './http-headers.ts'

/** The event as JSON. */
export async function lambdaEvent(x: Exchange, isBinary: (type: string | undefined) => boolean): Promise<string> {
  const isBase64Encoded = isBinary(x.arrival.headers.get('content-type'))
  const found = bodyOf(x, isBase64Encoded)
  const body = found instanceof Promise ? await found : found
  x.record.traceId = x.traceId
  return JSON.stringify({
    ...eventRequest(x),
    body,
    // An event without a body has nothing encoded.
    isBase64Encoded: isBase64Encoded && body !== null,
  })
}

/** All of the event but the body. Absent things are null, never `{}`, as recorded on AWS. */
export function eventRequest(x: Exchange) {
  const { headers, multiValueHeaders } = headersOf(x)
  const { query, multiValueQuery } = queryOf(x)
  return {
    resource: x.route.resourcePath,
    path: eventPath(x.arrival.path),
    httpMethod: x.request.method,
    headers,
    multiValueHeaders,
    queryStringParameters: query,
    multiValueQueryStringParameters: multiValueQuery,
    pathParameters: orNull(x.pathParameters),
    stageVariables: orNull(x.stage.variables),
    requestContext: requestContext(x),
  }
}

function orNull(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null {
  for (const _ in values) return values
  return null
}

/** Slashes before the path are one, as recorded on AWS; its others stay. */
function eventPath(path: string): string {
  let start = 0
  while (path[start + 1] === '/') start++
  return path.startsWith('/') ? path.slice(start) : path
}

function bodyOf(x: Exchange, isBase64Encoded: boolean): string | null | Promise<string | null> {
  if (x.request.body === null && x.decodedBody === undefined) return null
  return readBody(x, isBase64Encoded)
}

async function readBody(x: Exchange, isBase64Encoded: boolean): Promise<string | null> {
  const bytes = await x.bodyBytes()
  if (bytes.byteLength === 0) return null
  return isBase64Encoded ? toBase64(bytes) : fromUtf8(bytes)
}

/** Names as AWS's edge spells them whatever the client sent, by their lower case. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  [
    ...['Accept', 'Accept-Charset', 'Accept-Encoding', 'Accept-Language', 'Authorization', 'Content-Encoding'],
    ...['Content-Type', 'Cookie', 'Date', 'Host', 'If-Match', 'If-Modified-Since', 'If-None-Match', 'If-Range'],
    ...['If-Unmodified-Since', 'Origin', 'Pragma', 'Range', 'Referer', 'User-Agent', 'Via'],
    ...['X-Amz-Content-Sha256', 'X-Amz-Date', 'X-Amz-Security-Token', 'X-Amzn-Trace-Id'],
    ...['X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto'],
  ].map((name) => [name.toLowerCase(), name]),
)

/** A test invocation came over no network: its headers are those that its caller names, or null. */
function headersOf(x: Exchange) {
  const fields = x.arrival.headers.without(NOTHING)
  if (x.stage.stageName !== TEST_STAGE) {
    fields.set('x-amzn-trace-id', x.traceId)
    addForwarded(fields, x)
  } else if (fields.keys().length === 0) return { headers: null, multiValueHeaders: null }
  const headers: Record<string, string> = {}
  const multiValueHeaders: Record<string, string[]> = {}
  for (const [name, value] of fields.fields()) {
    if (isRemovedFromRequest(name)) continue
    const spelled = SPELLINGS.get(name.toLowerCase()) ?? name
    put(headers, spelled, value)
    append(multiValueHeaders, spelled, value)
  }
  return { headers, multiValueHeaders }
}

const NOTHING: ReadonlySet<string> = new Set()

function queryOf(x: Exchange) {
  const { entries } = x.query
  if (entries.length === 0) return { query: null, multiValueQuery: null }
  const query: Record<string, string> = {}
  const multiValueQuery: Record<string, string[]> = {}
  for (const [name, value] of entries) {
    // Of several values the last counts.
    put(query, name, value)
    append(multiValueQuery, name, value)
  }
  return { query, multiValueQuery }
}

function append(lists: Record<string, string[]>, name: string, value: string): void {
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined
  if (list === undefined) put(lists, name, [value])
  else list.push(value)
}

/** The client chooses the name, and one name means something else to an object. */
function put<Value>(record: Record<string, Value>, name: string, value: Value): void {
  if (name !== '__proto__') record[name] = value
  else Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true })
}

function requestContext(x: Exchange) {
  const { arrival, route, stage, services } = x
  const { authorizer }: ContextSource = x
  return {
    resourceId: route.resourceId,
    ...(authorizer !== undefined && { authorizer: JSON.parse(printJson(authorizer)) }),
    resourcePath: route.resourcePath,
    ...(route.operationName !== undefined && { operationName: route.operationName }),
    httpMethod: x.request.method,
    extendedRequestId: arrival.extendedRequestId,
    requestTime: commonLogTime(arrival.time),
    path: arrival.requestPath,
    accountId: services.settings.accountId,
    protocol: arrival.protocol,
    stage: stage.stageName,
    domainPrefix: arrival.domainName.split('.', 1)[0],
    requestTimeEpoch: arrival.time,
    requestId: arrival.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: arrival.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: arrival.headers.get('user-agent') ?? null,
      user: null,
    },
    domainName: arrival.domainName,
    deploymentId: stage.deploymentId,
    apiId: x.deployment.snapshot.apiId,
  }
}
