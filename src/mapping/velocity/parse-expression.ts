/** Velocity 1.7's grammar: expressions. */
import type { BinaryOperator, Expression } from './ast.ts'
import { parseReference, scanReference } from './parse-reference.ts'
import { parseBlock } from './parser.ts'
import { ParserContext } from './parser-context.ts'
import { type Kind, type Token, textOf } from './token.ts'

/** From the weakest to the strongest. */
const LEVELS: readonly Partial<Record<Kind, BinaryOperator>>[] = [
  { LOGICAL_OR: '||' },
  { LOGICAL_AND: '&&' },
  { LOGICAL_EQUALS: '==', LOGICAL_NOT_EQUALS: '!=' },
  { LOGICAL_LT: '<', LOGICAL_GT: '>', LOGICAL_LE: '<=', LOGICAL_GE: '>=' },
  { PLUS: '+', MINUS: '-' },
  { MULTIPLY: '*', DIVIDE: '/', MODULUS: '%' },
]

export const parseExpression = (p: ParserContext): Expression => p.nested(() => parseLevel(p, 0))

function parseLevel(p: ParserContext, level: number): Expression {
  const operators = LEVELS[level]
  if (operators === undefined) return parseUnary(p)
  let left = parseLevel(p, level + 1)
  for (let operator = operators[p.tokens.peek().kind]; operator !== undefined; ) {
    const { offset } = p.tokens.take()
    const first = p.tokens.peek()
    const right = parseLevel(p, level + 1)
    const literals = [p.literals.get(left) ?? '', p.literals.get(right) ?? ''] as const
    left = { is: 'binary', operator, left, right, literals, offset: p.base + offset }
    // Velocity takes the text of the right operand for that of the whole.
    p.literals.set(left, textOf(first, p.tokens.last))
    operator = operators[p.tokens.peek().kind]
  }
  return left
}

function parseUnary(p: ParserContext): Expression {
  const token = p.tokens.peek()
  const not = token.kind === 'WHITESPACE' ? p.tokens.after(token) : token
  if (not.kind !== 'LOGICAL_NOT') return parsePrimary(p)
  p.tokens.accept('WHITESPACE')
  p.tokens.take()
  return { is: 'not', operand: p.nested(() => parseUnary(p)) }
}

function parsePrimary(p: ParserContext): Expression {
  p.tokens.accept('WHITESPACE')
  const value = p.tokens.is('LPAREN') ? parseParenthesis(p) : parseValue(p)
  p.tokens.accept('WHITESPACE')
  return value
}

function parseParenthesis(p: ParserContext): Expression {
  p.tokens.take()
  const first = p.tokens.peek()
  const value = parseExpression(p)
  p.literals.set(value, textOf(first, p.tokens.last))
  p.tokens.expect('RPAREN', '")"')
  return value
}

/** An argument, an item, a key: a value with spaces around it. */
export function parseParameter(p: ParserContext): Expression {
  p.tokens.accept('WHITESPACE')
  const value = p.nested(() => parseValue(p))
  p.tokens.accept('WHITESPACE')
  return value
}

/** `$a[…]` takes fewer kinds. */
export function parseIndexParameter(p: ParserContext): Expression {
  const token = p.tokens.accept('WHITESPACE') ? p.tokens.peek() : p.tokens.peek()
  if (token.kind === 'FLOATING_POINT_LITERAL') p.tokens.fail('A text, a whole number or a reference expected')
  const value = p.nested(() => parseValue(p))
  p.tokens.accept('WHITESPACE')
  return value
}

export function parseValue(p: ParserContext): Expression {
  const token = p.tokens.peek()
  switch (token.kind) {
    case 'STRING_LITERAL':
      return parseString(p, p.tokens.take())
    case 'INTEGER_LITERAL':
      return { is: 'integer', value: integer(numeral(p)) }
    case 'FLOATING_POINT_LITERAL':
      return { is: 'double', value: Number(numeral(p)) }
    case 'TRUE':
    case 'FALSE':
      return { is: 'boolean', value: p.tokens.take().kind === 'TRUE' }
    case 'IDENTIFIER':
    case 'LCURLY':
      return parseReference(p)
    case 'LBRACKET':
      return isRange(p, token) ? parseRange(p) : parseList(p)
    case 'LEFT_CURLEY':
      return parseMap(p)
    default:
      return p.tokens.fail('A value expected')
  }
}

/** A `#` before it belongs to the token, but to no number. */
function numeral(p: ParserContext): string {
  const { image } = p.tokens.peek()
  return /^[-.\d]/.test(image) ? p.tokens.take().image : p.tokens.fail('A number expected')
}

/** Integer, Long or BigInteger. */
function integer(image: string): number | bigint {
  const value = Number(image)
  return Number.isSafeInteger(value) ? value + 0 : BigInt(image)
}

/** `[ $a ..` or `[ 1 ..`: Velocity looks that far ahead. */
function isRange(p: ParserContext, bracket: Token): boolean {
  const first = skipWhitespace(p, p.tokens.after(bracket))
  const end = first.kind === 'INTEGER_LITERAL' ? p.tokens.after(first) : scanReference(p, first)
  return end !== undefined && skipWhitespace(p, end).kind === 'DOUBLEDOT'
}

const skipWhitespace = (p: ParserContext, token: Token) => (token.kind === 'WHITESPACE' ? p.tokens.after(token) : token)

function parseRange(p: ParserContext): Expression {
  const bracket = p.tokens.take()
  const from = parseBound(p)
  p.tokens.expect('DOUBLEDOT', '".."')
  const to = parseBound(p)
  p.tokens.expect('RBRACKET', '"]"')
  const range: Expression = { is: 'range', from, to, offset: p.base + bracket.offset }
  p.literals.set(range, textOf(bracket, p.tokens.last))
  return range
}

function parseBound(p: ParserContext): Expression {
  p.tokens.accept('WHITESPACE')
  const bound = p.tokens.is('INTEGER_LITERAL') ? parseValue(p) : parseReference(p)
  p.tokens.accept('WHITESPACE')
  return bound
}

function parseList(p: ParserContext): Expression {
  p.tokens.take()
  const items: Expression[] = []
  if (!p.tokens.is('RBRACKET')) {
    do items.push(parseParameter(p))
    while (p.tokens.accept('COMMA'))
  }
  p.tokens.expect('RBRACKET', '"]"')
  return { is: 'list', items }
}

function parseMap(p: ParserContext): Expression {
  const brace = p.tokens.take()
  const entries: [Expression, Expression][] = []
  if (!isEmptyMap(p, brace)) {
    do {
      const key = parseParameter(p)
      p.tokens.expect('COLON', '":"')
      entries.push([key, parseParameter(p)])
    } while (p.tokens.accept('COMMA'))
  }
  p.tokens.accept('WHITESPACE')
  if (!p.tokens.accept('RIGHT_CURLEY')) p.tokens.expect('RCURLY', '"}"')
  return { is: 'map', entries }
}

function isEmptyMap(p: ParserContext, brace: Token): boolean {
  const { kind } = skipWhitespace(p, p.tokens.after(brace))
  return kind === 'RIGHT_CURLEY' || kind === 'RCURLY'
}

/** Single quotes are plain text; in double quotes references and directives count, and `\u0041` is a character. */
function parseString(p: ParserContext, token: Token): Expression {
  const { image } = token
  const quote = image[0] ?? ''
  const raw = image.slice(1, -1)
  const text = (quote === '"' ? withUnicode(p, raw, token.offset + 1) : raw).replaceAll(quote + quote, quote)
  if (quote === "'" || !/[$#]/.test(image)) return { is: 'string', text }
  // A line comment would take the space that Velocity adds, so that `"$a"` ends like any template.
  const trim = !text.includes('##')
  const inner = new ParserContext(trim ? `${text} ` : text, p, token.offset + 1)
  const body = parseWhole(inner)
  return { is: 'interpolation', body, trim }
}

function withUnicode(p: ParserContext, text: string, offset: number): string {
  return text.replace(/\\u(.{0,4})/gs, (_, digits: string, at: number) => {
    if (!/^[+-]?[0-9a-fA-F]+$/.test(digits) || digits.length < 4)
      throw p.error(`\\u${digits} is no character`, offset + at)
    return String.fromCharCode(Number.parseInt(digits, 16))
  })
}

/** A text to its end. */
export function parseWhole(p: ParserContext) {
  const body = parseBlock(p)
  if (!p.tokens.is('EOF')) p.tokens.fail('Unexpected')
  return body
}
