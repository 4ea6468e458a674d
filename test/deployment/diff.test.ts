import { describe, expect, it } from 'vitest'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { diffDefinitions } from '../../src/deployment/diff.ts'
import { definitionOf, HTTP_PROXY, importDocument, MOCK } from '../openapi/importing.ts'

let next = 0
/** Every import gives all it holds new ids. */
const define = (members: object) => definitionOf(importDocument(members, { newId: () => `id${next++}` }))

const operation = (integration: object, more: object = {}) => ({
  responses: { 200: {} },
  'x-amazon-apigateway-integration': integration,
  ...more,
})
const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations'
const TOKEN = {
  ...{ type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'custom' },
  'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: LAMBDA },
}
const FULL = {
  paths: {
    '/pets': { get: operation(HTTP_PROXY), post: operation(MOCK, { security: [{ keys: [] }] }) },
    '/pets/{petId}': { get: operation(MOCK, { 'x-amazon-apigateway-request-validator': 'all' }) },
    '/empty': {},
  },
  components: {
    schemas: {
      Pet: { type: 'object', required: ['a', 'b'], properties: { cat: { $ref: '#/components/schemas/Cat' } } },
      Cat: {},
    },
    securitySchemes: { keys: TOKEN },
  },
  'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } },
  'x-amazon-apigateway-gateway-responses': { THROTTLED: { statusCode: 420 } },
  'x-amazon-apigateway-policy': { Version: '2012-10-17', Statement: [] },
  'x-amazon-apigateway-binary-media-types': ['image/png', 'image/jpg'],
  'x-amazon-apigateway-documentation': {
    documentationParts: [
      { location: { type: 'METHOD', path: '/pets', method: 'GET' }, properties: { description: 'x' } },
    ],
  },
  'x-postern-limits': { timeoutInMillis: 60_000 },
}

const names = (before: RestApiDefinition, after: RestApiDefinition) =>
  diffDefinitions(before, after).map(({ change, kind, name }) => `${change} ${kind} ${name}`)

describe('the difference between two definitions', () => {
  it('is nothing between two imports of one document, whatever their ids', () => {
    expect(diffDefinitions(define(FULL), define(FULL))).toEqual([])
  })

  it('is nothing when only the order of members differs', () => {
    const turned = JSON.parse(JSON.stringify(FULL), (_, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    )
    turned['x-amazon-apigateway-binary-media-types'] = ['image/jpg', 'image/png']
    expect(diffDefinitions(define(FULL), define(turned))).toEqual([])
  })

  it('names all that an API holds, settings first, routes by path and method', () => {
    const empty = define({})
    const all = [
      'setting binaryMediaTypes',
      'setting policy',
      'resource /empty',
      'route GET /pets',
      'route POST /pets',
      'route GET /pets/{petId}',
      'authorizer keys',
      'request validator all',
      'model Cat',
      'model Pet',
      'gateway response THROTTLED',
      'documentation part METHOD GET /pets',
      'extension x-postern-limits',
    ]
    expect(names(empty, define(FULL))).toEqual(all.map((name) => `added ${name}`))
    expect(names(define(FULL), empty)).toEqual(all.map((name) => `removed ${name}`))
  })

  it('says which members of a route differ, and how', () => {
    const before = define({ paths: { '/': { get: operation({ ...HTTP_PROXY, timeoutInMillis: 1_000 }) } } })
    const templates = { 'application/json': '{"a": 1}' }
    const integration = { ...HTTP_PROXY, uri: 'http://b.test', requestTemplates: templates }
    const responses = { 200: {}, 404: {} }
    const after = define({ paths: { '/': { get: operation(integration, { responses }) } } })
    expect(diffDefinitions(before, after)).toEqual([
      {
        ...{ change: 'changed', kind: 'route', name: 'GET /' },
        members: [
          { member: 'integration.requestTemplates', after: templates },
          { member: 'integration.timeoutInMillis', before: 1_000, after: 29_000 },
          { member: 'integration.uri', before: HTTP_PROXY.uri, after: 'http://b.test' },
          { member: 'methodResponses.404', after: { statusCode: '404' } },
        ],
      },
    ])
  })

  it('writes a name that is no word in brackets', () => {
    const api = (text: string) =>
      define({ paths: { '/': { get: operation({ ...MOCK, requestTemplates: { 'application/json': text } }) } } })
    expect(diffDefinitions(api('a'), api('b'))[0]?.members).toEqual([
      { member: 'integration.requestTemplates["application/json"]', before: 'a', after: 'b' },
    ])
  })

  it('takes no member for one that every object has by its nature', () => {
    const tagged = (tags: object[]) => define({ tags })
    const [change] = diffDefinitions(
      tagged([{ name: 'a', 'x-amazon-apigateway-tag-value': '1' }]),
      tagged([
        { name: 'a', 'x-amazon-apigateway-tag-value': '1' },
        { name: 'constructor', 'x-amazon-apigateway-tag-value': '2' },
      ]),
    )
    expect(change?.members).toEqual([{ member: 'constructor', after: '2' }])
  })

  it('names what a method refers to', () => {
    const api = (name: string) =>
      define({
        paths: { '/': { get: operation(MOCK, { security: [{ [name]: [] }] }) } },
        components: { securitySchemes: { one: TOKEN, two: TOKEN } },
      })
    expect(diffDefinitions(api('one'), api('two'))).toEqual([
      {
        ...{ change: 'changed', kind: 'route', name: 'GET /' },
        members: [{ member: 'authorizer', before: 'one', after: 'two' }],
      },
    ])
  })

  it('compares models as schemas, whichever API they name', () => {
    const model = (schemas: object) => define({ components: { schemas } })
    const ref = { Cat: {}, Pet: { properties: { cat: { $ref: '#/components/schemas/Cat' } } } }
    const before = model(ref)
    const other: RestApiDefinition = JSON.parse(
      JSON.stringify(before).replaceAll('restapis/abcdefghij/', 'restapis/x/'),
    )
    expect(diffDefinitions(before, other)).toEqual([])
    expect(diffDefinitions(before, model({ ...ref, Cat: { type: 'string' } }))).toEqual([
      {
        ...{ change: 'changed', kind: 'model', name: 'Cat' },
        members: [{ member: 'schema.type', after: 'string' }],
      },
    ])
  })

  it('shows settings with their values', () => {
    const before = define({ info: { title: 'a', version: '1' }, 'x-amazon-apigateway-binary-media-types': ['a/b'] })
    const after = define({
      info: { title: 'a', description: 'new' },
      'x-amazon-apigateway-binary-media-types': ['c/d'],
    })
    expect(diffDefinitions(before, after)).toEqual([
      {
        ...{ change: 'changed', kind: 'setting', name: 'binaryMediaTypes' },
        members: [{ member: '', before: ['a/b'], after: ['c/d'] }],
      },
      { change: 'added', kind: 'setting', name: 'description', members: [{ member: '', after: 'new' }] },
      { change: 'removed', kind: 'setting', name: 'version', members: [{ member: '', before: '1' }] },
      // AWS documents an API by its description.
      { change: 'added', kind: 'documentation part', name: 'API', members: [] },
    ])
  })

  it('does not show a resource that has methods or resources below it by itself', () => {
    expect(names(define({}), define({ paths: { '/a/b/c': { get: operation(MOCK) } } }))).toEqual([
      'added route GET /a/b/c',
    ])
  })

  it('leaves out what one side cannot show', () => {
    const before = define({
      paths: FULL.paths,
      'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } },
    })
    const { 'x-postern-limits': _, ...members } = FULL
    const after = define({ ...members, components: { securitySchemes: { keys: TOKEN } } })
    const known = { ...before, parts: [] }
    const kinds = ['Authorizer', 'RequestValidator', 'Model', 'GatewayResponse', 'DocumentationPart'] as const
    const changes = diffDefinitions(known, after, new Set(kinds))
    expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'setting binaryMediaTypes',
      'setting policy',
      'route POST /pets',
    ])
  })

  it('tells extensions of one name apart by their operations', () => {
    const api = (requestBodyBytes: number) =>
      define({
        paths: { '/a': { get: operation(MOCK, { 'x-postern-limits': { requestBodyBytes } }), post: operation(MOCK) } },
        'x-postern-limits': { requestBodyBytes: 1 },
      })
    expect(diffDefinitions(api(1), api(2))).toEqual([
      {
        ...{ change: 'changed', kind: 'extension', name: 'x-postern-limits GET /a' },
        members: [{ member: 'value.requestBodyBytes', before: 1, after: 2 }],
      },
    ])
  })

  it('does not take the defaults that the gateway fills in for a change', () => {
    const parts = [
      {
        kind: 'GatewayResponse' as const,
        id: 'x',
        name: 'THROTTLED',
        body: { responseType: 'THROTTLED', defaultResponse: true },
      },
    ]
    const before = define({ paths: { '/': { get: operation(MOCK) } } })
    const resources = before.resources.map((resource) =>
      JSON.parse(JSON.stringify(resource).replace('"timeoutInMillis":29000,', '')),
    )
    expect(diffDefinitions(before, { ...before, resources, parts })).toEqual([])
  })

  it('takes empty lists and objects for none, but not an empty template or an empty schema', () => {
    const api = (integration: object, schema: object) =>
      define({
        paths: { '/': { get: operation({ ...MOCK, ...integration }) } },
        components: { schemas: { Pet: schema } },
      })
    const plain = api({}, { properties: {} })
    expect(diffDefinitions(plain, api({ cacheKeyParameters: [], requestParameters: {} }, { properties: {} }))).toEqual(
      [],
    )
    const other = api({ requestTemplates: { 'application/json': '' } }, { properties: { any: {} } })
    expect(diffDefinitions(plain, other).flatMap(({ members }) => members.map(({ member }) => member))).toEqual([
      'integration.requestTemplates["application/json"]',
      'schema.properties.any',
    ])
  })
})
