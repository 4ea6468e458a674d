import { describe, expect, it } from 'vitest'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import type { ImportOptions, ImportResult } from '../../src/openapi/import.ts'
import { definitionOf, HTTP_PROXY, importDocument, MOCK, methodOf, partsOf } from './importing.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html: what the document defines wins, all else
// is left alone. What AWS does not say there is marked as our own choice.

const responses = (...statuses: string[]) => Object.fromEntries(statuses.map((status) => [status, { description: '' }]))
const mock = (...statuses: string[]) => ({ responses: responses(...statuses), 'x-amazon-apigateway-integration': MOCK })
const guarded = { ...mock('200'), security: [{ keys: [] }] }
const TOKEN = { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'custom' }
const authorizer = (uri: string) => ({
  ...TOKEN,
  'x-amazon-apigateway-authorizer': {
    type: 'token',
    authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${uri}/invocations`,
  },
})

const before = definitionOf(
  importDocument({
    info: { title: 'Pets', version: '1', description: 'All of them' },
    paths: {
      '/a': {
        get: mock('200', '206'),
        post: { ...mock('200', '206'), 'x-postern-limits': { timeoutInMillis: 60_000 } },
      },
      '/pets/{petId}': { get: { ...guarded, 'x-postern-limits': { requestBodyBytes: 1 } } },
    },
    components: {
      schemas: { Pet: { type: 'object' }, Cat: { type: 'string' } },
      securitySchemes: { keys: authorizer('one') },
    },
    tags: [{ name: 'team', 'x-amazon-apigateway-tag-value': 'pets' }],
    'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } },
    'x-amazon-apigateway-gateway-responses': { THROTTLED: { statusCode: 420 }, WAF_FILTERED: { statusCode: 499 } },
    'x-amazon-apigateway-documentation': {
      version: '1.0',
      documentationParts: [
        { location: { type: 'API' }, properties: { description: 'before' } },
        { location: { type: 'MODEL', name: 'Pet' }, properties: { description: 'a pet' } },
      ],
    },
    'x-amazon-apigateway-policy': { Version: '2012-10-17', Statement: [] },
    'x-amazon-apigateway-minimum-compression-size': 10,
    'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
    'x-amazon-apigateway-binary-media-types': ['image/heif'],
    'x-amazon-apigateway-endpoint-configuration': { types: ['REGIONAL'], disableExecuteApiEndpoint: true },
  }),
)

const put = (members: object, options: Partial<ImportOptions> = {}): ImportResult =>
  importDocument(members, { previous: before, mode: 'merge', newId: ids(), ...options })

function ids() {
  let next = 0
  return () => `new${next++}`
}

const routes = ({ resources }: RestApiDefinition) =>
  resources.flatMap(({ path, resourceMethods }) => Object.keys(resourceMethods ?? {}).map((name) => `${name} ${path}`))
const statuses = (result: ImportResult, path: string, method: string) =>
  Object.keys(methodOf(result, path, method).methodResponses ?? {})

const STATEMENT = { Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }

describe('a document merged into an API', () => {
  it('replaces a method of the same name and path whole, and leaves the others alone', () => {
    const result = put({ paths: { '/a': { get: mock('200', '400') } } })
    expect(statuses(result, '/a', 'GET')).toEqual(['200', '400'])
    expect(statuses(result, '/a', 'POST')).toEqual(['200', '206'])
    expect(routes(definitionOf(result))).toEqual(['GET /a', 'POST /a', 'GET /pets/{petId}'])
  })

  it('changes nothing when it is the document that the API was made of', () => {
    const { resources, parts, api } = definitionOf(put({ info: { title: 'Pets' }, paths: {} }))
    expect({ resources, parts, api }).toEqual({ ...before, api: { ...before.api, warnings: undefined } })
  })

  it('keeps ids, and makes new ones for what is new alone', () => {
    const { resources } = definitionOf(put({ paths: { '/a/b': { get: mock() }, '/a': { get: mock() } } }))
    const idOf = (list: RestApiDefinition['resources'], path: string) => list.find((one) => one.path === path)?.id
    expect(resources.map(({ path }) => path)).toEqual(['/', '/a', '/a/b', '/pets', '/pets/{petId}'])
    for (const { path, id } of before.resources) expect(idOf(resources, path)).toBe(id)
    expect(resources.find(({ path }) => path === '/a/b')?.parentId).toBe(idOf(before.resources, '/a'))
    expect(idOf(resources, '/a/b')).toMatch(/^new/)
  })

  it('refuses a path variable beside one that the API has, in the words of AWS', () => {
    expect(put({ paths: { '/pets/{id}': { get: mock() } } }).errors).toEqual([
      expect.objectContaining({
        place: '/paths/~1pets~1{id}',
        message: 'A sibling ({petId}) of this resource already has a variable path part -- only one is allowed',
      }),
    ])
  })

  it('still refuses a method that it has twice itself', () => {
    expect(put({ paths: { '/a': { get: mock() }, '/a/': { get: mock() } } }).errors[0]?.message).toContain('twice')
  })

  it('keeps the settings that it does not mention', () => {
    const { api } = definitionOf(put({ info: { title: 'Cats', version: '2' }, paths: {} }))
    expect(api).toEqual({ ...before.api, name: 'Cats', version: '2', warnings: undefined })
  })

  it('replaces the settings that it mentions', () => {
    const policy = { Version: '2012-10-17', Statement: [STATEMENT] }
    const { api } = definitionOf(
      put({
        info: { title: 'Pets', version: '1', description: 'Fewer' },
        tags: [{ name: 'owner', 'x-amazon-apigateway-tag-value': 'me' }],
        'x-amazon-apigateway-policy': policy,
        'x-amazon-apigateway-minimum-compression-size': 0,
        'x-amazon-apigateway-api-key-source': 'HEADER',
        'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: false },
      }),
    )
    expect(api).toMatchObject({
      ...{ description: 'Fewer', policy: JSON.stringify(policy), minimumCompressionSize: 0, apiKeySource: 'HEADER' },
      ...{ disableExecuteApiEndpoint: false, endpointConfiguration: { types: ['REGIONAL'] } },
      tags: { team: 'pets', owner: 'me' },
    })
  })

  it('appends its binary media types, each once (oai-0023)', () => {
    const { api } = definitionOf(put({ 'x-amazon-apigateway-binary-media-types': ['image/png', 'image/heif'] }))
    expect(api.binaryMediaTypes).toEqual(['image/heif', 'image/png'])
  })

  it('replaces models, validators, authorizers, gateway responses and documentation by name, and keeps the others', () => {
    const result = put({
      components: {
        schemas: { Cat: { type: 'number' }, Dog: { type: 'object' } },
        securitySchemes: { keys: authorizer('two') },
      },
      'x-amazon-apigateway-request-validators': { all: { validateRequestBody: false }, none: {} },
      'x-amazon-apigateway-gateway-responses': { THROTTLED: { statusCode: 429 } },
      'x-amazon-apigateway-documentation': {
        version: '1.1',
        documentationParts: [{ location: { type: 'API' }, properties: { description: 'after' } }],
      },
    })
    const names = (kind: string) => partsOf(result, kind).map(({ name }) => name)
    const idOf = (kind: string, name: string) =>
      before.parts.find((part) => part.kind === kind && part.name === name)?.id
    expect(names('Model')).toEqual(['Cat', 'Dog', 'Pet'])
    expect(partsOf(result, 'Model')[0]).toMatchObject({
      id: idOf('Model', 'Cat'),
      body: { schema: '{"type":"number"}' },
    })
    expect(names('RequestValidator')).toEqual(['all', 'none'])
    expect(partsOf(result, 'Authorizer')).toEqual([
      expect.objectContaining({
        id: idOf('Authorizer', 'keys'),
        body: expect.objectContaining({ authorizerUri: expect.stringMatching(/two\/invocations$/) }),
      }),
    ])
    expect(names('GatewayResponse')).toEqual(['THROTTLED', 'WAF_FILTERED'])
    expect(partsOf(result, 'DocumentationPart').map(({ body }) => (body as { properties: string }).properties)).toEqual(
      ['{"description":"after"}', '{"description":"a pet"}'],
    )
  })

  it('takes the limits of a replaced method away, and keeps those of the others', () => {
    const limited = (result: ImportResult) =>
      partsOf(result, 'Extension').map(({ body }) => (body as { path: string; httpMethod: string }).path)
    expect(limited(put({ paths: {} }))).toEqual(['/a', '/pets/{petId}'])
    expect(limited(put({ paths: { '/a': { post: mock() } } }))).toEqual(['/pets/{petId}'])
  })

  it('gives limits of its own an id of their own', () => {
    const { parts } = definitionOf(put({ paths: {}, 'x-postern-limits': { timeoutInMillis: 40_000 } }))
    expect(parts.filter(({ kind }) => kind === 'Extension')).toHaveLength(3)
    expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length)
  })

  it('may name an authorizer and a validator that only the API has (our own choice: the method is not left open)', () => {
    const operation = { ...guarded, 'x-amazon-apigateway-request-validator': 'all' }
    const result = put({ paths: { '/b': { get: operation } } })
    const idOf = (kind: string) => before.parts.find((part) => part.kind === kind)?.id
    expect(methodOf(result, '/b')).toMatchObject({
      ...{
        authorizationType: 'CUSTOM',
        authorizerId: idOf('Authorizer'),
        requestValidatorId: idOf('RequestValidator'),
      },
    })
    expect(result.warnings.filter((warning) => !result.notServed.includes(warning))).toEqual([])
  })

  it.each([
    ['says that it is customised, as an export without the authorizers extension does', TOKEN],
    ['is a scheme of OpenAPI alone', { type: 'http', scheme: 'bearer' }],
  ])("takes the API's authorizer of the name where its own scheme %s (our own choice)", (_, scheme) => {
    const result = put({ paths: { '/b': { get: guarded } }, components: { securitySchemes: { keys: scheme } } })
    const authorizerId = before.parts.find(({ kind }) => kind === 'Authorizer')?.id
    expect(methodOf(result, '/b')).toMatchObject({ authorizationType: 'CUSTOM', authorizerId })
  })

  it('does not guard kept methods by its own root security', () => {
    const result = put({ security: [{ other: [] }], components: { securitySchemes: { other: authorizer('o') } } })
    expect(methodOf(result, '/a')).toMatchObject({ authorizationType: 'NONE' })
  })
})

describe('a document that overwrites an API', () => {
  const overwrite = (members: object, options: Partial<ImportOptions> = {}) =>
    put(members, { mode: 'overwrite', ...options })

  it('takes away what it does not have, but the endpoint and the tags', () => {
    const { api, resources, parts } = definitionOf(overwrite({ paths: { '/x': { get: HTTP_PROXY } } }))
    expect(api).toEqual({
      ...{ id: 'abcdefghij', name: 'Pets', version: '1', createdDate: before.api.createdDate, apiKeySource: 'HEADER' },
      ...{ endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' }, disableExecuteApiEndpoint: true },
      ...{ tags: { team: 'pets' }, rootResourceId: before.api.rootResourceId },
    })
    expect(resources.map(({ path }) => path)).toEqual(['/', '/x'])
    expect(parts.map(({ kind, name }) => `${kind} ${name}`)).toEqual([])
  })
})

describe('an import that ignores the documentation', () => {
  const documentation = {
    'x-amazon-apigateway-documentation': {
      version: '2.0',
      documentationParts: [{ location: { type: 'API' }, properties: { description: 'after' } }, 'not even a part'],
    },
  }

  it('has none', () => {
    const result = importDocument(documentation, { ignore: 'documentation' })
    expect(definitionOf(result).parts).toEqual([])
  })

  it.each(['merge', 'overwrite'] as const)('leaves the documentation of the API as it was, with mode=%s', (mode) => {
    const result = put(documentation, { mode, ignore: 'documentation' })
    const isDocumentation = ({ kind }: { kind: string }) => kind.startsWith('Documentation')
    expect(definitionOf(result).parts.filter(isDocumentation)).toEqual(before.parts.filter(isDocumentation))
  })
})
