import { describe, expect, it } from 'vitest'
import { DocumentPositions } from '../../src/cli/document-positions.ts'

const YAML = `openapi: 3.0.1
info:
  title: Pets
shared: &shared
  uri: http://a
  type: mock
paths:
  /pets/{id}:
    get:
      tags: [one, two]
      x: *shared
    post:
      <<: *shared
      type: http
`

describe('the position of a JSON pointer', () => {
  it.each([
    ['', 1, 1],
    ['/openapi', 1, 1],
    ['/info/title', 3, 3],
    ['/paths/~1pets~1{id}/get', 9, 5],
    ['/paths/~1pets~1{id}/get/tags/1', 10, 19],
    ['behind an alias: /paths/~1pets~1{id}/get/x/uri', 5, 3],
    ['merged in: /paths/~1pets~1{id}/post/uri', 5, 3],
    ['own before merged in: /paths/~1pets~1{id}/post/type', 14, 7],
    ['missing, so what should have it: /paths/~1pets~1{id}/get/x-nothing/uri', 9, 5],
  ])('is found: %s', (name, line, column) => {
    expect(new DocumentPositions(YAML).of(name.replace(/^.*: /, ''))).toEqual({ line, column })
  })

  it('is found in JSON, with tabs and with a key that is there twice', () => {
    const json = '{\n\t"a": {"b": [1, {"c": 2}]},\n\t"a": {"b": [\n\t\t0]}\n}'
    expect(new DocumentPositions(json).of('/a/b')).toEqual({ line: 3, column: 8 })
    expect(new DocumentPositions(json).of('/a/b/0')).toEqual({ line: 4, column: 3 })
  })

  it('is that of the mistake in a text that cannot be parsed', () => {
    expect(new DocumentPositions('a: [1, 2\nb: 3\n').fault).toMatchObject({ line: 2, column: 1 })
    expect(new DocumentPositions(YAML).fault).toBeUndefined()
  })
})
