import {
  type APIGatewayClient,
  GetResourcesCommand,
  ImportRestApiCommand,
  TestInvokeMethodCommand,
} from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesOf, sdkClient } from './clients.ts'
import { documentOf } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { type Origin, startOrigin } from './origin.ts'

// TestInvokeMethod on workerd, by AWS's own client, in front of a backend that is there.

let gateway: RunningGateway
let origin: Origin
let client: APIGatewayClient

beforeAll(async () => {
  ;[gateway, origin] = await Promise.all([startGateway(), startOrigin()])
  client = sdkClient(gateway.url)
})

afterAll(async () => {
  client.destroy()
  await Promise.all([gateway.dispose(), origin.close()])
})

test('a method is invoked before it is deployed, and the log tells what the backend received', async () => {
  const proxy = { type: 'http_proxy', httpMethod: 'POST', uri: `${origin.url}/echo` }
  const document = documentOf('Undeployed', {
    '/pets/{petId}': { post: { responses: {}, 'x-amazon-apigateway-integration': proxy } },
  })
  const { id: restApiId = '' } = await client.send(new ImportRestApiCommand({ body: bytesOf(document) }))
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }))
  const resourceId = items.find(({ path }) => path === '/pets/{petId}')?.id
  const { status, body, headers, log, latency } = await client.send(
    new TestInvokeMethodCommand({
      ...{ restApiId, resourceId, httpMethod: 'POST' },
      pathWithQueryString: '/pets/7?a=b',
      headers: { 'X-Pet': 'Tom', Authorization: 'Bearer my-secret-token' },
      body: '{"pet":1}',
    }),
  )
  expect(status).toBe(200)
  expect(JSON.parse(body ?? '')).toMatchObject({ method: 'POST', url: '/echo?a=b', body: '{"pet":1}' })
  expect(headers?.['Content-Type']).toMatch(/json/)
  expect(latency).toBeGreaterThanOrEqual(0)
  expect(log).toMatch(/^Execution log for request [0-9a-f-]{36}\n/)
  for (const line of [
    'HTTP Method: POST, Resource Path: /pets/7',
    'Method request path: {petId=7}',
    'Method request query string: {a=b}',
    'Method request body before transformations: {"pet":1}',
    `Sending request to ${origin.url}/echo?a=b`,
    'Received response. Status: 200, Integration latency: ',
    'Successfully completed execution',
    'Method completed with status: 200',
  ])
    expect(log).toContain(` : ${line}`)
  expect(log).toContain('Authorization=')
  expect(log?.split('Endpoint response')[0]).not.toContain('my-secret')
})
