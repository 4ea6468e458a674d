/** Velocity 1.7's grammar: `#foreach`, `#define`, `#macro`, `#break`, `#stop`, `#literal`, and calls of macros. */
import type { Block, Expression, Statement } from './ast.ts'
import { parseValue } from './parse-expression.ts'
import { expectEnd, parseBlock } from './parser.ts'
import type { ParserContext } from './parser-context.ts'
import { type Token, textOf } from './token.ts'

const BLOCKS = new Set(['foreach', 'define', 'macro', 'literal'])
/** They read files of a server, or parse text for every request. */
const NOT_OFFERED = new Set(['parse', 'include', 'evaluate'])

interface Argument {
  readonly expression: Expression
  readonly literal: string
}

interface Parts {
  readonly name: string
  readonly first: Token
  readonly arguments: readonly Argument[]
  /** Of a directive that has an `#end`. */
  readonly body?: Block
  readonly bodyText?: string
  readonly offset: number
}

export function parseDirective(p: ParserContext): Statement {
  const first = p.tokens.take()
  const { image } = first
  const name = first.kind === 'BRACKETED_WORD' ? image.slice(2, -1) : image.slice(1)
  p.tokens.lexer.state = 'DIRECTIVE'
  if (NOT_OFFERED.has(name)) throw p.error(`#${name} is not offered in mapping templates`, first.offset)
  const parts = { name, first, offset: p.base + first.offset }
  if (!parenthesisFollows(p)) {
    p.tokens.lexer.pop()
    if (BLOCKS.has(name)) throw p.error(`#${name} needs arguments`, first.offset)
    return name.startsWith('@') ? { is: 'text', text: `#${name}` } : makeStatement(p, { ...parts, arguments: [] })
  }
  const args = parseArguments(p, name, first)
  if (!BLOCKS.has(name) && !name.startsWith('@')) return makeStatement(p, { ...parts, arguments: args })
  const opening = p.tokens.last
  const body = parseBlock(p)
  const bodyText = p.tokens.last === opening ? '' : textOf(opening.next ?? opening, p.tokens.last)
  expectEnd(p, first)
  if (name === 'macro') rememberMacro(p, args, first)
  return makeStatement(p, { ...parts, arguments: args, body, bodyText })
}

/** Looks at the text itself: Velocity takes no token for it. */
function parenthesisFollows(p: ParserContext): boolean {
  const { text, position } = p.tokens.lexer
  PARENTHESIS.lastIndex = position
  return PARENTHESIS.test(text)
}

const PARENTHESIS = /[ \n\r\t]*\(/y

function parseArguments(p: ParserContext, name: string, first: Token): Argument[] {
  const args: Argument[] = []
  p.tokens.accept('WHITESPACE')
  p.tokens.expect('LPAREN', '"("')
  for (;;) {
    p.tokens.accept('WHITESPACE')
    if (p.tokens.accept('RPAREN')) return args
    if (p.tokens.accept('COMMA')) p.tokens.accept('WHITESPACE')
    const begin = p.tokens.peek()
    const expression = parseArgument(p, name, args.length, first)
    args.push({ expression, literal: textOf(begin, p.tokens.last) })
  }
}

function parseArgument(p: ParserContext, name: string, position: number, first: Token): Expression {
  if (!p.tokens.is('WORD')) {
    if (name === 'macro' && position === 0) throw p.error('#macro needs a name, without quotes, first', first.offset)
    return p.nested(() => parseValue(p))
  }
  const { image } = p.tokens.peek()
  const isWordOf =
    (name === 'macro' && position === 0) || (name === 'foreach' && position === 1) || !p.isDirective(name)
  if (!isWordOf) p.tokens.fail(`#${name} takes no bare word`)
  p.tokens.take()
  return { is: 'word', text: image }
}

function rememberMacro(p: ParserContext, [name]: readonly Argument[], first: Token): void {
  if (name?.expression.is !== 'word') throw p.error('#macro needs a name first', first.offset)
  p.macroNames.add(name.expression.text)
}

function makeStatement(p: ParserContext, parts: Parts): Statement {
  const { name, body = [], offset } = parts
  const args = parts.arguments.map(({ expression }) => expression)
  const [first, , third] = args
  switch (name) {
    case 'foreach':
      if (args.length < 2) throw p.error('#foreach needs "($item in $list)"', parts.first.offset)
      // Velocity renders nothing for `#foreach($a [1, 2])`: the loop has no `in`.
      if (third === undefined || args.length > 3) return { is: 'text', text: '' }
      return { is: 'foreach', element: nameOf(first), over: third, body, offset }
    case 'define':
      if (args.length !== 1) throw p.error('#define needs one name', parts.first.offset)
      return { is: 'define', name: nameOf(first), body, offset }
    case 'macro':
      return { is: 'macro', macro: { name: nameOf(first), parameters: args.slice(1).map(nameOf), body } }
    case 'literal':
      return { is: 'text', text: parts.bodyText ?? '' }
    case 'stop':
      return { is: 'stop' }
    case 'break':
      if (args.length > 1) throw p.error('#break takes one scope', parts.first.offset)
      return { is: 'break', scope: first, offset }
    default:
      return macroCall(p, parts)
  }
}

function macroCall(p: ParserContext, { name, first, arguments: args, body, offset }: Parts): Statement {
  const bad = args.find(({ expression }) => expression.is === 'word')
  return {
    is: 'call',
    name: name.startsWith('@') ? name.slice(1) : name,
    arguments: args.map(({ expression }) => expression),
    body,
    literal: literalOf(first, p.tokens.last),
    literals: args.map(({ literal }) => literal),
    badArgument: bad?.literal,
    offset,
  }
}

/** The images alone, as Velocity prints a call of no macro. */
function literalOf(first: Token, last: Token): string {
  let text = first.image
  for (let token = first; token !== last && token.next !== undefined; ) {
    token = token.next
    text += token.image
  }
  return text
}

/** A name where a reference is expected; of anything else Velocity takes all but the first character. */
function nameOf(expression: Expression | undefined): string {
  switch (expression?.is) {
    case 'reference':
      return expression.root
    case 'word':
      return expression.text
    case 'string':
      return `${expression.text}"`
    default:
      return ''
  }
}
