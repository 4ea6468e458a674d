import type { JsonValue } from '../openapi/json-value.ts'
import type { Check, KeywordContext } from './keywords.ts'
import type { Report } from './report.ts'
import { type SafeRegex, safeRegex } from './safe-regex.ts'
import { entriesAt, isObject, listAt } from './schema.ts'

/** How the members of objects and lists are judged. */
export interface Members {
  /** What `additionalProperties: false` and `additionalItems: false` demand of the value as a whole. */
  readonly allowed?: Check
  /** The members, one after the other; those of an object by name. */
  readonly each?: Check
}

export function linkProperties(context: KeywordContext): Members {
  const { schema, dialect, link } = context
  const named = new Map(entriesAt(schema, 'properties').map(([name, each]) => [name, link(each)]))
  const matching = entriesAt(schema, 'patternProperties').map(([source, each]) => ({
    regex: safeRegex(source, dialect === '2020-12' ? 'u' : ''),
    check: link(each),
  }))
  const { additionalProperties: more } = schema
  const additional = isObject(more) ? link(more) : undefined
  const each = named.size + matching.length > 0 || additional ? eachProperty(named, matching, additional) : undefined
  return more === false ? { allowed: onlyThese(named, matching), each } : { each }
}

type Matching = readonly { readonly regex: SafeRegex; readonly check: Check }[]

const eachProperty =
  (named: ReadonlyMap<string, Check>, matching: Matching, additional: Check | undefined): Check =>
  (value, report) => {
    if (!isObject(value)) return
    for (const name of Object.keys(value).sort()) {
      const member = value[name]
      const own = named.get(name)
      own?.(member, report)
      let known = own !== undefined
      for (const { regex, check } of matching) {
        if (!regex.test(name, report.budget)) continue
        known = true
        check(member, report)
      }
      if (!known) additional?.(member, report)
      if (report.done) return
    }
  }

const onlyThese =
  (named: ReadonlyMap<string, Check>, matching: Matching): Check =>
  (value, report) => {
    if (!isObject(value)) return
    const unknown = Object.keys(value).filter(
      (name) => !named.has(name) && !matching.some(({ regex }) => regex.test(name, report.budget)),
    )
    if (unknown.length > 0)
      report.fail(
        () => `object instance has properties which are not allowed by the schema: ${JSON.stringify(unknown.sort())}`,
      )
  }

export function linkItems(context: KeywordContext): Members {
  const { schema, dialect, link } = context
  const list = dialect === '2020-12' ? 'prefixItems' : 'items'
  const rest = dialect === '2020-12' || !Array.isArray(schema.items) ? 'items' : 'additionalItems'
  const first = listAt(schema, list).map((each) => link(each))
  const more: JsonValue | undefined = schema[rest]
  const others = isObject(more) ? link(more) : undefined
  const each = first.length > 0 || others ? eachItem(first, others) : undefined
  return more === false ? { allowed: onlySoMany(first.length), each } : { each }
}

const eachItem =
  (first: readonly Check[], others: Check | undefined): Check =>
  (value, report) => {
    if (!Array.isArray(value)) return
    const length = others === undefined ? Math.min(first.length, value.length) : value.length
    for (let position = 0; position < length && !report.done; position++)
      (first[position] ?? others)?.(value[position], report)
  }

const onlySoMany =
  (most: number): Check =>
  (value, report: Report) => {
    if (Array.isArray(value) && value.length > most)
      report.fail(() => `schema only allows ${most} elements in array but instance has ${value.length} elements`)
  }
