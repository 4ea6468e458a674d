/** What a request proves its caller by is in no log: the values of the identity sources that its authorizer names. */
import { parseQuery } from '../routing/query.ts'
import type { Exchange } from './exchange.ts'

const HIDDEN = '********'

type From = 'header' | 'querystring'
type Guarded = Pick<Exchange, 'route' | 'deployment'>
type Called = Guarded & Pick<Exchange, 'arrival' | 'query'>

/** Fields with the values hidden that the route's authorizer takes an identity from. */
export function withoutIdentity(
  x: Guarded,
  from: From,
  fields: Iterable<readonly [name: string, value: string]>,
): (readonly [name: string, value: string])[] {
  const named = identityNames(x, from)
  return Array.from(fields, ([name, value]) => [name, named.has(caseOf(from, name)) ? HIDDEN : value] as const)
}

/** Shorter values are hidden where they are a whole text of JSON alone: elsewhere they would be found by chance. */
const TELLING_LENGTH = 8

/** What is sent on, by an event or by the owner's mappings, with the same values hidden wherever they are in it. */
export function textWithoutIdentity(x: Called, text: string): string {
  return identityValues(x).reduce((hidden, value) => {
    const escaped = JSON.stringify(value)
    const whole = hidden.replaceAll(escaped, `"${HIDDEN}"`)
    if (value.length < TELLING_LENGTH) return whole
    const inJson = escaped.slice(1, -1)
    // The body of a function's answer may be JSON in JSON.
    const forms = [value, inJson, JSON.stringify(inJson).slice(1, -1), encodeURIComponent(value)]
    return forms.reduce((rest, form) => rest.replaceAll(form, HIDDEN), whole)
  }, text)
}

/** The longest first: one may hold another. A token also without the word before it (`Bearer`). */
function identityValues(x: Called): readonly string[] {
  const headers = [...identityNames(x, 'header')].flatMap((name) => x.arrival.headers.get(name) ?? [])
  const query = [...identityNames(x, 'querystring')].flatMap((name) => x.query.all(name))
  const tokens = headers.map((value) => value.slice(value.lastIndexOf(' ') + 1))
  const values = [...headers, ...query, ...tokens].filter((value) => value !== '' && value.isWellFormed())
  return [...new Set(values)].sort((one, other) => other.length - one.length)
}

/** A URL that is called, with the same values hidden. */
export const urlWithoutIdentity = (x: Called, url: string): string =>
  textWithoutIdentity(x, queryWithoutIdentity(x, url))

/** The client's query goes on by the same names. */
function queryWithoutIdentity(x: Guarded, url: string): string {
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
