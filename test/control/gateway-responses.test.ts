import {
  CreateRestApiCommand,
  DeleteGatewayResponseCommand,
  type GatewayResponseType,
  GetGatewayResponseCommand,
  GetGatewayResponsesCommand,
  ImportRestApiCommand,
  type PatchOperation,
  PutGatewayResponseCommand,
  type PutGatewayResponseCommandInput,
  UpdateGatewayResponseCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded, mock } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const TEMPLATES = { 'application/json': '{"message":$context.error.messageString}' }
const CORS = { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" }

/** A new API, and the calls without their metadata. */
async function api() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const restApiId = (await client.send(new CreateRestApiCommand({ name: 'a' }))).id ?? ''
  return {
    ...gateway,
    restApiId,
    async put(responseType: GatewayResponseType, input: Partial<PutGatewayResponseCommandInput> = {}) {
      const { $metadata: _, ...response } = await client.send(
        new PutGatewayResponseCommand({ restApiId, responseType, ...input }),
      )
      return response
    },
    async get(responseType: GatewayResponseType) {
      const { $metadata: _, ...response } = await client.send(
        new GetGatewayResponseCommand({ restApiId, responseType }),
      )
      return response
    },
    async patch(responseType: GatewayResponseType, ...patchOperations: PatchOperation[]) {
      const { $metadata: _, ...response } = await client.send(
        new UpdateGatewayResponseCommand({ restApiId, responseType, patchOperations }),
      )
      return response
    },
    remove: (responseType: GatewayResponseType) =>
      client.send(new DeleteGatewayResponseCommand({ restApiId, responseType })),
  }
}

describe('GetGatewayResponse', () => {
  it("shows AWS's default (cpl-0048)", async () => {
    const { get } = await api()
    expect(await get('MISSING_AUTHENTICATION_TOKEN')).toEqual({
      defaultResponse: true,
      responseParameters: {},
      responseTemplates: TEMPLATES,
      responseType: 'MISSING_AUTHENTICATION_TOKEN',
      statusCode: '403',
    })
    expect(await get('DEFAULT_4XX')).not.toHaveProperty('statusCode')
  })

  it('shows every type by name, with its default status (cpl-0048)', async () => {
    const { client, restApiId } = await api()
    const { items = [] } = await client.send(new GetGatewayResponsesCommand({ restApiId }))
    expect(items.map(({ responseType, statusCode }) => `${responseType} ${statusCode ?? '-'}`)).toEqual([
      'ACCESS_DENIED 403',
      'API_CONFIGURATION_ERROR 500',
      'AUTHORIZER_CONFIGURATION_ERROR 500',
      'AUTHORIZER_FAILURE 500',
      'BAD_REQUEST_BODY 400',
      'BAD_REQUEST_PARAMETERS 400',
      'DEFAULT_4XX -',
      'DEFAULT_5XX -',
      'EXPIRED_TOKEN 403',
      'INTEGRATION_FAILURE 504',
      'INTEGRATION_TIMEOUT 504',
      'INVALID_API_KEY 403',
      'INVALID_SIGNATURE 403',
      'MISSING_AUTHENTICATION_TOKEN 403',
      'QUOTA_EXCEEDED 429',
      'REQUEST_TOO_LARGE 413',
      'RESOURCE_NOT_FOUND 404',
      'THROTTLED 429',
      'UNAUTHORIZED 401',
      'UNSUPPORTED_MEDIA_TYPE 415',
      'WAF_FILTERED 403',
    ])
    const page = await client.send(new GetGatewayResponsesCommand({ restApiId, limit: 20 }))
    const rest = await client.send(new GetGatewayResponsesCommand({ restApiId, position: page.position }))
    expect(rest.items?.map(({ responseType }) => responseType)).toEqual(['WAF_FILTERED'])
    expect(rest.position).toBeUndefined()
  })

  it('shows what an import left out as its default (cpl-0049)', async () => {
    const { client } = gatewayUnderTest()
    const document = {
      openapi: '3.0.1',
      info: { title: 'a', version: '1' },
      paths: { '/': { get: mock() } },
      'x-amazon-apigateway-gateway-responses': { THROTTLED: { responseParameters: CORS } },
    }
    const { id: restApiId } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    expect(await client.send(new GetGatewayResponseCommand({ restApiId, responseType: 'THROTTLED' }))).toMatchObject({
      defaultResponse: false,
      statusCode: '429',
      responseParameters: CORS,
      responseTemplates: TEMPLATES,
    })
  })
})

describe('PutGatewayResponse', () => {
  it('replaces the whole response; what is left out is the default (cpl-0049)', async () => {
    const { put, get } = await api()
    await put('UNAUTHORIZED', {
      statusCode: '404',
      responseParameters: CORS,
      responseTemplates: { 'text/plain': 'no' },
    })
    const shown = {
      defaultResponse: false,
      responseParameters: {},
      responseTemplates: TEMPLATES,
      responseType: 'UNAUTHORIZED',
      statusCode: '401',
    }
    expect(await put('UNAUTHORIZED', { responseParameters: {}, responseTemplates: {} })).toEqual(shown)
    expect(await get('UNAUTHORIZED')).toEqual(shown)
  })

  it('of DEFAULT_5XX shows in the types of its class that have none of their own (cpl-0049)', async () => {
    const { put, get } = await api()
    await put('DEFAULT_5XX', { statusCode: '599', responseParameters: CORS })
    await put('AUTHORIZER_FAILURE', { responseParameters: { 'gatewayresponse.header.foo': "'bar'" } })
    expect(await get('INTEGRATION_FAILURE')).toMatchObject({
      defaultResponse: true,
      statusCode: '599',
      responseParameters: CORS,
    })
    expect(await get('AUTHORIZER_FAILURE')).toMatchObject({
      defaultResponse: false,
      statusCode: '500',
      responseParameters: { 'gatewayresponse.header.foo': "'bar'" },
    })
    expect(await get('UNAUTHORIZED')).toMatchObject({ statusCode: '401', responseParameters: {} })
  })

  const invalid = (...faults: string[]) =>
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${faults.join(', ')}]`
  // AWS's words as users of its CDK and its command line quote them.
  it.each([
    [{ 'gatewayresponse.header.test-key': 'test-value' }, 'test-value'],
    [
      { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
      'method.response.header.Access-Control-Allow-Origin',
    ],
    [{ 'gatewayresponse.header.a': 'method.request.body.a' }, 'method.request.body.a'],
    [{ 'gatewayresponse.header.a': 'integration.response.header.a' }, 'integration.response.header.a'],
    [{ 'gatewayresponse.header.a b': "'a'" }, 'gatewayresponse.header.a b'],
  ])('refuses the parameters %j', async (responseParameters, fault) => {
    const { put } = await api()
    await expect(put('THROTTLED', { responseParameters })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: invalid(`Invalid mapping expression specified: ${fault}`),
    })
  })

  it('takes every source that a gateway response has (documentation)', async () => {
    const { put } = await api()
    const values = [
      "'a'",
      'method.request.header.a',
      'method.request.querystring.a',
      'method.request.path.a',
      'context.requestId',
      'stageVariables.a',
    ]
    const responseParameters = Object.fromEntries(
      values.map((value, index) => [`gatewayresponse.header.x-${index}`, value]),
    )
    expect(await put('THROTTLED', { responseParameters })).toMatchObject({ responseParameters })
  })

  it.each([
    [
      { statusCode: '600' },
      'ValidationException',
      "1 validation error detected: Value '600' at 'putGatewayResponseInput.statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d",
    ],
    // Our own: such a response would never end.
    [{ statusCode: '101' }, 'BadRequestException', "Invalid status code '101'. It has to be 200 to 599"],
    [{ responseTemplates: { 'a/b': '' } }, 'BadRequestException', 'Invalid null or empty value in responseTemplates'],
  ])('refuses %j', async (input, name, message) => {
    const { put, get } = await api()
    await expect(put('THROTTLED', input)).rejects.toMatchObject({ name, message })
    expect(await get('THROTTLED')).toMatchObject({ defaultResponse: true })
  })

  it('refuses an unknown type, then an unknown API (cpl-0050)', async () => {
    const { call, restApiId } = await api()
    const refused = async (path: string) => {
      const response = await call('PUT', path, '{}')
      return `${response.status} ${((await response.json()) as { message: string }).message}`
    }
    expect(await refused(`/restapis/${restApiId}/gatewayresponses/FAKE`)).toMatch(
      /^400 1 validation error detected: Value 'FAKE' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: \[REQUEST_TOO_LARGE, /,
    )
    expect(await refused('/restapis/fake/gatewayresponses/THROTTLED')).toBe(
      '404 Invalid API identifier specified 111111111111:fake',
    )
  })
})

describe('UpdateGatewayResponse', () => {
  it('customises a type that was not; the rest stays default (cpl-0051)', async () => {
    const { patch, get } = await api()
    const patched = {
      defaultResponse: false,
      responseParameters: {},
      responseTemplates: TEMPLATES,
      responseType: 'DEFAULT_4XX',
      statusCode: '444',
    }
    expect(await patch('DEFAULT_4XX', { op: 'replace', path: '/statusCode', value: '444' })).toEqual(patched)
    expect(await get('DEFAULT_4XX')).toEqual(patched)
  })

  it('adds, replaces and removes templates and parameters (cpl-0051)', async () => {
    const { put, patch } = await api()
    await put('DEFAULT_4XX', { responseParameters: { ...CORS, 'gatewayresponse.header.a': "'a'" } })
    const name = Object.keys(CORS)[0]
    expect(
      await patch(
        'DEFAULT_4XX',
        { op: 'replace', path: `/responseParameters/${name}`, value: "'example.com'" },
        { op: 'remove', path: '/responseParameters/gatewayresponse.header.a' },
        { op: 'add', path: '/responseTemplates/application~1xml', value: '<error/>' },
      ),
    ).toMatchObject({
      responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'example.com'" },
      responseTemplates: { ...TEMPLATES, 'application/xml': '<error/>' },
    })
  })

  it('does not answer for an empty template that an import brought (our own choice)', async () => {
    const { client } = gatewayUnderTest()
    const document = {
      openapi: '3.0.1',
      info: { title: 'a', version: '1' },
      paths: { '/': { get: mock() } },
      'x-amazon-apigateway-gateway-responses': { THROTTLED: { responseTemplates: { 'text/plain': '' } } },
    }
    const { id: restApiId } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    const patched = (path: string, value: string) =>
      client.send(
        new UpdateGatewayResponseCommand({
          ...{ restApiId, responseType: 'THROTTLED', patchOperations: [{ op: 'replace', path, value }] },
        }),
      )
    expect(await patched('/statusCode', '420')).toMatchObject({ statusCode: '420' })
    await expect(patched('/responseTemplates/text~1plain', '')).rejects.toMatchObject({
      message: 'Invalid null or empty value in responseTemplates',
    })
  })

  it('starts from what shows, that of its class too (our own choice)', async () => {
    const { put, patch } = await api()
    await put('DEFAULT_5XX', { statusCode: '599', responseParameters: CORS })
    const name = 'gatewayresponse.header.a'
    expect(
      await patch('INTEGRATION_TIMEOUT', { op: 'add', path: `/responseParameters/${name}`, value: "'a'" }),
    ).toMatchObject({ statusCode: '599', responseParameters: { ...CORS, [name]: "'a'" } })
  })

  it.each([
    ['add', '/statusCode', '444', 'BadRequestException', 'Invalid patch path /statusCode'],
    ['remove', '/statusCode', '', 'BadRequestException', 'Invalid patch path /statusCode'],
    ['add', '/wrongPath', 'a', 'BadRequestException', 'Invalid patch path /wrongPath'],
    ['replace', '/statusCode', 'abc', 'BadRequestException', "Invalid status code 'abc'. It has to be 200 to 599"],
    [
      'replace',
      '/responseParameters/gatewayresponse.header.a',
      "'a'",
      'NotFoundException',
      'Invalid parameter name specified',
    ],
    ['remove', '/responseTemplates/a~1b', '', 'NotFoundException', 'Invalid parameter name specified'],
    ['add', '/responseTemplates/a~1b', '', 'BadRequestException', 'Invalid null or empty value in responseTemplates'],
    [
      'add',
      '/responseParameters/gatewayresponse.header.a',
      '',
      'BadRequestException',
      'Invalid null or empty value in responseParameters',
    ],
  ] as const)('refuses to %s %s with %j (cpl-0051; the status is our own)', async (op, path, value, name, message) => {
    const { patch, get } = await api()
    await expect(patch('DEFAULT_4XX', { op, path, value })).rejects.toMatchObject({ name, message })
    expect(await get('DEFAULT_4XX')).toMatchObject({ defaultResponse: true })
  })
})

describe('DeleteGatewayResponse', () => {
  it('brings the default back; there has to be something to delete (cpl-0048, cpl-0050)', async () => {
    const { put, remove, get } = await api()
    await put('THROTTLED', { statusCode: '503' })
    expect((await remove('THROTTLED')).$metadata.httpStatusCode).toBe(202)
    expect(await get('THROTTLED')).toMatchObject({ defaultResponse: true, statusCode: '429' })
    await expect(remove('THROTTLED')).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Gateway response type not defined on api',
    })
  })
})
