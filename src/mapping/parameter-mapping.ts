/**
 * Parameter mapping: `integration.request.header.X` ← `method.request.path.Y`, and the way back.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 * Differs from AWS: header names are matched whatever their case, because Workers see them in lower case; a repeated header arrives
 * merged (`a, b`), so that its single value is the merged one, and the values of `multivalueheader` are parted by `, ` and not by `,`.
 */
import type { MappedParameters } from '../gateway/exchange.ts'
import type { Problems } from '../lib/problems.ts'
import { type Expression, linkRequestExpression, linkResponseExpression, parseExpression } from './expression.ts'
import { mappedBody, NO_BODY } from './mapped-body.ts'
import type { RequestSource, ResponseSource } from './mapping-source.ts'

/** One mapping of a request, JSON-safe. */
export interface RequestMapping {
  readonly to: 'header' | 'querystring' | 'path'
  readonly name: string
  readonly value: Expression
}

/** One mapping of a response, always to a header. JSON-safe. */
export interface ResponseMapping {
  readonly name: string
  readonly value: Expression
}

const REQUEST_TARGET = /^integration\.request\.(header|querystring|path)\.(.+)$/s
const RESPONSE_TARGET = /^method\.response\.header\.(.+)$/s
/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/

/** `integration.requestParameters` → mappings, in the order written. Reports every malformed one. */
export function parseRequestParameters(
  parameters: Readonly<Record<string, string>> | undefined,
  place: string,
  problems: Problems,
): RequestMapping[] {
  return parseAll(parameters, 'request', place, problems, (key, value) => {
    const [, to, name = ''] = REQUEST_TARGET.exec(key) ?? []
    if (to === undefined || (to === 'header' && !TOKEN.test(name))) return undefined
    // The pattern lets only these words through.
    return { to: to as RequestMapping['to'], name, value }
  })
}

/** `integrationResponse.responseParameters` → mappings. */
export function parseResponseParameters(
  parameters: Readonly<Record<string, string>> | undefined,
  place: string,
  problems: Problems,
): ResponseMapping[] {
  return parseAll(parameters, 'response', place, problems, (key, value) => {
    const name = RESPONSE_TARGET.exec(key)?.[1]
    return name === undefined || !TOKEN.test(name) ? undefined : { name, value }
  })
}

function parseAll<Mapping>(
  parameters: Readonly<Record<string, string>> | undefined,
  direction: 'request' | 'response',
  place: string,
  problems: Problems,
  target: (key: string, value: Expression) => Mapping | undefined,
): Mapping[] {
  const mappings: Mapping[] = []
  for (const [key, text] of Object.entries(parameters ?? {})) {
    const value = parseExpression(String(text), direction, place, problems)
    const mapping = value === undefined ? undefined : target(key, value)
    if (mapping !== undefined) mappings.push(mapping)
    else if (value !== undefined) problems.error(place, `Invalid mapping expression parameter specified: ${key}`)
  }
  return mappings
}

/** Whether a mapping reads the body, which then cannot stream. */
export const readsBody = (mappings: readonly { readonly value: Expression }[]): boolean =>
  mappings.some(({ value }) => value.from === 'body')

/** Request mappings → function that adds what they find to `out`. Throws GatewayError INVALID_JSON. */
export function linkRequestMappings(
  mappings: readonly RequestMapping[],
): (source: RequestSource, out: MappedParameters) => void {
  const linked = mappings.map(({ to, name, value }) => ({
    read: linkRequestExpression(value),
    write: WRITERS[to](name, value),
  }))
  const withBody = readsBody(mappings)
  return function mapParameters(source, out) {
    const body = withBody ? mappedBody(source.body(), 'request') : NO_BODY
    for (const { read, write } of linked) {
      const value = read(source, body)
      if (value !== undefined) write(value, out)
    }
  }
}

type Write = (value: string | readonly string[], out: MappedParameters) => void

const joined = (value: string | readonly string[]) => (typeof value === 'string' ? value : value.join(','))

const WRITERS: Readonly<Record<RequestMapping['to'], (name: string, value: Expression) => Write>> = {
  header: (name) => (value, out) => out.headers.push([name, joined(value)]),
  querystring: (name) => (value, out) => {
    for (const each of typeof value === 'string' ? [value] : value) out.query.push([name, each])
  },
  // What came in a path is still encoded as it was sent; anything else is decoded text and must not end the path early.
  path: (name, { from }) =>
    from === 'path'
      ? (value, out) => {
          out.path[name] = joined(value)
        }
      : (value, out) => {
          out.path[name] = encodePathValue(joined(value))
        },
}

/** Encodes all that could not stand in a path; slashes stay. */
export const encodePathValue = (text: string) =>
  encodeURI(text.toWellFormed()).replaceAll('?', '%3F').replaceAll('#', '%23')

/** Response mappings → function that gives the headers they find. Throws GatewayError INTERNAL_FAILURE for a body that is no JSON. */
export function linkResponseMappings(
  mappings: readonly ResponseMapping[],
): (source: ResponseSource) => [name: string, value: string][] {
  const linked = mappings.map(({ name, value }) => ({ name, read: linkResponseExpression(value) }))
  const withBody = readsBody(mappings)
  return function mapResponseParameters(source) {
    const body = withBody ? mappedBody(source.body(), 'response') : NO_BODY
    const headers: [string, string][] = []
    for (const { name, read } of linked) {
      const value = read(source, body)
      if (value !== undefined) headers.push([name, joined(value)])
    }
    return headers
  }
}
