/**
 * JSONPath for parameter mapping: `$.a.b[0]['c d']`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 * Differs from AWS: this version evaluates definite paths only (names and positions); others are reported as not served.
 */

/** Names and positions from the root on. JSON-safe. */
export type JsonPath = readonly (string | number)[]

/** One step of a definite path. */
const STEP = /\.([^.[\]*?()@$'"\s]+)|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y
/** `..`, `*`, slices, unions, filters and functions: steps that may find many, or compute. Brackets stop at the next: linear in the text. */
const INDEFINITE = /^\$(?:\.{1,2}\*|.*(?:\.\.|\.\*|\[\s*\*|\[\s*\?|\[[^[\]'"]*[:,]|\]?\([^()]*\)|'\s*,\s*'))/

/** Text beginning with `$` → path. `indefinite` is valid JSONPath that this version does not serve. */
export function parseJsonPath(text: string): JsonPath | 'indefinite' | 'malformed' {
  if (!text.startsWith('$')) return 'malformed'
  const steps: (string | number)[] = []
  for (let at = 1; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at
    const step = STEP.exec(text)
    if (step === null) return INDEFINITE.test(text) ? 'indefinite' : 'malformed'
    const [, name, position, single, double] = step
    steps.push(name ?? (position === undefined ? withoutBackslashes(single ?? double ?? '') : Number(position)))
  }
  return steps
}

const withoutBackslashes = (quoted: string) => quoted.replace(/\\(.)/g, '$1')

/** What the path leads to; undefined when it leads nowhere. A negative position counts from the end. */
export function readJsonPath(value: unknown, path: JsonPath): unknown {
  let current = value
  for (const step of path) {
    if (Array.isArray(current)) current = typeof step === 'number' ? current.at(step) : undefined
    else if (typeof step === 'string' && isObject(current) && Object.hasOwn(current, step)) current = current[step]
    else return undefined
  }
  return current
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
