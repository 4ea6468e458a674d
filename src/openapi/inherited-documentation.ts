/**
 * What a documentation version says of one entity of the API. A part speaks for everything below its path, for any method and any status
 * where it names none; the most specific one counts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html
 */
import type { Documented, PublishedDocumentation } from './extensions/documentation.ts'
import { isObject, type JsonObject, member } from './json-value.ts'
import { EXTENSION } from './unclaimed.ts'

/** The entity that is being written. */
export interface Entity {
  readonly type: string
  readonly path?: string
  readonly method?: string
  readonly statusCode?: string
  readonly name?: string
}

/** Entities whose parts speak for nothing but themselves. */
const EXACT: readonly string[] = ['API', 'RESOURCE', 'AUTHORIZER', 'MODEL']
/** Members of OpenAPI's `info`. Title and version are the API's own. */
const OF_INFO = ['description', 'termsOfService', 'contact', 'license']

export class Inherited {
  readonly #parts: ReadonlyMap<string, readonly Documented[]>

  constructor(documentation: PublishedDocumentation | undefined) {
    this.#parts = Map.groupBy(documentation?.parts ?? [], ({ location: { type, path = '/', name } }) =>
      keyOf(type, path, name),
    )
  }

  /** Those of `members` that the entity is documented with, and the owner's `x-*`. */
  of(entity: Entity, members: readonly string[]): JsonObject {
    const properties = this.#properties(entity)
    return properties ? { ...picked(properties, members), ...vendor(properties) } : {}
  }

  vendorOf(entity: Entity): JsonObject {
    return this.of(entity, [])
  }

  infoOf(): JsonObject {
    const info = member(this.#properties({ type: 'API' }) ?? {}, 'info')
    return isObject(info) ? { ...picked(info, OF_INFO), ...vendor(info) } : {}
  }

  #properties(entity: Entity): JsonObject | undefined {
    const { type, path = '/', name } = entity
    const above = EXACT.includes(type) ? [path] : withAncestors(path)
    const named = name === undefined ? [undefined] : [name, undefined]
    const candidates = above.flatMap((one) => named.flatMap((of) => this.#parts.get(keyOf(type, one, of)) ?? []))
    const fitting = candidates.filter(({ location }) => fits(location, entity))
    return fitting.sort((one, other) => specificity(other.location) - specificity(one.location))[0]?.properties
  }
}

const keyOf = (type: string, path: string, name: string | undefined) => JSON.stringify([type, path, name])

/** `/a/b` → `/a/b`, `/a`, `/`. */
function withAncestors(path: string): string[] {
  const parts = path.split('/').filter(Boolean)
  return parts.map((_, position) => `/${parts.slice(0, parts.length - position).join('/')}`).concat('/')
}

const fits = ({ method = '*', statusCode = '*' }: Entity, entity: Entity): boolean =>
  fitsWord(method, entity.method) && fitsWord(statusCode, entity.statusCode)

const fitsWord = (word: string, of: string | undefined) => word === '*' || of === undefined || word === of

/** AWS: the path counts before the status. */
function specificity({ path = '/', method = '*', statusCode = '*' }: Entity): number {
  return path.split('/').filter(Boolean).length * 4 + (statusCode === '*' ? 0 : 2) + (method === '*' ? 0 : 1)
}

const picked = (properties: JsonObject, members: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => members.includes(name)))

/** Documentation must not pass for a setting of the API. */
const vendor = (properties: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => name.startsWith('x-') && !EXTENSION.test(name)))
