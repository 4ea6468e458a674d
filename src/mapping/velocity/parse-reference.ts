/** Velocity 1.7's grammar: references in every form. */
import type { PathStep, ReferenceNode } from './ast.ts'
import { parseIndexParameter, parseParameter } from './parse-expression.ts'
import type { ParserContext } from './parser-context.ts'
import { type Kind, type Token, textOf } from './token.ts'

/** `$a`, `${a.b}`, `$!a[0].c("d")`. The first token may be the name or `${`. */
export function parseReference(p: ParserContext): ReferenceNode {
  const first = p.tokens.peek()
  const formal = p.tokens.accept('LCURLY') !== undefined
  const name = p.tokens.expect('IDENTIFIER', 'A reference')
  const path: PathStep[] = []
  parseIndexes(p, path)
  while (p.tokens.is('DOT') && p.tokens.after(p.tokens.peek()).kind === 'IDENTIFIER') {
    p.tokens.take()
    path.push(parseMember(p))
    parseIndexes(p, path)
  }
  if (formal) p.tokens.expect('RCURLY', '"}"')
  return referenceNode(p, first, name, p.tokens.last, path)
}

function parseIndexes(p: ParserContext, path: PathStep[]): void {
  while (p.tokens.is('INDEX_LBRACKET')) {
    const { offset } = p.tokens.take()
    const index = parseIndexParameter(p)
    p.tokens.expect('INDEX_RBRACKET', '"]"')
    path.push({ is: 'index', index, offset: p.base + offset })
  }
}

/** What may begin an argument. */
const ARGUMENT: ReadonlySet<Kind> = new Set<Kind>([
  'REFMOD2_RPAREN',
  'WHITESPACE',
  'STRING_LITERAL',
  'INTEGER_LITERAL',
  'FLOATING_POINT_LITERAL',
  'LBRACKET',
  'LEFT_CURLEY',
  'TRUE',
  'FALSE',
  'IDENTIFIER',
  'LCURLY',
])

function parseMember(p: ParserContext): PathStep {
  const { image: name, offset } = p.tokens.take()
  const open = p.tokens.peek()
  const place = p.base + offset
  if (open.kind !== 'LPAREN' || !ARGUMENT.has(p.tokens.after(open).kind)) return { is: 'property', name, offset: place }
  p.tokens.take()
  const args = []
  if (!p.tokens.is('REFMOD2_RPAREN')) {
    do args.push(parseParameter(p))
    while (p.tokens.accept('COMMA'))
  }
  p.tokens.expect('REFMOD2_RPAREN', '")"')
  return { is: 'method', name, arguments: args, offset: place }
}

/** Takes what stands before the `$` apart: backslashes, `#`, `!`. */
function referenceNode(
  p: ParserContext,
  first: Token,
  name: Token,
  last: Token,
  path: readonly PathStep[],
): ReferenceNode {
  const { image } = first
  const node = {
    is: 'reference' as const,
    path,
    runt: false,
    computable: true,
    escaped: undefined,
    offset: p.base + first.offset,
  }
  if (image.includes('\\!')) {
    const root = withoutOneBackslash(image)
    return { ...node, root, prefix: '', literal: textOf(first, last), computable: false }
  }
  const backslashes = /^\\*/.exec(image)?.[0].length ?? 0
  const dollar = Math.max(image.lastIndexOf('$'), backslashes)
  first.image = image.slice(dollar)
  const literal = textOf(first, last)
  return {
    ...node,
    root: rootOf(first, name),
    prefix: '\\'.repeat(backslashes >> 1) + (backslashes % 2 === 1 ? '' : image.slice(backslashes, dollar)),
    escaped: backslashes % 2 === 1 ? literal : undefined,
    literal: first.image.startsWith('$!') ? '' : literal,
    runt: !first.image.startsWith('$'),
  }
}

function rootOf({ image }: Token, name: Token): string {
  if (image.startsWith('$!{') || image === '${') return name.image
  if (image.startsWith('$!')) return image.slice(2)
  return image.startsWith('$') ? image.slice(1) : image
}

/** `$\!a` */
function withoutOneBackslash(image: string): string {
  const slash = image.indexOf('\\', image.indexOf('$'))
  return image.slice(0, slash) + image.slice(slash + 1)
}

/** The token after a reference that begins here, which Velocity tries before it takes `[$a..$b]` for a range. */
export function scanReference(p: ParserContext, token: Token): Token | undefined {
  const name = token.kind === 'LCURLY' ? p.tokens.after(token) : token
  if (name.kind !== 'IDENTIFIER') return undefined
  let end = p.tokens.after(name)
  for (let path = scanStep(p, end); path !== undefined; path = scanStep(p, end)) end = path
  return token.kind === 'LCURLY' && end.kind === 'RCURLY' ? p.tokens.after(end) : end
}

function scanStep(p: ParserContext, token: Token): Token | undefined {
  if (token.kind === 'INDEX_LBRACKET') return scanBrackets(p, token)
  if (token.kind !== 'DOT') return undefined
  const name = p.tokens.after(token)
  if (name.kind !== 'IDENTIFIER') return undefined
  const open = p.tokens.after(name)
  return open.kind === 'LPAREN' ? scanBrackets(p, open) : open
}

const OPENING: ReadonlySet<Kind> = new Set<Kind>(['INDEX_LBRACKET', 'LPAREN'])
const CLOSING: ReadonlySet<Kind> = new Set<Kind>(['INDEX_RBRACKET', 'REFMOD2_RPAREN'])

function scanBrackets(p: ParserContext, open: Token): Token {
  let depth = 0
  let token = open
  do {
    if (OPENING.has(token.kind)) depth++
    if (CLOSING.has(token.kind)) depth--
    if (token.kind === 'EOF') return token
    token = p.tokens.after(token)
  } while (depth > 0)
  return token
}
