import { describe, expect, it } from 'vitest'
import { importDocument, methodOf } from './importing.ts'

describe('request parameters', () => {
  it('come from the path item and the operation, which wins, and from the path itself (oai-0017)', () => {
    const result = importDocument({
      paths: {
        '/pets/{id}/{rest+}': {
          parameters: [
            { name: 'a', in: 'query', required: true },
            { name: 'b', in: 'header', required: true },
          ],
          get: { parameters: [{ name: 'a', in: 'query' }] },
        },
      },
    })
    expect(methodOf(result, '/pets/{id}/{rest+}').requestParameters).toEqual({
      'method.request.path.id': true,
      'method.request.path.rest': true,
      'method.request.querystring.a': false,
      'method.request.header.b': true,
    })
  })

  it('cannot share a name, as AWS says (cpl-0024)', () => {
    const parameters = [
      { name: 'a', in: 'query' },
      { name: 'a', in: 'header' },
    ]
    const { errors } = importDocument({ paths: { '/pets': { get: { parameters } } } })
    expect(errors[0]?.message).toContain('Parameter names must be unique across querystring, header and path')
  })

  it('in cookies or forms are reported, API Gateway knows none', () => {
    const parameters = [
      { name: 'a', in: 'cookie' },
      { name: 'b', in: 'formData' },
    ]
    const { warnings } = importDocument({ paths: { '/pets': { get: { parameters } } } })
    expect(warnings).toHaveLength(2)
  })

  it('need a name and a place', () => {
    const { errors } = importDocument({ paths: { '/pets': { get: { parameters: [{ name: 'a' }, 7] } } } })
    expect(errors.map(({ place }) => place)).toEqual([
      '/paths/~1pets/get/parameters/1',
      '/paths/~1pets/get/parameters/0',
    ])
  })
})
