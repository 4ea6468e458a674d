import { describe, expect, it } from 'vitest'
import type { Model } from '../../src/definition/parts.ts'
import { type ImportResult, importOpenApi } from '../../src/openapi/import.ts'
import { importDocument, importOperation, importText, methodOf, partsOf } from './importing.ts'

const models = (result: ImportResult) =>
  Object.fromEntries(partsOf(result, 'Model').map(({ name, body }) => [name, JSON.parse((body as Model).schema ?? '')]))
const url = (name: string) => `https://apigateway.amazonaws.com/restapis/abcdefghij/models/${name}`

describe('models', () => {
  it('refer to each other by the URL of AWS, in circles too (oai-0018)', () => {
    const schemas = {
      Person: { properties: { house: { $ref: '#/components/schemas/House' } } },
      House: { items: { $ref: '#/components/schemas/Person' } },
    }
    expect(models(importDocument({ components: { schemas } }))).toEqual({
      Person: { properties: { house: { $ref: url('House') } } },
      House: { items: { $ref: url('Person') } },
    })
  })

  it("keep a reference to draft 4's own schema, which needs no document elsewhere (our own choice)", () => {
    const schemas = { A: { items: { $ref: 'http://json-schema.org/draft-04/schema#' } } }
    const result = importDocument({ components: { schemas } })
    expect(result.warnings).toEqual([])
    expect(models(result)).toEqual(schemas)
  })

  it('sort `required` where it is a list of names (oai-0019), and leave any other list alone', () => {
    // JSON makes an object with a member of that name, which cannot be compared.
    const hostile = JSON.parse('{"toString": 1}')
    const schemas = { A: { required: ['b', 'a'] }, B: { required: [hostile, 'a'] } }
    expect(models(importDocument({ components: { schemas } }))).toEqual({
      A: { required: ['a', 'b'] },
      B: { required: [hostile, 'a'] },
    })
  })

  it('leave data alone that looks like a reference', () => {
    const Pet = {
      default: { $ref: '#/x' },
      enum: [{ $ref: '#/y' }],
      properties: { default: { $ref: '#/components/schemas/Pet' } },
    }
    expect(models(importDocument({ components: { schemas: { Pet } } })).Pet).toEqual({
      ...Pet,
      properties: { default: { $ref: url('Pet') } },
    })
  })

  it('take in what a reference finds inside of another schema', () => {
    const schemas = { A: { properties: { b: { type: 'string' } } }, C: { $ref: '#/components/schemas/A/properties/b' } }
    expect(models(importDocument({ components: { schemas } })).C).toEqual({ type: 'string' })
  })

  it.each([{ enum: Array.from({ length: 20_000 }, (_, n) => n) }, { description: 'd'.repeat(1_000_000) }])(
    'refuse to take in the same large inside of a schema again and again',
    (inside) => {
      const copies = Array.from({ length: 2_000 }, (_, n) => [`M${n}`, { $ref: '#/components/schemas/A/properties/b' }])
      const schemas = { A: { properties: { b: inside } }, ...Object.fromEntries(copies) }
      expect(importDocument({ components: { schemas } }).errors[0]?.message).toContain('too many values')
    },
  )

  it('keep a reference to their own inside, which may contain itself', () => {
    const schemas = { A: { properties: { b: { items: { $ref: '#/components/schemas/A/properties/b' } } } } }
    expect(models(importDocument({ components: { schemas } })).A).toEqual({
      properties: { b: { items: { $ref: '#/properties/b' } } },
    })
  })

  it('refuse the inside of another schema that contains itself', () => {
    const schemas = {
      A: { properties: { b: { items: { $ref: '#/components/schemas/A/properties/b' } } } },
      C: { $ref: '#/components/schemas/A/properties/b' },
    }
    const { errors } = importDocument({ components: { schemas } })
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toContain('refers to itself')
  })

  it('are made for schemas that stand inline, one for equal ones, the same name at every import', () => {
    const content = { 'application/json': { schema: { type: 'string' } } }
    const operation = { requestBody: { content }, responses: { 200: { content } } }
    const first = importOperation(operation)
    const { requestModels, methodResponses } = methodOf(first)
    const name = requestModels?.['application/json'] ?? ''
    expect(name).toMatch(/^MODEL[0-9a-f]{6}$/)
    expect(methodResponses?.['200']?.responseModels).toEqual({ 'application/json': name })
    expect(models(first)).toEqual({ [name]: { type: 'string' } })
    expect(methodOf(importOperation(operation)).requestModels).toEqual(requestModels)
  })

  it('get a name of letters and digits, with a warning', () => {
    const schemas = { 'my-pet': {}, my_pet: {}, mypet: {} }
    const content = { 'a/b': { schema: { $ref: '#/components/schemas/my-pet' } } }
    const result = importOperation({ requestBody: { content } }, { components: { schemas } })
    const names = Object.keys(models(result))
    expect(new Set(names).size).toBe(3)
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+$/)
    expect(names).toContain(methodOf(result).requestModels?.['a/b'])
    expect(result.warnings.map(({ place }) => place)).toEqual([
      '/components/schemas/my-pet',
      '/components/schemas/my_pet',
    ])
  })

  it('are not made for references that cannot be followed, with a warning (real documents have such)', () => {
    const schema = { $ref: '#/components/schemas/None' }
    const result = importOperation({ responses: { 200: { content: { 'a/b': { schema } } } } })
    expect(methodOf(result).methodResponses?.['200']).toEqual({ statusCode: '200' })
    expect(result.warnings).toEqual([
      expect.objectContaining({ place: '/paths/~1pets/get/responses/200/content/a~1b/schema/$ref' }),
    ])
  })

  it('serve the content types that 2.0 consumes and produces', () => {
    const schema = { $ref: '#/definitions/Pet' }
    const get = {
      consumes: ['a/b', 'c/d'],
      parameters: [{ in: 'body', name: 'pet', schema }],
      responses: { 200: { schema } },
    }
    const members = { paths: { '/pets': { get } }, definitions: { Pet: {} }, produces: ['e/f'] }
    const result = importText(JSON.stringify({ swagger: '2.0', info: { title: 'a' }, ...members }))
    expect(methodOf(result)).toMatchObject({
      requestModels: { 'a/b': 'Pet', 'c/d': 'Pet' },
      methodResponses: { 200: { responseModels: { 'e/f': 'Pet' } } },
    })
  })

  it('of one document do not know those of another', () => {
    const options = { apiId: 'zzzzzzzzzz', createdDate: 0, newId: () => 'id', basepath: 'ignore' as const }
    const text =
      '{"openapi":"3.0.0","info":{"title":"a"},"paths":{},"components":{"schemas":{"A":{"$ref":"#/components/schemas/B"},"B":{}}}}'
    expect(JSON.stringify(importOpenApi(text, options).definition?.parts)).toContain('restapis/zzzzzzzzzz/models/B')
  })
})
