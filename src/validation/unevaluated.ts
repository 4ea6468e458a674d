/**
 * `unevaluatedProperties` and `unevaluatedItems` of 2020-12: what nothing else that applies to the value has looked at.
 * https://json-schema.org/draft/2020-12/json-schema-core#name-unevaluatedproperties
 */
import type { JsonObject, JsonValue } from '../openapi/json-value.ts'
import type { Check } from './keywords.ts'
import type { Report } from './report.ts'
import { safeRegex } from './safe-regex.ts'
import { entriesAt, isObject, listAt } from './schema.ts'
import type { Located, SchemaSet } from './schema-set.ts'

interface Linker {
  readonly schemas: SchemaSet
  link(located: Located): Check
}

/** What was looked at: names of an object, or positions of a list as texts. */
type Seen = Set<string>
type Collect = (value: object, seen: Seen, report: Report) => void

export function linkUnevaluated(located: Located, schema: JsonObject, linker: Linker): Check | undefined {
  const { unevaluatedProperties: properties, unevaluatedItems: items } = schema
  if (properties === undefined && items === undefined) return undefined
  const collect = new Collectors(linker).of(located)
  const checkOf = (rest: JsonValue | undefined) =>
    rest === undefined ? undefined : linker.link(linker.schemas.below(located, rest, ''))
  const [property, item] = [checkOf(properties), checkOf(items)]
  return function checkUnevaluated(value, report) {
    const rest = Array.isArray(value) ? item : property
    if (rest === undefined || typeof value !== 'object' || value === null) return
    const seen: Seen = new Set()
    collect(value, seen, report)
    for (const [name, member] of Object.entries(value)) if (!seen.has(name)) rest(member, report)
  }
}

const ALL: Collect = (value, seen) => {
  for (const name of Object.keys(value)) seen.add(name)
}

/** Collectors of schemas, each once: a schema may refer to itself. */
class Collectors {
  readonly #linker: Linker
  readonly #known = new Map<JsonObject, Collect>()

  constructor(linker: Linker) {
    this.#linker = linker
  }

  /** What the schema looks at, but for its own `unevaluated…`. */
  of(located: Located): Collect {
    const { schema } = located
    if (!isObject(schema)) return () => {}
    const known = this.#known.get(schema)
    if (known !== undefined) return known
    let collectors: readonly Collect[] = []
    const collect: Collect = (value, seen, report) => {
      for (const each of collectors) each(value, seen, report)
    }
    this.#known.set(schema, collect)
    collectors = [this.#properties(schema), this.#items(located, schema), ...this.#branches(located, schema)]
    return collect
  }

  #properties(schema: JsonObject): Collect {
    const named = entriesAt(schema, 'properties').map(([name]) => name)
    const matching = entriesAt(schema, 'patternProperties').map(([source]) => safeRegex(source, 'u'))
    return (value, seen, report) => {
      if (Array.isArray(value)) return
      if (schema.additionalProperties !== undefined) ALL(value, seen, report)
      for (const name of named) seen.add(name)
      if (matching.length === 0) return
      for (const name of Object.keys(value))
        if (matching.some((regex) => regex.test(name, report.budget))) seen.add(name)
    }
  }

  #items(located: Located, schema: JsonObject): Collect {
    const first = listAt(schema, 'prefixItems').length
    const contains = schema.contains === undefined ? undefined : this.#check(located, schema.contains)
    return (value, seen, report) => {
      if (!Array.isArray(value)) return
      if (schema.items !== undefined) ALL(value, seen, report)
      for (const [position, item] of value.entries())
        if (position < first || (contains !== undefined && passes(contains, item, report))) seen.add(String(position))
    }
  }

  /** What the schemas look at that judge the same value, where they pass. */
  *#branches(located: Located, schema: JsonObject): Generator<Collect> {
    const target = typeof schema.$ref === 'string' ? this.#linker.schemas.target(located, schema.$ref) : undefined
    if (target !== undefined) yield this.#whole(target)
    for (const key of ['allOf', 'anyOf', 'oneOf'])
      for (const branch of listAt(schema, key)) yield this.#where(located, branch)
    for (const [name, branch] of entriesAt(schema, 'dependentSchemas')) {
      const collect = this.#where(located, branch)
      yield (value, seen, report) => {
        if (Object.hasOwn(value, name)) collect(value, seen, report)
      }
    }
    if (schema.if !== undefined) yield this.#condition(located, schema.if, schema.then, schema.else)
  }

  #condition(located: Located, condition: JsonValue, then: JsonValue = true, otherwise: JsonValue = true): Collect {
    const check = this.#check(located, condition)
    const [when, yes, no] = [condition, then, otherwise].map((each) => this.#where(located, each))
    return (value, seen, report) => {
      when?.(value, seen, report)
      const branch = passes(check, value, report) ? yes : no
      branch?.(value, seen, report)
    }
  }

  #where(located: Located, branch: JsonValue): Collect {
    const below = this.#linker.schemas.below(located, branch, '')
    const check = this.#linker.link(below)
    const collect = this.#whole(below)
    return (value, seen, report) => {
      if (passes(check, value, report)) collect(value, seen, report)
    }
  }

  /** With its own `unevaluated…`, which looks at all that is left. */
  #whole(located: Located): Collect {
    const { schema } = located
    const rest = isObject(schema) ? [schema.unevaluatedProperties, schema.unevaluatedItems] : []
    const collect = this.of(located)
    return (value, seen, report) =>
      (rest[Array.isArray(value) ? 1 : 0] === undefined ? collect : ALL)(value, seen, report)
  }

  #check(located: Located, schema: JsonValue): Check {
    return this.#linker.link(this.#linker.schemas.below(located, schema, ''))
  }
}

function passes(check: Check, value: unknown, report: Report): boolean {
  const verdict = report.verdict()
  check(value, verdict)
  return !verdict.failed
}
