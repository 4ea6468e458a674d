import { isRemovedFromRequest } from '../integrations/http-headers.ts'
import type { HeaderMap } from '../lib/header-map.ts'
import { contextVariable } from '../mapping/context-variables.ts'
import type { RequestSource, ResponseSource } from '../mapping/mapping-source.ts'
import { stageVariable } from '../mapping/stage-variables.ts'
import type { Exchange } from './exchange.ts'

/** What response mappings read, of a live exchange. Header names ignore case, and Workers hold a repeated header merged. */
export function responseSource(x: Exchange, headers: HeaderMap, body: string): ResponseSource {
  return {
    header: (name) => headers.get(name),
    multivalueheader: (name) => valuesOf(headers.get(name)),
    context: (name) => contextVariable(x, name),
    stageVariable: (name) => stageVariable(x.stage.variables, name),
    body: () => body,
  }
}

/** What request mappings read, of a live exchange. Headers that never reach an integration are not there. */
export function requestSource(x: Exchange, body: string): RequestSource {
  const header = (name: string) => (isRemovedFromRequest(name) ? undefined : x.arrival.headers.get(name))
  return {
    ...responseSource(x, x.arrival.headers, body),
    header,
    multivalueheader: (name) => valuesOf(header(name)),
    path: (name) => (Object.hasOwn(x.pathParameters, name) ? x.pathParameters[name] : undefined),
    querystring: (name) => x.query.last(name),
    multivaluequerystring: (name) => x.query.all(name),
  }
}

const valuesOf = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value])
