import { describe, expect, it } from 'vitest'
import { importDocument, partsOf } from '../importing.ts'

const importParts = (documentationParts: unknown, version?: string) =>
  importDocument({ 'x-amazon-apigateway-documentation': { version, documentationParts } })

const bodiesOf = (result: ReturnType<typeof importParts>) =>
  partsOf(result, 'DocumentationPart').map(({ body }) => body)

describe('x-amazon-apigateway-documentation', () => {
  it('keeps parts, adding the path that AWS adds (cpl-0046) and the other defaults of its documentation', () => {
    const result = importParts([
      { location: { type: 'METHOD', method: 'GET' }, properties: { description: 'x' } },
      { location: { type: 'RESPONSE', path: null }, properties: '{"description":"text"}' },
      { location: { type: 'API' } },
    ])
    expect(bodiesOf(result)).toEqual([
      { id: 'id1', location: { type: 'METHOD', method: 'GET', path: '/' }, properties: '{"description":"x"}' },
      {
        id: 'id2',
        location: { type: 'RESPONSE', path: '/', method: '*', statusCode: '*' },
        properties: '{"description":"text"}',
      },
      { id: 'id3', location: { type: 'API' }, properties: '{}' },
    ])
    expect(result.warnings).toEqual([])
  })

  it('reads the unquoted status codes of YAML', () => {
    const [part] = bodiesOf(importParts([{ location: { type: 'RESPONSE', statusCode: 200 } }]))
    expect(part).toMatchObject({ location: { statusCode: '200' } })
  })

  it('makes no documentation version of the version it names: a snapshot is made by CreateDocumentationVersion alone', () => {
    const result = importParts([{ location: { type: 'API' } }], '1.0.3')
    expect(partsOf(result, 'DocumentationVersion')).toEqual([])
    expect(result.warnings).toEqual([])
  })

  it('lets the last of two parts of one location count, and says so (our own choice)', () => {
    const result = importParts([
      { location: { type: 'RESOURCE' }, properties: { description: 'one' } },
      { location: { type: 'RESOURCE', path: '/' }, properties: { description: 'two' } },
    ])
    expect(bodiesOf(result)).toEqual([expect.objectContaining({ properties: '{"description":"two"}' })])
    expect(result.warnings).toEqual([
      expect.objectContaining({ place: '/x-amazon-apigateway-documentation/documentationParts/1' }),
    ])
  })

  const LOCATION = '/x-amazon-apigateway-documentation/documentationParts/0/location'
  it.each([
    ['a type that AWS does not have', { location: { type: 'BODY' } }, `${LOCATION}/type`],
    ['no location', { properties: {} }, '/x-amazon-apigateway-documentation/documentationParts/0'],
    ['a field that the type has not (documentation)', { location: { type: 'API', path: '/' } }, LOCATION],
    ['no name where one is required (documentation)', { location: { type: 'MODEL' } }, LOCATION],
    ['a path that is none', { location: { type: 'RESOURCE', path: 'pets' } }, LOCATION],
    ['a status code that is none', { location: { type: 'RESPONSE', statusCode: '2XX' } }, LOCATION],
    [
      'properties that are no object',
      { location: { type: 'API' }, properties: '[]' },
      '/x-amazon-apigateway-documentation/documentationParts/0/properties',
    ],
  ])('refuses %s by its place', (_, part, place) => {
    expect(importParts([part]).errors).toEqual([expect.objectContaining({ place })])
  })
})
