/** What a request proves its caller by is in no log: the values of the identity sources that its authorizer names. */
import { parseQuery } from '../routing/query.ts'
import type { Exchange } from './exchange.ts'

const HIDDEN = '********'

type From = 'header' | 'querystring'
type Guarded = Pick<Exchange, 'route' | 'deployment'>

/** Fields with the values hidden that the route's authorizer takes an identity from. */
export function withoutIdentity(
  x: Guarded,
  from: From,
  fields: Iterable<readonly [name: string, value: string]>,
): (readonly [name: string, value: string])[] {
  const named = identityNames(x, from)
  return Array.from(fields, ([name, value]) => [name, named.has(caseOf(from, name)) ? HIDDEN : value] as const)
}

/** A URL to which the client's query goes on, with the same values hidden. */
export function urlWithoutIdentity(x: Guarded, url: string): string {
  const query = url.indexOf('?')
  const named = query === -1 ? NONE : identityNames(x, 'querystring')
  if (named.size === 0) return url
  const pairs = url.slice(query + 1).split('&')
  const shown = pairs.map((pair) => {
    const [[name] = ['']] = parseQuery(pair).entries
    return named.has(name) ? `${pair.split('=', 1)[0]}=${HIDDEN}` : pair
  })
  return `${url.slice(0, query)}?${shown.join('&')}`
}

const NONE: ReadonlySet<string> = new Set()

function identityNames({ route, deployment }: Guarded, from: From): ReadonlySet<string> {
  const spec = route.authorization && deployment.snapshot.authorizers?.[route.authorization.authorizerId]
  if (spec === undefined || !('identitySources' in spec)) return NONE
  return new Set(spec.identitySources.filter((source) => source.from === from).map(({ name }) => caseOf(from, name)))
}

/** Headers have no case. */
const caseOf = (from: From, name: string) => (from === 'header' ? name.toLowerCase() : name)
