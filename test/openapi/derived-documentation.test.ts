import { describe, expect, it } from 'vitest'
import type { DocumentationPart } from '../../src/definition/parts.ts'
import { importDocument, importText, partsOf } from './importing.ts'

const documentation = (result: ReturnType<typeof importText>) =>
  partsOf(result, 'DocumentationPart').map(({ body }) => {
    const { location, properties } = body as DocumentationPart
    return [location, JSON.parse(properties)]
  })

// What OpenAPI says of a thing documents the same thing: the locations are those of AWS's documentation.
describe('the documentation of a document without x-amazon-apigateway-documentation', () => {
  it('comes from its texts in OpenAPI 3', () => {
    const result = importDocument({
      info: { title: 'Pets', version: '1', description: 'All about pets' },
      tags: [{ name: 'pets', description: 'Animals' }],
      paths: {
        '/pets/{id}': {
          summary: 'One pet',
          parameters: [{ name: 'id', in: 'path', description: 'Its id' }],
          put: {
            tags: ['pets'],
            summary: 'Change',
            parameters: [
              { name: 'dry', in: 'query', description: 'Try only' },
              { $ref: '#/components/parameters/Trace' },
              { name: 'silent', in: 'query' },
            ],
            requestBody: { description: 'The pet', content: {} },
            responses: {
              200: { description: 'Changed', headers: { ETag: { description: 'Its version' } } },
              default: { description: 'not a method response' },
            },
          },
        },
      },
      components: {
        parameters: { Trace: { name: 'X-Trace', in: 'header', description: 'A trace' } },
        schemas: { Pet: { type: 'object', description: 'A pet' }, 'Pet-Name': { description: 'renamed' }, None: {} },
      },
    })
    const target = { path: '/pets/{id}', method: 'PUT' }
    expect(documentation(result)).toEqual([
      [{ type: 'API' }, { info: { description: 'All about pets' }, tags: [{ name: 'pets', description: 'Animals' }] }],
      [{ type: 'RESOURCE', path: '/pets/{id}' }, { summary: 'One pet' }],
      [{ type: 'PATH_PARAMETER', path: '/pets/{id}', method: '*', name: 'id' }, { description: 'Its id' }],
      [
        { type: 'METHOD', ...target },
        { tags: ['pets'], summary: 'Change' },
      ],
      [{ type: 'QUERY_PARAMETER', ...target, name: 'dry' }, { description: 'Try only' }],
      [{ type: 'REQUEST_HEADER', ...target, name: 'X-Trace' }, { description: 'A trace' }],
      [{ type: 'REQUEST_BODY', ...target }, { description: 'The pet' }],
      [{ type: 'RESPONSE', ...target, statusCode: '200' }, { description: 'Changed' }],
      [{ type: 'RESPONSE_HEADER', ...target, statusCode: '200', name: 'ETag' }, { description: 'Its version' }],
      [{ type: 'MODEL', name: 'Pet' }, { description: 'A pet' }],
      [{ type: 'MODEL', name: 'PetName' }, { description: 'renamed' }],
    ])
  })

  it('comes from its texts in OpenAPI 2.0, under the base path that the API has', () => {
    const text = JSON.stringify({
      swagger: '2.0',
      info: { title: 'Pets', version: '1' },
      basePath: '/v1',
      paths: {
        '/': { get: { description: 'Root' } },
        '/pets': {
          post: { parameters: [{ name: 'pet', in: 'body', description: 'A pet', schema: {} }] },
          'x-amazon-apigateway-any-method': { summary: 'Any' },
        },
      },
      definitions: { Pet: { type: 'object', description: 'A pet' } },
    })
    expect(documentation(importText(text, { basepath: 'prepend' }))).toEqual([
      [{ type: 'METHOD', path: '/v1', method: 'GET' }, { description: 'Root' }],
      [{ type: 'REQUEST_BODY', path: '/v1/pets', method: 'POST' }, { description: 'A pet' }],
      [{ type: 'METHOD', path: '/v1/pets', method: '*' }, { summary: 'Any' }],
      [{ type: 'MODEL', name: 'Pet' }, { description: 'A pet' }],
    ])
  })

  it('is not derived where the extension lists parts: an export has its texts in both places', () => {
    const result = importDocument({
      paths: { '/pets': { get: { summary: 'List' } } },
      'x-amazon-apigateway-documentation': { documentationParts: [] },
    })
    expect(documentation(result)).toEqual([])
  })

  it('leaves out what cannot be read and warns of it: it keeps no API from its import (our own choice)', () => {
    const headers = { A: 1, B: { $ref: '#/nowhere' }, C: { description: 'c' } }
    const result = importDocument({ paths: { '/pets': { get: { responses: { 200: { headers } } } } } })
    expect(result.errors).toEqual([])
    expect(result.warnings.map(({ place }) => place)).toEqual([
      '/paths/~1pets/get/responses/200/headers/A',
      '/paths/~1pets/get/responses/200/headers/B/$ref',
    ])
    expect(documentation(result)).toEqual([[expect.objectContaining({ name: 'C' }), { description: 'c' }]])
  })
})
