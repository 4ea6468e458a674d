import type { Model, Part } from '../definition/parts.ts'
import { modelUrl } from '../validation/model-url.ts'
import { at, isObject, type JsonObject, type JsonValue, member, present } from './json-value.ts'
import { modelNames, nameOfInlineSchema } from './model-names.ts'
import type { Reading } from './reading.ts'
import { refOf } from './ref.ts'
import { SchemaRewriter } from './schema-rewriter.ts'

/** Models describe JSON, whatever content type a method uses them for. */
const MODEL_CONTENT_TYPE = 'application/json'

/** The models of an API: every declared schema under its name, and one for each schema that stands inline. */
export class Models {
  readonly #reading: Reading
  readonly #rewriter: SchemaRewriter
  /** Pointer to a declared schema → model name. */
  readonly #declared: ReadonlyMap<string, string>
  readonly #inline = new Map<string, Part<Model>>()
  readonly #byPlace = new Map<string, string | undefined>()
  readonly #parts: Part<Model>[] = []
  readonly #names: Set<string>

  constructor(reading: Reading) {
    this.#reading = reading
    const { schemas, place } = declaredSchemas(reading)
    this.#declared = modelNames(Object.keys(schemas), place, reading.report)
    this.#names = new Set(this.#declared.values())
    this.#rewriter = new SchemaRewriter(reading, this.#declared)
    for (const [name, schema] of Object.entries(schemas)) this.#declare(at(place, name), schema)
  }

  /** Name of the model for a schema of a request or response; undefined when there is no schema to speak of. */
  nameFor(schema: JsonValue | undefined, place: string): string | undefined {
    if (!isObject(schema) || Object.keys(schema).length === 0) return undefined
    const ref = refOf(schema)
    const declared = ref === undefined ? undefined : this.#declared.get(ref.slice(1))
    if (declared !== undefined) return declared
    const target = ref === undefined ? undefined : this.#reading.refs.target(ref)
    if (typeof target === 'string') {
      this.#reading.report.warn(at(place, '$ref'), `${target}. There is no model for it`)
      return undefined
    }
    if (!this.#byPlace.has(place)) this.#byPlace.set(place, this.#nameInline(schema, place))
    return this.#byPlace.get(place)
  }

  parts(): Part<Model>[] {
    return [...this.#parts, ...this.#inline.values()]
  }

  #declare(place: string, schema: JsonValue): void {
    const name = this.#declared.get(place)
    if (name !== undefined) this.#parts.push(this.#part(name, schema, this.#rewriter.rewrite(schema, place)))
  }

  #nameInline(schema: JsonObject, place: string): string {
    const text = this.#rewriter.rewrite(schema, place)
    const known = this.#inline.get(text)
    if (known) return known.name
    // References name the API: without it the name is the same at every import.
    const name = nameOfInlineSchema(text.replaceAll(modelUrl(this.#reading.apiId, ''), ''), this.#names)
    this.#names.add(name)
    this.#inline.set(text, this.#part(name, schema, text))
    return name
  }

  #part(name: string, schema: JsonValue, text: string): Part<Model> {
    const id = this.#reading.ids.part('Model', name)
    const description = isObject(schema) ? member(schema, 'description') : undefined
    const body = present({
      id,
      name,
      description: typeof description === 'string' ? description : undefined,
      contentType: MODEL_CONTENT_TYPE,
      schema: text,
    })
    return { kind: 'Model', id, name, body }
  }
}

function declaredSchemas({ root, version }: Reading): { schemas: JsonObject; place: string } {
  const parent = version === '2.0' ? root : root.fields('components')
  const key = version === '2.0' ? 'definitions' : 'schemas'
  return { schemas: parent?.fields(key)?.object ?? {}, place: parent?.at(key) ?? '' }
}
