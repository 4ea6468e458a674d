import { GatewayError } from '../errors/gateway-error.ts'
import { pathBudget, type ReadPath } from './json-path-read.ts'
import { MappingFault } from './mapping-fault.ts'
import { parseJson } from './parse-json.ts'
import { printJson } from './print.ts'
import type { Value } from './values.ts'

const INVALID_REQUEST = new GatewayError('INVALID_JSON')
const INVALID_RESPONSE = new GatewayError('INTERNAL_FAILURE', { reason: 'The integration response is not valid JSON' })

/** A body that begins so has to be JSON; any other is text. Recorded on AWS: an empty body is `{}`. */
const JSON_START = /^[{['"]/
const EMPTY = '{}'

/** A body that mappings read from, parsed at most once. */
export interface MappedBody {
  readonly whole: string | undefined
  /** The value at a path as text, JSON for objects and lists. Undefined when nothing is there, or the path does not fit the body. */
  at(read: ReadPath): string | undefined
}

/** Throws GatewayError when the body begins like JSON and is none: 400 for a request, 500 for a response. */
export function mappedBody(text: string, direction: 'request' | 'response'): MappedBody {
  const whole = text.trim() || EMPTY
  const document = JSON_START.test(whole) ? parse(whole, direction) : whole
  const budget = pathBudget()
  return { whole, at: (read) => unlessFault(() => asText(read(document, budget))) }
}

function parse(text: string, direction: 'request' | 'response'): Value {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof MappingFault)) throw error
    throw direction === 'request' ? INVALID_REQUEST : INVALID_RESPONSE
  }
}

function unlessFault(read: () => string | undefined): string | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof MappingFault) return undefined
    throw error
  }
}

function asText(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : printJson(value)
}

/** For mappings that read no body. */
export const NO_BODY: MappedBody = { whole: undefined, at: () => undefined }
