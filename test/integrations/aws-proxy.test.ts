import { describe, expect, it } from 'vitest'
import type { Integration } from '../../src/definition/rest-api.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { type FunctionAnswer, FunctionError, type FunctionFailure } from '../../src/functions/functions.ts'
import { defaultGatewayResponse } from '../../src/gateway/gateway-response.ts'
import { parseIntegration } from '../../src/integrations/index.ts'
import { Problems } from '../../src/lib/problems.ts'
import { contextVariable } from '../../src/mapping/context-variables.ts'
import {
  type ExchangeOptions,
  exchangeFor,
  fakeFunctions,
  fakeServices,
  runExchange,
  textOf,
} from '../gateway/fake-services.ts'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:hello'
const uriOf = (arn: string, action = '2015-03-31/functions', kind = 'invocations') =>
  `arn:aws:apigateway:us-east-1:lambda:path/${action}/${arn}/${kind}`
const PROXY: Integration = { type: 'AWS_PROXY', httpMethod: 'POST', uri: uriOf(ARN) }
const STREAM: Integration = {
  ...PROXY,
  uri: uriOf(ARN, '2021-11-15/functions', 'response-streaming-invocations'),
  responseTransferMode: 'STREAM',
}

async function call(
  answer: string | object | FunctionError,
  { integration = PROXY, ...options }: ExchangeOptions = {},
) {
  const given = typeof answer === 'string' || answer instanceof FunctionError || 'payload' in answer
  const { functions, calls } = fakeFunctions(given ? (answer as string | FunctionAnswer) : JSON.stringify(answer))
  const x = exchangeFor({ integration, services: fakeServices({ functions }), ...options })
  const reply = await runExchange(x).catch((error) => {
    if (!(error instanceof GatewayError)) throw error
    return { ...defaultGatewayResponse(error), reason: error.detail.reason, type: error.type }
  })
  const [received] = calls
  return { x, reply, received, event: received && JSON.parse(received.payload) }
}

describe('a proxied function is called', () => {
  it('by its ARN, in the name of the method that calls', async () => {
    const { received, x } = await call({}, { path: '/pets/7', route: { resourcePath: '/pets/{id}' } })
    expect(received).toMatchObject({
      arn: ARN,
      invocationType: 'RequestResponse',
      timeoutInMillis: 29_000,
      sourceArn: 'arn:aws:execute-api:us-east-1:000000000000:api1/prod/GET/pets/{id}',
      traceId: expect.stringMatching(/^Root=1-/),
    })
    expect(x.record).toMatchObject({
      functionTarget: 'code',
      integrationRequestId: 'fn-request-1',
      integrationStatus: 200,
    })
  })

  it('in its own name where the integration has a role', async () => {
    const { received } = await call({}, { integration: { ...PROXY, credentials: 'arn:aws:iam::123456789012:role/r' } })
    expect(received?.sourceArn).toBeUndefined()
  })

  it('under the alias that a stage variable names', async () => {
    const integration = { ...PROXY, uri: uriOf(`${ARN}:\${stageVariables.alias}`) }
    const { received, event } = await call({}, { integration, stageVariables: { alias: 'live' } })
    expect(received?.arn).toBe(`${ARN}:live`)
    expect(event.stageVariables).toEqual({ alias: 'live' })
  })

  it('for as long as the integration says', async () => {
    const { received } = await call({}, { integration: { ...PROXY, timeoutInMillis: 1_500 } })
    expect(received?.timeoutInMillis).toBe(1_500)
  })
})

describe('the event of a proxied function', () => {
  it('has a binary body in base64, where the media type is binary', async () => {
    const headers = { 'content-type': 'image/png' }
    const options = { method: 'POST', body: 'abc', headers, snapshot: { binaryMediaTypes: ['image/*'] } }
    expect((await call({}, options)).event).toMatchObject({ body: 'YWJj', isBase64Encoded: true })
    const text = { ...options, headers: { 'content-type': 'text/plain' } }
    expect((await call({}, text)).event).toMatchObject({ body: 'abc', isBase64Encoded: false })
  })

  it('spells the names that AWS spells, and leaves the rest as Workers tell them', async () => {
    const headers = { accept: '*/*', 'user-agent': 'curl', 'x-my-header': '1', connection: 'close', te: 'gzip' }
    const { event } = await call({}, { headers })
    expect(Object.keys(event.headers).sort()).toEqual(
      [
        'Accept',
        'User-Agent',
        'X-Amzn-Trace-Id',
        'X-Forwarded-For',
        'X-Forwarded-Port',
        'X-Forwarded-Proto',
        'x-my-header',
      ].sort(),
    )
    expect(event.multiValueHeaders['x-my-header']).toEqual(['1'])
  })

  it('says null of what is absent', async () => {
    expect((await call({})).event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
    })
  })

  it('has the names that a client chose, whatever they mean to JavaScript', async () => {
    const { received } = await call({}, { rawQuery: '__proto__=1&constructor=2&__proto__=3' })
    expect(received?.payload).toContain('"queryStringParameters":{"__proto__":"3","constructor":"2"}')
    expect(received?.payload).toContain('"multiValueQueryStringParameters":{"__proto__":["1","3"],"constructor":["2"]}')
  })

  it('names the operation', async () => {
    expect((await call({}, { route: { operationName: 'GetPet' } })).event.requestContext.operationName).toBe('GetPet')
  })

  it('has no headers in a test invocation without any (documentation of the console)', async () => {
    const x = exchangeFor({ integration: PROXY })
    const { functions, calls } = fakeFunctions('{}')
    const stage = { ...x.stage, stageName: 'test-invoke-stage' }
    await runExchange(Object.assign(x, { stage, services: fakeServices({ functions }) }))
    expect(JSON.parse(calls[0]?.payload ?? '')).toMatchObject({ headers: null, multiValueHeaders: null })
    expect(calls[0]?.sourceArn).toContain('api1/test-invoke-stage/GET')
  })
})

describe('the result of a proxied function', () => {
  it.each([
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['nothing', ''],
    ['a list', '[]'],
    ['a member of another name', '{"statusCode":200,"status":1}'],
    ['a status that is none', '{"statusCode":"abc"}'],
    ['a status that no response has', '{"statusCode":101}'],
    ['a status with a fraction', '{"statusCode":200.5}'],
    ['a body that is no text', '{"body":{"a":1}}'],
    ['headers that are a list', '{"headers":["a"]}'],
    ['a header that is an object', '{"headers":{"a":{}}}'],
    ['a header with a line break', JSON.stringify({ headers: { a: 'x\r\ny: z' } })],
    ['a name that no header has', '{"headers":{"a b":"1"}}'],
    ['many values that are no list', '{"multiValueHeaders":{"a":"b"}}'],
  ])('is 502 when it is %s', async (_, payload) => {
    const { reply } = await call(payload)
    expect(reply).toMatchObject({ status: 502, body: '{"message": "Internal server error"}' })
    expect((reply as { reason?: string }).reason).toMatch(/^Malformed Lambda proxy response/)
  })

  it('has headers of many values, then of one, under the name of the many', async () => {
    const { reply } = await call({
      headers: { 'x-a': 'last', 'X-B': 'same', n: 1, t: true, 'set-cookie': 'c=3' },
      multiValueHeaders: { 'X-A': ['1', '2'], 'X-B': ['same'], 'Set-Cookie': ['a=1', 'b=2'] },
    })
    const fields = [...reply.headers.fields()].map(([name, value]) => `${name}: ${value}`)
    expect(fields).toEqual(expect.arrayContaining(['X-A: 1, 2, last', 'X-B: same', 'n: 1', 't: true']))
    expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2', 'c=3'])
  })

  it('is remapped where it speaks of the connection', async () => {
    const { reply } = await call({ headers: { Date: 'then', 'Content-Length': '7', 'Transfer-Encoding': 'chunked' } })
    expect(reply.headers.get('x-amzn-remapped-date')).toBe('then')
    expect(reply.headers.get('x-amzn-remapped-content-length')).toBe('7')
    expect(['date', 'content-length', 'transfer-encoding'].filter((name) => reply.headers.has(name))).toEqual([])
  })

  it('is 500 when what should be base64 is none', async () => {
    const options = { headers: { accept: 'image/png' }, snapshot: { binaryMediaTypes: ['image/png'] } }
    const { reply } = await call({ body: 'a', isBase64Encoded: true }, options)
    expect(reply).toMatchObject({ status: 500, reason: 'Unable to base64 decode the body.' })
  })

  it('has a status of its own beside that of Lambda', async () => {
    const { x } = await call({ statusCode: 418 })
    const names = ['integration.status', 'integration.integrationStatus', 'integrationStatus', 'awsEndpointRequestId']
    expect(names.map((name) => contextVariable(x, name))).toEqual(['418', '200', '200', 'fn-request-1'])
  })

  it('that is in a coding already is sent as it is', async () => {
    const { reply } = await call({ headers: { 'Content-Encoding': 'gzip' }, body: 'x' })
    expect(reply).toMatchObject({ encoded: true })
    expect(reply.headers.get('content-encoding')).toBe('gzip')
  })

  it('is 500 beyond the limit of a response', async () => {
    const { reply } = await call({ body: 'x'.repeat(200) }, { limits: { responseBodyBytes: 100 } })
    expect(reply.status).toBe(500)
  })
})

describe('a proxied function that does not answer', () => {
  it('is 502 when it failed, and the log has its message', async () => {
    const payload = '{"errorType":"Error","errorMessage":"boom"}'
    const { reply } = await call({ payload, functionError: 'Unhandled' })
    expect(reply).toMatchObject({
      status: 502,
      body: '{"message": "Internal server error"}',
      reason:
        'Lambda execution failed with status 200 due to customer function error: boom. Lambda request id: fn-request-1',
    })
  })

  it.each<[FunctionFailure, number, string]>([
    ['not-found', 500, 'API_CONFIGURATION_ERROR'],
    ['not-permitted', 500, 'API_CONFIGURATION_ERROR'],
    ['invalid-arn', 500, 'API_CONFIGURATION_ERROR'],
    ['no-runtime', 500, 'API_CONFIGURATION_ERROR'],
    ['no-credentials', 500, 'API_CONFIGURATION_ERROR'],
    ['throttled', 500, 'INTEGRATION_FAILURE'],
    ['service', 500, 'INTEGRATION_FAILURE'],
    ['unreachable', 504, 'INTEGRATION_FAILURE'],
    ['timeout', 504, 'INTEGRATION_TIMEOUT'],
    ['request-too-large', 413, 'REQUEST_TOO_LARGE'],
    ['response-too-large', 502, 'API_CONFIGURATION_ERROR'],
  ])('because of %s is %i, of type %s', async (failure, status, type) => {
    const { reply, x } = await call(new FunctionError(failure, 'why'))
    expect(reply).toMatchObject({ status, type })
    expect(x.record.integrationError).toBe('why')
  })

  it('because it may not is told in the words of AWS', async () => {
    const { reply } = await call(new FunctionError('not-permitted', 'why'))
    expect((reply as { reason?: string }).reason).toMatch(/^Invalid permissions on Lambda function/)
  })
})

describe('an integration AWS_PROXY', () => {
  it('with a method other than POST is 500, and deployed with a warning (vector lpr-0036)', async () => {
    const problems = new Problems()
    parseIntegration({ ...PROXY, httpMethod: 'GET' }, 'GET /', problems)
    expect(problems.warnings[0]?.message).toContain('POST')
    const { reply, received } = await call({}, { integration: { ...PROXY, httpMethod: 'GET' } })
    expect(reply).toMatchObject({ status: 500, body: '{"message": "Internal server error"}' })
    expect(received).toBeUndefined()
  })

  it('that should stream, and names another operation, is deployed with a warning', () => {
    const problems = new Problems()
    parseIntegration({ ...PROXY, responseTransferMode: 'STREAM' }, 'GET /', problems)
    expect(problems.warnings[0]?.message).toContain('/response-streaming-invocations')
  })

  it('ignores mappings but those that AWS refuses', async () => {
    const map = (name: string) => ({ ...PROXY, requestParameters: { [`integration.request.header.${name}`]: "'1'" } })
    expect((await call({}, { integration: map('x-a') })).event.headers['x-a']).toBeUndefined()
    expect((await call({}, { integration: map('Transfer-Encoding') })).reply.status).toBe(500)
  })
})

describe('a function whose response streams', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const NULS = '\0'.repeat(8)
  const streamOf = (...chunks: readonly string[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(bytes(chunk))
        controller.close()
      },
    })
  const stream = (payload: FunctionAnswer['payload']) => call({ payload }, { integration: STREAM })

  it('is asked to stream, and answers with status, headers, cookies and body', async () => {
    const metadata = JSON.stringify({
      statusCode: 201,
      headers: { 'X-A': '1' },
      multiValueHeaders: { b: ['2', '3'] },
      cookies: ['c=1', 'd=2'],
    })
    const { reply, received } = await stream(
      streamOf(metadata.slice(0, 9), metadata.slice(9), NULS.slice(0, 3), `${NULS.slice(3)}one `, 'two'),
    )
    expect(received?.streaming).toBe(true)
    expect(reply.status).toBe(201)
    expect([reply.headers.get('x-a'), reply.headers.get('b')]).toEqual(['1', '2, 3'])
    expect(reply.headers.getSetCookie()).toEqual(['c=1', 'd=2'])
    expect(await textOf(reply)).toBe('one two')
  })

  it('begins before its body has ended', async () => {
    let more: (text: string) => void = () => {}
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes(`{}${NULS}first`))
        more = (text) => {
          controller.enqueue(bytes(text))
          controller.close()
        }
      },
    })
    const { reply } = await stream(body)
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first')
    more(' then')
    expect(new TextDecoder().decode((await reader.read()).value)).toBe(' then')
  })

  it('may hold NUL bytes in its body, and less than eight in a row before', async () => {
    const { reply } = await stream(streamOf(`{"headers":{}}${NULS}a${NULS}b`))
    expect(await textOf(reply)).toBe(`a${NULS}b`)
  })

  it.each([
    ['no delimiter', streamOf('{"statusCode":200}')],
    ['no JSON before it', streamOf(`hello${NULS}`)],
    ['a delimiter behind the first 16 KB', streamOf(`{"headers":{"a":"${'x'.repeat(16_400)}"}}`, NULS)],
    ['cookies that are none', streamOf(`{"cookies":"a=1"}${NULS}`)],
    ['a text without one', 'plain'],
  ])('is 502 with %s', async (_, payload) => {
    expect((await stream(payload)).reply.status).toBe(502)
  })

  it('is 502 when it breaks off before its body', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.error(new FunctionError('service', 'The function failed')),
    })
    expect((await stream(broken)).reply.status).toBe(502)
  })
})
