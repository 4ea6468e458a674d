import { describe, expect, it } from 'vitest'
import { Problems } from '../../src/lib/problems.ts'
import type { JsonObject, JsonValue } from '../../src/openapi/json-value.ts'
import { linkBodyModels } from '../../src/validation/body-model.ts'
import { checkedModels } from '../../src/validation/model-faults.ts'
import { modelUrl } from '../../src/validation/model-url.ts'

// What a model's references lead to, from the deployment on. Scopes of `id`: JSON Schema draft 4, section 7.2.

const METASCHEMA = 'http://json-schema.org/draft-04/schema#'
const ref = (model: string) => ({ $ref: modelUrl('a1b2c3', model) })

function deploy(models: Readonly<Record<string, JsonValue>>, name = 'M') {
  const problems = new Problems()
  const deployed = checkedModels(new Set([name]), new Map(Object.entries(models)), problems)
  // As a deployment keeps them.
  const schemas: Readonly<Record<string, JsonObject>> = JSON.parse(JSON.stringify(deployed))
  const judge = (body: JsonValue) => linkBodyModels({ $default: name }, schemas)(undefined)?.(JSON.stringify(body))
  const errors = problems.errors.map(({ place, message }) => `${place}: ${message}`)
  return { errors, names: Object.keys(schemas), allows: (body: JsonValue) => judge(body) === undefined }
}

describe('a reference in a model', () => {
  it("leads to draft 4's own schema, which is deployed with the models that refer to it", () => {
    const { errors, names, allows } = deploy({ M: { properties: { schema: { $ref: METASCHEMA } } } })
    expect(errors).toEqual([])
    expect(names).toEqual(['M', 'http://json-schema.org/draft-04/schema'])
    expect(allows({ schema: { properties: { a: { minLength: 1 } } } })).toBe(true)
    expect(allows({ schema: { properties: { a: { minLength: -1 } } } })).toBe(false)
    expect(allows({ schema: { exclusiveMinimum: true } })).toBe(false)
    expect(deploy({ M: { $schema: METASCHEMA } }).names).toEqual(['M'])
  })

  it("leads to the inside of draft 4's own schema", () => {
    const { allows } = deploy({ M: { items: { $ref: `${METASCHEMA}/definitions/positiveInteger` } } })
    expect([allows([0, 3]), allows([-1])]).toEqual([true, false])
  })

  it('leads to a schema of the same model by its id, whether a name or a URL', () => {
    const { errors, allows } = deploy({
      M: {
        id: 'https://pets.example/root.json',
        definitions: { a: { id: '#text', type: 'string' }, b: { id: 'sub/n.json', type: 'integer' } },
        properties: { text: { $ref: '#text' }, number: { $ref: 'https://pets.example/sub/n.json' } },
      },
    })
    expect(errors).toEqual([])
    expect(allows({ text: 'x', number: 1 })).toBe(true)
    expect(allows({ text: 1 })).toBe(false)
    expect(allows({ number: 'x' })).toBe(false)
  })

  it('stays within its model where another has the same id, as generators write it', () => {
    const model = (type: string, more = {}) => ({
      id: 'http://generator.example',
      definitions: { a: { id: '/a', type } },
      properties: { inside: { $ref: '#/definitions/a' }, named: { $ref: '/a' }, ...more },
    })
    const { errors, allows } = deploy({ First: model('string'), M: model('integer', { other: ref('First') }) })
    expect(errors).toEqual([])
    expect(allows({ inside: 1, named: 1, other: { inside: 'x', named: 'x' } })).toBe(true)
    expect(allows({ inside: 'x' })).toBe(false)
    expect(allows({ named: 'x' })).toBe(false)
    expect(allows({ other: { inside: 1 } })).toBe(false)
  })

  it("means the model itself where its id is that of draft 4's own schema", () => {
    const definitions = { positiveInteger: { type: 'string' } }
    const { names, allows } = deploy({
      M: { id: METASCHEMA, definitions, items: { $ref: '#/definitions/positiveInteger' } },
    })
    expect(names).toEqual(['M'])
    expect([allows(['x']), allows([1])]).toEqual([true, false])
  })

  it.each([
    ['a document elsewhere', 'http://elsewhere.example/schema.json'],
    ['the schema of another draft', 'http://json-schema.org/draft-03/schema#'],
    ["what draft 4's own schema does not hold", `${METASCHEMA}/definitions/gone`],
    ['another model by its id', 'https://pets.example/other.json'],
    ['another model by its name alone', 'Other'],
  ])('is refused at deployment, with its place, when it leads to %s', (_, to) => {
    const Other = { id: 'https://pets.example/other.json', type: 'string' }
    const { errors } = deploy({ M: { properties: { a: { $ref: to } } }, Other })
    expect(errors).toEqual([
      `Model M /properties/a/$ref: leads nowhere: ${JSON.stringify(to)}. A model is referred to by its URL, its own inside by #/…, and no document elsewhere is fetched`,
    ])
  })
})
