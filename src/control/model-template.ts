import { isObject, type JsonObject, type JsonValue } from '../openapi/json-value.ts'
import type { ModelSchemas } from './flattened-schema.ts'
import { modelNamed, within } from './model-reference.ts'

/** Deeper or larger templates help nobody; models may refer to each other without end. */
const DEEPEST = 50
const MOST_VALUES = 5_000

/** A schema, the model it is in, and what was referred to on the way to it. */
interface Spot {
  readonly schema: JsonValue
  readonly model: string
  readonly path: readonly string[]
}

/**
 * A mapping template with sample values in the shape of a model, laid out as AWS does.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_GetModelTemplate.html
 */
export function modelTemplate(model: string, apiId: string, schemas: ModelSchemas): string {
  const spot = { schema: schemas.get(model) ?? {}, model, path: [`${model}#`] }
  return `#set($inputRoot = $input.path('$'))\n${new Sampler(apiId, schemas).sample(spot, '')}`
}

class Sampler {
  readonly #apiId: string
  readonly #schemas: ModelSchemas
  #room = MOST_VALUES

  constructor(apiId: string, schemas: ModelSchemas) {
    this.#apiId = apiId
    this.#schemas = schemas
  }

  sample(spot: Spot, indent: string): string {
    if (this.#room-- <= 0 || indent.length > 2 * DEEPEST) return '{ }'
    const target = this.#resolved(spot)
    const { schema } = target
    if (!isObject(schema)) return '{ }'
    switch (typeOf(schema)) {
      case 'object':
        return this.#object(isObject(schema.properties) ? schema.properties : {}, target, indent)
      case 'array':
        return this.#list({ ...target, schema: [schema.items ?? {}].flat()[0] ?? {} }, indent)
      case 'integer':
      case 'number':
        return '42'
      case 'boolean':
        return 'true'
      case 'null':
        return 'null'
      default:
        return '"foo"'
    }
  }

  #object(properties: JsonObject, spot: Spot, indent: string): string {
    const deeper = `${indent}  `
    const lines = Object.entries(properties).map(
      ([key, schema]) => `${deeper}${JSON.stringify(key)} : ${this.sample({ ...spot, schema }, deeper)}`,
    )
    return lines.length === 0 ? '{ }' : `{\n${lines.join(',\n')}\n${indent}}`
  }

  #list(item: Spot, indent: string): string {
    return [
      '[',
      '##TODO: Update this foreach loop to reference array from input json',
      '#foreach($elem in $inputRoot)',
      `${indent} ${this.sample(item, indent)} `,
      '#if($foreach.hasNext),#end',
      '#end',
      `${indent}]`,
    ].join('\n')
  }

  /** Follows references; what leads back to where it came from, or on and on, ends in an empty object. */
  #resolved(spot: Spot): Spot {
    const { schema, model, path } = spot
    if (!isObject(schema)) return spot
    const choice = schema.type === undefined ? (firstOf(schema.oneOf) ?? firstOf(schema.anyOf)) : undefined
    if (choice !== undefined) return this.#resolved({ schema: choice, model, path })
    if (typeof schema.$ref !== 'string') return spot
    const named = modelNamed(schema.$ref, this.#apiId)
    const key = named === undefined ? model + schema.$ref : `${named}#`
    const root = this.#schemas.get(named ?? model) ?? {}
    const target = named === undefined ? within(root, schema.$ref) : root
    if (target === undefined || path.length > DEEPEST || path.includes(key))
      return { ...spot, schema: { type: 'object' } }
    return this.#resolved({ schema: target, model: named ?? model, path: [...path, key] })
  }
}

/** The first that is not `null`: `oneOf` lists that first where a value may be missing. */
const firstOf = (list: JsonValue | undefined): JsonValue | undefined =>
  Array.isArray(list) ? (list.find((item) => !isObject(item) || item.type !== 'null') ?? list[0]) : undefined

function typeOf(schema: JsonObject): JsonValue | undefined {
  const { type } = schema
  if (Array.isArray(type)) return type.find((each) => each !== 'null')
  if (type !== undefined) return type
  if (schema.properties !== undefined || Object.keys(schema).length === 0) return 'object'
  return schema.items === undefined ? undefined : 'array'
}
