import { describe, expect, it } from 'vitest'
import { parseAuthorizer } from '../../src/authorizers/index.ts'
import type { OutboundRequest } from '../../src/bindings/outbound.ts'
import type { Authorizer } from '../../src/definition/parts.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import {
  type FunctionAnswer,
  type FunctionCall,
  FunctionError,
  type FunctionFailure,
} from '../../src/functions/functions.ts'
import type { Services } from '../../src/gateway/exchange.ts'
import { logStart } from '../../src/gateway/execution-log.ts'
import { defaultGatewayResponse } from '../../src/gateway/gateway-response.ts'
import { REST } from '../../src/gateway/pipeline.ts'
import { runTraced } from '../../src/gateway/run-traced.ts'
import { Problems } from '../../src/lib/problems.ts'
import { contextVariable } from '../../src/mapping/context-variables.ts'
import { Random } from '../fuzz/random.ts'
import { type ExchangeOptions, exchangeFor, fakeServices, NOW, runExchange, textOf } from '../gateway/fake-services.ts'

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:guard'
const uriOf = (arn: string) => `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`
const TOKEN: Authorizer = {
  id: 'auth01',
  name: 'guard',
  type: 'TOKEN',
  authorizerUri: uriOf(FUNCTION),
  identitySource: 'method.request.header.Authorization',
}
const REQUEST: Authorizer = {
  ...TOKEN,
  type: 'REQUEST',
  identitySource: 'method.request.header.X-Key, method.request.querystring.tenant',
}
const ARN = 'arn:aws:execute-api:us-east-1:000000000000:api1/prod/GET/pets'

const policy = (Effect: 'Allow' | 'Deny', Resource: string | string[] = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }],
})
const ALLOW = { principalId: 'user', policyDocument: policy('Allow') }

type Answer = object | string | Partial<FunctionAnswer> | Error

/** A gateway's services whose clock can be set, and what its functions were called with. */
function gatewayWith(answer: (call: FunctionCall) => Answer | Promise<Answer>) {
  const calls: FunctionCall[] = []
  const clock = { now: NOW }
  const services = fakeServices({
    now: () => clock.now,
    functions: {
      async invoke(call) {
        calls.push(call)
        const given = await answer(call)
        if (given instanceof Error) throw given
        const own: Partial<FunctionAnswer> =
          typeof given === 'object' && 'payload' in given
            ? given
            : { payload: typeof given === 'string' ? given : JSON.stringify(given) }
        return { target: 'code', status: 200, requestId: 'fn-1', executedVersion: '$LATEST', payload: '', ...own }
      },
    },
  })
  return { calls, clock, services }
}

function specOf(authorizer: Authorizer) {
  const problems = new Problems()
  const spec = parseAuthorizer(authorizer, 'authorizer', problems)
  if (spec === undefined) throw new Error(JSON.stringify(problems.errors))
  return JSON.parse(JSON.stringify(spec))
}

type CallOptions = ExchangeOptions & {
  readonly authorizer?: Authorizer
  readonly version?: number
  readonly stageName?: string
}

/** One request through the whole pipeline, whose backend is a MOCK. */
async function call(
  services: Services,
  { authorizer = TOKEN, version = 1, stageName = 'prod', ...options }: CallOptions = {},
) {
  const made = exchangeFor({
    path: '/pets',
    headers: { authorization: 'secret-token' },
    integration: {
      type: 'MOCK',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      integrationResponses: {
        '200': { statusCode: '200', responseTemplates: { 'application/json': '$context.authorizer.principalId' } },
      },
    },
    ...options,
    route: { authorization: { authorizerId: authorizer.id }, methodResponses: ['200'], ...options.route },
    snapshot: { authorizers: { [authorizer.id]: specOf(authorizer) } },
    services,
  })
  const x = Object.assign(made, { logging: 'INFO', stage: { ...made.stage, version, stageName } })
  const refusal: { reason?: string; type?: string } = {}
  const reply = await runExchange(x).catch((error) => {
    if (!(error instanceof GatewayError)) throw error
    Object.assign(refusal, { reason: error.detail.reason, type: error.type })
    return defaultGatewayResponse(error)
  })
  return {
    x,
    status: reply.status,
    body: await textOf(reply),
    errorType: reply.headers.get('x-amzn-errortype'),
    ...refusal,
  }
}

const UNAUTHORIZED = { status: 401, body: '{"message":"Unauthorized"}', errorType: 'UnauthorizedException' }
const FAILURE = { status: 500, body: '{"message":null}', errorType: 'AuthorizerFailureException' }
const CONFIGURATION = { status: 500, body: '{"message":null}', errorType: 'AuthorizerConfigurationException' }
const DENIED = {
  status: 403,
  body: '{"Message":"User is not authorized to access this resource"}',
  errorType: 'AccessDeniedException',
}
const EXPLICITLY = {
  ...DENIED,
  body: '{"Message":"User is not authorized to access this resource with an explicit deny"}',
}

describe('a TOKEN authorizer', () => {
  it('calls its function with the token and the method, in its own name, and lets in whom the policy allows', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    expect(await call(services)).toMatchObject({ status: 200, body: 'user' })
    expect(calls).toEqual([
      {
        arn: FUNCTION,
        payload: JSON.stringify({ type: 'TOKEN', authorizationToken: 'secret-token', methodArn: ARN }),
        invocationType: 'RequestResponse',
        timeoutInMillis: 29_000,
        sourceArn: 'arn:aws:execute-api:us-east-1:000000000000:api1/authorizers/auth01',
        traceId: expect.stringMatching(/^Root=1-/),
      },
    ])
  })

  it('calls the function that the stage names, by the role that it names', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    const authorizer = {
      ...TOKEN,
      authorizerUri: uriOf(`${FUNCTION}:\${stageVariables.alias}`),
      authorizerCredentials: 'arn:aws:iam::123456789012:role/caller',
    }
    await call(services, { authorizer, stageVariables: { alias: 'live' } })
    expect(calls[0]?.arn).toBe(`${FUNCTION}:live`)
    expect(calls[0]).not.toHaveProperty('sourceArn')
  })

  it.each(['arn:aws:iam::123456789012:user/caller', 'arn:aws:iam::${stageVariables.nothing}'])(
    'asks nobody by credentials that are no role: %s',
    async (authorizerCredentials) => {
      const { services, calls } = gatewayWith(() => ALLOW)
      expect(await call(services, { authorizer: { ...TOKEN, authorizerCredentials } })).toMatchObject(CONFIGURATION)
      expect(calls).toEqual([])
    },
  )

  it.each([
    ['missing', {}],
    ['empty', { authorization: '' }],
    ['of another name', { 'x-authorization': 'a' }],
  ])('answers 401 without a call where the token is %s (documentation)', async (_, headers) => {
    const { services, calls } = gatewayWith(() => ALLOW)
    const answer = await call(services, { headers })
    expect(answer).toMatchObject({
      ...UNAUTHORIZED,
      reason: expect.stringContaining('Authorization is missing or empty'),
    })
    expect(answer.x.record.executionLog.join('\n')).toContain(`Unauthorized request: ${answer.x.record.requestId}`)
    expect(calls).toEqual([])
  })

  it('answers 401 without a call where the whole token does not match the expression (documentation)', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    const authorizer = { ...TOKEN, identityValidationExpression: '^Bearer [a-z]+' }
    for (const authorization of ['Basic abc', 'Bearer abc1', 'xBearer abc'])
      expect(await call(services, { authorizer, headers: { authorization } })).toMatchObject(UNAUTHORIZED)
    expect(calls).toEqual([])
    expect(await call(services, { authorizer, headers: { authorization: 'Bearer abc' } })).toMatchObject({
      status: 200,
    })
  })

  it('answers 401 where the expression takes too long for the token (our own choice)', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    const authorizer = { ...TOKEN, identityValidationExpression: '(a*)*(a*)*(a*)*b' }
    const headers = { authorization: 'a'.repeat(8_000) }
    expect(await call(services, { authorizer, headers })).toMatchObject(UNAUTHORIZED)
    expect(calls).toEqual([])
  })
})

describe('a REQUEST authorizer', () => {
  const options: CallOptions = { authorizer: REQUEST, headers: { 'x-key': 'k1' }, rawQuery: 'tenant=a&tenant=b' }

  it('calls its function with the request', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    expect(await call(services, options)).toMatchObject({ status: 200 })
    expect(JSON.parse(calls[0]?.payload ?? '')).toMatchObject({
      type: 'REQUEST',
      methodArn: ARN,
      headers: { 'x-key': 'k1' },
      queryStringParameters: { tenant: 'b' },
      multiValueQueryStringParameters: { tenant: ['a', 'b'] },
      pathParameters: {},
      stageVariables: {},
    })
    expect(JSON.parse(calls[0]?.payload ?? '').requestContext).not.toHaveProperty('authorizer')
  })

  it.each([
    ['a header', { headers: {} }],
    ['a query parameter', { rawQuery: 'Tenant=a' }],
    ['a value of one', { rawQuery: 'tenant=' }],
    ['one of several values', { rawQuery: 'tenant=a&tenant=' }],
  ])('answers 401 without a call where %s is missing', async (_, missing) => {
    const { services, calls } = gatewayWith(() => ALLOW)
    expect(await call(services, { ...options, ...missing })).toMatchObject(UNAUTHORIZED)
    expect(calls).toEqual([])
  })

  it('reads the context and the variables of the stage', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    const authorizer = { ...REQUEST, identitySource: 'context.identity.sourceIp, stageVariables.key' }
    expect(await call(services, { authorizer })).toMatchObject(UNAUTHORIZED)
    expect(await call(services, { authorizer, stageVariables: { key: 'v' } })).toMatchObject({ status: 200 })
    const unknown = { ...REQUEST, identitySource: 'context.authorizer.principalId' }
    expect(await call(services, { authorizer: unknown })).toMatchObject(UNAUTHORIZED)
    expect(calls).toHaveLength(1)
  })

  it.each([
    ['/pets/*', (arn: string) => arn],
    ['/pets/%2A', decodeURIComponent],
    ['/pets/%3F%3f%3F%3F%3F', decodeURIComponent],
    ['/pets/%252a', (arn: string) => decodeURIComponent(decodeURIComponent(arn))],
  ])('keeps no result of %s: a policy that names this path is a pattern for other paths', async (path, read) => {
    const { services, calls } = gatewayWith((made) => {
      const { methodArn } = JSON.parse(String(made.payload))
      const policyDocument = policy(methodArn.endsWith('admin') ? 'Deny' : 'Allow', [methodArn, read(methodArn)])
      return { principalId: 'user', policyDocument }
    })
    const options = { route: { resourcePath: '/{proxy+}' } }
    expect(await call(services, { ...options, path })).toMatchObject({ status: 200 })
    expect(await call(services, { ...options, path: '/pets/admin' })).toMatchObject({ status: 403 })
    expect(calls).toHaveLength(2)
  })

  it('keeps results of a canary, whose variables are others, apart from those of its stage', async () => {
    const { services, calls } = gatewayWith(({ payload }) => {
      const { stageVariables } = JSON.parse(String(payload))
      return { principalId: 'user', policyDocument: policy(stageVariables.open === 'yes' ? 'Allow' : 'Deny') }
    })
    const options = { authorizer: REQUEST, headers: { 'x-key': 'k' }, rawQuery: 'tenant=t' }
    expect(await call(services, { ...options, stageVariables: { open: 'yes' } })).toMatchObject({ status: 200 })
    expect(await call(services, { ...options, stageVariables: {} })).toMatchObject({ status: 403 })
    expect(calls).toHaveLength(2)
  })

  it('caches nothing without identity sources', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    const { identitySource: _, ...others } = REQUEST
    const authorizer = { ...others, authorizerResultTtlInSeconds: 0 }
    for (let i = 0; i < 3; i++) expect(await call(services, { authorizer })).toMatchObject({ status: 200 })
    expect(calls).toHaveLength(3)
  })
})

describe('the answer of the function', () => {
  const failed = (errorMessage: string, functionError = 'Unhandled' as const) => ({
    functionError,
    payload: JSON.stringify({ errorMessage, errorType: 'Error' }),
  })
  const failure = (name: FunctionFailure) => new FunctionError(name, 'The function guard …')

  it.each<[string, Answer, object]>([
    ['an error of exactly Unauthorized', failed('Unauthorized'), UNAUTHORIZED],
    ['another error', failed('unauthorized'), FAILURE],
    ['an error that says more', failed('Unauthorized: no'), FAILURE],
    ['an error without a message', { functionError: 'Unhandled', payload: 'x' }, FAILURE],
    ['a timeout', failure('timeout'), FAILURE],
    ['a function that is out of reach', failure('unreachable'), FAILURE],
    ['too many calls', failure('throttled'), FAILURE],
    ['a mistake of our own', new TypeError('secret-token'), FAILURE],
    ['no function', failure('not-found'), CONFIGURATION],
    ['no permission to call it', failure('not-permitted'), CONFIGURATION],
    ['nothing', '', CONFIGURATION],
    ['null', 'null', CONFIGURATION],
    ['a list', '[]', CONFIGURATION],
    ['no JSON', '{"principalId":', CONFIGURATION],
    ['no principal', { policyDocument: policy('Allow') }, CONFIGURATION],
    ['no policy', { principalId: 'u' }, CONFIGURATION],
    ['a stream', { payload: new ReadableStream() }, CONFIGURATION],
    ['a simple answer of an HTTP API', { isAuthorized: true }, CONFIGURATION],
    ['a policy that denies', { ...ALLOW, policyDocument: policy('Deny') }, EXPLICITLY],
    ['a policy for another method', { ...ALLOW, policyDocument: policy('Allow', `${ARN}/1`) }, DENIED],
    ['a policy for another stage', { ...ALLOW, policyDocument: policy('Allow', ARN.replace('prod', 'dev')) }, DENIED],
    ['an empty policy', { ...ALLOW, policyDocument: { Statement: [] } }, DENIED],
  ])('%s', async (_, answer, expected) => {
    const { services } = gatewayWith(() => answer)
    const { x, ...result } = await call(services)
    expect(result).toMatchObject(expected)
    expect(JSON.stringify([x.record, result])).not.toContain('secret-token')
  })

  it('reaches $context.authorizer as texts, with principal and latency', async () => {
    const answer = { ...ALLOW, context: { text: 'a', number: 1, big: 0, yes: true }, usageIdentifierKey: 'key-1' }
    const payload = JSON.stringify(answer).replace('"big":0', '"big":12345678901234567890')
    const { services, clock } = gatewayWith(() => {
      clock.now += 40
      return payload
    })
    const { x } = await call(services)
    const names = ['text', 'number', 'big', 'yes', 'principalId', 'integrationLatency', 'usageIdentifierKey']
    expect(names.map((name) => contextVariable(x, `authorizer.${name}`))).toEqual([
      ...['a', '1', '12345678901234567890', 'true', 'user', '40', undefined],
    ])
    expect(x.authorized).toMatchObject({ principalId: 'user', usageIdentifierKey: 'key-1' })
    expect(
      ['latency', 'status', 'integrationStatus', 'requestId', 'error'].map((name) =>
        contextVariable(x, `authorizer.${name}`),
      ),
    ).toEqual([...['40', '200', '200', 'fn-1', undefined]])
  })
})

describe('the results of a Lambda authorizer are kept', () => {
  const token = (authorization: string, more: CallOptions = {}): CallOptions => ({
    ...more,
    headers: { authorization },
  })

  it('for 300 seconds unless the authorizer says otherwise, and never longer', async () => {
    for (const [ttl, seconds] of [
      [undefined, 300],
      [1, 1],
      [3_600, 3_600],
    ] as const) {
      const { services, calls, clock } = gatewayWith(() => ALLOW)
      const authorizer = ttl === undefined ? TOKEN : { ...TOKEN, authorizerResultTtlInSeconds: ttl }
      const first = await call(services, { authorizer })
      expect(first.x.record).toMatchObject({ authorizerCached: false })
      clock.now += seconds * 1_000 - 1
      const second = await call(services, { authorizer })
      expect(second).toMatchObject({ status: 200, body: 'user' })
      expect(second.x.record).toMatchObject({ authorizerCached: true, authorizerLatency: 0 })
      expect(calls).toHaveLength(1)
      clock.now += 1
      await call(services, { authorizer })
      expect(calls).toHaveLength(2)
    }
  })

  it('from the moment that the function was asked on: what was revoked meanwhile counts in time', async () => {
    let allowed = true
    const { services, clock } = gatewayWith(() => {
      clock.now += 10_000
      return { ...ALLOW, policyDocument: policy(allowed ? 'Allow' : 'Deny') }
    })
    const authorizer = { ...TOKEN, authorizerResultTtlInSeconds: 20 }
    expect(await call(services, { authorizer })).toMatchObject({ status: 200 })
    allowed = false
    expect(await call(services, { authorizer })).toMatchObject({ status: 200 })
    clock.now += 10_000
    expect(await call(services, { authorizer })).toMatchObject(EXPLICITLY)
  })

  it('not at all with a TTL of 0, nor an error, nor a refusal', async () => {
    const answers: Answer[] = [
      ALLOW,
      { functionError: 'Unhandled', payload: '{"errorMessage":"Unauthorized"}' },
      { functionError: 'Unhandled', payload: '{}' },
      '{}',
      ALLOW,
    ]
    const { services, calls } = gatewayWith(() => answers.shift() ?? ALLOW)
    await call(services, { authorizer: { ...TOKEN, authorizerResultTtlInSeconds: 0 } })
    const statuses = []
    for (let i = 0; i < 5; i++) statuses.push((await call(services)).status)
    expect(statuses).toEqual([401, 500, 500, 200, 200])
    expect(calls).toHaveLength(5)
  })

  it('with a policy that each request is held against anew: another method is 403 (known from AWS)', async () => {
    const { services, calls } = gatewayWith(({ payload }) => ({
      ...ALLOW,
      policyDocument: policy('Allow', JSON.parse(payload).methodArn),
    }))
    expect(await call(services)).toMatchObject({ status: 200 })
    expect(await call(services, { path: '/pets/1' })).toMatchObject(DENIED)
    expect(await call(services, { method: 'POST' })).toMatchObject(DENIED)
    expect(await call(services)).toMatchObject({ status: 200 })
    expect(calls).toHaveLength(1)
  })

  it('apart for each token, authorizer, configuration, function, stage and version of the stage', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    const named = { ...TOKEN, authorizerUri: uriOf(`${FUNCTION}:\${stageVariables.alias}`) }
    const different: CallOptions[] = [
      token('a'),
      token('A'),
      token('a, b'),
      token('a', { authorizer: { ...TOKEN, id: 'auth02' } }),
      token('a', { authorizer: { ...TOKEN, authorizerResultTtlInSeconds: 299 } }),
      token('a', { authorizer: named, stageVariables: { alias: 'one' } }),
      token('a', { authorizer: named, stageVariables: { alias: 'two' } }),
      token('a', { stageName: 'dev' }),
      token('a', { version: 2 }),
    ]
    for (const options of [...different, ...different]) await call(services, options)
    expect(calls).toHaveLength(different.length)
  })

  it('apart for values that look alike when put together', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    const request = (key: string, rawQuery: string): CallOptions => ({
      authorizer: REQUEST,
      headers: { 'x-key': key },
      rawQuery,
    })
    const different = [
      request('a', 'tenant=b,c'),
      request('a,b', 'tenant=c'),
      request('a', 'tenant=b&tenant=c'),
      request('a', 'tenant=c&tenant=b'),
      request('a","b', 'tenant=c'),
      request('a', `tenant=${encodeURIComponent('b"],["c')}`),
      request('b', 'tenant=a'),
    ]
    for (const options of [...different, ...different]) await call(services, options)
    expect(calls).toHaveLength(different.length)
  })

  it('safe from templates that write to $context.authorizer', async () => {
    const { services } = gatewayWith(() => ALLOW)
    const template = '#set($x = $context.authorizer.put("principalId", "root")){"statusCode": 200}'
    const integration = { type: 'MOCK', requestTemplates: { 'application/json': template } } as const
    await call(services, { integration: { ...integration, integrationResponses: { '200': { statusCode: '200' } } } })
    expect(await call(services)).toMatchObject({ body: 'user' })
  })

  it('never as the token itself, in no log line either', async () => {
    const { services } = gatewayWith(() => ({ ...ALLOW, context: { leak: 'secret-token' } }))
    for (let i = 0; i < 2; i++) {
      const { x } = await call(services)
      expect(JSON.stringify(x.record)).not.toContain('secret-token')
      expect(x.record.executionLog.join('\n')).toContain(
        'Incoming identity: {method.request.header.Authorization=********}',
      )
    }
  })
})

describe('the identity of a caller', () => {
  it('is in no line of the log, nor with a data trace, wherever it is sent on to', async () => {
    const { services } = gatewayWith(() => ALLOW)
    const received: OutboundRequest[] = []
    const outbound: Services['outbound'] = async (request) => {
      received.push(request)
      return new Response('ok')
    }
    const made = exchangeFor({
      headers: { 'x-key': 'secret-key', other: 'shown' },
      rawQuery: 'tenant=secret-tenant&page=shown',
      integration: { type: 'HTTP_PROXY', httpMethod: 'GET', uri: 'https://backend.example/' },
      route: { authorization: { authorizerId: 'auth01' } },
      snapshot: { authorizers: { auth01: specOf(REQUEST) } },
      services: { ...services, outbound },
    })
    const x = Object.assign(made, { logging: 'INFO' })
    logStart(x, '/')
    await runTraced(
      REST.flatMap((factory) => factory(x.route, x.deployment.snapshot) ?? []),
      x,
    )
    expect(received).toHaveLength(1)
    const log = x.record.executionLog.join('\n')
    expect(log).toContain('Method request query string: {tenant=********, page=shown}')
    expect(log).toContain('x-key=********')
    expect(log).toContain('X-Key=********')
    expect(log).toContain('other=shown')
    expect(log).toContain('Sending request to https://backend.example/?tenant=********&page=shown')
    expect(log).not.toContain('secret-')
  })

  it.each([
    ['the event of a function', {}],
    [
      'a body that a template makes, and a header of another name',
      {
        type: 'HTTP',
        uri: 'https://backend.example/',
        requestParameters: { 'integration.request.header.X-Other': 'method.request.header.X-Key' },
        requestTemplates: { 'application/json': `key=$input.params('x-key') q="$input.params('tenant')"` },
        integrationResponses: { '200': { statusCode: '200' } },
      },
    ],
  ] as const)('nor in %s, as the log shows it', async (_, backend) => {
    const sent: string[] = []
    const { services } = gatewayWith(({ payload }) => {
      if (JSON.parse(String(payload)).type === 'REQUEST') return ALLOW
      sent.push(String(payload))
      return { statusCode: 200, body: sent.join(), headers: { 'x-echo': 'secret-tenant' } }
    })
    const outbound: Services['outbound'] = async ({ body }) => {
      sent.push(typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array))
      // Backends that show what they were sent.
      return new Response(sent.join(), { headers: { 'x-echo': 'secret-tenant' } })
    }
    const made = exchangeFor({
      method: 'POST',
      headers: { 'x-key': 'secret-key "of 1"', other: 'shown' },
      rawQuery: 'tenant=secret-tenant&tenant=2&page=2',
      integration: { type: 'AWS_PROXY', httpMethod: 'POST', uri: uriOf(FUNCTION), ...backend },
      route: { authorization: { authorizerId: 'auth01' }, methodResponses: ['200'] },
      snapshot: { authorizers: { auth01: specOf(REQUEST) } },
      services: { ...services, outbound },
    })
    const x = Object.assign(made, { logging: 'INFO' })
    await runTraced(
      REST.flatMap((factory) => factory(x.route, x.deployment.snapshot) ?? []),
      x,
    )
    expect(sent.join()).toContain('secret-key')
    const log = x.record.executionLog.join('\n')
    expect(log).toContain('Endpoint request body after transformations: ')
    expect(log).toContain('********')
    expect(log).not.toContain('secret-')
  })
})

describe('callers', () => {
  it('never get the verdict of another, 100 interleaved', async () => {
    const random = new Random(7)
    const { services, calls } = gatewayWith(async ({ payload }) => {
      const { authorizationToken } = JSON.parse(payload)
      for (let turns = random.below(5); turns > 0; turns--) await Promise.resolve()
      const effect = authorizationToken.endsWith('0') ? 'Deny' : 'Allow'
      return { principalId: authorizationToken, policyDocument: policy(effect) }
    })
    const tokens = Array.from({ length: 100 }, (_, i) => `token-${i % 25}`)
    const answers = await Promise.all(tokens.map((authorization) => call(services, { headers: { authorization } })))
    answers.forEach(({ status, body }, i) => {
      const token = tokens[i] ?? ''
      if (token.endsWith('0')) expect(status).toBe(403)
      else expect([status, body]).toEqual([200, token])
    })
    expect(calls.length).toBeGreaterThanOrEqual(25)
  })

  it('cannot get in by any identity header: 2,000 of them', async () => {
    const { services } = gatewayWith(({ payload }) => {
      const token: unknown = JSON.parse(payload).authorizationToken
      return { principalId: 'p', policyDocument: policy(token === 'good' ? 'Allow' : 'Deny') }
    })
    const random = new Random(11)
    const parts = [
      'good',
      'Good',
      'goo',
      'd',
      ' ',
      '\t',
      ',',
      '"',
      '\\',
      '*',
      'null',
      '{}',
      '[]',
      '%00',
      'é',
      ':',
      '__proto__',
      ';',
    ]
    for (let i = 0; i < 2_000; i++) {
      const authorization = Array.from({ length: 1 + random.below(4) }, () => random.pick(parts)).join('')
      const { status } = await call(services, { headers: { authorization } })
      const sent = new Headers({ authorization }).get('authorization')
      expect([authorization, status]).toEqual([authorization, sent === 'good' ? 200 : sent === '' ? 401 : 403])
    }
  })
})

describe('the method that a policy is asked about', () => {
  it.each([
    ['/pets/', ARN],
    ['//pets', ARN],
    ['/pets//1', `${ARN}//1`],
    ['/pets/%2e', `${ARN}/%2e`],
    ['/', ARN.replace('pets', '')],
  ])('%s is the one that the route was found by', async (path, arn) => {
    const { services, calls } = gatewayWith(() => ALLOW)
    await call(services, { path, route: { resourcePath: '/pets' } })
    expect(JSON.parse(calls[0]?.payload ?? '').methodArn).toBe(arn)
  })

  it('has 1,600 bytes at most (documentation)', async () => {
    const { services, calls } = gatewayWith(() => ALLOW)
    const answer = await call(services, { path: `/${'a'.repeat(1_600)}` })
    expect(answer).toMatchObject({ status: 414, body: '{"message":"Request URI too long"}' })
    expect(calls).toEqual([])
  })
})
