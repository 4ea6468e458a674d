import {
  CreateRestApiCommand,
  GetIntegrationCommand,
  GetMethodCommand,
  GetResourceCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded, manyRoutes, PETS } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

async function pets() {
  const gateway = gatewayUnderTest()
  const { id, rootResourceId } = await gateway.client.send(new ImportRestApiCommand({ body: encoded(PETS) }))
  return { ...gateway, restApiId: id ?? '', rootResourceId }
}

describe('GetResources', () => {
  it('shows the root of a new API (cpl-0015)', async () => {
    const { client } = gatewayUnderTest()
    const { id, rootResourceId } = await client.send(new CreateRestApiCommand({ name: 'a' }))
    const { items } = await client.send(new GetResourcesCommand({ restApiId: id }))
    expect(items).toEqual([{ id: rootResourceId, path: '/' }])
  })

  it('names methods, and shows them whole with embed=methods', async () => {
    const { client, restApiId } = await pets()
    const { items: named } = await client.send(new GetResourcesCommand({ restApiId }))
    expect(named?.map(({ path, pathPart, resourceMethods }) => [path, pathPart, resourceMethods])).toEqual([
      ['/', undefined, { GET: {} }],
      ['/pets', 'pets', { GET: {} }],
      ['/pets/{petId}', '{petId}', { GET: {} }],
    ])
    const { items: whole } = await client.send(new GetResourcesCommand({ restApiId, embed: ['methods'] }))
    expect(whole?.[1]?.resourceMethods?.GET).toMatchObject({
      httpMethod: 'GET',
      authorizationType: 'NONE',
      methodIntegration: { type: 'HTTP_PROXY', uri: 'http://origin.test/pets' },
    })
  })

  it('lists in pages of at most 500', async () => {
    const { client } = gatewayUnderTest()
    const { id } = await client.send(new ImportRestApiCommand({ body: encoded(manyRoutes(600)) }))
    const seen = new Set<string | undefined>()
    let position: string | undefined
    const sizes: number[] = []
    do {
      const page = await client.send(new GetResourcesCommand({ restApiId: id, limit: 9_999, position }))
      for (const { path } of page.items ?? []) seen.add(path)
      sizes.push(page.items?.length ?? 0)
      position = page.position
    } while (position !== undefined)
    expect(sizes).toEqual([500, 102])
    expect(seen.size).toBe(602)
  })

  it('refuses an unknown API and an unknown embed', async () => {
    const { client, call, restApiId } = await pets()
    await expect(client.send(new GetResourcesCommand({ restApiId: 'abc' }))).rejects.toMatchObject({
      message: 'Invalid API identifier specified 111111111111:abc',
    })
    expect((await call('GET', `/restapis/${restApiId}/resources?embed=secrets`)).status).toBe(400)
  })
})

describe('GetResource', () => {
  it('shows one resource', async () => {
    const { client, restApiId, rootResourceId } = await pets()
    const { $metadata: _, ...root } = await client.send(
      new GetResourceCommand({ restApiId, resourceId: rootResourceId }),
    )
    expect(root).toEqual({ id: rootResourceId, path: '/', resourceMethods: { GET: {} } })
    await expect(client.send(new GetResourceCommand({ restApiId, resourceId: 'abc' }))).rejects.toMatchObject({
      message: 'Invalid Resource identifier specified',
    })
  })
})

describe('GetMethod and GetIntegration', () => {
  it('show a method and its integration', async () => {
    const { client, restApiId, rootResourceId: resourceId } = await pets()
    const method = await client.send(new GetMethodCommand({ restApiId, resourceId, httpMethod: 'GET' }))
    expect(method).toMatchObject({ apiKeyRequired: false, authorizationType: 'NONE', httpMethod: 'GET' })
    const integration = await client.send(new GetIntegrationCommand({ restApiId, resourceId, httpMethod: 'GET' }))
    expect(integration).toMatchObject({ type: 'MOCK', passthroughBehavior: 'WHEN_NO_MATCH', timeoutInMillis: 29000 })
  })

  it('refuse what is not there in the words of AWS (cpl-0023, cpl-0064)', async () => {
    const { client, restApiId, rootResourceId: resourceId } = await pets()
    const messageOf = (ids: { restApiId: string; resourceId: string | undefined }) =>
      client.send(new GetIntegrationCommand({ ...ids, httpMethod: 'DELETE' })).then(
        () => 'found',
        ({ message }: Error) => message,
      )
    expect(await messageOf({ restApiId: 'uid', resourceId })).toBe('Invalid Resource identifier specified')
    expect(await messageOf({ restApiId, resourceId: 'uid' })).toBe('Invalid Resource identifier specified')
    expect(await messageOf({ restApiId, resourceId })).toBe('Invalid Method identifier specified')
  })
})
