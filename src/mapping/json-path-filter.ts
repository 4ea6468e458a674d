/**
 * Filters of a JSONPath: `[?(@.price < 10 && @.category == 'fiction')]`. Text → tree, JSON-safe.
 * A literal is text, quoted or not, as in Jayway 2.0: it is compared as a number with a number and as text with text.
 */
import { compileJavaPattern } from './java-pattern.ts'
import { isDefinite, type JsonPath, parseInner } from './json-path.ts'
import { type Cursor, MAX_NESTING, MalformedPath, skipSpaces } from './json-path-text.ts'

export type Filter =
  | { readonly or: readonly Filter[] }
  | { readonly and: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly left: Operand; readonly operator: 'exists' }
  | { readonly left: Operand; readonly operator: Operator; readonly right: Operand }

export type Operand =
  | { readonly path: JsonPath; readonly root?: true }
  | { readonly text: string }
  | { readonly json: string }
  | { readonly pattern: string; readonly flags: string }

const SIGNS = ['===', '!==', '==', '!=', '>=', '<=', '=~', '<', '>'] as const
const WORDS = ['in', 'nin', 'subsetof', 'anyof', 'noneof', 'contains', 'size', 'empty'] as const
export type Operator = (typeof SIGNS)[number] | (typeof WORDS)[number]

/** The filter that begins here with its bracket: `(@.a)`. */
export function parseFilter(cursor: Cursor): Filter {
  if (cursor.text[cursor.at] !== '(' || cursor.nesting >= MAX_NESTING) throw new MalformedPath()
  cursor.at++
  cursor.nesting++
  const filter = parseChoice(cursor)
  cursor.nesting--
  skipSpaces(cursor)
  if (cursor.text[cursor.at] !== ')') throw new MalformedPath()
  cursor.at++
  return filter
}

const parseChoice = (cursor: Cursor): Filter => parseChain(cursor, '||', parseBoth, (or) => ({ or }))
const parseBoth = (cursor: Cursor): Filter => parseChain(cursor, '&&', parseCriterion, (and) => ({ and }))

function parseChain(
  cursor: Cursor,
  sign: string,
  parse: (cursor: Cursor) => Filter,
  join: (filters: readonly Filter[]) => Filter,
): Filter {
  const first = parse(cursor)
  const filters = [first]
  for (skipSpaces(cursor); cursor.text.startsWith(sign, cursor.at); skipSpaces(cursor)) {
    cursor.at += sign.length
    filters.push(parse(cursor))
  }
  return filters.length === 1 ? first : join(filters)
}

function parseCriterion(cursor: Cursor): Filter {
  skipSpaces(cursor)
  const { text } = cursor
  if (text[cursor.at] === '!') {
    cursor.at++
    skipSpaces(cursor)
    if (text[cursor.at] === '(') return { not: parseFilter(cursor) }
    return { not: { left: parsePath(cursor), operator: 'exists' } }
  }
  if (text[cursor.at] === '(') return parseFilter(cursor)
  const left = parseOperand(cursor, LEFT_TEXT)
  skipSpaces(cursor)
  const operator = parseOperator(cursor)
  if (operator !== undefined) {
    skipSpaces(cursor)
    return { left, operator, right: parseRight(cursor, operator) }
  }
  if (!('path' in left)) throw new MalformedPath()
  return { left, operator: 'exists' }
}

function parseOperator(cursor: Cursor): Operator | undefined {
  const sign = SIGNS.find((candidate) => cursor.text.startsWith(candidate, cursor.at))
  const found = sign ?? WORDS.find((candidate) => wordAt(cursor, candidate))
  cursor.at += found?.length ?? 0
  return found
}

function wordAt({ text, at }: Cursor, word: string): boolean {
  return text.slice(at, at + word.length).toLowerCase() === word && /^[\s[('"$@/\d]/.test(text.slice(at + word.length))
}

function parseRight(cursor: Cursor, operator: Operator): Operand {
  const right = parseOperand(cursor, RIGHT_TEXT)
  const pattern = 'pattern' in right
  if ((operator === '=~') !== pattern) throw new MalformedPath()
  return right
}

/** Unquoted text runs to an operator on the left; on the right to the next criterion or the end of the filter. */
const LEFT_TEXT = /[^=<>!&|()]*/y
const RIGHT_TEXT = /(?:(?!&&|\|\|)[^()])*/y
/** A pattern ends at the slash that the end of its criterion follows. */
const PATTERN = /\/((?:[^/]|\/(?![a-zA-Z]*\s*(?:\)|&&|\|\|)))*)\/([a-zA-Z]*)/y

function parseOperand(cursor: Cursor, unquoted: RegExp): Operand {
  const character = cursor.text[cursor.at]
  if (character === '@' || character === '$') return parsePath(cursor)
  if (character === "'" || character === '"') return { text: literalText(cursor) }
  if (character === '/') return parsePattern(cursor)
  if (character === '[') return { json: bracketed(cursor) }
  unquoted.lastIndex = cursor.at
  const text = unquoted.exec(cursor.text)?.[0] ?? ''
  cursor.at += text.length
  if (text.trim() === '') throw new MalformedPath()
  return { text: text.trim() }
}

function parsePath(cursor: Cursor): Operand {
  const sign = cursor.text[cursor.at]
  if (sign !== '@' && sign !== '$') throw new MalformedPath()
  const path = parseInner(cursor)
  if (!isDefinite(path)) throw new MalformedPath()
  return sign === '$' ? { path, root: true } : { path }
}

/** What stands between the quotes; `\'` alone is undone, and that at comparison with text. */
function literalText(cursor: Cursor): string {
  const { text, at } = cursor
  const quote = text[at] as string
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++
    else if (text[end] === quote) {
      cursor.at = end + 1
      return text.slice(at + 1, end).replaceAll(`\\${quote}`, quote)
    }
  }
  throw new MalformedPath()
}

const FLAGS = /^[imsu]*$/

function parsePattern(cursor: Cursor): Operand {
  PATTERN.lastIndex = cursor.at
  const [whole, pattern = '', flags = ''] = PATTERN.exec(cursor.text) ?? []
  if (whole === undefined || !FLAGS.test(flags)) throw new MalformedPath()
  if (typeof compileJavaPattern(pattern, flags) === 'string') throw new MalformedPath()
  cursor.at += whole.length
  return { pattern, flags }
}

/** `['a', 'b']`, to its closing bracket. */
function bracketed(cursor: Cursor): string {
  const { text, at: start } = cursor
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (character === "'" || character === '"') {
      cursor.at = at
      literalText(cursor)
      at = cursor.at - 1
    } else if (character === '[') depth++
    else if (character === ']' && --depth === 0) {
      cursor.at = at + 1
      return text.slice(start, at + 1)
    }
  }
  throw new MalformedPath()
}
