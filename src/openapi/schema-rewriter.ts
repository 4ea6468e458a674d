import { isDraft04 } from '../validation/draft-04.ts'
import { modelUrl } from '../validation/model-url.ts'
import { SCHEMA_2020_12 } from '../validation/schema.ts'
import { DEEPEST_NESTING, MOST_COPIED_VALUES } from './document-limits.ts'
import { at, isObject, type JsonObject, type JsonValue, weightOf } from './json-value.ts'
import type { Reading } from './reading.ts'
import { refOf } from './ref.ts'
import { DATA_MEMBERS, NAMING_MEMBERS, sortedRequired } from './schema-members.ts'

/** Turns a schema of the document into the text of a model, its references into references to models. */
export class SchemaRewriter {
  readonly #reading: Reading
  readonly #models: ReadonlyMap<string, string>
  /** Values copied in because a reference points to the inside of another schema. */
  #copied = 0
  /** The schema that is being rewritten. */
  #root = ''

  constructor(reading: Reading, models: ReadonlyMap<string, string>) {
    this.#reading = reading
    this.#models = models
  }

  rewrite(schema: JsonValue, place: string): string {
    this.#root = place
    const rewritten = this.#schema(schema, place, [])
    // AWS reads no such documents: a model of one says itself that it is of another dialect than AWS's.
    const isOtherDialect = this.#reading.version === '3.1' && isObject(rewritten) && rewritten.$schema === undefined
    return JSON.stringify(isOtherDialect ? { $schema: SCHEMA_2020_12, ...rewritten } : rewritten)
  }

  #schema(value: JsonValue, place: string, copying: readonly string[]): JsonValue {
    if (Array.isArray(value)) return value.map((item, position) => this.#schema(item, at(place, position), copying))
    if (!isObject(value)) return value
    const ref = refOf(value)
    return ref === undefined ? this.#members(value, place, copying) : this.#reference(value, ref, place, copying)
  }

  #members(schema: JsonObject, place: string, copying: readonly string[]): JsonObject {
    return Object.fromEntries(
      Object.entries(schema).map(([key, value]) => {
        if (DATA_MEMBERS.has(key)) return [key, value]
        const required = sortedRequired(key, value)
        if (required !== undefined) return [key, required]
        if (NAMING_MEMBERS.has(key) && isObject(value)) return [key, this.#named(value, at(place, key), copying)]
        return [key, this.#schema(value, at(place, key), copying)]
      }),
    )
  }

  #named(schemas: JsonObject, place: string, copying: readonly string[]): JsonObject {
    const entries = Object.entries(schemas)
    return Object.fromEntries(entries.map(([name, value]) => [name, this.#schema(value, at(place, name), copying)]))
  }

  #reference(schema: JsonObject, ref: string, place: string, copying: readonly string[]): JsonValue {
    const model = this.#models.get(ref.slice(1))
    if (model !== undefined) return { ...schema, $ref: modelUrl(this.#reading.apiId, model) }
    if (isDraft04(ref)) return schema
    const target = this.#reading.refs.target(ref)
    if (typeof target === 'string') return this.#acceptAnything(target, place)
    // What lies inside of the model itself stays there, so that a schema may contain itself.
    if (ref.startsWith(`#${this.#root}/`)) return { ...schema, $ref: `#${ref.slice(this.#root.length + 1)}` }
    if (copying.includes(target.place))
      return this.#refuse(place, `${ref} refers to itself: declare it as a schema of its own`)
    if (this.#copied > MOST_COPIED_VALUES || copying.length > DEEPEST_NESTING)
      return this.#refuse(
        place,
        'references unfold to too many values: declare what they point to as schemas of their own',
      )
    this.#copied += weightOf(target.value)
    return this.#schema(target.value, target.place, [...copying, target.place])
  }

  /** AWS imports such documents (real ones among its users' have such references); only a model's precision depends on it. */
  #acceptAnything(fault: string, place: string): JsonObject {
    this.#reading.report.warn(at(place, '$ref'), `${fault}. The model accepts anything there`)
    return {}
  }

  #refuse(place: string, message: string): JsonObject {
    this.#reading.report.error(at(place, '$ref'), message)
    return {}
  }
}
