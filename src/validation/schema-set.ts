import type { JsonObject, JsonValue } from '../openapi/json-value.ts'
import { modelOfUrl } from './model-url.ts'
import { at, type Dialect, dialectOf, isObject, subschemas } from './schema.ts'

/** A schema in its place. */
export interface Located {
  readonly schema: JsonValue
  readonly dialect: Dialect
  /** What the references in it start from. */
  readonly base: string
  readonly model: string
  /** JSON pointer within its model. */
  readonly place: string
}

/** The base of a model's references. Any API's URL of a model means the model of this API: imports keep the URLs they came with. */
const baseOf = (model: string) => `https://models.invalid/${model}`

/** The models of an API by name, and all that references in them can lead to. */
export class SchemaSet {
  readonly #located = new Map<JsonObject, Located>()
  /** By URL, without `#` where nothing is behind it. */
  readonly #byUrl = new Map<string, Located>()
  readonly #roots = new Map<string, Located>()

  constructor(models: ReadonlyMap<string, JsonValue>) {
    for (const [model, schema] of models) {
      const root = { schema, dialect: dialectOf(schema), base: baseOf(model), model, place: '' }
      this.#roots.set(model, root)
      this.#byUrl.set(root.base, root)
      this.#index(root)
    }
  }

  model(name: string): Located | undefined {
    const root = this.#roots.get(name)
    return root && this.below(root, root.schema, '')
  }

  /** Every schema of the models, each in its place. */
  get all(): Iterable<Located> {
    return this.#located.values()
  }

  /** A schema that stands right below another. */
  below(parent: Located, schema: JsonValue, place: string): Located {
    return (isObject(schema) ? this.#located.get(schema) : undefined) ?? { ...parent, schema, place }
  }

  /** What a reference leads to; undefined when that is nowhere. */
  target(from: Located, ref: string): Located | undefined {
    const [address = '', fragment = ''] = splitOnce(ref)
    const model = modelOfUrl(address)
    const base = model === undefined ? urlOf(address, from.base) : baseOf(model)
    const resource = base === undefined ? undefined : this.#byUrl.get(base)
    const found = resource && this.#within(resource, fragment)
    // AWS's engine takes `#/…` from the model's root, whatever `id` says.
    return found ?? (address === '' ? this.#within(this.#roots.get(from.model), fragment) : undefined)
  }

  #within(resource: Located | undefined, fragment: string): Located | undefined {
    if (resource === undefined) return undefined
    if (fragment === '') return this.below(resource, resource.schema, resource.place)
    if (!fragment.startsWith('/')) return this.#byUrl.get(`${resource.base}#${fragment}`)
    let { schema, place } = resource
    for (const token of tokensOf(fragment)) {
      const next: JsonValue | undefined = Array.isArray(schema)
        ? schema[Number(token)]
        : isObject(schema) && Object.hasOwn(schema, token)
          ? schema[token]
          : undefined
      if (next === undefined) return undefined
      schema = next
      place = at(place, token)
    }
    return this.below(resource, schema, place)
  }

  /** Notes the bases and names of a schema and of all below it. */
  #index(located: Located): void {
    const { schema, dialect } = located
    if (!isObject(schema) || this.#located.has(schema)) return
    const isReference = dialect === 'draft-04' && typeof schema.$ref === 'string'
    const own = isReference ? located : this.#identified(located, schema)
    this.#located.set(schema, own)
    for (const [child, place] of subschemas(schema, own.place)) this.#index({ ...own, schema: child, place })
  }

  #identified(located: Located, schema: JsonObject): Located {
    const id = located.dialect === 'draft-04' ? schema.id : schema.$id
    const names = [id, schema.$anchor && `#${schema.$anchor}`, schema.$dynamicAnchor && `#${schema.$dynamicAnchor}`]
    let own = located
    for (const name of names) {
      if (typeof name !== 'string') continue
      const [address = '', fragment = ''] = splitOnce(name)
      const base = address === '' ? own.base : urlOf(address, own.base)
      if (base === undefined) continue
      own = { ...own, base }
      const url = fragment === '' ? base : `${base}#${fragment}`
      if (!this.#byUrl.has(url)) this.#byUrl.set(url, own)
    }
    return own
  }
}

function splitOnce(ref: string): [string, string] {
  const hash = ref.indexOf('#')
  return hash === -1 ? [ref, ''] : [ref.slice(0, hash), decoded(ref.slice(hash + 1))]
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

const tokensOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))

const urlOf = (address: string, base: string): string | undefined =>
  address === '' ? base : URL.parse(address, base)?.href
