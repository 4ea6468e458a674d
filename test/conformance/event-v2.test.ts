import { expect } from 'vitest'
import { type HttpRequestEvent, lambdaEventV2 } from '../../src/integrations/lambda-event-v2.ts'
import { HeaderMap } from '../../src/lib/header-map.ts'
import { conformance, type Vector } from './runner.ts'

// The event alone: HTTP APIs themselves are not served yet. Of AWS's samples the request is told from the sample, and has to come back.

interface Input {
  readonly routeKey?: string
  readonly request?: {
    readonly method: string
    readonly rawUrl: string
    readonly headers?: Readonly<Record<string, string>>
    readonly cookies?: Readonly<Record<string, string>>
    readonly body?: string
  }
  readonly authorizerContext?: Readonly<Record<string, unknown>>
}

interface Sample {
  readonly rawPath: string
  readonly rawQueryString: string
  readonly cookies?: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly pathParameters?: Readonly<Record<string, string>>
  readonly stageVariables?: Readonly<Record<string, string>>
  readonly body?: string
  readonly requestContext: Omit<HttpRequestEvent, 'method' | 'time'> & {
    readonly timeEpoch: number
    readonly time: string
    readonly domainPrefix: string
    readonly authentication?: { readonly clientCert: Readonly<Record<string, unknown>> }
    readonly http: {
      readonly method: string
      readonly protocol: string
      readonly sourceIp: string
      readonly path: string
    }
  }
}

interface Expected {
  readonly event?: Sample
  readonly eventSubset?: Readonly<Record<string, unknown>>
}

conformance<Input, Expected>({
  area: 'event-v2',
  exceptions: [
    { id: 'evt2-0019', reason: 'scopes are told by JWT authorizers of HTTP APIs, which this version does not serve' },
  ],
  check(vector) {
    if (vector.id === 'evt2-0019') throw new Error('No JWT authorizers')
    if (vector.expected.event === undefined) checkRequest(vector)
    else checkSample(vector.expected.event)
  },
})

const BASE = {
  ...{ accountId: '123456789012', apiId: 'api1', stage: '$default', domainName: 'api1.execute-api.localhost' },
  ...{ protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', requestId: 'id', time: 0, stageVariables: {} },
}

const bytesOf = (text: string | undefined) => (text === undefined ? null : new TextEncoder().encode(text))

function checkRequest({ input, expected }: Vector<Input, Expected>): void {
  const { routeKey = '', request, authorizerContext } = input
  const [rawPath = '', rawQuery = ''] = request?.rawUrl.split('?') ?? []
  const headers = new HeaderMap(request?.headers)
  const cookies = Object.entries(request?.cookies ?? {}).map(([name, value]) => `${name}=${value}`)
  if (cookies.length > 0) headers.set('Cookie', cookies.join('; '))
  // Routing is not what is tried here.
  const parameter = /\{(\w+)\}$/.exec(routeKey)?.[1]
  const event = lambdaEventV2({
    ...BASE,
    ...{ routeKey, rawPath, rawQuery, headers },
    method: request?.method ?? 'GET',
    pathParameters: parameter === undefined ? {} : { [parameter]: rawPath.slice(rawPath.lastIndexOf('/') + 1) },
    body: bytesOf(request?.body),
    ...(authorizerContext && { authorizer: { lambda: authorizerContext } }),
  })
  expect(JSON.parse(event)).toMatchObject(expected.eventSubset ?? {})
}

/** What AWS's samples write with a capital, with another host, agent or time than they say elsewhere, is not compared. */
function checkSample(sample: Sample): void {
  const { requestContext: context, cookies = [] } = sample
  const { http, authentication, timeEpoch, time, domainPrefix, ...others } = context
  const headers = new HeaderMap({ ...sample.headers, ...(cookies.length > 0 && { cookie: cookies.join('; ') }) })
  const event = JSON.parse(
    lambdaEventV2({
      ...others,
      method: http.method,
      rawPath: sample.rawPath,
      rawQuery: sample.rawQueryString,
      headers,
      pathParameters: sample.pathParameters ?? {},
      stageVariables: sample.stageVariables ?? {},
      body: bytesOf(sample.body),
      protocol: http.protocol,
      sourceIp: http.sourceIp,
      time: timeEpoch,
      ...(authentication && { clientCert: authentication.clientCert }),
    }),
  )
  expect(event.requestContext.time).toMatch(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/)
  const { userAgent } = event.requestContext.http
  expect(event).toEqual({
    ...sample,
    headers: Object.fromEntries(Object.entries(sample.headers).map(([name, value]) => [name.toLowerCase(), value])),
    requestContext: {
      ...context,
      time: event.requestContext.time,
      http: { ...http, path: sample.rawPath, userAgent },
    },
  })
  expect(event.requestContext.domainPrefix).toBe(domainPrefix)
  expect(time).toBeTypeOf('string')
}
