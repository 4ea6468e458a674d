import {
  type APIGatewayClient,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, sdkClient } from './clients.ts'
import { documentOf, proxyTo } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { type Echo, type Origin, startOrigin } from './origin.ts'

// Request validation in workerd, where no code can be made of strings. Messages: vectors rvl-0002, rvl-0003, rvl-0016.

let gateway: RunningGateway
let origin: Origin
let client: APIGatewayClient
const JSON_BODY = { 'content-type': 'application/json' }

beforeAll(async () => {
  ;[gateway, origin] = await Promise.all([startGateway(), startOrigin()])
  client = sdkClient(gateway.url)
})

afterAll(async () => {
  client.destroy()
  await Promise.all([gateway.dispose(), origin.close()])
})

describe('request validation of an imported document', () => {
  let api: string
  const post = (body: string, path = '/people?q=1', headers: Record<string, string> = JSON_BODY) =>
    fetch(gateway.invokeUrl(api, 'prod', path), { method: 'POST', body, headers })

  beforeAll(async () => {
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
    const operation = {
      ...proxyTo(`${origin.url}/echo`),
      parameters: [{ in: 'query', name: 'q', required: true, schema: { type: 'string' } }],
      requestBody: { content: { 'application/json': { schema: ref('Person') } } },
      'x-amazon-apigateway-request-validator': 'all',
    }
    const root = {
      'x-amazon-apigateway-request-validators': {
        all: { validateRequestBody: true, validateRequestParameters: true },
      },
      components: {
        schemas: {
          Person: {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string', pattern: '^(\\w+ ?)+$' }, house: ref('House') },
          },
          House: { type: 'object', properties: { people: { type: 'array', items: ref('Person') } } },
        },
      },
    }
    api = await deployDocument(client, documentOf('Validated', { '/people': { post: operation } }, root))
  })

  test('lets through what its models allow, unchanged, and of other types everything', async () => {
    const body = '{"name": "Ada L", "house": {"people": [{"name": "Bob"}]}}'
    const response = await post(body)
    expect([response.status, ((await response.json()) as Echo).body]).toEqual([200, body])
    expect((await post('no JSON', '/people?q=1', { 'content-type': 'text/plain' })).status).toBe(200)
  })

  test('refuses missing parameters and wrong bodies in the words of AWS', async () => {
    const missing = await post('{"name": "Ada"}', '/people')
    expect([missing.status, await missing.text()]).toEqual([
      400,
      '{"message": "Missing required request parameters: [q]"}',
    ])
    for (const body of ['{"house": {}}', '{"name": "Ada", "house": {"people": [{}]}}', '', '{', '[]']) {
      const wrong = await post(body)
      expect([wrong.status, await wrong.text()], body).toEqual([400, '{"message": "Invalid request body"}'])
    }
  })

  test('answers a body at once that a pattern could be tried on in countless ways', async () => {
    const start = performance.now()
    const responses = await Promise.all([post(`{"name": "${'a'.repeat(5_000)}!"}`), post('{"name": "Ada"}')])
    expect(responses.map(({ status }) => status)).toEqual([400, 200])
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('request validation of an API made by calls', () => {
  test('shows what is wrong where the owner asks for it, and refuses a model that cannot work', async () => {
    const { id: restApiId, rootResourceId: parentId } = await client.send(
      new CreateRestApiCommand({ name: 'By calls' }),
    )
    const { id: resourceId } = await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart: 'pets' }))
    const { id: requestValidatorId } = await client.send(
      new CreateRequestValidatorCommand({ restApiId, name: 'body', validateRequestBody: true }),
    )
    const schema = '{"type": "object", "required": ["b", "a"]}'
    await client.send(new CreateModelCommand({ restApiId, name: 'Pet', contentType: 'application/json', schema }))
    const method = { restApiId, resourceId, httpMethod: 'ANY' }
    const requestModels = { 'application/json': 'Pet' }
    await client.send(new PutMethodCommand({ ...method, authorizationType: 'NONE', requestValidatorId, requestModels }))
    const uri = `${origin.url}/echo`
    await client.send(new PutIntegrationCommand({ ...method, type: 'HTTP_PROXY', integrationHttpMethod: 'POST', uri }))
    const responseTemplates = { 'application/json': '{"errors": "$context.error.validationErrorString"}' }
    await client.send(new PutGatewayResponseCommand({ restApiId, responseType: 'BAD_REQUEST_BODY', responseTemplates }))
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
    // GET is validated too, and no body is `{}`: vector rvl-0002.
    const response = await fetch(gateway.invokeUrl(restApiId ?? '', 'prod', '/pets'))
    expect([response.status, await response.text()]).toEqual([
      400,
      '{"errors": "[object has missing required properties (["a","b"])]"}',
    ])
    await client.send(
      new CreateModelCommand({
        restApiId,
        name: 'Loop',
        contentType: 'application/json',
        schema: '{"allOf": [{"$ref": "#"}]}',
      }),
    )
    await client.send(
      new PutMethodCommand({
        ...method,
        httpMethod: 'POST',
        authorizationType: 'NONE',
        requestValidatorId,
        requestModels: { 'application/json': 'Loop' },
      }),
    )
    await client.send(new PutIntegrationCommand({ ...method, httpMethod: 'POST', type: 'MOCK' }))
    await expect(client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))).rejects.toThrow(
      /Model Loop \/.*: refers to itself without end/,
    )
  })
})
