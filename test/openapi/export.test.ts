import { describe, expect, it } from 'vitest'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { documentText, exportOpenApi } from '../../src/openapi/export.ts'
import type { PublishedDocumentation } from '../../src/openapi/extensions/documentation.ts'
import type { ExportExtension, ExportOptions } from '../../src/openapi/writing.ts'
import { definitionOf, importDocument, importOperation, MOCK } from './importing.ts'

// How AWS writes is known from its recorded exports (oai-0030 to oai-0035) and from exports in its developer guide.

const server = { protocol: 'https', host: 'abcdefghij.execute-api.us-east-1.amazonaws.com', basePath: '/test' } as const

function exported(definition: RestApiDefinition, options: Partial<ExportOptions> = {}) {
  const document = exportOpenApi(definition, { type: 'oas30', extensions: ['apigateway'], server, ...options })
  return JSON.parse(documentText(document, 'json'))
}

const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations'

const exportedOperation = (operation: object, members: object = {}, options: Partial<ExportOptions> = {}) =>
  exported(definitionOf(importOperation(operation, members)), options).paths['/pets'].get

describe('an export', () => {
  it('writes empty components, and empty content for a response without a model (oai-0035)', () => {
    const document = exported(definitionOf(importOperation({ responses: { 200: {} } })))
    expect(document.components).toEqual({})
    expect(document.paths['/pets'].get.responses).toEqual({ 200: { description: '200 response', content: {} } })
  })

  it('leaves out paths without methods, unless nothing below brings them back (oai-0035, our own choice)', () => {
    const document = exported(definitionOf(importDocument({ paths: { '/a/b': { get: {} }, '/c/d': {} } })))
    expect(Object.keys(document.paths)).toEqual(['/a/b', '/c/d'])
  })

  it('declares every variable of a path', () => {
    const definition = definitionOf(importDocument({ paths: { '/{a}/{b+}': { get: {} } } }))
    const resources = definition.resources.map((resource) => ({
      ...resource,
      ...(resource.resourceMethods && {
        resourceMethods: { GET: { httpMethod: 'GET', authorizationType: 'NONE', apiKeyRequired: false } },
      }),
    }))
    const parameter = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } })
    expect(exported({ ...definition, resources }).paths['/{a}/{b+}'].get.parameters).toEqual([
      parameter('a'),
      parameter('b'),
    ])
  })

  it('has one model for all content types of a body in 2.0: that of JSON (as AWS, our own choice where there is none)', () => {
    const content = {
      'text/xml': { schema: { $ref: '#/components/schemas/Other' } },
      'application/json': { schema: { $ref: '#/components/schemas/Pet' } },
    }
    const operation = exportedOperation(
      { requestBody: { content }, responses: { 200: { content } } },
      { components: { schemas: { Pet: { type: 'object' }, Other: {} } } },
      { type: 'swagger' },
    )
    expect(operation).toMatchObject({
      consumes: ['text/xml', 'application/json'],
      produces: ['text/xml', 'application/json'],
      parameters: [{ in: 'body', name: 'Pet', required: true, schema: { $ref: '#/definitions/Pet' } }],
      responses: { 200: { schema: { $ref: '#/definitions/Pet' } } },
    })
  })

  it('writes references between models, to a model itself, to its inside, and in a circle', () => {
    const schemas = {
      A: { properties: { b: { $ref: '#/components/schemas/B' }, self: { $ref: '#/components/schemas/A' } } },
      B: { properties: { a: { $ref: '#/components/schemas/A' }, c: { $ref: '#/components/schemas/B/properties/a' } } },
    }
    expect(exported(definitionOf(importDocument({ components: { schemas } }))).components.schemas).toEqual(schemas)
  })

  it("writes a reference to draft 4's own schema as it is (our own choice)", () => {
    const schemas = { A: { items: { $ref: 'http://json-schema.org/draft-04/schema#' } } }
    expect(exported(definitionOf(importDocument({ components: { schemas } }))).components.schemas).toEqual(schemas)
  })

  it('leaves $schema out of a model, as AWS does of its model Empty', () => {
    const schemas = {
      Empty: { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', title: 'Empty Schema' },
    }
    expect(exported(definitionOf(importDocument({ components: { schemas } }))).components.schemas).toEqual({
      Empty: { type: 'object', title: 'Empty Schema' },
    })
  })

  it('refuses a model that is no JSON (documentation: "Only found non-JSON body models for ...")', () => {
    const definition = definitionOf(importDocument({}))
    const body = { id: 'm', name: 'Xml', contentType: 'application/xml', schema: '<a/>' }
    const parts = [{ kind: 'Model' as const, id: 'm', name: 'Xml', body }]
    expect(() => exported({ ...definition, parts })).toThrow(
      expect.objectContaining({
        type: 'BadRequestException',
        message: expect.stringContaining('Only found non-JSON body models for Xml'),
      }),
    )
  })

  it('writes an extension that it keeps for its owner where it stood', () => {
    const kept = { 'x-amazon-apigateway-security-policy': 'TLS_1_2', info: { title: 'Pets', 'x-postern-note': [1] } }
    const definition = definitionOf(importDocument(kept))
    const inPaths = definitionOf(importOperation({ 'x-postern-other': { a: 1 } }))
    expect(exported(definition)).toMatchObject(kept)
    expect(exported(inPaths).paths['/pets'].get['x-postern-other']).toEqual({ a: 1 })
  })

  it('takes time in proportion to what it writes', () => {
    const paths = Object.fromEntries(
      Array.from({ length: 8_000 }, (_, n) => [`/p${n}`, { get: { 'x-postern-note': n, responses: { 200: {} } } }]),
    )
    const definition = definitionOf(importDocument({ paths }))
    const parts = Object.keys(paths).map((path) => ({
      location: { type: 'METHOD', path },
      properties: { summary: path },
    }))
    const start = performance.now()
    const document = exported(definition, { documentation: { version: '1', parts } })
    // A walk through everything for each of them took half a minute.
    expect(performance.now() - start).toBeLessThan(5_000)
    expect(document.paths['/p7999'].get).toMatchObject({ summary: '/p7999', 'x-postern-note': 7_999 })
  })

  it('writes the limits that integrations rely on', () => {
    const limits = { timeoutInMillis: 60_000 }
    const operation = { 'x-postern-limits': limits, 'x-amazon-apigateway-integration': MOCK }
    const root = { 'x-postern-limits': { requestBodyBytes: null } }
    const document = (extension: ExportExtension) =>
      exported(definitionOf(importOperation(operation, root)), { extensions: [extension] })
    expect(document('integrations')).toMatchObject(root)
    expect(document('integrations').paths['/pets'].get['x-postern-limits']).toEqual(limits)
    expect(JSON.stringify(document('authorizers'))).not.toContain('x-postern')
  })
})

describe('an export of security', () => {
  const schemes = (authorizer: object, scheme: object = {}) => {
    const auth = {
      type: 'apiKey',
      name: 'Token',
      in: 'header',
      ...scheme,
      'x-amazon-apigateway-authorizer': authorizer,
    }
    const definition = definitionOf(importDocument({ components: { securitySchemes: { auth } } }))
    return exported(definition).components.securitySchemes
  }

  it('names the header of a token in the scheme (documentation)', () => {
    const authorizer = { type: 'token', authorizerUri: LAMBDA, authorizerResultTtlInSeconds: 60 }
    expect(schemes(authorizer)).toEqual({
      auth: {
        ...{ type: 'apiKey', name: 'Token', in: 'header', 'x-amazon-apigateway-authtype': 'custom' },
        'x-amazon-apigateway-authorizer': authorizer,
      },
    })
  })

  it('names no header for a request authorizer, whose sources are its own (documentation)', () => {
    const identitySource = 'method.request.header.A,method.request.querystring.b'
    const authorizer = { type: 'request', authorizerUri: LAMBDA, identitySource }
    expect(schemes(authorizer).auth).toMatchObject({ name: 'Unused', 'x-amazon-apigateway-authorizer': authorizer })
  })

  it('writes user pools, and the customised kind of a scheme', () => {
    const authorizer = { type: 'cognito_user_pools', providerARNs: ['arn:aws:cognito-idp'] }
    expect(schemes(authorizer).auth).toMatchObject({
      'x-amazon-apigateway-authtype': 'cognito_user_pools',
      'x-amazon-apigateway-authorizer': authorizer,
    })
    expect(schemes(authorizer, { 'x-amazon-apigateway-authtype': 'mine' }).auth).toMatchObject({
      'x-amazon-apigateway-authtype': 'mine',
    })
  })

  it('calls signatures sigv4 and keys api_key, and lists all that guards an operation (the guide, "S3 proxy")', () => {
    const securitySchemes = {
      signed: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
      key: { type: 'apiKey', name: 'X-API-KEY', in: 'header' },
    }
    const operation = { security: [{ signed: [], key: [] }] }
    const document = exported(definitionOf(importOperation(operation, { components: { securitySchemes } })), {
      type: 'swagger',
    })
    expect(document.securityDefinitions).toEqual({
      sigv4: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
      api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
    })
    expect(document.paths['/pets'].get.security).toEqual([{ sigv4: [] }, { api_key: [] }])
  })

  it('lets an authorizer keep its name, sigv4 included (our own choice)', () => {
    const authorizer = {
      type: 'apiKey',
      name: 'Token',
      in: 'header',
      'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: LAMBDA },
    }
    const operation = { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }
    const definition = definitionOf(
      importOperation(operation, { components: { securitySchemes: { sigv4: authorizer } } }),
    )
    expect(Object.keys(exported(definition).components.securitySchemes)).toEqual(['sigv4', 'sigv4_'])
    expect(exported(definition).paths['/pets'].get.security).toEqual([{ sigv4_: [] }])
  })
})

describe('an export with documentation', () => {
  /** The example of the developer guide, "Download a documentation snapshot associated with a stage". */
  const documentation: PublishedDocumentation = {
    version: '1.0.0',
    createdDate: '2016-11-22T22:41:40Z',
    parts: [
      {
        location: { type: 'API' },
        properties: {
          ...{ description: 'API description', foo: 'API foo', 'x-bar': 'API x-bar' },
          info: { description: 'API info description', version: '7', foo: 'API info foo', 'x-bar': 'API info x-bar' },
        },
      },
      {
        location: { type: 'METHOD', path: '/', method: 'GET' },
        properties: { description: 'Method description.', 'x-example': 'x- Method example', foo: 'Method foo' },
      },
      {
        location: { type: 'RESOURCE', path: '/' },
        properties: { description: 'resource description', foo: 'resource foo', 'x-bar': 'resource x-bar' },
      },
    ],
  }
  const definition = definitionOf(importDocument({ paths: { '/': { get: {} }, '/pets': { get: {}, post: {} } } }))

  it('injects what OpenAPI knows, and the owner’s x-*, as the guide shows', () => {
    const document = exported(definition, { extensions: [], documentation })
    expect(document.info).toMatchObject({
      description: 'API info description',
      version: '1',
      'x-bar': 'API info x-bar',
    })
    expect(document.info).not.toHaveProperty('foo')
    expect(document['x-bar']).toBe('API x-bar')
    expect(document).not.toHaveProperty('description')
    expect(document.paths['/']).toMatchObject({
      get: { description: 'Method description.', 'x-example': 'x- Method example' },
      'x-bar': 'resource x-bar',
    })
    expect(document.paths['/'].get).not.toHaveProperty('foo')
    expect(document.paths['/pets']).not.toHaveProperty('x-bar')
  })

  it('lists the parts, without the path of the root, as the guide shows', () => {
    const document = exported(definition, { extensions: [], documentation })
    expect(document['x-amazon-apigateway-documentation']).toEqual({
      version: '1.0.0',
      createdDate: '2016-11-22T22:41:40Z',
      documentationParts: documentation.parts.map(({ location: { path: _, ...location }, properties }) => ({
        location,
        properties,
      })),
    })
  })

  it('leaves it out where other extensions are asked for, and not this one (documentation)', () => {
    const document = (...extensions: ExportExtension[]) => exported(definition, { extensions, documentation })
    expect(document('integrations')).not.toHaveProperty('x-amazon-apigateway-documentation')
    expect(document('integrations', 'documentation')).toHaveProperty('x-amazon-apigateway-documentation')
    expect(document('apigateway')).toHaveProperty('x-amazon-apigateway-documentation')
  })

  it('passes a part on to everything below its path, the most specific first (documentation)', () => {
    const response = (path: string, statusCode: string) => ({
      location: { type: 'RESPONSE', path, method: '*', statusCode },
      properties: { description: `${path} ${statusCode}` },
    })
    const paths = { '/': { get: { responses: { 404: {} } } }, '/pets': { get: { responses: { 200: {}, 404: {} } } } }
    const document = exported(definitionOf(importDocument({ paths })), {
      documentation: { version: '1', parts: [response('/', '*'), response('/', '404'), response('/pets', '*')] },
    })
    expect(document.paths['/'].get.responses['404'].description).toBe('/ 404')
    expect(document.paths['/pets'].get.responses['404'].description).toBe('/pets *')
    expect(document.paths['/pets'].get.responses['200'].description).toBe('/pets *')
  })

  it('lets no documentation pass for a setting of the API', () => {
    const properties = { 'x-amazon-apigateway-integration': { type: 'mock' }, 'x-postern-limits': {} }
    const parts = [{ location: { type: 'METHOD', path: '/', method: '*' }, properties }]
    const document = exported(definition, { documentation: { version: '1', parts } })
    expect(Object.keys(document.paths['/'].get)).toEqual(['responses'])
  })
})
