/**
 * Mapping expressions: `method.request.header.X`, `integration.response.body.pet.id`, `context.requestId`, `'text'`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
import type { Problems } from '../lib/problems.ts'
import { type JsonPath, parseJsonPath } from './json-path.ts'
import { linkJsonPath } from './json-path-read.ts'
import type { MappedBody } from './mapped-body.ts'
import type { RequestSource, ResponseSource } from './mapping-source.ts'

/** A compiled expression, JSON-safe. `body` with an empty path is the whole body. */
export type Expression = NamedExpression | { readonly from: 'body'; readonly path: JsonPath }

interface NamedExpression {
  readonly from: RequestMember | 'context' | 'stageVariables' | 'static'
  /** A name of that kind; of `static` the text itself. */
  readonly name: string
}

type RequestMember = 'path' | 'querystring' | 'multivaluequerystring' | 'header' | 'multivalueheader'

/** What an expression reads: many values only from the multi-value kinds. Undefined when the source lacks it. */
export type Read<Source> = (source: Source, body: MappedBody) => string | readonly string[] | undefined

const REQUEST = /^method\.request\.(path|querystring|multivaluequerystring|header|multivalueheader)\.(.+)$/s
const RESPONSE = /^integration\.response\.(header|multivalueheader)\.(.+)$/s
const BODY = { request: /^method\.request\.body(|[.[].*)$/s, response: /^integration\.response\.body(|[.[].*)$/s }
const COMMON = /^(context|stageVariables)\.([A-Za-z0-9_.-]+)$/
const STATIC = /^'(.*)'$/s

/** Text → expression. Undefined after a problem was reported. */
export function parseExpression(
  text: string,
  direction: 'request' | 'response',
  place: string,
  problems: Problems,
): Expression | undefined {
  const fixed = STATIC.exec(text)
  if (fixed !== null) return { from: 'static', name: fixed[1] ?? '' }
  const named = (direction === 'request' ? REQUEST : RESPONSE).exec(text) ?? COMMON.exec(text)
  // The patterns above let only these words through.
  if (named !== null) return { from: named[1] as NamedExpression['from'], name: named[2] ?? '' }
  const body = BODY[direction].exec(text)
  const path = body === null ? undefined : parseJsonPath(`$${body[1]}`)
  if (path !== undefined) return { from: 'body', path }
  problems.error(place, `Invalid mapping expression specified: ${text}`)
  return undefined
}

function linkBody(path: JsonPath): Read<unknown> {
  if (path.length === 0) return (_, body) => body.whole
  const read = linkJsonPath(path)
  return (_, body) => body.at(read)
}

/** Expression → function, for a request. */
export function linkRequestExpression(expression: Expression): Read<RequestSource> {
  if (expression.from === 'body') return linkBody(expression.path)
  const { from, name } = expression
  switch (from) {
    case 'path':
      return (source) => source.path(name)
    case 'querystring':
      return (source) => source.querystring(name)
    case 'multivaluequerystring':
      return (source) => unlessEmpty(source.multivaluequerystring(name))
    default:
      return linkResponseExpression(expression)
  }
}

/** Expression → function, for a response. */
export function linkResponseExpression(expression: Expression): Read<ResponseSource> {
  if (expression.from === 'body') return linkBody(expression.path)
  const { from, name } = expression
  switch (from) {
    case 'header':
      return (source) => source.header(name)
    case 'multivalueheader':
      return (source) => unlessEmpty(source.multivalueheader(name))
    case 'context':
      return (source) => source.context(name)
    case 'stageVariables':
      return (source) => source.stageVariable(name)
    case 'static':
      return () => name
    default:
      throw new Error(`A response has no ${from}`)
  }
}

const unlessEmpty = (values: readonly string[]) => (values.length === 0 ? undefined : values)
