import type { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { ImportRestApiCommand, UpdateRestApiCommand } from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesOf, deployDocument, rawRequest, redeployDocument, sdkClient } from './clients.ts'
import { documentOf, mock, proxyTo } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { type Echo, type Origin, startOrigin } from './origin.ts'

// Sources: developer guide, "API Gateway resource policy examples" and "Create and attach an API Gateway resource policy to an API".

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

const statement = (members: object) => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 'execute-api:Invoke',
  Resource: 'execute-api:/*',
  ...members,
})
const policyOf = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements.map(statement) })
const OWN = { IpAddress: { 'aws:SourceIp': ['127.0.0.0/8', '::1'] } }
const FOREIGN = { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }

/** A public greedy path beside a guarded one, both to the origin. */
const guarded = (policy: object) =>
  documentOf(
    'Guarded',
    {
      '/open': { get: mock('{"open": true}') },
      '/admin': { get: proxyTo(`${origin.url}/echo/admin`) },
      '/{proxy+}': { get: proxyTo(`${origin.url}/echo/{proxy}`) },
    },
    { 'x-amazon-apigateway-policy': policy },
  )

const invoke = (api: string, path: string) => fetch(gateway.invokeUrl(api, 'prod', path), { redirect: 'manual' })
const answer = async (response: Response) => [response.status, await response.text()]

const refused = (api: string, path: string, explicit = '') => [
  403,
  `{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********0000:${api}/prod/GET/${path}${explicit}"}`,
]
const EXPLICIT = ' with an explicit deny'

describe('an API with a resource policy', () => {
  test('lets in whom it allows by address, and nobody else', async () => {
    const api = await deployDocument(client, guarded(policyOf({ Condition: OWN })))
    expect(await answer(await invoke(api, '/open'))).toEqual([200, '{"open": true}'])
    await redeployDocument(client, api, guarded(policyOf({ Condition: FOREIGN })))
    await expect.poll(async () => (await invoke(api, '/open')).status, { timeout: 10_000 }).toBe(403)
    const response = await invoke(api, '/open')
    expect(response.headers.get('x-amzn-errortype')).toBe('AccessDeniedException')
    expect(await answer(response)).toEqual(refused(api, 'open'))
  })

  test('lets a Deny win', async () => {
    const api = await deployDocument(client, guarded(policyOf({}, { Effect: 'Deny', Condition: OWN })))
    expect(await answer(await invoke(api, '/open'))).toEqual(refused(api, 'open', EXPLICIT))
  })

  test('allows by path and method', async () => {
    const api = await deployDocument(client, guarded(policyOf({ Resource: 'execute-api:/prod/GET/open' })))
    expect((await invoke(api, '/open')).status).toBe(200)
    expect((await invoke(api, '/open/')).status).toBe(200)
    expect(await answer(await invoke(api, '/other'))).toEqual(refused(api, 'other'))
  })

  test('keeps a denied path from the backend however it is written on the socket', async () => {
    const resources = ['execute-api:/*/*/admin', 'execute-api:/*/*/admin/*']
    const api = await deployDocument(client, guarded(policyOf({}, { Effect: 'Deny', Resource: resources })))
    const spellings = [
      ...['/admin', '//admin', '/admin/', '///admin//', '/%61dmin', '/%2561dmin', '/a/../admin', '/a/%2e%2e/admin'],
      ...['/a/..%2fadmin', '/a/..\\admin', '/a/..%5cadmin', '/admin;x', '/admin%2f', '/./admin', '/%2e/admin'],
      ...[
        '/a/%c0%ae%c0%ae/admin',
        '/admin/x',
        '/admin//x',
        '/admin/./',
        '/%2fadmin',
        '/a%2f..%2fadmin',
        '/ADMIN/../admin',
      ],
    ]
    for (const path of spellings) {
      const target = `/_aws/execute-api/${api}/prod${path}`
      const host = `localhost:${gateway.port}`
      const text = await rawRequest(
        gateway.port,
        `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      )
      expect([path, /^HTTP\/1\.1 (\d+)/.exec(text)?.[1]]).toEqual([path, '403'])
    }
    const passed = (await (await invoke(api, '/a/b%20c')).json()) as Echo
    expect(passed.url).toBe('/echo/a/b%20c')
  })

  test('has its policy changed by UpdateRestApi, at the next deployment', async () => {
    const api = await deployDocument(client, documentOf('Later', { '/open': { get: mock('{"open": true}') } }))
    const value = JSON.stringify(policyOf({ Effect: 'Deny' }))
    const patchOperations = [{ op: 'replace' as const, path: '/policy', value }]
    const updated = await client.send(new UpdateRestApiCommand({ restApiId: api, patchOperations }))
    expect(updated.policy).toBe(value)
    expect((await invoke(api, '/open')).status).toBe(200)
    await redeployDocument(client, api, guarded(policyOf({ Effect: 'Deny' })))
    await expect.poll(async () => (await invoke(api, '/open')).status, { timeout: 10_000 }).toBe(403)
  })

  test.each([
    ['an unknown operator', { Condition: { IpAdress: { 'aws:SourceIp': '192.0.2.0/24' } } }],
    ['an unknown key', { Condition: { IpAddress: { 'aws:SourceIps': '192.0.2.0/24' } } }],
    ['a principal that is none', { Principal: 'Bob' }],
    ['an effect that is none', { Effect: 'Permit' }],
  ])('is not imported with %s', async (_, members) => {
    const body = bytesOf(guarded(policyOf(members)))
    await expect(client.send(new ImportRestApiCommand({ body }))).rejects.toMatchObject({ name: 'BadRequestException' })
  })
})
