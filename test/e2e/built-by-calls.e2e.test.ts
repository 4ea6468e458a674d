import {
  type APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteIntegrationCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateIntegrationCommand,
  UpdateIntegrationResponseCommand,
} from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sdkClient } from './clients.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { type Echo, type Origin, startOrigin } from './origin.ts'

let gateway: RunningGateway
let origin: Origin
let client: APIGatewayClient
let api: { restApiId: string; rootId: string }

beforeAll(async () => {
  origin = await startOrigin()
  gateway = await startGateway()
  client = sdkClient(gateway.url)
  const { id = '', rootResourceId = '' } = await client.send(new CreateRestApiCommand({ name: 'By calls' }))
  api = { restApiId: id, rootId: rootResourceId }
})

afterAll(async () => {
  client.destroy()
  await gateway.dispose()
  await origin.close()
})

const call = (path: string) => fetch(gateway.invokeUrl(api.restApiId, 'dev', path))
const deploy = () => client.send(new CreateDeploymentCommand({ restApiId: api.restApiId, stageName: 'dev' }))

async function resource(parentId: string, pathPart: string): Promise<string> {
  const { id = '' } = await client.send(new CreateResourceCommand({ restApiId: api.restApiId, parentId, pathPart }))
  return id
}

/** `GET` at the root: a MOCK with a header and a template of its own. */
async function putMock() {
  const place = { restApiId: api.restApiId, resourceId: api.rootId, httpMethod: 'GET' }
  await client.send(new PutMethodCommand({ ...place, authorizationType: 'NONE' }))
  const header = 'method.response.header.X-Stage'
  await client.send(
    new PutMethodResponseCommand({ ...place, statusCode: '200', responseParameters: { [header]: false } }),
  )
  const requestTemplates = { 'application/json': '{"statusCode": 200}' }
  await client.send(new PutIntegrationCommand({ ...place, type: 'MOCK', requestTemplates }))
  await client.send(
    new PutIntegrationResponseCommand({
      ...place,
      statusCode: '200',
      responseParameters: { [header]: 'context.stage' },
      responseTemplates: { 'application/json': '{"served": "$context.stage"}' },
    }),
  )
  return place
}

/** `ANY /pets/{petId}`: a proxy of the origin. */
async function putProxy() {
  const resourceId = await resource(await resource(api.rootId, 'pets'), '{petId}')
  const place = { restApiId: api.restApiId, resourceId, httpMethod: 'ANY' }
  const requestParameters = { 'method.request.path.petId': true }
  await client.send(new PutMethodCommand({ ...place, authorizationType: 'NONE', requestParameters }))
  await client.send(
    new PutIntegrationCommand({
      ...place,
      type: 'HTTP_PROXY',
      integrationHttpMethod: 'ANY',
      uri: `${origin.url}/echo/{id}`,
      requestParameters: { 'integration.request.path.id': 'method.request.path.petId' },
    }),
  )
  return place
}

describe('an API made by single calls', () => {
  test('serves what the calls put there, and edits from the next deployment on', async () => {
    const mock = await putMock()
    const proxy = await putProxy()
    await deploy()
    const mocked = await call('/')
    expect([mocked.status, mocked.headers.get('x-stage'), await mocked.json()]).toEqual([200, 'dev', { served: 'dev' }])
    expect(((await (await call('/pets/7?a=1')).json()) as Echo).url).toBe('/echo/7?a=1')

    const template = { op: 'replace' as const, path: '/responseTemplates/application~1json', value: '"edited"' }
    await client.send(new UpdateIntegrationResponseCommand({ ...mock, statusCode: '200', patchOperations: [template] }))
    const patchOperations = [
      { op: 'replace' as const, path: '/uri', value: `${origin.url}/echo/edited/{id}` },
      { op: 'add' as const, path: '/requestParameters/integration.request.header.X-Added', value: "'yes'" },
    ]
    await client.send(new UpdateIntegrationCommand({ ...proxy, patchOperations }))
    expect(await (await call('/')).json()).toEqual({ served: 'dev' })
    expect(((await (await call('/pets/7')).json()) as Echo).url).toBe('/echo/7')

    await deploy()
    await expect.poll(async () => (await call('/')).json(), { timeout: 5_000 }).toBe('edited')
    const echo = (await (await call('/pets/7')).json()) as Echo
    expect(echo).toMatchObject({ url: '/echo/edited/7', headers: { 'x-added': 'yes' } })
  })

  test('is not deployed while a method has no integration, and serves on', async () => {
    const resourceId = await resource(api.rootId, 'bare')
    const place = { restApiId: api.restApiId, resourceId, httpMethod: 'GET' }
    await client.send(new PutMethodCommand({ ...place, authorizationType: 'NONE' }))
    await client.send(new PutIntegrationCommand({ ...place, type: 'MOCK' }))
    await client.send(new DeleteIntegrationCommand(place))
    await expect(deploy()).rejects.toMatchObject({ name: 'BadRequestException' })
    expect((await call('/')).status).toBe(200)
  })
})
