import {
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateRestApiCommand,
  type PatchOperation,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  TestInvokeMethodCommand,
  type TestInvokeMethodCommandInput,
  UpdateIntegrationCommand,
  UpdateMethodCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import type { Outbound, OutboundRequest } from '../../src/bindings/outbound.ts'
import { OutboundError } from '../../src/bindings/outbound.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'
import { memoryConfigStore } from './memory-config-store.ts'
import { sqliteDatabase } from './sqlite-database.ts'

/** An API whose root has one method, in front of what `answer` says. */
async function invokable(answer: Outbound, type: 'HTTP' | 'HTTP_PROXY' = 'HTTP_PROXY', httpMethod = 'POST') {
  const received: OutboundRequest[] = []
  const gateway = gatewayUnderTest(sqliteDatabase(), memoryConfigStore(), (request) => {
    received.push(request)
    return answer(request)
  })
  const { client } = gateway
  const { id: restApiId = '', rootResourceId: resourceId = '' } = await client.send(
    new CreateRestApiCommand({ name: 'Pets' }),
  )
  const method = { restApiId, resourceId, httpMethod }
  await client.send(new PutMethodCommand({ ...method, authorizationType: 'AWS_IAM', apiKeyRequired: true }))
  await client.send(
    new PutIntegrationCommand({
      ...method,
      type,
      integrationHttpMethod: 'POST',
      uri: 'https://${stageVariables.host}/pets',
    }),
  )
  if (type === 'HTTP') {
    await client.send(new PutMethodResponseCommand({ ...method, statusCode: '200' }))
    await client.send(new PutIntegrationResponseCommand({ ...method, statusCode: '200' }))
  }
  return {
    ...gateway,
    ...method,
    received,
    invoke: (input: Partial<TestInvokeMethodCommandInput> = {}) =>
      client.send(new TestInvokeMethodCommand({ ...method, stageVariables: { host: 'pets.example.com' }, ...input })),
  }
}

const pets: Outbound = async () => new Response('{"pets":[]}', { headers: { 'content-type': 'application/json' } })

/** A log's lines without their times. */
const linesOf = (log = '') => log.split('\n').map((line) => line.replace(/^.* UTC \d{4} : /, ''))

describe('TestInvokeMethod', () => {
  it('runs the method undeployed and unguarded, and tells every step in the words recorded on AWS (tiv-0002)', async () => {
    const { invoke, restApiId, received } = await invokable(pets)
    const { status, body, headers, multiValueHeaders, latency, log } = await invoke({
      pathWithQueryString: '/?a=b',
      body: '{"test": "val123"}',
      headers: { 'content-type': 'application/json' },
    })
    expect([status, body, latency]).toEqual([200, '{"pets":[]}', 0])
    expect(headers).toEqual({ 'Content-Type': 'application/json' })
    expect(multiValueHeaders).toEqual({ 'Content-Type': ['application/json'] })
    const trace = received[0]?.headers.get('x-amzn-trace-id')
    const id = /^Execution log for request (\S{36})\n/.exec(log ?? '')?.[1]
    expect(linesOf(log)).toEqual([
      `Execution log for request ${id}`,
      `Starting execution for request: ${id}`,
      'HTTP Method: POST, Resource Path: /',
      'Method request path: {}',
      'Method request query string: {a=b}',
      'Method request headers: {content-type=application/json}',
      'Method request body before transformations: {"test": "val123"}',
      'Endpoint request URI: https://pets.example.com/pets?a=b',
      `Endpoint request headers: {Content-Type=application/json, X-Forwarded-For=test-invoke-source-ip, X-Forwarded-Port=443, X-Forwarded-Proto=https, X-Amzn-Trace-Id=${trace}, x-amzn-apigateway-api-id=${restApiId}, User-Agent=AmazonAPIGateway_${restApiId}}`,
      'Endpoint request body after transformations: {"test": "val123"}',
      'Sending request to https://pets.example.com/pets?a=b',
      'Received response. Status: 200, Integration latency: 0 ms',
      'Endpoint response headers: {Content-Type=application/json}',
      'Endpoint response body before transformations: {"pets":[]}',
      'Method response body after transformations: {"pets":[]}',
      'Method response headers: {Content-Type=application/json}',
      'Successfully completed execution',
      'Method completed with status: 200',
      '',
    ])
    expect(log).toMatch(/\nTue Nov 14 22:13:20 UTC 2023 : Starting execution/)
  })

  it('sends a body with GET too, as AWS does (tiv-0002)', async () => {
    const { invoke, received } = await invokable(pets, 'HTTP', 'GET')
    await invoke({ body: 'text' })
    expect(await new Response(received[0]?.body as BodyInit).text()).toBe('text')
  })

  it('shows of an Authorization its last six characters, and cuts a line at 1,024, as published logs have it', async () => {
    const { invoke } = await invokable(pets)
    const { log } = await invoke({
      headers: { Authorization: 'Bearer secret-abcdef', 'x-api-key': 'key' },
      multiValueHeaders: { Accept: ['a/b', 'c/d'] },
      body: 'x'.repeat(2_000),
    })
    const lines = linesOf(log)
    expect(lines[5]).toBe(
      'Method request headers: {Authorization=**************abcdef, x-api-key=***, Accept=a/b, c/d}',
    )
    const begin = 'Method request body before transformations: '
    expect(lines[6]).toBe(`${begin}${'x'.repeat(1_024 - begin.length)} [TRUNCATED]`)
    expect(log).not.toContain('secret')
  })

  it('tells of a backend that cannot be reached, in AWS words, and answers what a caller would get', async () => {
    const { invoke } = await invokable(() => Promise.reject(new OutboundError('unreachable', 'connection refused')))
    const { status, body, headers, log } = await invoke()
    expect([status, body]).toEqual([504, '{"message": "Network error communicating with endpoint"}'])
    // Published results have this header alone.
    expect(headers).toEqual({ 'x-amzn-ErrorType': 'InternalServerErrorException' })
    expect(linesOf(log).slice(-3)).toEqual([
      'Execution failed due to a network error communicating with endpoint: connection refused',
      'Method completed with status: 504',
      '',
    ])
  })

  it('tells of a body that does not fit its model, as published results do', async () => {
    const { client, invoke, received, ...method } = await invokable(pets)
    const { restApiId, resourceId, httpMethod } = method
    const schema = '{"$schema":"http://json-schema.org/draft-04/schema#","type":"object","required":["NoteId"]}'
    await client.send(new CreateModelCommand({ restApiId, name: 'Note', contentType: 'application/json', schema }))
    const { id } = await client.send(
      new CreateRequestValidatorCommand({ restApiId, name: 'body', validateRequestBody: true }),
    )
    const patchOperations: PatchOperation[] = [
      { op: 'replace', path: '/requestValidatorId', value: id },
      { op: 'add', path: '/requestModels/application~1json', value: 'Note' },
    ]
    await client.send(new UpdateMethodCommand({ restApiId, resourceId, httpMethod, patchOperations }))
    const { status, body, log } = await invoke({ body: '{"Note":1}' })
    expect([status, body, received.length]).toEqual([400, '{"message": "Invalid request body"}', 0])
    expect(linesOf(log).slice(-3)).toEqual([
      'Request body does not match model schema for content type application/json: [object has missing required properties (["NoteId"])]',
      'Method completed with status: 400',
      '',
    ])
  })

  it('renders the mapping templates, and tells of one that fails, with its place (our own words)', async () => {
    const { client, invoke, received, restApiId, resourceId, httpMethod } = await invokable(pets, 'HTTP')
    const method = { restApiId, resourceId, httpMethod }
    const patch = (value: string): PatchOperation[] => [
      { op: 'add', path: '/requestTemplates/application~1json', value },
    ]
    await client.send(new UpdateIntegrationCommand({ ...method, patchOperations: patch(`{"n":$input.json('$.a')}`) }))
    const { log } = await invoke({ body: '{"a":[1]}' })
    expect(log).toContain(' : Method request body before transformations: {"a":[1]}\n')
    expect(log).toContain(' : Endpoint request body after transformations: {"n":[1]}\n')
    expect(received).toHaveLength(1)
    const broken = await invoke({ body: '{"a":' })
    expect(broken.status).toBe(400)
    expect(broken.log).toMatch(/ : Execution failed: Unable to transform request: .* line 1, column \d+: /)
  })

  it('tells of a configuration that cannot work', async () => {
    const { invoke } = await invokable(async () => new Response('no', { status: 200 }), 'HTTP')
    const { status, log } = await invoke({ stageVariables: {} })
    expect(status).toBe(500)
    expect(log).toContain('Execution failed due to configuration error: Invalid endpoint address: https:///pets')
  })

  it('does not show bytes that are no text', async () => {
    const { invoke } = await invokable(async () => new Response(new Uint8Array([0xff, 0xfe, 0])))
    expect((await invoke()).log).toContain('Endpoint response body before transformations: [Binary Data]')
  })

  it('refuses what is not there, in AWS words (cpl-0057), and what it cannot send', async () => {
    const { raw, restApiId, resourceId, httpMethod, call } = await invokable(pets)
    const method = { restApiId, resourceId, httpMethod }
    const refusal = async (input: Partial<TestInvokeMethodCommandInput>) => {
      const { status, body } = await raw(new TestInvokeMethodCommand({ ...method, ...input }))
      return [status, JSON.parse(body).message]
    }
    expect(await refusal({ httpMethod: 'HEAD' })).toEqual([404, 'Invalid Method identifier specified'])
    expect(await refusal({ resourceId: 'none' })).toEqual([404, 'Invalid Resource identifier specified'])
    expect(await refusal({ restApiId: 'none' })).toEqual([404, 'Invalid Resource identifier specified'])
    expect(await refusal({ headers: { 'a b': 'c' } })).toEqual([400, 'Invalid header name specified: a b'])
    expect(await refusal({ headers: { a: 'b\r\nc: d' } })).toEqual([400, 'Invalid value specified for header a'])
    expect(await refusal({ clientCertificateId: 'c' })).toEqual([
      404,
      'Invalid Client Certificate identifier specified',
    ])
    const path = `/restapis/${restApiId}/resources/${resourceId}/methods/${httpMethod}`
    for (const body of ['[]', '{"headers":{"a":1}}', '{"multiValueHeaders":{"a":"b"}}', '{"body":{}}', '{"latency":1}'])
      expect((await call('POST', path, body)).status).toBe(400)
  })

  it('refuses a method without integration, naming it (our own choice)', async () => {
    const { client, restApiId, resourceId, raw } = await invokable(pets)
    const method = { restApiId, resourceId, httpMethod: 'PUT' }
    await client.send(new PutMethodCommand({ ...method, authorizationType: 'NONE' }))
    const { status, body } = await raw(new TestInvokeMethodCommand(method))
    expect([status, JSON.parse(body).message]).toEqual([
      400,
      'The method cannot be invoked:\n\tPUT /: No integration defined for method',
    ])
  })

  it('lets ANY answer where the resource has no such method (our own choice)', async () => {
    const { invoke, received } = await invokable(pets, 'HTTP_PROXY', 'ANY')
    expect((await invoke({ httpMethod: 'DELETE' })).log).toContain('HTTP Method: DELETE, Resource Path: /')
    expect((await invoke({ httpMethod: 'ANY' })).log).toContain('HTTP Method: GET, Resource Path: /')
    expect(received).toHaveLength(2)
  })
})
