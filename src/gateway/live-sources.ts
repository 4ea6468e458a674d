import { isRemovedFromRequest } from '../integrations/http-headers.ts'
import { contextVariable } from '../mapping/context-variables.ts'
import type { RequestSource, ResponseSource } from '../mapping/mapping-source.ts'
import { stageVariable } from '../mapping/stage-variables.ts'
import type { Exchange } from './exchange.ts'

/** What response mappings read, of a live exchange. Workers' Headers ignore case and hold a repeated header merged. */
export function responseSource(x: Exchange, headers: Headers, body: string): ResponseSource {
  return {
    header: (name) => headerOf(headers, name),
    multivalueheader: (name) => valuesOf(headerOf(headers, name)),
    context: (name) => contextVariable(x, name),
    stageVariable: (name) => stageVariable(x.stage.variables, name),
    body: () => body,
  }
}

/** What request mappings read, of a live exchange. Headers that never reach an integration are not there. */
export function requestSource(x: Exchange, body: string): RequestSource {
  const header = (name: string) => (isRemovedFromRequest(name) ? undefined : headerOf(x.request.headers, name))
  return {
    ...responseSource(x, x.request.headers, body),
    header,
    multivalueheader: (name) => valuesOf(header(name)),
    path: (name) => (Object.hasOwn(x.pathParameters, name) ? x.pathParameters[name] : undefined),
    querystring: (name) => x.query.last(name),
    multivaluequerystring: (name) => x.query.all(name),
  }
}

/** A name that no header can have is a header that nobody sent. */
function headerOf(headers: Headers, name: string): string | undefined {
  try {
    return headers.get(name) ?? undefined
  } catch {
    return undefined
  }
}

const valuesOf = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value])
