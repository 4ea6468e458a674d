import { describe, expect, it } from 'vitest'
import { definitionOf, importDocument, importText } from './importing.ts'

const pathsOf = (servers: unknown, basepath: 'ignore' | 'prepend' | 'split') =>
  definitionOf(importDocument({ servers, paths: { '/pets': {} } }, { basepath }))
    .resources.map(({ path }) => path)
    .at(-1)

describe('the base path', () => {
  const servers = [{ url: 'https://example.com/v1/{area}/', variables: { area: { default: 'eu' } } }]

  it('is ignored, prepended, or prepended without its first part (oai-0008, oai-0012, oai-0016)', () => {
    expect(pathsOf(servers, 'ignore')).toBe('/pets')
    expect(pathsOf(servers, 'prepend')).toBe('/v1/eu/pets')
    expect(pathsOf(servers, 'split')).toBe('/eu/pets')
  })

  it('is the variable basePath where a server has one', () => {
    expect(pathsOf([{ url: 'https://a.b/c', variables: { basePath: { default: '/v2' } } }], 'prepend')).toBe('/v2/pets')
  })

  it('may be relative, absent or empty', () => {
    for (const none of [undefined, [], [{ url: '/' }], [{ url: 'https://a.b' }]])
      expect(pathsOf(none, 'prepend')).toBe('/pets')
    expect(pathsOf([{ url: '/v3' }], 'prepend')).toBe('/v3/pets')
  })

  it('of 2.0 is basePath, and / of the document becomes the base path itself', () => {
    const text = '{"swagger":"2.0","info":{"title":"a"},"basePath":"/v1","paths":{"/":{"get":{}}}}'
    const { resources } = definitionOf(importText(text, { basepath: 'prepend' }))
    expect(resources.map(({ path, resourceMethods }) => [path, Object.keys(resourceMethods ?? {})])).toEqual([
      ['/', []],
      ['/v1', ['GET']],
    ])
  })
})
