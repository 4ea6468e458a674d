import { describe, expect, it } from 'vitest'
import { definitionOf, importDocument } from './importing.ts'

const importPaths = (...paths: string[]) =>
  importDocument({ paths: Object.fromEntries(paths.map((path) => [path, { get: {} }])) })

describe('resources', () => {
  it('come with their parents, root first, parents before children', () => {
    const { resources } = definitionOf(importPaths('/pets/{id}/toys', '/'))
    const root = resources[0]
    expect(resources.map(({ path }) => path)).toEqual(['/', '/pets', '/pets/{id}', '/pets/{id}/toys'])
    expect(root).toEqual({ id: 'id0', path: '/', resourceMethods: { GET: expect.anything() } })
    expect(resources[1]).toEqual({ id: expect.any(String), parentId: 'id0', pathPart: 'pets', path: '/pets' })
    expect(resources[2]).toMatchObject({ parentId: resources[1]?.id, pathPart: '{id}' })
  })

  it('take the characters that AWS takes, and no others', () => {
    expect(importPaths('/.well-known/a_b-c:d/{x.y-z}/{proxy+}').errors).toEqual([])
    for (const path of ['/a b', '/a//b', '/{a}b', '/{}', '/a*', '/{a/b}', '/é', '//'])
      expect(importPaths(path).errors, path).toEqual([
        expect.objectContaining({ message: expect.stringContaining("Resource's path part only allow") }),
      ])
  })

  it('refuse a greedy variable that is not last, in the words of AWS', () => {
    expect(importPaths('/{proxy+}/x').errors[0]?.message).toBe(
      'Cannot create a child of a resource with a greedy path variable: {proxy+}',
    )
  })

  it('refuse a second variable beside the first, in the words of AWS', () => {
    const { errors } = importPaths('/pets/{id}', '/pets/{name}/toys')
    expect(errors).toEqual([
      expect.objectContaining({
        place: '/paths/~1pets~1{name}~1toys',
        message: 'A sibling ({id}) of this resource already has a variable path part -- only one is allowed',
      }),
    ])
  })

  it('are one with and without a closing slash, so a method cannot be there twice', () => {
    expect(importPaths('/pets', '/pets/').errors[0]?.message).toContain('GET /pets is defined twice')
    expect(definitionOf(importPaths('/pets/')).resources.map(({ path }) => path)).toEqual(['/', '/pets'])
  })

  it('are bounded, so that no document can ask for millions of them', () => {
    expect(importPaths(`/${'a/'.repeat(65)}`).errors[0]?.message).toContain('64 parts')
    const { errors } = importPaths(...Array.from({ length: 50_010 }, (_, n) => `/p${n}`))
    expect(errors).toEqual([expect.objectContaining({ place: '/paths' })])
  })

  it('need a slash in front', () => {
    expect(importPaths('pets').errors[0]?.place).toBe('/paths/pets')
  })

  it('that are refused do not hide the mistakes below them', () => {
    const integration = { type: 'http', httpMethod: 'GET', uri: 'nothing' }
    const get = { responses: {}, 'x-amazon-apigateway-integration': integration }
    const { errors, warnings } = importDocument({ paths: { '/a b': { get } } })
    expect(errors.map(({ place }) => place)).toEqual([
      '/paths/~1a b',
      '/paths/~1a b/get/x-amazon-apigateway-integration/uri',
    ])
    expect(warnings).toEqual([])
  })
})
