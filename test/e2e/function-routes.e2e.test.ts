import { gzipSync } from 'node:zlib'
import { type APIGatewayClient, GetResourcesCommand, TestInvokeMethodCommand } from '@aws-sdk/client-api-gateway'
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, LOCAL, sdkClient } from './clients.ts'
import { documentOf } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'

// Functions behind routes, on workerd: put up with Lambda's own calls, called through the data plane.

const FUNCTIONS: Readonly<Record<string, string>> = {
  event: 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) })',
  returns: 'exports.handler = async (event) => JSON.parse(event.body)',
  custom: `let asynchronous = 0
    exports.handler = async (event) => {
      if (event.fails) throw new Error(event.fails)
      if (event.counts) asynchronous++
      return { got: event, asynchronous }
    }`,
  stream: `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      const { breaks, bare } = event.queryStringParameters ?? {}
      if (breaks === 'early') throw new Error('early')
      if (!bare) stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'Content-Type': 'text/plain', 'X-From': 'stream' }, cookies: ['a=1', 'b=2'] })
      stream.write('first,')
      await new Promise((done) => setTimeout(done, 400))
      if (breaks) throw new Error('late')
      stream.write(event.path)
      stream.end()
    })`,
  large: `exports.handler = async (event) => ({ body: 'x'.repeat(Number(event.queryStringParameters.bytes)) })`,
  loops: 'exports.handler = async () => { for (;;); }',
  fails: "exports.handler = async () => { throw new TypeError('it is broken') }",
  slow: 'exports.handler = async () => { await new Promise((done) => setTimeout(done, 2_500)); return {} }',
  closed: 'exports.handler = async () => ({})',
}

const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`
const uriOf = (name: string, streaming = false) =>
  `arn:aws:apigateway:us-east-1:lambda:path/${streaming ? '2021-11-15' : '2015-03-31'}/functions/${arnOf(name)}/${streaming ? 'response-streaming-invocations' : 'invocations'}`

const proxy = (name: string, more: object = {}) => ({
  responses: {},
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: uriOf(name), ...more },
})

const statuses = Object.fromEntries(['200', '202', '404', '500'].map((status) => [status, { description: 'ok' }]))

const custom = (more: object = {}) => ({
  responses: statuses,
  'x-amazon-apigateway-integration': {
    type: 'aws',
    httpMethod: 'POST',
    uri: uriOf('custom'),
    responses: {
      default: { statusCode: '200' },
      'No such .*': {
        statusCode: '404',
        responseTemplates: { 'application/json': '{"why": $input.json("$.errorMessage")}' },
      },
      '(.|\\n)+': { statusCode: '500', responseTemplates: { 'application/json': '{"why": "else"}' } },
    },
    ...more,
  },
})

const DOCUMENT = documentOf(
  'Functions',
  {
    '/event/{id}': { 'x-amazon-apigateway-any-method': proxy('event') },
    '/returns': { post: proxy('returns') },
    '/custom': { post: custom() },
    '/shaped': {
      post: custom({
        requestTemplates: { 'application/json': '{"name": $input.json("$.n"), "stage": "$context.stage"}' },
      }),
    },
    '/later': {
      post: custom({
        requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
        responses: { default: { statusCode: '202' } },
      }),
    },
    '/stream': { get: proxy('stream', { uri: uriOf('stream', true), responseTransferMode: 'STREAM' }) },
    '/large': { get: proxy('large') },
    '/loops': { get: proxy('loops') },
    '/fails': { get: proxy('fails') },
    '/slow': { get: proxy('slow', { timeoutInMillis: 1_000 }) },
    '/closed': { get: proxy('closed') },
    '/missing': { get: proxy('nowhere') },
    '/get': { get: proxy('event', { httpMethod: 'GET' }) },
  },
  { 'x-amazon-apigateway-binary-media-types': ['image/png'] },
)

let gateway: RunningGateway
let lambda: LambdaClient
let client: APIGatewayClient
let api: string

beforeAll(async () => {
  gateway = await startGateway()
  client = sdkClient(gateway.url)
  lambda = new LambdaClient({ endpoint: gateway.url, region: 'us-east-1', credentials: LOCAL, maxAttempts: 1 })
  for (const [name, source] of Object.entries(FUNCTIONS)) await putUp(name, source)
  api = await deployDocument(client, DOCUMENT)
}, 120_000)

afterAll(async () => {
  client.destroy()
  lambda.destroy()
  await gateway.dispose()
})

async function putUp(FunctionName: string, source: string): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/any',
      Handler: 'index.handler',
      Timeout: 10,
      Code: { ZipFile: zipSync({ 'index.js': strToU8(source) }) },
    }),
  )
  if (FunctionName !== 'closed') await lambda.send(new AddPermissionCommand(permissionOf(FunctionName)))
}

const permissionOf = (FunctionName: string) => ({
  FunctionName,
  StatementId: 'api',
  Action: 'lambda:InvokeFunction',
  Principal: 'apigateway.amazonaws.com',
  SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:*/*',
})

const call = (path: string, init: RequestInit = {}) => fetch(gateway.invokeUrl(api, 'prod', path), init)
const returning = (result: unknown, headers: Record<string, string> = {}) =>
  call('/returns', {
    method: 'POST',
    body: JSON.stringify(result),
    headers: { 'content-type': 'application/json', ...headers },
  })

describe('a proxied function', () => {
  test('gets the request as an event', async () => {
    const response = await call('/event/a%20b?x=1&x=2&y=', {
      method: 'PUT',
      body: 'größe',
      headers: { 'content-type': 'text/plain', 'x-mine': '1', 'user-agent': 'tests' },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('x-amzn-trace-id')).toMatch(/^Root=1-/)
    const event = await response.json()
    expect(event).toMatchObject({
      resource: '/event/{id}',
      path: '/event/a%20b',
      httpMethod: 'PUT',
      headers: { 'Content-Type': 'text/plain', 'User-Agent': 'tests', 'x-mine': '1', 'X-Forwarded-Proto': 'http' },
      multiValueHeaders: { 'x-mine': ['1'] },
      queryStringParameters: { x: '2', y: '' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: [''] },
      pathParameters: { id: 'a%20b' },
      stageVariables: null,
      body: 'größe',
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: api,
        stage: 'prod',
        path: '/prod/event/a%20b',
        requestId: response.headers.get('x-amzn-requestid'),
        identity: { userAgent: 'tests', user: null },
      },
    })
  })

  test('gets bytes in base64, and answers with them', async () => {
    const png = new Uint8Array([137, 80, 78, 71, 0, 255])
    const sent = await call('/event/1', { method: 'POST', body: png, headers: { 'content-type': 'image/png' } })
    expect(await sent.json()).toMatchObject({ body: 'iVBORwD/', isBase64Encoded: true })
    const result = { body: 'iVBORwD/', isBase64Encoded: true, headers: { 'Content-Type': 'image/png' } }
    const received = await returning(result, { accept: 'image/png' })
    expect(new Uint8Array(await received.arrayBuffer())).toEqual(png)
    expect(await (await returning(result, { accept: 'text/html' })).text()).toBe('iVBORwD/')
  })

  test('chooses status, headers and cookies', async () => {
    const response = await returning({
      statusCode: 418,
      headers: { 'X-A': '1' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'tea',
    })
    expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([418, '1', 'tea'])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test.each([
    ['a result of another shape', () => returning({ statusCode: 200, other: 1 }), 502],
    ['a result that is no object', () => returning('text'), 502],
    ['an exception', () => call('/fails'), 502],
    ['a hang', () => call('/slow'), 504],
    ['no permission', () => call('/closed'), 500],
    ['no function', () => call('/missing'), 500],
    ['another method than POST', () => call('/get'), 500],
  ])('with %s is answered as on AWS', async (_, made, status) => {
    const response = await made()
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({
      message: status === 504 ? 'Endpoint request timed out' : 'Internal server error',
    })
    expect(response.headers.get('x-amzn-errortype')).toBe('InternalServerErrorException')
  })

  test('sends what it has compressed itself as it is', async () => {
    const body = gzipSync('packed').toString('base64')
    const headers = { 'Content-Encoding': 'gzip', 'Content-Type': 'image/png' }
    const response = await returning({ body, isBase64Encoded: true, headers }, { accept: 'image/png' })
    expect([response.headers.get('content-encoding'), await response.text()]).toEqual(['gzip', 'packed'])
  })

  test('answers a HEAD, and with a status that has no body', async () => {
    const head = await call('/event/1', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const empty = await returning({ statusCode: 204, body: 'nobody reads this' })
    expect([empty.status, await empty.text()]).toEqual([204, ''])
  })

  test('may answer megabytes, but no more than Lambda lets it', async () => {
    expect((await (await call('/large?bytes=5000000')).text()).length).toBe(5_000_000)
    expect((await call('/large?bytes=20000000')).status).toBe(502)
  })

  test('gets no event that is over the limit of Lambda', async () => {
    const response = await call('/event/1', { method: 'POST', body: 'x'.repeat(7_000_000) })
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Too Long' }])
  })

  test('that never gives the thread back takes no other with it for long', async () => {
    const hanging = call('/loops')
    const meanwhile = call('/event/1')
    expect([502, 504]).toContain((await hanging).status)
    await meanwhile.then((response) => response.text())
    await expect.poll(async () => (await call('/event/1')).status, { timeout: 5_000 }).toBe(200)
  })

  test('may be called from the moment its policy says so, and no longer than it does', async () => {
    await lambda.send(new AddPermissionCommand(permissionOf('closed')))
    await expect.poll(async () => (await call('/closed')).status, { timeout: 20_000 }).toBe(200)
    await lambda.send(new RemovePermissionCommand({ FunctionName: 'closed', StatementId: 'api' }))
    await expect.poll(async () => (await call('/closed')).status, { timeout: 20_000 }).toBe(500)
  })

  test('says in a test invocation why it failed', async () => {
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId: api, limit: 500 }))
    const resourceId = items.find(({ path }) => path === '/fails')?.id
    const { status, log } = await client.send(
      new TestInvokeMethodCommand({ restApiId: api, resourceId, httpMethod: 'GET' }),
    )
    expect(status).toBe(502)
    expect(log).toMatch(
      / : Lambda execution failed with status 200 due to customer function error: it is broken\. Lambda request id: [0-9a-f-]{36}\n/,
    )
    expect(log).toContain(
      `Sending request to https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/${arnOf('fails')}/invocations`,
    )
  })
})

describe('a function that streams', () => {
  test('begins its answer before it has ended', async () => {
    const started = performance.now()
    const response = await call('/stream')
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const first = new TextDecoder().decode((await reader.read()).value)
    const soon = performance.now() - started
    let text = first
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      text += new TextDecoder().decode(value)
    }
    expect([first, text]).toEqual(['first,', 'first,/stream'])
    expect(performance.now() - started - soon).toBeGreaterThan(200)
    expect([response.status, response.headers.get('content-type'), response.headers.get('x-from')]).toEqual([
      201,
      'text/plain',
      'stream',
    ])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('is 502 without metadata, or when it fails before them', async () => {
    expect((await call('/stream?bare=1')).status).toBe(502)
    expect((await call('/stream?breaks=early')).status).toBe(502)
  })

  test('is broken off when it fails later, and others are answered meanwhile', async () => {
    const response = await call('/stream?breaks=late')
    expect(response.status).toBe(201)
    await expect(response.text()).rejects.toThrow()
    expect(await (await call('/stream')).text()).toBe('first,/stream')
  })
})

describe('a function behind a custom integration', () => {
  const post = (path: string, body: object | string) =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  test('gets the body or what a template makes of it', async () => {
    expect(await (await post('/custom', { a: 1 })).json()).toMatchObject({ got: { a: 1 } })
    expect(await (await post('/shaped', { n: 'x' })).json()).toMatchObject({ got: { name: 'x', stage: 'prod' } })
  })

  test('selects its response by its error message', async () => {
    const missing = await post('/custom', { fails: 'No such pet' })
    expect([missing.status, await missing.json()]).toEqual([404, { why: 'No such pet' }])
    const other = await post('/custom', { fails: 'Oh\nno' })
    expect([other.status, await other.json()]).toEqual([500, { why: 'else' }])
  })

  test('runs behind the answer with X-Amz-Invocation-Type Event', async () => {
    const response = await post('/later', { counts: true })
    expect([response.status, await response.text()]).toEqual([202, ''])
    const counted = async () => {
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'custom' }))
      return JSON.parse(new TextDecoder().decode(Payload)).asynchronous
    }
    await expect.poll(counted, { timeout: 5_000 }).toBe(1)
  })

  test('is not called with what is no JSON', async () => {
    const response = await post('/custom', 'a=1')
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: 'Could not parse request body into json' },
    ])
  })
})
