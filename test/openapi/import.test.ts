import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ControlError } from '../../src/errors/control-error.ts'
import { importOpenApi } from '../../src/openapi/import.ts'
import { definitionOf, HTTP_PROXY, importDocument, MOCK, methodOf, partsOf } from './importing.ts'

describe('importing a document', () => {
  it('names the API after the document and gives it the defaults of AWS (oai-0003)', () => {
    const result = importDocument({ info: { title: 'Pets', description: 'All pets', version: 2 } })
    expect(definitionOf(result).api).toEqual({
      ...{ id: 'abcdefghij', name: 'Pets', description: 'All pets', version: '2', createdDate: 1_700_000_000 },
      ...{ apiKeySource: 'HEADER', disableExecuteApiEndpoint: false, rootResourceId: 'id0' },
      endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
    })
  })

  it('collects every problem at once, each with its place', () => {
    const { definition, errors } = importDocument({
      info: {},
      paths: {
        '/a b': { get: {} },
        '/pets': { get: { 'x-amazon-apigateway-integration': { type: 'https' } } },
        '/cats': { get: { 'x-amazon-apigateway-integration': { type: 'http', uri: 7 } } },
      },
    })
    expect(definition).toBeUndefined()
    expect(errors.map(({ place }) => place)).toEqual([
      '/paths/~1a b',
      '/paths/~1pets/get/x-amazon-apigateway-integration/type',
      '/paths/~1cats/get/x-amazon-apigateway-integration/httpMethod',
      '/paths/~1cats/get/x-amazon-apigateway-integration/uri',
      '/info/title',
    ])
  })

  it('imports a method without integration, which only a deployment refuses', () => {
    expect(methodOf(importDocument({ paths: { '/pets': { get: {} } } })).methodIntegration).toBeUndefined()
  })

  it('tells of each warning in the warnings of the API, with its place', () => {
    const { api } = definitionOf(importDocument({ tags: [{ name: 'team', 'x-amazon-apigateway-tag-value': 'pets' }] }))
    expect(api.tags).toEqual({ team: 'pets' })
    expect(api.warnings).toEqual([
      'x-amazon-apigateway-tag-value is stored but not served by this version: tags are shown, nothing reads them (at /tags/0/x-amazon-apigateway-tag-value)',
    ])
  })

  it('keeps the minimum compression size, zero included', () => {
    const { api } = definitionOf(importDocument({ 'x-amazon-apigateway-minimum-compression-size': 0 }))
    expect([api.minimumCompressionSize, api.warnings]).toEqual([0, undefined])
  })

  // How long it takes is what `npm run bench` measures.
  it('imports 1,000 routes, with one resource for each path and each part that they share', () => {
    const route = { get: { responses: { 200: {} }, 'x-amazon-apigateway-integration': HTTP_PROXY } }
    const { resources } = definitionOf(
      importDocument({
        paths: Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`/a${n % 40}/b${n}`, route])),
      }),
    )
    expect(resources).toHaveLength(1 + 40 + 1_000)
    expect(new Set(resources.map(({ id }) => id)).size).toBe(resources.length)
    expect(resources.filter(({ resourceMethods }) => resourceMethods?.GET !== undefined)).toHaveLength(1_000)
  })

  it('never crashes on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => endsWell(JSON.stringify(value))),
      { numRuns: 300 },
    )
  })

  it('never crashes on a document with anything in any place', () => {
    const { key, value } = fc.letrec((tie) => ({
      key: fc.constantFrom(...WORDS),
      value: fc.oneof(
        { maxDepth: 8 },
        fc.constantFrom<unknown>('GET', 'http', 'mock', '#/components/schemas/Pet', '{}', 200, true, null, '200'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(tie('key') as fc.Arbitrary<string>, tie('value'), { maxKeys: 5 }),
      ),
    }))
    const members = fc.dictionary(key as fc.Arbitrary<string>, value, { maxKeys: 8 })
    const root = fc.constantFrom({ swagger: '2.0' }, { openapi: '3.0.1' }, { openapi: '3.1.0' })
    fc.assert(
      fc.property(root, members, (version, rest) => endsWell(JSON.stringify({ ...rest, ...version }))),
      { numRuns: 1_000 },
    )
  })
})

const WORDS = [
  ...[
    'paths',
    '/pets',
    '/pets/{id}',
    '/{proxy+}',
    'get',
    'post',
    'parameters',
    'requestBody',
    'responses',
    'default',
    '200',
  ],
  ...[
    'content',
    'schema',
    'application/json',
    '$ref',
    'components',
    'schemas',
    'Pet',
    'securitySchemes',
    'security',
    'servers',
  ],
  ...[
    'definitions',
    'securityDefinitions',
    'headers',
    'name',
    'in',
    'type',
    'uri',
    'httpMethod',
    'statusCode',
    'properties',
  ],
  ...[
    'x-amazon-apigateway-integration',
    'x-amazon-apigateway-any-method',
    'x-amazon-apigateway-authorizer',
    'tags',
    'info',
  ],
  ...[
    'x-amazon-apigateway-policy',
    'x-amazon-apigateway-documentation',
    'x-amazon-apigateway-gateway-responses',
    'title',
  ],
  ...['x-postern-limits', 'x-amazon-apigateway-endpoint-configuration', 'x-amazon-apigateway-request-validators'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'requestParameters',
    'documentationParts',
    'location',
    'url',
    'variables',
  ],
]

/** A definition, problems, or AWS's exception: nothing else may come of an import. */
function endsWell(text: string): void {
  try {
    const { definition, errors } = importOpenApi(text, {
      apiId: 'a',
      createdDate: 0,
      newId: () => 'id',
      basepath: 'split',
    })
    expect(definition === undefined).toBe(errors.length > 0)
  } catch (fault) {
    expect(fault).toBeInstanceOf(ControlError)
  }
}

describe('importing over an API (PutRestApi, overwrite)', () => {
  const before = definitionOf(
    importDocument({
      paths: { '/pets': { get: { 'x-amazon-apigateway-integration': MOCK } }, '/gone': { get: {} } },
      components: { schemas: { Pet: { type: 'object' } } },
      'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true },
      'x-amazon-apigateway-binary-media-types': ['image/heif'],
    }),
  )
  const members = {
    info: { title: 'New', version: '2' },
    paths: { '/pets': { get: {} }, '/cats': {} },
    components: { schemas: { Pet: {} } },
  }
  const after = importDocument(members, { previous: before, newId: () => 'new', createdDate: 1 })

  it('keeps the id, the date and the root of the API, and takes the name of the document (oai-0024)', () => {
    expect(definitionOf(after).api).toMatchObject({
      id: 'abcdefghij',
      createdDate: 1_700_000_000,
      name: 'New',
      rootResourceId: 'id0',
    })
  })

  it('keeps the ids of what has the same path or name, and drops the rest', () => {
    const ids = (definition: typeof before) =>
      Object.fromEntries(definition.resources.map(({ path, id }) => [path, id]))
    expect(ids(definitionOf(after))).toEqual({ '/': 'id0', '/pets': ids(before)['/pets'], '/cats': 'new' })
    expect(partsOf(after, 'Model')[0]?.id).toBe(before.parts.find(({ kind }) => kind === 'Model')?.id)
  })

  it('replaces the binary media types (oai-0024)', () => {
    expect(definitionOf(after).api.binaryMediaTypes).toBeUndefined()
  })

  it('leaves a closed default endpoint closed when the document does not speak of it (our choice)', () => {
    expect(definitionOf(after).api.disableExecuteApiEndpoint).toBe(true)
  })
})

describe('extensions', () => {
  it('stores one that nothing reads, and says so', () => {
    const result = importDocument({
      paths: { '/pets': { get: { 'x-amazon-apigateway-foo': { a: 1 } } } },
      'x-postern-bar': 2,
    })
    expect(partsOf(result, 'Extension').map(({ body }) => body)).toEqual([
      { name: 'x-amazon-apigateway-foo', path: '/pets', httpMethod: 'GET', value: { a: 1 } },
      { name: 'x-postern-bar', value: 2 },
    ])
    expect(result.warnings.map(({ place }) => place)).toEqual([
      '/paths/~1pets/get/x-amazon-apigateway-foo',
      '/x-postern-bar',
    ])
  })

  it('stores one that stands where it means nothing', () => {
    const result = importDocument({ paths: { '/pets': { 'x-amazon-apigateway-integration': MOCK } } })
    expect(partsOf(result, 'Extension')).toHaveLength(1)
    expect(result.warnings).toHaveLength(1)
  })
})
