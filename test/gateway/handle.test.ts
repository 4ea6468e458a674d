import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../src/bindings/log-stream.ts'
import type { Integration } from '../../src/definition/rest-api.ts'
import type { DeploymentSnapshot, RouteSpec } from '../../src/deployment/snapshot.ts'
import { linkAccessLog } from '../../src/gateway/access-log.ts'
import type { LiveStage } from '../../src/gateway/config-cache.ts'
import type { Services } from '../../src/gateway/exchange.ts'
import { handleInvoke } from '../../src/gateway/handle.ts'
import { linkDeployment } from '../../src/gateway/link.ts'
import { addressOf, targetOf } from '../../src/routing/host-mapping.ts'
import { buildRouteTree } from '../../src/routing/route-tree.ts'
import { fakeBackend, fakeServices, snapshotOf, specOf } from './fake-services.ts'

const HELLO: Integration = {
  type: 'MOCK',
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  integrationResponses: { 200: { statusCode: '200', responseTemplates: { 'application/json': '{"hello":1}' } } },
}

interface World {
  readonly routes?: readonly RouteSpec[]
  readonly snapshot?: Partial<DeploymentSnapshot>
  readonly accessLogFormat?: string
  readonly loggingLevel?: string
  readonly dataTraceEnabled?: boolean
  readonly services?: Partial<Services>
  readonly resolve?: () => LiveStage | undefined
}

function gateway({
  routes,
  snapshot,
  accessLogFormat,
  loggingLevel,
  dataTraceEnabled,
  services: own,
  resolve,
}: World = {}) {
  const specs = routes ?? [
    {
      resourceId: 'r1',
      resourcePath: '/pets/{id}',
      httpMethod: 'GET',
      integration: specOf(HELLO),
      methodResponses: ['200'],
    },
  ]
  const deployment = linkDeployment(snapshotOf(specs, { tree: buildRouteTree(specs), ...snapshot }))
  const live: LiveStage = {
    pointer: {
      format: 1,
      apiId: 'api1',
      stageName: 'prod',
      deploymentId: 'dep1',
      hash: 'h',
      variables: {},
      ...(loggingLevel && { methodSettings: { '*/*': { loggingLevel, dataTraceEnabled } } }),
      version: 1,
    },
    deployment,
    accessLog: linkAccessLog(accessLogFormat),
  }
  const lines: string[] = []
  const logged: LogLine[] = []
  const services = fakeServices({
    ...own,
    config: {
      expire: () => {},
      resolve: resolve ?? ((apiId, stageName) => (apiId === 'api1' && stageName === 'prod' ? live : undefined)),
    },
    writeLine: (line) => void lines.push(line),
    logs: { append: (_, line) => void logged.push(line), read: async () => ({ lines: [], cursor: 0 }) },
  })
  const call = (path: string, init?: RequestInit, host = 'api1.execute-api.localhost') => {
    const request = new Request(`http://${host}${path}`, init)
    const target = targetOf(request.url)
    const address = addressOf(target, {
      managementHosts: ['localhost'],
      domain: 'execute-api.localhost',
      pathForm: true,
    })
    if (address.kind === 'management') throw new Error('not for the data plane')
    return handleInvoke(request, target, address, services)
  }
  return { call, lines, logged, record: () => JSON.parse(lines[0] as string) }
}

const answer = async (response: Response) => [
  response.status,
  response.headers.get('x-amzn-errortype'),
  await response.text(),
]

describe('a request of the data plane', () => {
  it('is answered with the identity headers', async () => {
    const response = await gateway().call('/prod/pets/1')
    expect(await response.clone().json()).toEqual({ hello: 1 })
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(response.headers.get('x-amz-apigw-id')).toMatch(/^[\w-]{15}=$/)
    expect(response.headers.has('x-amzn-trace-id')).toBe(false)
  })

  it("takes the client's request id, as AWS documents, if it is a UUID", async () => {
    const id = '0f0e0d0c-1111-4222-8333-444455556666'
    const withId = (value: string) => gateway().call('/prod/pets/1', { headers: { 'x-amzn-requestid': value } })
    expect((await withId(id)).headers.get('x-amzn-requestid')).toBe(id)
    expect((await withId('<script>')).headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  })

  // rrt-0033: recorded on AWS.
  it.each([
    ['an unknown path', '/prod/dogs', 'GET'],
    ['an unknown method', '/prod/pets/1', 'POST'],
  ])('is refused as Missing Authentication Token for %s', async (_, path, method) => {
    expect(await answer(await gateway().call(path, { method }))).toEqual([
      403,
      'MissingAuthenticationTokenException',
      '{"message":"Missing Authentication Token"}',
    ])
  })

  it.each([
    ['an unknown stage', '/beta/pets/1', 'api1.execute-api.localhost'],
    ['an unknown API', '/prod/pets/1', 'other.execute-api.localhost'],
    ['an unknown host', '/prod/pets/1', 'shop.example'],
    ['no stage', '/', 'api1.execute-api.localhost'],
  ])('is refused as Forbidden for %s', async (_, path, host) => {
    expect(await answer(await gateway().call(path, {}, host))).toEqual([
      403,
      'ForbiddenException',
      '{"message":"Forbidden"}',
    ])
  })

  it('is refused where the API disables its execute-api endpoint', async () => {
    const { call } = gateway({ snapshot: { disableExecuteApiEndpoint: true } })
    expect(await answer(await call('/prod/pets/1'))).toEqual([403, 'ForbiddenException', '{"message":"Forbidden"}'])
  })

  it('is answered 500 where the route asks for a guard that is not served, and the record names it', async () => {
    const integration = specOf(HELLO)
    const { call, record } = gateway({
      routes: [
        { resourceId: 'r', resourcePath: '/', httpMethod: 'GET', integration, notServed: ['authorization AWS_IAM'] },
      ],
    })
    expect(await answer(await call('/prod'))).toEqual([
      500,
      'InternalServerErrorException',
      '{"message": "Internal server error"}',
    ])
    expect(record().reason).toContain('authorization AWS_IAM')
  })

  // Documented quotas: request line and headers 10240 bytes, payload 10 MB.
  it('is refused over the limits, and served again below them', async () => {
    const { call } = gateway()
    expect((await call(`/prod/pets/${'x'.repeat(10_240)}`)).status).toBe(414)
    expect((await call('/prod/pets/1', { headers: { 'x-big': 'x'.repeat(10_240) } })).status).toBe(431)
    expect((await call('/prod/pets/1')).status).toBe(200)
  })

  it('is refused over the payload limit by its Content-Length', async () => {
    const route: RouteSpec = {
      resourceId: 'r',
      resourcePath: '/',
      httpMethod: 'POST',
      integration: specOf(HELLO),
      limits: { requestBodyBytes: 5 },
    }
    const { call } = gateway({ routes: [route] })
    const post = (body: string) =>
      call('/prod', { method: 'POST', body, headers: { 'content-length': `${body.length}` } })
    expect(await answer(await post('123456'))).toEqual([
      413,
      'RequestTooLargeException',
      '{"message":"Request Too Long"}',
    ])
  })

  it('is answered 500 with a record when our own code fails', async () => {
    const { call, record } = gateway({
      resolve: () => {
        throw new TypeError('a bug')
      },
    })
    expect((await call('/prod/pets/1')).status).toBe(500)
    expect(record()).toMatchObject({
      status: 500,
      errorType: 'INTERNAL_FAILURE',
      reason: 'Unexpected: TypeError: a bug',
    })
  })
})

describe('the request record', () => {
  it('is one JSON line on the console and in the log stream', async () => {
    const { call, lines, logged } = gateway()
    await call('/prod/pets/1?secret=1')
    expect(lines).toHaveLength(1)
    expect(logged).toEqual([{ kind: 'record', text: lines[0] }])
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      apiId: 'api1',
      stage: 'prod',
      method: 'GET',
      path: '/prod/pets/1',
      resourcePath: '/pets/{id}',
      status: 200,
      responseLength: 11,
      integrationStatus: 200,
    })
    expect(lines[0]).not.toContain('secret')
  })

  it('names the refusal and its reason', async () => {
    const { call, record } = gateway()
    await call('/prod/dogs')
    expect(record()).toMatchObject({
      status: 403,
      errorType: 'MISSING_AUTHENTICATION_TOKEN',
      errorMessage: 'Missing Authentication Token',
      reason: 'No resource and method match',
    })
  })

  it('opens no log stream for an API id that a stranger invented', async () => {
    const { call, lines, logged } = gateway()
    await call('/prod/pets/1', {}, 'invented.execute-api.localhost')
    expect([lines.length, logged.length]).toEqual([1, 0])
  })

  it('keeps the execution log with it where the stage asks for it, in the words recorded on AWS (tiv-0001)', async () => {
    const { call, record } = gateway({ loggingLevel: 'INFO' })
    const response = await call('/prod/pets/1?a=b')
    expect(record().executionLog).toEqual(
      [
        `Starting execution for request: ${response.headers.get('x-amzn-requestid')}`,
        'HTTP Method: GET, Resource Path: /pets/{id}',
        'Method request path: {id=1}',
        'Method request query string: {a=b}',
        'Successfully completed execution',
        'Method completed with status: 200',
      ].map((line) => `Sun Nov 22 08:05:09 UTC 2026 : ${line}`),
    )
    const quiet = gateway()
    await quiet.call('/prod/pets/1')
    expect(quiet.record().executionLog).toEqual([])
  })

  it('holds headers and bodies where the stage asks for its data trace, secrets masked as AWS does', async () => {
    const { outbound } = fakeBackend(() => new Response('backend', { headers: { 'content-type': 'text/plain' } }))
    const routes: RouteSpec[] = [
      {
        resourceId: 'r',
        resourcePath: '/',
        httpMethod: 'POST',
        integration: specOf({ type: 'HTTP_PROXY', httpMethod: 'POST', uri: 'http://backend/' }),
      },
    ]
    const traced = gateway({ loggingLevel: 'INFO', dataTraceEnabled: true, routes, services: { outbound } })
    const init = { method: 'POST', body: 'client', headers: { authorization: 'Bearer 123456', 'x-a': 'b' } }
    const response = await traced.call('/prod', init)
    expect(await response.text()).toBe('backend')
    const log: string[] = traced.record().executionLog
    const has = (line: string) => expect(log.map((each) => each.replace(/^.* UTC \d{4} : /, ''))).toContain(line)
    has('Method request headers: {authorization=*******123456, content-type=text/plain;charset=UTF-8, x-a=b}')
    has('Method request body before transformations: client')
    has('Endpoint request body after transformations: client')
    has('Endpoint response headers: {Content-Type=text/plain}')
    has('Endpoint response body before transformations: backend')
    has('Method response body after transformations: backend')
    const info = gateway({ loggingLevel: 'INFO', routes, services: { outbound } })
    await info.call('/prod', init)
    expect(info.record().executionLog.join()).not.toMatch(/headers|body|backend,|client/)
    const error = gateway({ loggingLevel: 'ERROR', dataTraceEnabled: true, routes, services: { outbound } })
    await error.call('/prod', init)
    expect(error.record().executionLog).toEqual([])
  })

  it('lets bodies stream on under a data trace, and reads nothing of an event stream', async () => {
    const large = 'x'.repeat(100_000)
    const sent: string[] = []
    const types = ['text/plain', 'text/event-stream']
    const backend: Services['outbound'] = async (request) => {
      const type = types.shift() ?? ''
      sent.push(await new Response(request.body as BodyInit).text())
      return new Response(new Blob([large]).stream(), { headers: { 'content-type': type } })
    }
    const routes: RouteSpec[] = [
      {
        resourceId: 'r',
        resourcePath: '/',
        httpMethod: 'POST',
        integration: specOf({ type: 'HTTP_PROXY', httpMethod: 'POST', uri: 'http://backend/' }),
      },
    ]
    const traced = gateway({ loggingLevel: 'INFO', dataTraceEnabled: true, routes, services: { outbound: backend } })
    for (const _ of ['text', 'events']) {
      const response = await traced.call('/prod', { method: 'POST', body: large })
      expect(await response.text()).toBe(large)
    }
    expect(sent).toEqual([large, large])
    expect(JSON.parse(traced.lines[0] ?? '').executionLog.join()).toContain('x [TRUNCATED]')
    expect(JSON.parse(traced.lines[1] ?? '').executionLog.join()).toContain('before transformations: [Streaming Data]')
  })

  it('logs at ERROR only what failed', async () => {
    const spec: RouteSpec = {
      resourceId: 'r',
      resourcePath: '/',
      httpMethod: 'GET',
      integration: specOf(HELLO),
      notServed: ['an API key'],
    }
    const { call, record } = gateway({ loggingLevel: 'ERROR', routes: [spec] })
    await call('/prod')
    expect(record().executionLog).toEqual([
      expect.stringMatching(/ : Execution failed due to configuration error: This version does not serve an API key/),
      expect.stringMatching(/ : Gateway response type: API_CONFIGURATION_ERROR with status code: 500$/),
    ])
  })

  it("is written in the stage's own access log format too", async () => {
    const { call, logged } = gateway({
      accessLogFormat:
        '$context.httpMethod $context.path $context.status $context.resourcePath $context.authorizer.principalId',
    })
    await call('/prod/pets/1')
    expect(logged[1]).toEqual({ kind: 'access', text: 'GET /prod/pets/1 200 /pets/{id} -' })
  })
})
