import type { Method, Resource } from '../definition/rest-api.ts'

/** One method of an API, as a person names it. */
export interface RouteLine {
  /** `GET`, …, `ANY`. */
  readonly method: string
  /** `/pets/{petId}`. */
  readonly path: string
  readonly definition: Method
}

export interface RouteChange {
  readonly change: 'added' | 'removed' | 'changed'
  readonly method: string
  readonly path: string
}

/** By path, then by method. */
export function routesOf(resources: readonly Resource[]): RouteLine[] {
  return resources
    .flatMap(({ path, resourceMethods }) =>
      Object.entries(resourceMethods ?? {}).map(([method, definition]) => ({ method, path, definition })),
    )
    .sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method))
}

/** What an import changed, route by route. */
export function routeChanges(before: readonly RouteLine[], after: readonly RouteLine[]): RouteChange[] {
  const old = new Map(before.map((route) => [nameOf(route), fingerprint(route)]))
  const left = new Set(after.map(nameOf))
  const removed = before.filter((route) => !left.has(nameOf(route))).map((route) => changeOf('removed', route))
  const kept = after.flatMap((route) => {
    const was = old.get(nameOf(route))
    if (was === undefined) return [changeOf('added', route)]
    return was === fingerprint(route) ? [] : [changeOf('changed', route)]
  })
  return [...kept, ...removed].sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method))
}

export const integrationText = ({ methodIntegration: integration }: Method): string =>
  integration === undefined ? '-' : [integration.type, integration.uri].filter(Boolean).join(' ')

const nameOf = (route: RouteLine) => `${route.method} ${route.path}`
const changeOf = (change: RouteChange['change'], { method, path }: RouteLine): RouteChange => ({ change, method, path })
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Ids are new after every import, and the cache namespace is one: only whether they are there counts. */
const IDS = new Set(['authorizerId', 'requestValidatorId', 'cacheNamespace'])

/** Equal for methods that do the same: members sorted, ids left aside, empty members as good as absent ones. */
const fingerprint = (route: RouteLine): string => JSON.stringify(comparable(route.definition))

function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .map(([key, member]) => [key, IDS.has(key) ? member !== undefined : comparable(member)] as const)
    .filter(([, member]) => !isEmpty(member))
    .sort(([a], [b]) => compare(a, b))
  return Object.fromEntries(entries)
}

const isEmpty = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
