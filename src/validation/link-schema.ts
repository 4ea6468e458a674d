import type { JsonObject, JsonValue } from '../openapi/json-value.ts'
import { type Check, KEYWORDS, KEYWORDS_2020_12, type KeywordContext } from './keywords.ts'
import { linkItems, linkProperties } from './members.ts'
import type { Report } from './report.ts'
import { isObject } from './schema.ts'
import type { Located, SchemaSet } from './schema-set.ts'
import { linkUnevaluated } from './unevaluated.ts'

const ANYTHING: Check = () => {}
const NOTHING: Check = (_, report) => report.fail(() => 'no instance is allowed by the schema')

/** Schemas → functions, each once however many refer to it. Throws an Error for what `schemaFaults` would have refused. */
export class SchemaLinker {
  readonly schemas: SchemaSet
  readonly #linked = new Map<JsonObject, Check>()

  constructor(schemas: SchemaSet) {
    this.schemas = schemas
  }

  link(located: Located): Check {
    const { schema } = located
    if (!isObject(schema)) return schema === false ? NOTHING : ANYTHING
    const known = this.#linked.get(schema)
    if (known !== undefined) return known
    // There before it is made: a schema may contain itself.
    let made: Check = ANYTHING
    this.#linked.set(schema, (value, report) => made(value, report))
    made = this.#make(located, schema)
    this.#linked.set(schema, made)
    return made
  }

  #make(located: Located, schema: JsonObject): Check {
    const { dialect } = located
    const refs = typeof schema.$ref === 'string' ? [this.#reference(located, schema.$ref)] : []
    if (dialect === 'draft-04' && refs[0] !== undefined) return refs[0]
    const link = (below: JsonValue) => this.link(this.schemas.below(located, below, ''))
    const context = { schema, dialect, link }
    const [properties, items] = [linkProperties(context), linkItems(context)]
    const demands = [items.allowed, properties.allowed, ...refs, ...keywordsOf(context)].filter(
      (check) => check !== undefined,
    )
    const rest = dialect === '2020-12' ? linkUnevaluated(located, schema, this) : undefined
    return inOrder(
      demands,
      [properties.each, items.each, rest].filter((check) => check !== undefined),
    )
  }

  #reference(from: Located, ref: string): Check {
    const target = this.schemas.target(from, ref)
    if (target === undefined) throw new Error(`Nothing is at ${ref}`)
    return this.link(target)
  }
}

function keywordsOf(context: KeywordContext): (Check | undefined)[] {
  const { schema, dialect } = context
  return Object.keys(schema)
    .sort()
    .map((name) => {
      const keyword = KEYWORDS.get(name) ?? (dialect === '2020-12' ? KEYWORDS_2020_12.get(name) : undefined)
      return keyword?.(schema[name] ?? null, context)
    })
}

/** As AWS's engine goes about it: the value first, and its members only while nothing was found wrong. */
function inOrder(demands: readonly Check[], members: readonly Check[]): Check {
  if (members.length === 0 && demands.length <= 1) return demands[0] ?? ANYTHING
  return function check(value, report) {
    for (const demand of demands) {
      demand(value, report)
      if (report.done) return
    }
    if (report.failed || typeof value !== 'object' || value === null) return
    checkMembers(members, value, report)
  }
}

function checkMembers(members: readonly Check[], value: object, report: Report): void {
  report.enter()
  for (const each of members) each(value, report)
  report.leave()
}
