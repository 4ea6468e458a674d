import { isRemovedFromRequest } from '../integrations/http-headers.ts'
import type { HeaderMap } from '../lib/header-map.ts'
import { type ContextSource, contextVariable } from '../mapping/context-variables.ts'
import type { InputParameters } from '../mapping/input.ts'
import type { RequestSource, ResponseSource } from '../mapping/mapping-source.ts'
import { stageVariable } from '../mapping/stage-variables.ts'
import { parseQuery, type Query } from '../routing/query.ts'
import type { Exchange } from './exchange.ts'

/** A request that was refused, however far it came. */
export interface RefusedRequest extends ContextSource {
  readonly variables?: Readonly<Record<string, string>>
  readonly pathParameters?: Readonly<Record<string, string>>
}

/** What response mappings read, of a live exchange. Header names ignore case, and Workers hold a repeated header merged. */
export const responseSource = (x: Exchange, headers: HeaderMap, body: string): ResponseSource =>
  commonSource(x, x.stage.variables, headers, body)

/** What request mappings read, of a live exchange. Headers that never reach an integration are not there. */
export const requestSource = (x: Exchange, body: string): RequestSource => ({
  ...commonSource(x, x.stage.variables, x.arrival.headers, body),
  ...requestMembers(x, x.pathParameters, () => x.query),
})

/** What `$input.params()` gives of a live exchange; of several values of a name the last. */
export const inputParameters = (x: Exchange): InputParameters => ({
  path: Object.entries(x.pathParameters),
  querystring: x.query.entries,
  header: [...x.arrival.headers].filter(([name]) => !isRemovedFromRequest(name)),
})

/** What the owner's gateway responses read: of a request without a route the path has no parameters. */
export function refusalSource(x: RefusedRequest): RequestSource {
  const { variables = {}, pathParameters = {}, arrival } = x
  let query: Query | undefined
  const parsed = () => {
    query ??= parseQuery(arrival.rawQuery)
    return query
  }
  return { ...commonSource(x, variables, arrival.headers, ''), ...requestMembers(x, pathParameters, parsed) }
}

function commonSource(
  x: ContextSource,
  variables: Readonly<Record<string, string>>,
  headers: HeaderMap,
  body: string,
): ResponseSource {
  return {
    header: (name) => headers.get(name),
    multivalueheader: (name) => valuesOf(headers.get(name)),
    context: (name) => contextVariable(x, name),
    stageVariable: (name) => stageVariable(variables, name),
    body: () => body,
  }
}

type RequestMember = 'header' | 'multivalueheader' | 'path' | 'querystring' | 'multivaluequerystring'

function requestMembers(
  { arrival }: ContextSource,
  pathParameters: Readonly<Record<string, string>>,
  query: () => Query,
): Pick<RequestSource, RequestMember> {
  const header = (name: string) => (isRemovedFromRequest(name) ? undefined : arrival.headers.get(name))
  return {
    header,
    multivalueheader: (name) => valuesOf(header(name)),
    path: (name) => (Object.hasOwn(pathParameters, name) ? pathParameters[name] : undefined),
    querystring: (name) => query().last(name),
    multivaluequerystring: (name) => query().all(name),
  }
}

const valuesOf = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value])
