/** Velocity 1.7's grammar: `#foreach`, `#define`, `#macro`, `#break`, `#stop`, `#literal`, and calls of macros. */
import type { Block, Expression, Statement } from './ast.ts'
import { parseValue } from './parse-expression.ts'
import { expectEnd, parseBlock } from './parser.ts'
import type { ParserContext } from './parser-context.ts'
import { type Token, textOf } from './token.ts'

const BLOCKS = new Set(['foreach', 'define', 'macro', 'literal'])
/** They read files of a server, or parse text for every request. */
const NOT_OFFERED = new Set(['parse', 'include', 'evaluate'])

interface Parts {
  readonly name: string
  readonly first: Token
  readonly arguments: readonly Expression[]
  /** Undefined when no parenthesis follows the name. */
  readonly hasParenthesis: boolean
  readonly body: Block | undefined
  readonly bodyText: string
  readonly offset: number
}

export function parseDirective(p: ParserContext): Statement {
  const first = p.tokens.take()
  const { image } = first
  const name = first.kind === 'BRACKETED_WORD' ? image.slice(2, -1) : image.slice(1)
  p.tokens.lexer.state = 'DIRECTIVE'
  if (NOT_OFFERED.has(name)) throw p.error(`#${name} is not offered in mapping templates`, first.offset)
  if (!parenthesisFollows(p)) {
    p.tokens.lexer.pop()
    return withoutArguments(p, first, name)
  }
  const args = parseArguments(p, name, first)
  const isBlock = BLOCKS.has(name) || name.startsWith('@')
  const offset = p.base + first.offset
  if (!isBlock)
    return makeStatement(p, {
      name,
      first,
      arguments: args,
      hasParenthesis: true,
      body: undefined,
      bodyText: '',
      offset,
    })
  const opening = p.tokens.last
  const body = parseBlock(p)
  const bodyText = p.tokens.last === opening ? '' : textOf(opening.next ?? opening, p.tokens.last)
  expectEnd(p, first)
  if (name === 'macro') rememberMacro(p, args, first)
  return makeStatement(p, { name, first, arguments: args, hasParenthesis: true, body, bodyText, offset })
}

/** Looks at the text itself: Velocity takes no token for it. */
function parenthesisFollows(p: ParserContext): boolean {
  const { text, position } = p.tokens.lexer
  PARENTHESIS.lastIndex = position
  return PARENTHESIS.test(text)
}

const PARENTHESIS = /[ \n\r\t]*\(/y

function withoutArguments(p: ParserContext, first: Token, name: string): Statement {
  if (BLOCKS.has(name)) throw p.error(`#${name} needs arguments`, first.offset)
  if (name.startsWith('@')) return { is: 'text', text: `#${name}` }
  const offset = p.base + first.offset
  return makeStatement(p, { name, first, arguments: [], hasParenthesis: false, body: undefined, bodyText: '', offset })
}

function parseArguments(p: ParserContext, name: string, first: Token): Expression[] {
  const args: Expression[] = []
  p.tokens.accept('WHITESPACE')
  p.tokens.expect('LPAREN', '"("')
  for (;;) {
    p.tokens.accept('WHITESPACE')
    if (p.tokens.accept('RPAREN')) return args
    if (p.tokens.accept('COMMA')) p.tokens.accept('WHITESPACE')
    args.push(parseArgument(p, name, args.length, first))
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

function rememberMacro(p: ParserContext, args: readonly Expression[], first: Token): void {
  const [name] = args
  if (name?.is !== 'word') throw p.error('#macro needs a name first', first.offset)
  p.macroNames.add(name.text)
}

function makeStatement(p: ParserContext, parts: Parts): Statement {
  const { name, body = [], offset } = parts
  const [first, , third] = parts.arguments
  switch (name) {
    case 'foreach':
      if (first === undefined || third === undefined || parts.arguments.length > 3) return loopOverNothing(p, parts)
      return { is: 'foreach', element: nameOf(first), over: third, body, offset }
    case 'define':
      if (parts.arguments.length !== 1 || first === undefined)
        throw p.error('#define needs one name', parts.first.offset)
      return { is: 'define', name: nameOf(first), body, offset }
    case 'macro':
      return { is: 'macro', macro: { name: nameOf(first), parameters: parts.arguments.slice(1).map(nameOf), body } }
    case 'literal':
      return { is: 'text', text: parts.bodyText }
    case 'stop':
      return { is: 'stop' }
    case 'break':
      if (parts.arguments.length > 1) throw p.error('#break takes one scope', parts.first.offset)
      return { is: 'break', scope: first, offset }
    default:
      return macroCall(p, parts)
  }
}

/** Velocity renders nothing for `#foreach($a [1, 2])`: the loop has no `in`. */
function loopOverNothing(p: ParserContext, { arguments: args, first }: Parts): Statement {
  if (args.length < 2) throw p.error('#foreach needs "($item in $list)"', first.offset)
  return { is: 'text', text: '' }
}

function macroCall(p: ParserContext, { name, first, arguments: args, body, offset }: Parts): Statement {
  const bad = args.find((argument) => argument.is === 'word')
  return {
    is: 'call',
    name: name.startsWith('@') ? name.slice(1) : name,
    arguments: args,
    body,
    literal: literalOf(first, p.tokens.last),
    badArgument: bad?.is === 'word' ? bad.text : undefined,
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
