import type { Model } from '../definition/parts.ts'
import { ControlError } from '../errors/control-error.ts'
import { isDraft04 } from '../validation/draft-04.ts'
import { modelOfUrl } from '../validation/model-url.ts'
import { SCHEMA_2020_12 } from '../validation/schema.ts'
import type { Inherited } from './inherited-documentation.ts'
import { isObject, type JsonObject, type JsonValue } from './json-value.ts'
import { refOf } from './ref.ts'
import { mapSchemas, sortedRequired } from './schema-members.ts'
import { modelReference, schemaPointer } from './write-models.ts'
import type { Writing } from './writing.ts'

/** Models as schemas of the document; undefined when there are none. */
export function writeSchemas(writing: Writing, said: Inherited): JsonObject | undefined {
  const models = writing.parts.all('Model')
  if (models.length === 0) return undefined
  const schemas = models.map(({ body: model }) => {
    const documented = said.of({ type: 'MODEL', name: model.name }, ['title', 'description'])
    const schema = rewrite(writing, model, parse(model))
    return [
      model.name,
      isObject(schema) && refOf(schema) === undefined ? { ...schema, ...documented } : schema,
    ] as const
  })
  return Object.fromEntries(schemas)
}

/** AWS's refusal: OpenAPI describes JSON bodies alone. */
function parse({ name, contentType, schema = '{}' }: Model): JsonValue {
  const value = contentType === 'application/json' ? jsonOf(schema) : undefined
  if (value === undefined)
    throw new ControlError('BadRequestException', `Only found non-JSON body models for ${name}: it cannot be exported`)
  return value
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

/** A model's references to other models, and to its own inside, become references within the document. */
function rewrite(writing: Writing, model: Model, schema: JsonValue): JsonValue {
  const root = isObject(schema) ? withoutDialect(schema) : schema
  return mapSchemas(root, {
    member: sortedRequired,
    reference(value, ref) {
      if (ref.startsWith('#')) return { ...value, $ref: schemaPointer(writing, model.name) + ref.slice(1) }
      if (isDraft04(ref)) return value
      const name = modelOfUrl(ref)
      // A reference to nothing accepts anything, as it does after an import.
      return name !== undefined && writing.parts.named('Model', name)
        ? { ...value, ...modelReference(writing, name) }
        : {}
    },
  })
}

/** OpenAPI has a dialect of its own: AWS leaves `$schema` out. What is of another dialect than AWS's goes on saying so. */
const withoutDialect = ({ $schema, ...schema }: JsonObject): JsonObject =>
  $schema === SCHEMA_2020_12 ? { $schema, ...schema } : schema
