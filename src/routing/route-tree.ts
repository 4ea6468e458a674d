/**
 * Resources and methods of a REST API: which route answers a method and a path.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 * At each segment a literal beats `{name}`, which beats `{name+}`; a branch without the method (or `ANY`) is left again.
 */

/** Routes by path, as plain JSON: built at deployment, walked as it is. */
export interface RouteTree {
  /** Method (or `ANY`) → position in the deployment's routes. */
  readonly methods?: Readonly<Record<string, number>>
  /** Literal segment → subtree. */
  readonly literals?: Readonly<Record<string, RouteTree>>
  /** `{name}`: any one segment. */
  readonly parameter?: RouteTree
  /** `{name+}`: the rest of the path, at least one segment. Method → position. */
  readonly greedy?: Readonly<Record<string, number>>
}

/** The route that answers, and what its `{name}` and `{name+}` segments stand for, in the order of the path. */
export interface RouteMatch {
  readonly route: number
  /** Raw, never decoded. */
  readonly segments: readonly string[]
}

interface Growing {
  methods?: Record<string, number>
  literals?: Record<string, Growing>
  parameter?: Growing
  greedy?: Record<string, number>
}

const PARAMETER = /^\{[^{}]+\}$/
const GREEDY = /^\{[^{}]+\+\}$/

/** Paths and methods → tree. Of two routes with the same method and shape the first stays. */
export function buildRouteTree(routes: readonly { resourcePath: string; httpMethod: string }[]): RouteTree {
  const root: Growing = {}
  routes.forEach(({ resourcePath, httpMethod }, position) => {
    const methods = methodsAt(root, resourcePath)
    methods[httpMethod] ??= position
  })
  return root
}

function methodsAt(root: Growing, resourcePath: string): Record<string, number> {
  const parts = resourcePath.split('/').filter((part) => part !== '')
  const greedy = GREEDY.test(parts.at(-1) ?? '')
  const node = (greedy ? parts.slice(0, -1) : parts).reduce(childAt, root)
  const member = greedy ? 'greedy' : 'methods'
  node[member] ??= emptyRecord()
  return node[member]
}

function childAt(node: Growing, part: string): Growing {
  if (PARAMETER.test(part)) {
    node.parameter ??= {}
    return node.parameter
  }
  node.literals ??= emptyRecord()
  node.literals[part] ??= {}
  return node.literals[part]
}

/** Without a prototype, so that `__proto__` and `constructor` are names like any other. */
const emptyRecord = <Value>(): Record<string, Value> => Object.create(null)

const SLASH = 47

/**
 * The route for a method and a path (after the stage, raw). Undefined when no resource or none with the method matches.
 * Leading slashes count once, trailing ones not at all. Each node of the tree stands at one depth and is reached by one way only,
 * so that a request visits it at most once, however often the walk turns back.
 */
export function matchRoute(tree: RouteTree, method: string, path: string): RouteMatch | undefined {
  let from = 0
  let end = path.length
  while (from < end && path.charCodeAt(from) === SLASH) from++
  while (end > from && path.charCodeAt(end - 1) === SLASH) end--
  const segments: string[] = []
  const route = walk(tree, method, path, from, end, segments)
  return route === undefined ? undefined : { route, segments }
}

/** The position of the route below `node` that takes `path[from..end]`; parameter values are left on `segments`. */
function walk(
  node: RouteTree,
  method: string,
  path: string,
  from: number,
  end: number,
  segments: string[],
): number | undefined {
  if (from >= end) return routeFor(node.methods, method)
  const slash = path.indexOf('/', from)
  const next = slash === -1 || slash > end ? end : slash
  const segment = path.slice(from, next)
  const { literals, parameter } = node
  if (literals !== undefined && Object.hasOwn(literals, segment)) {
    const route = walk(literals[segment] as RouteTree, method, path, next + 1, end, segments)
    if (route !== undefined) return route
  }
  if (parameter !== undefined && segment !== '') {
    segments.push(segment)
    const route = walk(parameter, method, path, next + 1, end, segments)
    if (route !== undefined) return route
    segments.pop()
  }
  const route = routeFor(node.greedy, method)
  if (route !== undefined) segments.push(path.slice(from, end))
  return route
}

/** What `ANY` stands for. Others, such as TRACE and PURGE, reach no backend unless a route names them. */
const METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'])

function routeFor(methods: Readonly<Record<string, number>> | undefined, method: string): number | undefined {
  if (methods === undefined) return undefined
  if (Object.hasOwn(methods, method)) return methods[method]
  return Object.hasOwn(methods, 'ANY') && METHODS.has(method) ? methods.ANY : undefined
}

const NO_PARAMETERS: Readonly<Record<string, string>> = Object.freeze({})

/** `/pets/{petId}` and its match → `{ petId: '7' }`. Siblings may name a segment differently, so the matched route's names count. */
export function pathParametersOf(resourcePath: string, match: RouteMatch): Readonly<Record<string, string>> {
  if (match.segments.length === 0) return NO_PARAMETERS
  const parameters = emptyRecord<string>()
  let close = 0
  for (const segment of match.segments) {
    const open = resourcePath.indexOf('{', close) + 1
    close = resourcePath.indexOf('}', open)
    parameters[resourcePath.slice(open, resourcePath[close - 1] === '+' ? close - 1 : close)] = segment
  }
  return parameters
}
