/** Velocity 1.7's grammar: statements. */
import type { Block, Branch, Statement } from './ast.ts'
import { parseDirective } from './parse-directive.ts'
import { parseExpression } from './parse-expression.ts'
import { parseReference } from './parse-reference.ts'
import type { ParserContext } from './parser-context.ts'
import type { Kind, Token } from './token.ts'
import { tokenText } from './token.ts'

/** Statements up to what begins none: `#end`, `#else`, the end of the template. */
export function parseBlock(p: ParserContext): Block {
  const statements: Statement[] = []
  p.nested(() => {
    for (;;) {
      const { offset, before } = p.tokens.peek()
      const statement = parseStatement(p)
      if (statement === undefined) break
      add(statements, statement, p.base + offset - before.length)
    }
  })
  return statements
}

/** Neighbouring texts are one. */
function add(statements: Statement[], statement: Statement, offset: number): void {
  const last = statements.at(-1)
  if (statement.is !== 'text') statements.push(statement)
  else if (last?.is !== 'text') statements.push({ ...statement, offset })
  else statements[statements.length - 1] = { ...last, text: last.text + statement.text }
}

const PLAIN_TEXT: ReadonlySet<Kind> = new Set<Kind>([
  'TEXT',
  'DOT',
  'RPAREN',
  'LPAREN',
  'INTEGER_LITERAL',
  'FLOATING_POINT_LITERAL',
  'STRING_LITERAL',
  'ESCAPE',
  'LCURLY',
  'RCURLY',
  'EMPTY_INDEX',
])

function parseStatement(p: ParserContext): Statement | undefined {
  const token = p.tokens.peek()
  switch (token.kind) {
    case 'IF_DIRECTIVE':
      return parseIf(p)
    case 'IDENTIFIER':
      // Velocity looks one token further here, and what is looked at may change the lexer's state.
      p.tokens.after(token)
      return parseReference(p)
    case 'SINGLE_LINE_COMMENT_START':
      return parseLineComment(p)
    case 'MULTI_LINE_COMMENT':
    case 'FORMAL_COMMENT':
      return { is: 'text', text: beforeComment(p.tokens.take().image) }
    case 'TEXTBLOCK':
      return { is: 'text', text: p.tokens.take().image.slice('#[['.length, -']]#'.length) }
    case 'SET_DIRECTIVE':
      return parseSet(p)
    case 'ESCAPE_DIRECTIVE':
      return { is: 'text', text: escapedDirective(p, p.tokens.take().image) }
    case 'DOUBLE_ESCAPE':
      return { is: 'text', text: parseEscapes(p) }
    case 'WORD':
    case 'BRACKETED_WORD':
      return parseDirective(p)
    case 'LCURLY':
      if (p.tokens.after(token).kind === 'IDENTIFIER') return parseReference(p)
  }
  return PLAIN_TEXT.has(token.kind) ? { is: 'text', text: tokenText(p.tokens.take()) } : undefined
}

function parseLineComment(p: ParserContext): Statement {
  const text = beforeComment(p.tokens.take().image)
  p.tokens.accept('SINGLE_LINE_COMMENT')
  return { is: 'text', text }
}

/** `$## …`: what only looked like the beginning of a reference. */
function beforeComment(image: string): string {
  const line = image.indexOf('##')
  return image.slice(0, Math.max(line < 0 ? image.indexOf('#*') : line, 0))
}

function parseIf(p: ParserContext): Statement {
  const opening = p.tokens.peek()
  const branches: Branch[] = []
  do {
    p.tokens.take()
    p.tokens.accept('WHITESPACE')
    p.tokens.expect('LPAREN', '"("')
    const condition = parseExpression(p)
    p.tokens.expect('RPAREN', '")"')
    branches.push({ condition, body: parseBlock(p) })
  } while (p.tokens.is('ELSEIF_DIRECTIVE'))
  const otherwise = p.tokens.accept('ELSE_DIRECTIVE') ? parseBlock(p) : []
  expectEnd(p, opening)
  return { is: 'if', branches, otherwise }
}

/** Throws TemplateError that names the directive which lacks its `#end`. */
export function expectEnd(p: ParserContext, opening: Token): void {
  if (p.tokens.accept('END')) return
  if (p.tokens.is('EOF')) throw p.error(`${opening.image} without #end`, opening.offset)
  p.tokens.fail('#end expected')
}

function parseSet(p: ParserContext): Statement {
  const { offset } = p.tokens.take()
  p.tokens.accept('WHITESPACE')
  const target = parseReference(p)
  p.tokens.accept('WHITESPACE')
  p.tokens.expect('EQUALS', '"="')
  const value = parseExpression(p)
  p.tokens.expect('RPAREN', '")"')
  p.tokens.lexer.inSet = false
  return { is: 'set', target, value, offset: p.base + offset }
}

const CONTROLS: ReadonlySet<Kind> = new Set<Kind>(['IF_DIRECTIVE', 'ELSE_DIRECTIVE', 'ELSEIF_DIRECTIVE', 'END'])
const WORDS = new Set(['if', 'end', 'set', 'else', 'elseif'])

/** `\\` before markup is one backslash, else it is two. */
function parseEscapes(p: ParserContext): string {
  let count = 0
  while (p.tokens.accept('DOUBLE_ESCAPE')) count++
  const next = p.tokens.peek()
  const control = CONTROLS.has(next.kind) || p.isDirective(next.image.slice(1))
  return (control ? '\\' : '\\\\').repeat(count)
}

/** `\#if` loses its backslash, `\#nothing` keeps it. */
function escapedDirective(p: ParserContext, image: string): string {
  const hash = image.lastIndexOf('\\') + 1
  const name = image.slice(hash + 1).replace(/^\{(.*)\}$/, '$1')
  const known = WORDS.has(name) || p.isDirective(name)
  return known ? image.slice(0, (hash - 1) / 2) + image.slice(hash) : image
}
