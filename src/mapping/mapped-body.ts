import { GatewayError } from '../errors/gateway-error.ts'
import { type JsonPath, readJsonPath } from './json-path.ts'

const INVALID_REQUEST = new GatewayError('INVALID_JSON')
const INVALID_RESPONSE = new GatewayError('INTERNAL_FAILURE', { reason: 'The integration response is not valid JSON' })

/** A body that begins so has to be JSON; any other is text. Recorded on AWS: an empty body is `{}`. */
const JSON_START = /^[{['"]/
const EMPTY = '{}'

/** A body that mappings read from, parsed at most once. */
export interface MappedBody {
  /** The value at a path as text: the body itself for the empty path, JSON for objects and lists. Undefined when nothing is there. */
  at(path: JsonPath): string | undefined
}

/** Throws GatewayError when the body begins like JSON and is none: 400 for a request, 500 for a response. */
export function mappedBody(text: string, direction: 'request' | 'response'): MappedBody {
  const trimmed = text.trim() || EMPTY
  const value = JSON_START.test(trimmed) ? parse(trimmed, direction) : trimmed
  return { at: (path) => (path.length === 0 ? trimmed : asText(readJsonPath(value, path))) }
}

function parse(text: string, direction: 'request' | 'response'): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw direction === 'request' ? INVALID_REQUEST : INVALID_RESPONSE
  }
}

function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** For mappings that read no body. */
export const NO_BODY: MappedBody = { at: () => undefined }
