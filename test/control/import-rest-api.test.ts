import {
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded, manyRoutes, mock, PETS, proxy } from './documents.ts'
import { type GatewayUnderTest, gatewayUnderTest } from './gateway-under-test.ts'

const load = ({ client }: GatewayUnderTest, document: unknown, parameters?: Record<string, string>) =>
  client.send(new ImportRestApiCommand({ body: encoded(document), parameters }))

/** `GET /pets`, … of an API. */
async function methods({ client }: GatewayUnderTest, restApiId: string | undefined): Promise<string[]> {
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId, limit: 500 }))
  return items.flatMap(({ path, resourceMethods }) =>
    Object.keys(resourceMethods ?? {}).map((name) => `${name} ${path}`),
  )
}

describe('ImportRestApi', () => {
  it('creates the API that a document describes', async () => {
    const gateway = gatewayUnderTest()
    const { $metadata, ...api } = await load(gateway, PETS)
    expect($metadata.httpStatusCode).toBe(201)
    expect(api).toMatchObject({ name: 'Pets', version: '1', id: expect.stringMatching(/^[a-z0-9]{10}$/) })
    expect(await methods(gateway, api.id)).toEqual(['GET /', 'GET /pets', 'GET /pets/{petId}'])
  })

  it.each([
    ['oai-0025', 'test:\n    value:\n        - "value ... "escaped": $var, "dt": $(var +"%a")}"\n        '],
    ['oai-0027', "{'key:value}"],
    ['ours: not UTF-8', new Uint8Array([0xff, 0xfe, 0xff])],
  ])('refuses what is no document in the words of AWS (%s)', async (_, document) => {
    const gateway = gatewayUnderTest()
    const body = typeof document === 'string' ? new TextEncoder().encode(document) : document
    await expect(gateway.client.send(new ImportRestApiCommand({ body }))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Invalid OpenAPI input.',
    })
    expect((await gateway.client.send(new GetRestApisCommand({}))).items).toEqual([])
  })

  it('names every error with its place, and creates nothing', async () => {
    const gateway = gatewayUnderTest()
    const broken = { ...proxy('x'), 'x-amazon-apigateway-integration': { type: 'telepathy' } }
    const document = { ...PETS, paths: { '/a': { get: broken }, '/b': { get: broken } } }
    const error = await load(gateway, document).catch((reason: Error) => reason)
    expect(error).toMatchObject({ name: 'BadRequestException' })
    expect((error as Error).message).toMatch(
      /^Errors found during import:\n\t\/paths\/~1a\/get.*: .*\n\t\/paths\/~1b\/get/,
    )
    expect((await gateway.client.send(new GetRestApisCommand({}))).items).toEqual([])
  })

  it('tells its warnings once, in its own answer', async () => {
    const gateway = gatewayUnderTest()
    const document = { ...PETS, 'x-amazon-apigateway-nonesuch': true }
    const { id, warnings } = await load(gateway, document)
    expect(warnings?.length).toBeGreaterThan(0)
    expect((await gateway.client.send(new GetRestApiCommand({ restApiId: id }))).warnings).toBeUndefined()
  })

  it('warns in the words of AWS where AWS has such a warning (oai-0008)', async () => {
    const integration = { type: 'mock', requestParameters: { 'integration.request.header.a': true } }
    const paths = { '/': { get: { 'x-amazon-apigateway-integration': integration } } }
    expect((await load(gatewayUnderTest(), { ...PETS, paths })).warnings).toEqual([
      "Invalid format for 'requestParameters'. Expected type string for property 'integration.request.header.a' of resource '/' and method 'GET' but got 'true'",
    ])
  })

  it.each([
    [' ', 'Name cannot be empty'],
    ['x'.repeat(1_025), 'Invalid API name, can be at most 1024 characters.'],
  ])('refuses a title that can be no name', async (title, message) => {
    const document = { ...PETS, info: { title, version: '1' } }
    await expect(load(gatewayUnderTest(), document)).rejects.toMatchObject({
      ...{ name: 'BadRequestException', message: expect.stringContaining(`/info/title: ${message}`) },
    })
  })

  it('refuses warnings with failonwarnings', async () => {
    const gateway = gatewayUnderTest()
    const body = encoded({ ...PETS, 'x-amazon-apigateway-nonesuch': true })
    await expect(gateway.client.send(new ImportRestApiCommand({ body, failOnWarnings: true }))).rejects.toMatchObject({
      message: expect.stringMatching(/^Warnings found during import:\n\t/),
    })
    expect((await gateway.client.send(new GetRestApisCommand({}))).items).toEqual([])
  })

  it('does not refuse what this version stores and does not serve: AWS would import it (our own choice)', async () => {
    const lambda = {
      ...{ type: 'aws_proxy', httpMethod: 'POST' },
      uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations',
    }
    const document = {
      ...PETS,
      paths: { '/': { get: { 'x-amazon-apigateway-integration': lambda } } },
      'x-amazon-apigateway-security-policy': 'TLS_1_2',
    }
    const gateway = gatewayUnderTest()
    const { id } = await gateway.client.send(
      new ImportRestApiCommand({ body: encoded(document), failOnWarnings: true }),
    )
    expect(await methods(gateway, id)).toEqual(['GET /'])
  })

  it('takes the endpoint type from a parameter, and its VPC endpoints from the document', async () => {
    const endpoint = { types: ['EDGE'], vpcEndpointIds: ['vpce-1'] }
    const document = { ...PETS, 'x-amazon-apigateway-endpoint-configuration': endpoint }
    const parameters = { endpointConfigurationTypes: 'PRIVATE' }
    const { endpointConfiguration } = await load(gatewayUnderTest(), document, parameters)
    expect(endpointConfiguration).toMatchObject({ types: ['PRIVATE'], vpcEndpointIds: ['vpce-1'] })
  })

  it('takes the endpoint type from a parameter', async () => {
    const { endpointConfiguration } = await load(gatewayUnderTest(), PETS, { endpointConfigurationTypes: 'REGIONAL' })
    expect(endpointConfiguration?.types).toEqual(['REGIONAL'])
  })

  it.each([
    ['colour', 'red'],
    ['basepath', 'sideways'],
    ['ignore', 'everything'],
    ['failonwarnings', 'perhaps'],
  ])('refuses the parameter %s=%s', async (name, value) => {
    await expect(load(gatewayUnderTest(), PETS, { [name]: value })).rejects.toMatchObject({
      name: 'BadRequestException',
    })
  })

  it('refuses a document over 6 MB', async () => {
    const { call } = gatewayUnderTest()
    const response = await call('POST', '/restapis?mode=import', new Uint8Array(6 * 1024 * 1024 + 1))
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([413, 'RequestTooLargeException'])
  })

  it('writes a document of 6 MB in one batch of few statements of a megabyte each', async () => {
    const gateway = gatewayUnderTest()
    const templates = (index: number) => ({
      ...mock(),
      'x-amazon-apigateway-integration': {
        type: 'mock',
        requestTemplates: { 'application/json': `{"statusCode": 200, "padding": "${'x'.repeat(5_000)}${index}"}` },
      },
    })
    const paths = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`/items/${index}`, { get: templates(index) }]),
    )
    const body = encoded({ openapi: '3.0.1', info: { title: 'Many', version: '1' }, paths })
    expect(body.length).toBeGreaterThan(5_000_000)
    const before = gateway.db.counts.statements
    await gateway.client.send(new ImportRestApiCommand({ body }))
    expect(gateway.db.counts.statements - before).toBeLessThanOrEqual(12)
    expect(gateway.db.counts.largestValue).toBeLessThanOrEqual(1_000_100)
  })

  it('refuses a single method that no row can hold', async () => {
    const gateway = gatewayUnderTest()
    const large = {
      ...mock(),
      'x-amazon-apigateway-integration': {
        type: 'mock',
        requestTemplates: { 'application/json': 'x'.repeat(2_000_000) },
      },
    }
    await expect(load(gateway, { ...PETS, paths: { '/': { get: large } } })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    })
  })

  it('keeps text as it was: quotes, line ends, any script, a zero byte', async () => {
    const gateway = gatewayUnderTest()
    const template = '{"statusCode": 200} "\\ \n\t\u2028 日本 😀 \u0000 end'
    const document = {
      ...PETS,
      paths: {
        '/': {
          get: {
            ...mock(),
            'x-amazon-apigateway-integration': { type: 'mock', requestTemplates: { 'application/json': template } },
          },
        },
      },
    }
    const { id } = await load(gateway, document)
    const { items } = await gateway.client.send(new GetResourcesCommand({ restApiId: id, embed: ['methods'] }))
    expect(items?.[0]?.resourceMethods?.GET?.methodIntegration?.requestTemplates?.['application/json']).toBe(template)
  })
})

describe('PutRestApi', () => {
  it('replaces what the API holds, and keeps the API (oai-0024)', async () => {
    const gateway = gatewayUnderTest()
    const { id, createdDate } = await load(gateway, PETS)
    gateway.clock.now += 60_000
    const document = { ...PETS, info: { title: 'Cats', version: '2' }, paths: { '/cats': { get: mock() } } }
    const { $metadata, ...api } = await gateway.client.send(
      new PutRestApiCommand({ restApiId: id, mode: 'overwrite', body: encoded(document) }),
    )
    expect($metadata.httpStatusCode).toBe(200)
    expect(api).toMatchObject({ id, createdDate, name: 'Cats', version: '2', tags: {} })
    expect(await methods(gateway, id)).toEqual(['GET /cats'])
  })

  it('leaves all as it was when the document is refused', async () => {
    const gateway = gatewayUnderTest()
    const { id } = await load(gateway, PETS)
    const put = gateway.client.send(
      new PutRestApiCommand({ restApiId: id, mode: 'overwrite', body: encoded({ openapi: '3.0.1', paths: 7 }) }),
    )
    await expect(put).rejects.toMatchObject({ name: 'BadRequestException' })
    expect(await methods(gateway, id)).toEqual(['GET /', 'GET /pets', 'GET /pets/{petId}'])
  })

  it.each(['merge', undefined] as const)('merges with mode=%s, which is the default', async (mode) => {
    const gateway = gatewayUnderTest()
    const { id } = await load(gateway, { ...PETS, 'x-amazon-apigateway-binary-media-types': ['image/heif'] })
    const before = await gateway.client.send(new GetResourcesCommand({ restApiId: id }))
    const document = {
      ...PETS,
      info: { title: 'Cats', version: '2' },
      paths: { '/cats': { get: mock() }, '/pets': { post: mock() } },
      'x-amazon-apigateway-binary-media-types': ['image/png'],
    }
    const api = await gateway.client.send(new PutRestApiCommand({ restApiId: id, mode, body: encoded(document) }))
    expect(api).toMatchObject({ id, name: 'Cats', version: '2', binaryMediaTypes: ['image/heif', 'image/png'] })
    expect(await methods(gateway, id)).toEqual(['GET /', 'GET /cats', 'GET /pets', 'POST /pets', 'GET /pets/{petId}'])
    const after = await gateway.client.send(new GetResourcesCommand({ restApiId: id }))
    const kept = after.items?.filter(({ path }) => path !== '/cats').map(({ path, id: resource }) => [path, resource])
    expect(kept).toEqual(before.items?.map(({ path, id: resource }) => [path, resource]))
  })

  it('refuses another mode', async () => {
    const gateway = gatewayUnderTest()
    const { id } = await load(gateway, PETS)
    const put = new PutRestApiCommand({ restApiId: id, mode: 'append' as 'merge', body: encoded(PETS) })
    await expect(gateway.client.send(put)).rejects.toMatchObject({ name: 'BadRequestException' })
  })

  it('takes the parameters that importing takes', async () => {
    const gateway = gatewayUnderTest()
    const { id } = await load(gateway, PETS)
    const document = { ...PETS, servers: [{ url: 'https://pets.test/v1/shop' }], paths: { '/cats': { get: mock() } } }
    const parameters = { basepath: 'split', endpointConfigurationTypes: 'REGIONAL', ignore: 'documentation' }
    const api = await gateway.client.send(
      new PutRestApiCommand({ restApiId: id, mode: 'merge', parameters, body: encoded(document) }),
    )
    expect(api.endpointConfiguration?.types).toEqual(['REGIONAL'])
    expect(await methods(gateway, id)).toEqual(['GET /', 'GET /pets', 'GET /pets/{petId}', 'GET /shop/cats'])
  })

  it('changes nothing when it fails on warnings', async () => {
    const gateway = gatewayUnderTest()
    const { id } = await load(gateway, PETS)
    const body = encoded({ ...PETS, paths: { '/cats': { get: mock() } }, 'x-amazon-apigateway-nonesuch': true })
    const put = new PutRestApiCommand({ restApiId: id, failOnWarnings: true, body })
    await expect(gateway.client.send(put)).rejects.toMatchObject({ name: 'BadRequestException' })
    expect(await methods(gateway, id)).toEqual(['GET /', 'GET /pets', 'GET /pets/{petId}'])
  })

  it('is refused for an API that is not there', async () => {
    const { client } = gatewayUnderTest()
    await expect(
      client.send(new PutRestApiCommand({ restApiId: 'abc', mode: 'overwrite', body: encoded(PETS) })),
    ).rejects.toMatchObject({ name: 'NotFoundException' })
  })

  it('takes many routes again and again', async () => {
    const gateway = gatewayUnderTest()
    const { id } = await load(gateway, manyRoutes(400))
    await gateway.client.send(
      new PutRestApiCommand({ restApiId: id, mode: 'overwrite', body: encoded(manyRoutes(399)) }),
    )
    expect((await methods(gateway, id)).length).toBe(399)
  })
})
