import {
  CreateRestApiCommand,
  type CreateRestApiCommandInput,
  DeleteRestApiCommand,
  GetRestApiCommand,
  GetRestApisCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from './gateway-under-test.ts'

describe('CreateRestApi', () => {
  it('answers with the API and its defaults (cpl-0001)', async () => {
    const { client, clock } = gatewayUnderTest()
    const { $metadata, ...api } = await client.send(
      new CreateRestApiCommand({ name: 'pets', description: 'this is my api' }),
    )
    expect($metadata.httpStatusCode).toBe(201)
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(api).toEqual({
      apiKeySource: 'HEADER',
      createdDate: new Date(clock.now),
      description: 'this is my api',
      disableExecuteApiEndpoint: false,
      endpointConfiguration: { ipAddressType: 'ipv4', types: ['EDGE'] },
      id: expect.stringMatching(/^[a-z0-9]{10}$/),
      name: 'pets',
      rootResourceId: expect.stringMatching(/^[a-z0-9]{10}$/),
    })
  })

  it('keeps binary media types and tags (cpl-0004)', async () => {
    const { client } = gatewayUnderTest()
    const created = await client.send(
      new CreateRestApiCommand({ name: 'a', binaryMediaTypes: ['image/png'], tags: { team: 'pets' } }),
    )
    const { $metadata: _, ...api } = await client.send(new GetRestApiCommand({ restApiId: created.id }))
    expect(api).toMatchObject({ binaryMediaTypes: ['image/png'], tags: { team: 'pets' }, id: created.id })
  })

  it.each([
    [{ types: ['PRIVATE'] as const }, 'dualstack'],
    [{ types: ['REGIONAL'] as const }, 'ipv4'],
  ])('gives %j the address type %s (cpl-0014)', async (endpointConfiguration, ipAddressType) => {
    const { client } = gatewayUnderTest()
    const api = await client.send(
      new CreateRestApiCommand({ name: 'a', endpointConfiguration: { types: [...endpointConfiguration.types] } }),
    )
    expect(api.endpointConfiguration).toEqual({ types: endpointConfiguration.types, ipAddressType })
  })

  const wrong = (input: object) => ({ name: 'a', ...input }) as CreateRestApiCommandInput
  it.each([
    [
      'cpl-0012 step 0',
      wrong({ endpointConfiguration: { types: [] } }),
      'REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.',
    ],
    [
      'cpl-0012 step 1',
      wrong({ endpointConfiguration: { ipAddressType: 'wrong', types: ['EDGE'] } }),
      "1 validation error detected: Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack]",
    ],
    [
      'cpl-0012 step 3',
      wrong({ endpointConfiguration: { ipAddressType: 'wrong', types: ['wrong'] } }),
      "2 validation errors detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]; Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack]",
    ],
    [
      'cpl-0012 step 6',
      wrong({ description: '', minimumCompressionSize: -1 }),
      'Description cannot be an empty string',
    ],
    [
      'cpl-0012 step 7',
      wrong({ endpointConfiguration: { types: ['EDGE', 'REGIONAL'] } }),
      'Cannot create an api with multiple Endpoint Types.',
    ],
    ['ours', wrong({ name: 'a'.repeat(1025) }), 'Invalid API name, can be at most 1024 characters.'],
    ['ours', wrong({ name: 'a'.repeat(10_000_000) }), 'name has 10000000 characters; 65536 are the most it may have.'],
    [
      'https://github.com/hashicorp/terraform-provider-aws/issues/14269',
      wrong({ endpointConfiguration: { types: ['EDGE'], vpcEndpointIds: ['vpce-1'] } }),
      'VPCEndpoints can only be specified with PRIVATE apis.',
    ],
    [
      'https://github.com/aws/aws-sam-cli/issues/9007',
      wrong({ securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09' }),
      'Endpoint access mode is required for the specified security policy',
    ],
    [
      'rule of the documentation, words of ours',
      wrong({ securityPolicy: 'TLS_1_2', endpointAccessMode: 'STRICT' }),
      'Endpoint access mode is only available with a security policy that starts with SecurityPolicy_',
    ],
    [
      "AWS's words",
      wrong({ policy: '[]' }),
      'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.',
    ],
  ])('refuses what AWS refuses, in its words (%s)', async (_, input, message) => {
    const { client } = gatewayUnderTest()
    await expect(client.send(new CreateRestApiCommand(input))).rejects.toMatchObject({
      message,
      name: message.includes('validation error') ? 'ValidationException' : 'BadRequestException',
    })
    expect((await client.send(new GetRestApisCommand({}))).items).toEqual([])
  })
})

describe('GetRestApi', () => {
  it('names the account and the id when there is no such API (cpl-0002)', async () => {
    const { client } = gatewayUnderTest()
    await expect(client.send(new GetRestApiCommand({ restApiId: 'ABC' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid API identifier specified 111111111111:ABC',
      $metadata: { httpStatusCode: 404 },
    })
  })
})

describe('GetRestApis', () => {
  it('lists in pages, each API once, oldest first', async () => {
    const { client } = gatewayUnderTest()
    const names = Array.from({ length: 60 }, (_, index) => `api-${index}`)
    for (const name of names) await client.send(new CreateRestApiCommand({ name }))
    const listed: (string | undefined)[] = []
    let position: string | undefined
    let pages = 0
    do {
      const page = await client.send(new GetRestApisCommand({ position }))
      listed.push(...(page.items ?? []).map((api) => api.name))
      position = page.position
      pages++
    } while (position !== undefined)
    expect(listed).toEqual(names)
    expect(pages).toBe(3)
  })

  it.each(['limit=0', 'limit=many', 'position=nonsense'])('refuses %s', async (query) => {
    const { call } = gatewayUnderTest()
    expect((await call('GET', `/restapis?${query}`)).status).toBe(400)
  })
})

describe('DeleteRestApi', () => {
  it('answers 202 without a body, and the API is gone (cpl-0001)', async () => {
    const { client, call } = gatewayUnderTest()
    const first = await client.send(new CreateRestApiCommand({ name: 'one' }))
    const second = await client.send(new CreateRestApiCommand({ name: 'two' }))
    const response = await call('DELETE', `/restapis/${first.id}`)
    expect([response.status, await response.text()]).toEqual([202, ''])
    expect((await client.send(new GetRestApisCommand({}))).items?.map(({ id }) => id)).toEqual([second.id])
    await expect(client.send(new DeleteRestApiCommand({ restApiId: first.id }))).rejects.toMatchObject({
      name: 'NotFoundException',
    })
  })
})
