import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildRouteTree, matchRoute, pathParametersOf, type RouteTree } from '../../src/routing/route-tree.ts'

interface Route {
  readonly resourcePath: string
  readonly httpMethod: string
}

const get = (resourcePath: string): Route => ({ resourcePath, httpMethod: 'GET' })

/** A tree as it comes back from KV. */
const stored = (routes: readonly Route[]): RouteTree => JSON.parse(JSON.stringify(buildRouteTree(routes)))

/** `GET /pets/{petId}` and its path parameters; undefined when nothing matches. */
function routed(routes: readonly Route[], method: string, path: string) {
  const match = matchRoute(stored(routes), method, path)
  const route = match && routes[match.route]
  return match && route && { resourcePath: route.resourcePath, parameters: pathParametersOf(route.resourcePath, match) }
}

describe('matching a path', () => {
  it('answers the root for an empty path and for slashes only', () => {
    for (const path of ['', '/', '//']) expect(routed([get('/')], 'GET', path)?.resourcePath).toBe('/')
  })

  it('takes the names of the matched route where siblings name a segment differently (rrt-0012)', () => {
    const routes = [get('/{a}/{b}/x'), get('/{c}/y')]
    expect(routed(routes, 'GET', '/1/y')?.parameters).toEqual({ c: '1' })
    expect(routed(routes, 'GET', '/1/2/x')?.parameters).toEqual({ a: '1', b: '2' })
  })

  it('keeps double slashes within a greedy value and drops those around it (rrt-0049, rrt-0050)', () => {
    const routes = [get('/files/{proxy+}')]
    expect(routed(routes, 'GET', '//files/a//b//')?.parameters).toEqual({ proxy: 'a//b' })
    expect(routed(routes, 'GET', '/files//a')?.parameters).toEqual({ proxy: '/a' })
  })

  it('does not let {proxy+} match its parent (reference: rest-routing)', () => {
    expect(routed([get('/files/{proxy+}')], 'GET', '/files/')).toBeUndefined()
  })

  it('does not let an empty segment be a parameter: our own choice, AWS is silent', () => {
    expect(routed([get('/a/{b}/c')], 'GET', '/a//c')).toBeUndefined()
  })

  it('never decodes: %2F is no separator and %61 is no a', () => {
    expect(routed([get('/{x}')], 'GET', '/a%2Fb')?.parameters).toEqual({ x: 'a%2Fb' })
    expect(routed([get('/a')], 'GET', '/%61')).toBeUndefined()
  })

  it('tells cases apart', () => {
    expect(routed([get('/Pets')], 'GET', '/pets')).toBeUndefined()
    expect(routed([get('/pets')], 'get', '/pets')).toBeUndefined()
  })

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('takes %s for a name like any other', (name) => {
    expect(routed([get('/pets')], 'GET', `/${name}`)).toBeUndefined()
    expect(routed([get('/pets')], name, '/pets')).toBeUndefined()
    expect(routed([get('/{greedy+}')], name, '/pets')).toBeUndefined()
    expect(routed([get(`/${name}`)], 'GET', `/${name}`)?.resourcePath).toBe(`/${name}`)
    expect(routed([get(`/{${name}}`)], 'GET', '/7')?.parameters).toEqual(Object.fromEntries([[name, '7']]))
  })

  it('finds the best route, as the definition of precedence says, whatever the routes', () => {
    fc.assert(
      fc.property(fc.array(anyRoute, { maxLength: 14 }), anyMethod, anyPath, (routes, method, path) => {
        const match = matchRoute(stored(routes), method, path)
        const best = naiveMatch(routes, method, path)
        expect(match && shapeOf(routes[match.route] as Route)).toBe(best && shapeOf(best))
      }),
      { numRuns: 3_000 },
    )
  })

  it('gives parameters that put back together make the path', () => {
    fc.assert(
      fc.property(fc.array(anyRoute, { maxLength: 14 }), anyMethod, anyPath, (routes, method, path) => {
        const found = routed(routes, method, path)
        if (found === undefined) return
        const values = Object.values(found.parameters)
        fc.pre(values.length === found.resourcePath.split('{').length - 1)
        const rebuilt = found.resourcePath.replace(/\{[^}]+\}/g, () => values.shift() as string)
        expect(rebuilt).toBe(`/${trimmed(path)}`)
      }),
    )
  })
})

describe('hostile paths', () => {
  const deep = (segments: number, segment = 'a') => `/${Array(segments).fill(segment).join('/')}`
  /** Literal and parameter side by side at twelve levels: 4,096 ways down, none of which has the method at its end. */
  const bushy = Array.from({ length: 4_096 }, (_, ways) =>
    get(`/${Array.from({ length: 12 }, (_, level) => ((ways >> level) & 1 ? 'a' : `{p${level}}`)).join('/')}`),
  )

  it.each([
    ['10,000 segments', deep(10_000)],
    ['a million slashes', '/'.repeat(1_000_000)],
    ['a million slashes within', `/a${'/'.repeat(1_000_000)}b`],
    ['every branch turned back from', deep(12)],
  ])('are answered within milliseconds: %s', (_, path) => {
    const tree = stored(bushy)
    matchRoute(tree, 'POST', path)
    const start = performance.now()
    expect(matchRoute(tree, 'POST', path)).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(100)
  })

  it('visits no node twice', () => {
    let visits = 0
    const counting = (node: RouteTree): RouteTree => ({
      get methods() {
        visits++
        return node.methods
      },
      literals: node.literals && mapValues(node.literals, counting),
      parameter: node.parameter && counting(node.parameter),
    })
    expect(matchRoute(counting(stored(bushy)), 'POST', deep(12))).toBeUndefined()
    expect(visits).toBe(4_096)
  })
})

const mapValues = <From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))

const trimmed = (path: string) => path.replace(/^\/+|\/+$/g, '')

/** What tells resources apart for matching: `{a}` and `{b}` come to the same. */
const shapeOf = ({ resourcePath, httpMethod }: Route) =>
  `${httpMethod} ${resourcePath.replace(/\{[^}+]+\}/g, '{}').replace(/\{[^}+]+\+\}/g, '{+}')}`

/** Every route held against the path; of those that match, segment by segment, literal before `{x}` before `{x+}`; method before ANY. */
function naiveMatch(routes: readonly Route[], method: string, path: string): Route | undefined {
  const sent = trimmed(path) === '' ? [] : trimmed(path).split('/')
  const ranked = routes.flatMap((route) => {
    const rank = rankOf(route.resourcePath.split('/').filter(Boolean), sent)
    if (rank === undefined || (route.httpMethod !== method && route.httpMethod !== 'ANY')) return []
    return [{ route, rank: `${rank}${route.httpMethod === 'ANY' ? 1 : 0}` }]
  })
  return ranked.sort((one, other) => (one.rank < other.rank ? -1 : one.rank > other.rank ? 1 : 0))[0]?.route
}

/** One digit for each segment: 0 literal, 1 parameter, 2 greedy. Undefined when the path does not match. */
function rankOf(parts: readonly string[], sent: readonly string[]): string | undefined {
  let rank = ''
  for (const [i, part] of parts.entries()) {
    const segment = sent[i]
    if (segment === undefined) return undefined
    if (part.endsWith('+}')) return `${rank}2`
    if (part.startsWith('{') ? segment === '' : part !== segment) return undefined
    rank += part.startsWith('{') ? 1 : 0
  }
  return parts.length === sent.length ? rank : undefined
}

const anyMethod = fc.constantFrom('GET', 'POST', 'DELETE')
const anySegment = fc.constantFrom('a', 'b', '__proto__', '{p}', '{q}')
const anyRoute = fc.record({
  resourcePath: fc
    .tuple(fc.array(anySegment, { maxLength: 4 }), fc.boolean())
    .map(([segments, greedy]) => `/${[...segments, ...(greedy ? ['{rest+}'] : [])].join('/')}`),
  httpMethod: fc.constantFrom('GET', 'POST', 'ANY'),
})
const anyPath = fc
  .array(fc.constantFrom('a', 'b', 'c', '__proto__', '%2F', ''), { maxLength: 6 })
  .map((segments) => `/${segments.join('/')}`)

// https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html: what ANY stands for.
it.each(['TRACE', 'PURGE', 'PROPFIND'])('ANY is not %s', (method) => {
  const tree = buildRouteTree([
    { resourcePath: '/pets', httpMethod: 'ANY' },
    { resourcePath: '/{proxy+}', httpMethod: 'ANY' },
  ])
  expect(matchRoute(tree, method, '/pets')).toBeUndefined()
})
