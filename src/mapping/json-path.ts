/**
 * JSONPath as Jayway's library has it, the one behind `$input.path`, `$input.json` and parameter mapping: text → steps.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 * Differs from AWS: Jayway 2.0 is the measure, the oldest that is known to fit; what came after it (functions, negative positions,
 * double quotes, word operators, brackets in filters) is served too, where 2.0 would refuse the path or find nothing.
 */
import { type Filter, parseFilter } from './json-path-filter.ts'
import { type Cursor, MAX_NESTING, MalformedPath, number, quoted, skipSpaces, startCursor } from './json-path-text.ts'

/** Steps from the root on. JSON-safe. */
export type JsonPath = readonly JsonPathStep[]

/** A name, a position (negative: from the end), or a step that may find many or computes. */
export type JsonPathStep =
  | string
  | number
  | { readonly names: readonly string[] }
  | { readonly positions: readonly number[] }
  | { readonly from: number | null; readonly to: number | null }
  | { readonly step: 'any' | 'scan' }
  | { readonly filters: readonly Filter[] }
  | { readonly call: JsonPathFunction; readonly arguments: readonly Argument[] }

/** Of a function: JSON text, or a path from the root. */
export type Argument = { readonly json: string } | { readonly path: JsonPath }

const FUNCTIONS = [
  'length',
  'size',
  'min',
  'max',
  'avg',
  'stddev',
  'sum',
  'keys',
  'first',
  'last',
  'index',
  'concat',
  'append',
] as const
export type JsonPathFunction = (typeof FUNCTIONS)[number]

/** UTF-16 units. A longer path is malformed. */
const MAX_TEXT = 10_000

/** Text → path; undefined when it is none. As in Jayway `a.b` is `$.a.b`, and `@` is `$`. */
export function parseJsonPath(text: string): JsonPath | undefined {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > MAX_TEXT) return undefined
  const path = /^[$@]/.test(trimmed) ? trimmed : `$.${trimmed}`
  const cursor = startCursor(path)
  try {
    cursor.at = 1
    const steps = parseSteps(cursor)
    return cursor.at === path.length ? steps : undefined
  } catch (error) {
    if (error instanceof MalformedPath) return undefined
    throw error
  }
}

/** Whether a path finds one value at most: names and positions alone. */
export function isDefinite(path: JsonPath): boolean {
  return path.every(
    (step, index) => typeof step !== 'object' || 'call' in step || ('names' in step && index === path.length - 1),
  )
}

/** Steps from behind the `$` or `@` to the first character that continues none. */
export function parseSteps(cursor: Cursor): JsonPathStep[] {
  const { text } = cursor
  const steps: JsonPathStep[] = []
  for (;;) {
    const character = text[cursor.at]
    if (character === '[') steps.push(parseBracket(cursor))
    else if (character !== '.') break
    else if (text[cursor.at + 1] === '.') {
      cursor.at += 2
      steps.push({ step: 'scan' })
      if (text[cursor.at] !== '[') steps.push(parseDotted(cursor))
    } else {
      cursor.at++
      // `$.[0]` and `$.['a']` are fine.
      if (text[cursor.at] !== '[') steps.push(parseDotted(cursor))
    }
  }
  if (steps.slice(0, -1).some((step) => typeof step === 'object' && 'call' in step)) throw new MalformedPath()
  return steps
}

/** A name runs to the next of these; in a filter also to a space, an operator or a bracket. */
const NAME = /[^.[\]\s()]+/y
const NAME_IN_FILTER = /[^.[\]\s()=<>!&|,]+/y

function parseDotted(cursor: Cursor): JsonPathStep {
  const pattern = cursor.nesting === 0 ? NAME : NAME_IN_FILTER
  pattern.lastIndex = cursor.at
  const name = pattern.exec(cursor.text)?.[0]
  if (name === undefined) throw new MalformedPath()
  cursor.at += name.length
  if (name === '*') return { step: 'any' }
  return cursor.text[cursor.at] === '(' ? parseCall(name, cursor) : name
}

function parseCall(name: string, cursor: Cursor): JsonPathStep {
  const call = FUNCTIONS.find((known) => known === name)
  if (call === undefined) throw new MalformedPath()
  cursor.at++
  const args: Argument[] = []
  for (skipSpaces(cursor); cursor.text[cursor.at] !== ')'; skipSpaces(cursor)) {
    args.push(parseArgument(cursor))
    skipSpaces(cursor)
    if (cursor.text[cursor.at] === ',') cursor.at++
    else if (cursor.text[cursor.at] !== ')') throw new MalformedPath()
  }
  cursor.at++
  return { call, arguments: args }
}

function parseArgument(cursor: Cursor): Argument {
  const character = cursor.text[cursor.at]
  if (character === '$') return { path: parseInner(cursor) }
  if (character === '"' || character === "'") return { json: JSON.stringify(quoted(cursor)) }
  const literal = LITERAL.exec(cursor.text.slice(cursor.at, cursor.at + MAX_LITERAL))?.[0]
  if (literal === undefined) throw new MalformedPath()
  cursor.at += literal.length
  return { json: literal }
}

const LITERAL = /^(?:-?\d+(?:\.\d+)?|true|false|null)/
const MAX_LITERAL = 40

/** A path within a path, from its `$` or `@` on. */
export function parseInner(cursor: Cursor): JsonPath {
  if (cursor.nesting >= MAX_NESTING) throw new MalformedPath()
  cursor.at++
  cursor.nesting++
  const steps = parseSteps(cursor)
  cursor.nesting--
  return steps
}

function parseBracket(cursor: Cursor): JsonPathStep {
  cursor.at++
  skipSpaces(cursor)
  const character = cursor.text[cursor.at] ?? ''
  let step: JsonPathStep
  if (character === '*') {
    cursor.at++
    step = { step: 'any' }
  } else if (character === '?') step = parseFilters(cursor)
  else if (character === "'" || character === '"') step = parseNames(cursor)
  else if (character === '(') step = parseFromEnd(cursor)
  else step = parsePositions(cursor)
  skipSpaces(cursor)
  if (cursor.text[cursor.at] !== ']') throw new MalformedPath()
  cursor.at++
  return step
}

function parseFilters(cursor: Cursor): JsonPathStep {
  const filters: Filter[] = []
  do {
    if (cursor.text[cursor.at] === ',') cursor.at++
    skipSpaces(cursor)
    if (cursor.text[cursor.at] !== '?') throw new MalformedPath()
    cursor.at++
    skipSpaces(cursor)
    filters.push(parseFilter(cursor))
    skipSpaces(cursor)
  } while (cursor.text[cursor.at] === ',')
  return { filters }
}

function parseNames(cursor: Cursor): JsonPathStep {
  const names = [quoted(cursor)]
  for (skipSpaces(cursor); cursor.text[cursor.at] === ','; skipSpaces(cursor)) {
    cursor.at++
    skipSpaces(cursor)
    names.push(quoted(cursor))
  }
  return names.length === 1 ? (names[0] as string) : { names }
}

/** `[(@.length-1)]` and `[(@.size()-1)]`: a position from the end. */
const FROM_END = /\(\s*@\s*\.\s*(?:length|size)\s*(?:\(\s*\)\s*)?-\s*(\d{1,9})\s*\)/y

function parseFromEnd(cursor: Cursor): JsonPathStep {
  FROM_END.lastIndex = cursor.at
  const [whole, count] = FROM_END.exec(cursor.text) ?? []
  if (whole === undefined) throw new MalformedPath()
  cursor.at += whole.length
  return -Number(count)
}

function parsePositions(cursor: Cursor): JsonPathStep {
  const first = number(cursor)
  skipSpaces(cursor)
  if (cursor.text[cursor.at] === ':') {
    cursor.at++
    skipSpaces(cursor)
    const to = number(cursor)
    if (first === undefined && to === undefined) throw new MalformedPath()
    return { from: first ?? null, to: to ?? null }
  }
  if (first === undefined) throw new MalformedPath()
  const positions = [first]
  while (cursor.text[cursor.at] === ',') {
    cursor.at++
    skipSpaces(cursor)
    const next = number(cursor)
    if (next === undefined) throw new MalformedPath()
    positions.push(next)
    skipSpaces(cursor)
  }
  return positions.length === 1 ? first : { positions }
}
