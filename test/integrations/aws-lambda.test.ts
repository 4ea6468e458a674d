import { describe, expect, it } from 'vitest'
import type { Integration } from '../../src/definition/rest-api.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { type FunctionAnswer, FunctionError } from '../../src/functions/functions.ts'
import { defaultGatewayResponse } from '../../src/gateway/gateway-response.ts'
import {
  type ExchangeOptions,
  exchangeFor,
  fakeFunctions,
  fakeServices,
  runExchange,
  textOf,
} from '../gateway/fake-services.ts'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:hello'
const lambda = (more: Partial<Integration> = {}): Integration => ({
  type: 'AWS',
  httpMethod: 'POST',
  uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${ARN}/invocations`,
  integrationResponses: { 200: { statusCode: '200' } },
  ...more,
})

async function call(answer: string | Partial<FunctionAnswer> | FunctionError, options: ExchangeOptions = {}) {
  const { functions, calls } = fakeFunctions(answer)
  const x = exchangeFor({ method: 'POST', integration: lambda(), services: fakeServices({ functions }), ...options })
  const reply = await runExchange(x).catch((error) => {
    if (!(error instanceof GatewayError)) throw error
    return defaultGatewayResponse(error)
  })
  return { x, reply, text: await textOf(reply), received: calls[0] }
}

const JSON_TYPE = { 'content-type': 'application/json' }
const failed = (payload: string) => ({ payload, functionError: 'Unhandled' }) as const

describe('a function behind a custom integration gets', () => {
  it('the body of the request as it came, without a template', async () => {
    const { received, text } = await call('{"ok":true}', { body: '{"a":1}' })
    expect(received).toMatchObject({ arn: ARN, payload: '{"a":1}', invocationType: 'RequestResponse' })
    expect(text).toBe('{"ok":true}')
  })

  it('what the template makes of it', async () => {
    const requestTemplates = { 'application/json': '{"name": $input.json("$.n"), "stage": "$context.stage"}' }
    const { received } = await call('{}', {
      body: '{"n":"x"}',
      headers: JSON_TYPE,
      integration: lambda({ requestTemplates }),
    })
    expect(received?.payload).toBe('{"name": "x", "stage": "prod"}')
  })

  it('an empty object where there is nothing (vector tiv-0001)', async () => {
    expect((await call('{}', { method: 'GET' })).received?.payload).toBe('{}')
  })

  it('the call on its own time with X-Amz-Invocation-Type', async () => {
    const requestParameters = { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" }
    const { received, reply } = await call({ status: 202, payload: '' }, { integration: lambda({ requestParameters }) })
    expect(received?.invocationType).toBe('Event')
    expect(reply.status).toBe(200)
  })

  it('the client context that is mapped', async () => {
    const requestParameters = { 'integration.request.header.X-Amz-Client-Context': "'e30='" }
    expect((await call('{}', { integration: lambda({ requestParameters }) })).received?.clientContext).toBe('e30=')
  })

  it('nothing that is no JSON: the caller is told', async () => {
    const { received, reply, text } = await call('{}', { body: 'a=1', headers: { 'content-type': 'text/plain' } })
    expect([reply.status, JSON.parse(text).message]).toEqual([400, 'Could not parse request body into json'])
    expect(received).toBeUndefined()
  })

  it('no call of another method, and none of an invocation type that is none', async () => {
    expect((await call('{}', { integration: lambda({ httpMethod: 'GET' }) })).reply.status).toBe(500)
    const requestParameters = { 'integration.request.header.X-Amz-Invocation-Type': "'Later'" }
    expect((await call('{}', { integration: lambda({ requestParameters }) })).reply.status).toBe(500)
  })
})

describe('the answer of a function behind a custom integration', () => {
  const integrationResponses = {
    200: { statusCode: '200' },
    400: { statusCode: '400', selectionPattern: 'Bad Request.*' },
    500: { statusCode: '500', selectionPattern: '(\\n|.)+' },
  }
  const integration = lambda({ integrationResponses })

  it('is selected by the error message of a failure, wholly matched', async () => {
    expect((await call(failed('{"errorMessage":"Bad Request: a"}'), { integration })).reply.status).toBe(400)
    expect((await call(failed('{"errorMessage":"a Bad Request"}'), { integration })).reply.status).toBe(500)
  })

  it('is the default when it did not fail, whatever it says', async () => {
    expect((await call('{"errorMessage":"Bad Request"}', { integration })).reply.status).toBe(200)
  })

  it('is the default when the failure has no message, or one that nothing matches', async () => {
    expect((await call(failed('{}'), { integration })).reply.status).toBe(200)
    expect((await call(failed('{"errorMessage":""}'), { integration })).reply.status).toBe(200)
  })

  it('is 500 where nothing matches and there is no default', async () => {
    const only = lambda({ integrationResponses: { 400: integrationResponses[400] } })
    expect((await call('{}', { integration: only })).reply.status).toBe(500)
  })

  it('passes through templates and mappings', async () => {
    const mapped = lambda({
      integrationResponses: {
        200: {
          statusCode: '200',
          responseParameters: {
            'method.response.header.X-Name': 'integration.response.body.name',
            'method.response.header.X-Version': 'integration.response.header.X-Amz-Executed-Version',
          },
          responseTemplates: { 'application/json': '<$input.path("$.name")>' },
        },
      },
    })
    const { reply, text } = await call('{"name":"x"}', { integration: mapped })
    expect(text).toBe('<x>')
    expect([reply.headers.get('x-name'), reply.headers.get('x-version')]).toEqual(['x', '$LATEST'])
  })

  it('has the end of its log, where X-Amz-Log-Type asks for it', async () => {
    const mapped = lambda({
      requestParameters: { 'integration.request.header.X-Amz-Log-Type': "'Tail'" },
      integrationResponses: {
        200: {
          statusCode: '200',
          responseParameters: { 'method.response.header.X-Log': 'integration.response.header.X-Amz-Log-Result' },
        },
      },
    })
    const { reply } = await call({ payload: '{}', logTail: 'END' }, { integration: mapped })
    expect(reply.headers.get('x-log')).toBe('RU5E')
  })

  it('is kept in the record, with what the caller of the API never sees', async () => {
    const { x } = await call(failed('{"errorMessage":"boom"}'), { integration })
    expect(x.record).toMatchObject({
      functionTarget: 'code',
      integrationStatus: 200,
      integrationRequestId: 'fn-request-1',
      integrationError: expect.stringContaining('customer function error: boom'),
    })
  })

  it.each([
    ['throttled', 500],
    ['timeout', 504],
    ['not-permitted', 500],
  ] as const)('that could not be had (%s) is %i, whatever the patterns', async (failure, status) => {
    const all = lambda({ integrationResponses: { 200: { statusCode: '200', selectionPattern: '.*' } } })
    expect((await call(new FunctionError(failure, 'no'), { integration: all })).reply.status).toBe(status)
  })
})
