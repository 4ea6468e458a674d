/**
 * Integration URIs: `https://${stageVariables.host}/pets/{petId}`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-integration-request.html
 */
import { GatewayError } from '../errors/gateway-error.ts'
import { substituteStageVariables } from '../mapping/stage-variables.ts'

/** `{name}`; what follows a `$` is no path parameter. */
const PLACEHOLDER = /(?<!\$)\{([^{}\\]+)\}/g
const HTTP = /^https?:\/\/[^/?#]/i
/** Names and IPv6 addresses as URL gives them; it would let a left-over `${host}` through. */
const HOST_NAME = /^[\w.:[\]-]+$/
const HTTP_OR_VARIABLE = /^(?:https?:\/\/.|\$\{stageVariables\.)/i

const INVALID_VALUE = new GatewayError('BAD_REQUEST_PARAMETERS', {
  message: 'Invalid request parameter',
  reason: 'A mapped path parameter would change the host or leave the directory of the integration URI',
})

/** What is wrong with a URI as its owner wrote it; undefined when nothing is. */
export function uriProblem(uri: string): string | undefined {
  if (!HTTP_OR_VARIABLE.test(uri)) return 'Invalid HTTP endpoint specified for URI'
  const sample = substituteStageVariables(uri, {}).replace(PLACEHOLDER, 'x')
  if (sample.length < uri.length && uri.includes('${stageVariables.')) return undefined
  if (!URL.canParse(sample)) return 'Invalid HTTP endpoint specified for URI'
  const { hostname, username } = new URL(sample)
  if (!HOST_NAME.test(hostname)) return 'Invalid HTTP endpoint specified for URI'
  return username === '' ? undefined : 'The URI must not hold credentials'
}

/** The URI of one call. Throws GatewayError when the stage's variables make no URI of it. */
export type UriOf = (variables: Readonly<Record<string, string>>, path: Readonly<Record<string, string>>) => string

/** The URI with the stage's variables in it, cut at its placeholders: text, name, text, name, …, text. */
interface Resolved {
  readonly variables: Readonly<Record<string, string>>
  readonly pieces: readonly string[]
}

/** Variables are put in once per stage pointer, path parameters once per call. A placeholder without a value stays. */
export function linkUri(uri: string): UriOf {
  let resolved: Resolved | undefined
  return (variables, path) => {
    resolved = resolved?.variables === variables ? resolved : resolve(uri, variables)
    const { pieces } = resolved
    let url = pieces[0] as string
    for (let i = 1; i < pieces.length; i += 2) {
      url += valueAt(url, pieces[i] as string, path) + pieces[i + 1]
    }
    return url
  }
}

function resolve(uri: string, variables: Readonly<Record<string, string>>): Resolved {
  const text = substituteStageVariables(uri, variables).replace(/#.*/s, '')
  const sample = text.replace(PLACEHOLDER, 'x')
  if (!HTTP.test(sample) || !URL.canParse(sample)) {
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `Invalid endpoint address: ${text}` })
  }
  return { variables, pieces: text.split(PLACEHOLDER) }
}

const DOT_SEGMENT = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)/i

/** Whether URL parsers, which resolve dot segments, encoded ones too, would let a value lead out of where its owner meant it to stand. */
export const leavesDirectory = (value: string): boolean => DOT_SEGMENT.test(value)

const HOST_CHARACTERS = /^[A-Za-z0-9.-]+$/
const AUTHORITY = /^https?:\/\/[^/?]*$/i

/** A path parameter's value as it may stand after `before`. */
function valueAt(before: string, name: string, path: Readonly<Record<string, string>>): string {
  const value = Object.hasOwn(path, name) ? path[name] : undefined
  if (value === undefined) return `{${name}}`
  if (AUTHORITY.test(before) && !HOST_CHARACTERS.test(value)) throw INVALID_VALUE
  if (before.includes('?')) return value.replace(/[&#+ ]/g, encodeURIComponent)
  if (leavesDirectory(value)) throw INVALID_VALUE
  return value
}
