import { describe, expect, it } from 'vitest'
import { importDocument, importText, methodOf, partsOf } from './importing.ts'

describe('references', () => {
  it('reach parameters, responses, request bodies and path items', () => {
    const result = importDocument({
      paths: { '/pets': { $ref: '#/components/pathItems/pets' }, '/cats': { $ref: '#/paths/~1pets' } },
      components: {
        pathItems: {
          pets: {
            get: {
              parameters: [{ $ref: '#/components/parameters/Limit' }],
              requestBody: { $ref: '#/components/requestBodies/Pet' },
              responses: { 200: { $ref: '#/components/responses/Pet' } },
            },
          },
        },
        parameters: {
          Limit: { $ref: '#/components/parameters/Count' },
          Count: { name: 'count', in: 'query', required: true },
        },
        requestBodies: { Pet: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } } },
        responses: {
          Pet: { headers: { 'X-A': {} }, content: { 'a/b': { schema: { $ref: '#/components/schemas/Pet' } } } },
        },
        schemas: { Pet: { type: 'object' } },
      },
    })
    for (const path of ['/pets', '/cats'])
      expect(methodOf(result, path)).toMatchObject({
        requestParameters: { 'method.request.querystring.count': true },
        requestModels: { 'application/json': 'Pet' },
        methodResponses: {
          200: { responseParameters: { 'method.response.header.X-A': false }, responseModels: { 'a/b': 'Pet' } },
        },
      })
  })

  it('that lead nowhere, outside or in a circle are refused by their place', () => {
    const { errors } = importDocument({
      paths: {
        '/a': { get: { parameters: [{ $ref: '#/components/parameters/None' }] } },
        '/b': { get: { responses: { 200: { $ref: 'https://example.com/a.json' } } } },
        '/c': { $ref: '#/components/x' },
        '/d': { get: { requestBody: { $ref: '#/constructor' } } },
      },
      components: { x: { $ref: '#/components/y' }, y: { $ref: '#/components/x' } },
    })
    expect(errors.map(({ place, message }) => [place, message.replace(/^"[^"]*" (\w+ \w+).*/, '$1')])).toEqual([
      ['/paths/~1a/get/parameters/0/$ref', 'is nowhere'],
      ['/paths/~1b/get/responses/200/$ref', 'lies outside'],
      ['/paths/~1c/$ref', 'refers to'],
      ['/paths/~1d/get/requestBody/$ref', 'is nowhere'],
    ])
  })

  it('that unfold to too much are refused', () => {
    const responses = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`${200 + n}`, { headers: { a: {}, b: {} } }]),
    )
    const paths = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`/p${n}`, { $ref: '#/components/item' }]))
    const { errors } = importDocument({ paths, components: { item: { get: { responses } } } })
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('unfold to more than') })])
  })

  it('that repeat a long text are refused', () => {
    const paths = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`/p${n}`, { $ref: '#/components/item' }]))
    const item = { get: { summary: 's'.repeat(1_000_000) } }
    const { errors } = importDocument({ paths, components: { item } })
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('unfold to more than') })])
  })

  it('in a long chain are walked once', () => {
    const names = Array.from({ length: 20_000 }, (_, n) => `P${n}`)
    const parameters: Record<string, object> = { P20000: { name: 'a', in: 'query' } }
    names.forEach((name, n) => {
      parameters[name] = { $ref: `#/components/parameters/P${n + 1}` }
    })
    const list = names.map((name) => ({ $ref: `#/components/parameters/${name}` }))
    const start = performance.now()
    const result = importDocument({ paths: { '/pets': { get: { parameters: list } } }, components: { parameters } })
    expect(methodOf(result).requestParameters).toEqual({ 'method.request.querystring.a': false })
    expect(performance.now() - start).toBeLessThan(3_000)
  })

  it('are followed once, however often they occur', () => {
    const many = Array.from({ length: 100_000 }, () => '{"$ref":"#/definitions/A"}').join(',')
    const start = performance.now()
    const result = importText(
      `{"swagger":"2.0","info":{"title":"a"},"paths":{},"definitions":{"A":{"type":"object"},"B":{"allOf":[${many}]}}}`,
    )
    expect(partsOf(result, 'Model')).toHaveLength(2)
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})
