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
  readonly #byType: ReadonlyMap<string, readonly Documented[]>

  constructor(documentation: PublishedDocumentation | undefined) {
    const parts = documentation?.parts ?? []
    this.#byType = Map.groupBy(parts, ({ location }) => location.type)
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
    const fitting = (this.#byType.get(entity.type) ?? []).filter(({ location }) => fits(location, entity))
    return fitting.sort((one, other) => specificity(other.location) - specificity(one.location))[0]?.properties
  }
}

function fits({ path = '/', method = '*', statusCode = '*', name }: Entity, entity: Entity): boolean {
  if (name !== undefined && name !== entity.name) return false
  if (EXACT.includes(entity.type)) return entity.path === undefined || path === entity.path
  const isAbove = path === '/' || entity.path === path || entity.path?.startsWith(`${path}/`)
  return isAbove === true && fitsWord(method, entity.method) && fitsWord(statusCode, entity.statusCode)
}

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
