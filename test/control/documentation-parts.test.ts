import {
  type APIGatewayServiceException,
  CreateDocumentationPartCommand,
  type CreateDocumentationPartCommandInput,
  CreateRestApiCommand,
  DeleteDocumentationPartCommand,
  type DocumentationPartLocation,
  GetDocumentationPartCommand,
  GetDocumentationPartsCommand,
  type GetDocumentationPartsCommandInput,
  UpdateDocumentationPartCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from './gateway-under-test.ts'

const PROPERTIES = '{ "description": "Sample API description" }'

async function withApi() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const restApiId = (await client.send(new CreateRestApiCommand({ name: 'pets' }))).id ?? ''
  return {
    ...gateway,
    restApiId,
    path: `/restapis/${restApiId}/documentation/parts`,
    async document(location: DocumentationPartLocation, properties = PROPERTIES) {
      const input = { restApiId, location, properties }
      const { $metadata: _, ...part } = await client.send(new CreateDocumentationPartCommand(input))
      return part
    },
    refused: (input: Partial<CreateDocumentationPartCommandInput>) => {
      const given = { restApiId, properties: PROPERTIES, location: undefined, ...input }
      return client.send(new CreateDocumentationPartCommand(given)).then(
        () => ['accepted'],
        ({ $metadata, name, message }: APIGatewayServiceException) => [$metadata.httpStatusCode, name, message],
      )
    },
    list: async (input: Partial<GetDocumentationPartsCommandInput> = {}) =>
      await client.send(new GetDocumentationPartsCommand({ restApiId, ...input })),
  }
}

describe('CreateDocumentationPart', () => {
  it('answers with the part, its properties as they were given (cpl-0040)', async () => {
    const { document, client, restApiId } = await withApi()
    const part = await document({ type: 'API' })
    expect(part).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      location: { type: 'API' },
      properties: PROPERTIES,
    })
    const { $metadata: _, ...read } = await client.send(
      new GetDocumentationPartCommand({ restApiId, documentationPartId: part.id }),
    )
    expect(read).toEqual(part)
  })

  // Documentation: the default path is `/`, the default method and status code are `*`.
  it.each<[DocumentationPartLocation, object]>([
    [{ type: 'RESOURCE' }, { path: '/' }],
    [
      { type: 'METHOD', path: '/pets' },
      { path: '/pets', method: '*' },
    ],
    [
      { type: 'REQUEST_BODY', method: 'POST' },
      { path: '/', method: 'POST' },
    ],
    [
      { type: 'QUERY_PARAMETER', name: 'page' },
      { path: '/', method: '*', name: 'page' },
    ],
    [
      { type: 'PATH_PARAMETER', path: '/pets/{id}', name: 'id' },
      { path: '/pets/{id}', method: '*', name: 'id' },
    ],
    [
      { type: 'RESPONSE', statusCode: '400' },
      { path: '/', method: '*', statusCode: '400' },
    ],
    [
      { type: 'RESPONSE_BODY', statusCode: ' ' },
      { path: '/', method: '*', statusCode: '*' },
    ],
    [
      { type: 'RESPONSE_HEADER', name: 'ETag' },
      { path: '/', method: '*', statusCode: '*', name: 'ETag' },
    ],
    [{ type: 'MODEL', name: 'Pet' }, { name: 'Pet' }],
    [{ type: 'AUTHORIZER', name: 'jwt' }, { name: 'jwt' }],
  ])('completes the location %j', async (location, expected) => {
    const { document } = await withApi()
    expect((await document(location)).location).toEqual({ type: location.type, ...expected })
  })

  it.each<[DocumentationPartLocation, DocumentationPartLocation, string]>([
    [{ type: 'API' }, { type: 'API' }, "type 'API'"],
    [{ type: 'RESOURCE' }, { type: 'RESOURCE', path: '/' }, "type 'RESOURCE', path '/'"],
    [
      { type: 'METHOD', path: '/pets', method: '*' },
      { type: 'METHOD', path: '/pets' },
      "type 'METHOD', path '/pets', method '*'",
    ],
  ])('refuses a second part of a location: %j (documentation)', async (first, second, described) => {
    const { document, refused, list } = await withApi()
    await document(first)
    expect(await refused({ location: second })).toEqual([
      409,
      'ConflictException',
      `Documentation part already exists for the specified location: ${described}.`,
    ])
    expect((await list()).items).toHaveLength(1)
  })

  it.each<[string, DocumentationPartLocation, string]>([
    ['API', { type: 'API', path: '/' }, "'path' is no field of the location of type 'API': leave it out"],
    [
      'RESOURCE',
      { type: 'RESOURCE', method: 'GET' },
      "'method' is no field of the location of type 'RESOURCE': leave it out",
    ],
    [
      'METHOD',
      { type: 'METHOD', statusCode: '200' },
      "'statusCode' is no field of the location of type 'METHOD': leave it out",
    ],
    [
      'RESPONSE',
      { type: 'RESPONSE', name: 'x' },
      "'name' is no field of the location of type 'RESPONSE': leave it out",
    ],
    ['MODEL', { type: 'MODEL' }, "the location of type 'MODEL' needs a 'name'"],
    ['QUERY_PARAMETER', { type: 'QUERY_PARAMETER', name: '' }, "the location of type 'QUERY_PARAMETER' needs a 'name'"],
    ['a path', { type: 'RESOURCE', path: 'pets' }, "'path' has to begin with '/'"],
  ])(
    'refuses a location that its type cannot have: %s (rules of the documentation, words of ours)',
    async (_, location, problem) => {
      const { refused } = await withApi()
      expect(await refused({ location })).toEqual([
        400,
        'BadRequestException',
        `Invalid documentation part location: ${problem}`,
      ])
    },
  )

  it('tells of all broken constraints at once', async () => {
    const { refused, call, path } = await withApi()
    const set =
      '[RESPONSE_BODY, RESPONSE, METHOD, MODEL, AUTHORIZER, RESPONSE_HEADER, RESOURCE, PATH_PARAMETER, REQUEST_BODY, QUERY_PARAMETER, API, REQUEST_HEADER]'
    // cpl-0044
    expect(await refused({ location: { type: 'INVALID' as 'API' } })).toEqual([
      400,
      'ValidationException',
      `1 validation error detected: Value 'INVALID' at 'createDocumentationPartInput.location.type' failed to satisfy constraint: Member must satisfy enum value set: ${set}`,
    ])
    const answer = await call('POST', path, '{"location":{"statusCode":"2XX"}}')
    expect(((await answer.json()) as { message: string }).message).toBe(
      "3 validation errors detected: Value null at 'createDocumentationPartInput.location.type' failed to satisfy constraint: Member must not be null; " +
        "Value '2XX' at 'createDocumentationPartInput.location.statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: ([1-5]\\d\\d|\\*|\\s*); " +
        "Value null at 'createDocumentationPartInput.properties' failed to satisfy constraint: Member must not be null",
    )
  })

  it.each(['', 'text', '[]', 'null', '{"a":'])(
    'refuses the properties %j, which are no JSON object',
    async (properties) => {
      const { refused, list } = await withApi()
      expect((await refused({ location: { type: 'API' }, properties })).slice(0, 2)).toEqual([
        400,
        'BadRequestException',
      ])
      expect((await list()).items).toEqual([])
    },
  )

  it.each(['{"location":"API","properties":"{}"}', '{"location":{"type":1},"properties":"{}"}', '{"properties":{}}'])(
    'refuses members of a wrong type: %s',
    async (body) => {
      const { call, path } = await withApi()
      const answer = await call('POST', path, body)
      expect(answer.headers.get('x-amzn-errortype')).toBe('SerializationException')
    },
  )

  it('refuses an API that is not there (cpl-0039)', async () => {
    const { refused } = await withApi()
    expect(await refused({ restApiId: 'test-fake-rest-id', location: { type: 'API' } })).toEqual([
      404,
      'NotFoundException',
      'Invalid API identifier specified 111111111111:test-fake-rest-id',
    ])
  })
})

describe('GetDocumentationParts', () => {
  it('lists the parts that pass its filters', async () => {
    const { document, list } = await withApi()
    await document({ type: 'API' }, '{}')
    await document({ type: 'METHOD', path: '/pets', method: 'GET' })
    await document({ type: 'METHOD', path: '/', method: 'GET' }, ' { } ')
    await document({ type: 'MODEL', name: 'PetList' })
    const types = async (input: Partial<GetDocumentationPartsCommandInput>) =>
      (await list(input)).items?.map(({ location }) => `${location?.type} ${location?.path ?? location?.name ?? ''}`)
    expect(await types({})).toEqual(['API ', 'METHOD /pets', 'METHOD /', 'MODEL PetList'])
    expect(await types({ type: 'METHOD' })).toEqual(['METHOD /pets', 'METHOD /'])
    expect(await types({ path: '/pets' })).toEqual(['METHOD /pets'])
    expect(await types({ nameQuery: 'List' })).toEqual(['MODEL PetList'])
    // Documentation: with content, and without content.
    expect(await types({ locationStatus: 'DOCUMENTED' })).toEqual(['METHOD /pets', 'MODEL PetList'])
    expect(await types({ locationStatus: 'UNDOCUMENTED', type: 'METHOD' })).toEqual(['METHOD /'])
  })

  it('takes properties of any depth', async () => {
    const { document, list } = await withApi()
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    await document({ type: 'API' }, deep)
    expect((await list({ locationStatus: 'DOCUMENTED' })).items?.[0]?.properties).toBe(deep)
  })

  it('goes page by page', async () => {
    const { document, list } = await withApi()
    for (const name of ['A', 'B', 'C']) await document({ type: 'MODEL', name })
    const first = await list({ limit: 2, type: 'MODEL' })
    expect(first.items).toHaveLength(2)
    const second = await list({ limit: 2, type: 'MODEL', position: first.position })
    expect(second.items?.map(({ location }) => location?.name)).toEqual(['C'])
    expect(second.position).toBeUndefined()
  })

  it('refuses filters that AWS does not have, and an API that is not there (cpl-0042)', async () => {
    const { call, path } = await withApi()
    const message = async (url: string) => ((await (await call('GET', url)).json()) as { message: string }).message
    expect(await message(`${path}?type=BODY&locationStatus=NONE`)).toMatch(
      /^2 validation errors detected: Value 'BODY' at 'getDocumentationPartsInput.type' .* Value 'NONE' at 'getDocumentationPartsInput.locationStatus'/,
    )
    expect(await message('/restapis/api_id/documentation/parts')).toBe(
      'Invalid API identifier specified 111111111111:api_id',
    )
  })
})

describe('UpdateDocumentationPart and DeleteDocumentationPart', () => {
  it('replace the properties, and delete (cpl-0040, cpl-0045)', async () => {
    const { document, client, restApiId, list } = await withApi()
    const { id: documentationPartId, location } = await document({ type: 'API' })
    const named = { restApiId, documentationPartId }
    const patchOperations = [{ op: 'replace' as const, path: '/properties', value: '{"a":1}' }]
    const { $metadata: _, ...part } = await client.send(
      new UpdateDocumentationPartCommand({ ...named, patchOperations }),
    )
    expect(part).toEqual({ id: documentationPartId, location, properties: '{"a":1}' })
    const { $metadata } = await client.send(new DeleteDocumentationPartCommand(named))
    expect($metadata.httpStatusCode).toBe(202)
    expect((await list()).items).toEqual([])
    await expect(client.send(new DeleteDocumentationPartCommand(named))).rejects.toThrow(
      'Invalid Documentation part identifier specified',
    )
  })

  it.each([
    [
      'add',
      '/properties',
      '{}',
      "Invalid patch path  '/properties' specified for op 'add'. Please choose supported operations",
    ],
    [
      'replace',
      '/invalidPath',
      '{}',
      "Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: [/properties]",
    ],
    [
      'replace',
      '/properties',
      'text',
      'Invalid documentation part properties: they have to be a JSON object, as text.',
    ],
  ] as const)('refuse %s %s (cpl-0043; the properties: our words)', async (op, path, value, message) => {
    const { document, client, restApiId } = await withApi()
    const { id: documentationPartId } = await document({ type: 'API' })
    const input = { restApiId, documentationPartId, patchOperations: [{ op, path, value }] }
    await expect(client.send(new UpdateDocumentationPartCommand(input))).rejects.toThrow(message)
  })

  it('name an unknown API each in its own way (cpl-0043, cpl-0045)', async () => {
    const { client } = await withApi()
    const named = { restApiId: 'api_id', documentationPartId: 'abc' }
    await expect(client.send(new UpdateDocumentationPartCommand({ ...named, patchOperations: [] }))).rejects.toThrow(
      'Invalid Documentation part identifier specified',
    )
    await expect(client.send(new DeleteDocumentationPartCommand(named))).rejects.toThrow(
      'Invalid API identifier specified 111111111111:api_id',
    )
  })
})
