import type { JsonObject, JsonValue } from '../openapi/json-value.ts'
import { modelOfUrl } from './model-url.ts'
import { at, type Dialect, dialectOf, isObject, subschemas } from './schema.ts'

/** A schema in its place. */
export interface Located {
  readonly schema: JsonValue
  readonly dialect: Dialect
  /** What the references in it start from. */
  readonly base: string
  /** The model's name, or the URL of a document. */
  readonly model: string
  /** JSON pointer within its model. */
  readonly place: string
}

/** What a model's references start from: nothing else is there. */
const NOWHERE = 'https://model.invalid/'

/** The models of an API by name, documents that they may refer to by URL, and all that references in them can lead to. */
export class SchemaSet {
  readonly #located = new Map<JsonObject, Located>()
  readonly #roots = new Map<string, Located>()
  /** Model → URL, without `#` where nothing is behind it, → what has it as its `id`. Generators give different models the same ones. */
  readonly #identified = new Map<string, Map<string, Located>>()

  constructor(models: ReadonlyMap<string, JsonValue>) {
    for (const [model, schema] of models) {
      const root = { schema, dialect: dialectOf(schema), base: URL.parse(model)?.href ?? NOWHERE, model, place: '' }
      this.#roots.set(model, root)
      this.#identified.set(model, new Map([[root.base, root]]))
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
    const found = this.#within(this.#resource(from, address), fragment)
    // AWS's engine takes `#/…` from the model's root, whatever `id` says.
    return found ?? (address === '' ? this.#within(this.#roots.get(from.model), fragment) : undefined)
  }

  /** Any API's URL of a model means the model of this API: imports keep the URLs they came with. */
  #resource(from: Located, address: string): Located | undefined {
    const url = urlOf(address, from.base) ?? ''
    return this.#identified.get(from.model)?.get(url) ?? this.model(modelOfUrl(address) ?? url)
  }

  #within(resource: Located | undefined, fragment: string): Located | undefined {
    if (resource === undefined) return undefined
    if (fragment === '') return this.below(resource, resource.schema, resource.place)
    if (!fragment.startsWith('/')) return this.#identified.get(resource.model)?.get(`${resource.base}#${fragment}`)
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
    const own = isReference ? located : this.#identify(located, schema)
    this.#located.set(schema, own)
    for (const [child, place] of subschemas(schema, own.place)) this.#index({ ...own, schema: child, place })
  }

  #identify(located: Located, schema: JsonObject): Located {
    const identified = this.#identified.get(located.model)
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
      if (!identified?.has(url)) identified?.set(url, own)
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
