/** The rules of Velocity's lexical states, in Velocity's order: of matches of equal length the first counts. */
import type { Lexer } from './lexer.ts'
import type { Kind } from './token.ts'

export type LexicalState =
  | 'DEFAULT'
  | 'PRE_DIRECTIVE'
  | 'DIRECTIVE'
  | 'REFERENCE'
  | 'REFMODIFIER'
  | 'REFMOD2'
  | 'REFINDEX'
  | 'IN_TEXTBLOCK'
  | 'IN_MULTI_LINE_COMMENT'
  | 'IN_FORMAL_COMMENT'
  | 'IN_SINGLE_LINE_COMMENT'

export interface Rule {
  readonly kind: Kind
  /** `more` goes on with the same token in the state that its action set; `special` and `skip` make none. */
  readonly does: 'token' | 'more' | 'special' | 'skip'
  /** Length of the longest match at a position; 0 when there is none. */
  readonly match: (text: string, at: number) => number
  readonly action?: (lexer: Lexer) => void
  /** What the token is where it is not what was matched. */
  readonly image?: string
}

type Match = Rule['match']
type Action = NonNullable<Rule['action']>

const literal =
  (word: string): Match =>
  (text, at) =>
    text.startsWith(word, at) ? word.length : 0

/** Alternatives of a pattern must stand with the longest first. */
const pattern = ({ source }: RegExp): Match => {
  const sticky = new RegExp(source, 'y')
  return (text, at) => {
    sticky.lastIndex = at
    return sticky.test(text) ? sticky.lastIndex - at : 0
  }
}

const anyCharacter: Match = () => 1

function backslashesEnd(text: string, at: number): number {
  let end = at
  while (text.charCodeAt(end) === 92) end++
  return end
}

/** `\\\$`: a reference with what escapes it. Backslashes are counted once for the whole run, so that long runs cost no more. */
function escaped(match: Match, accepts: (count: number) => boolean): Match {
  let runText = ''
  let runStart = 0
  let runEnd = 0
  return (text, at) => {
    if (text !== runText || at < runStart || at > runEnd) {
      runText = text
      runStart = at
      runEnd = backslashesEnd(text, at)
    } else if (at === runEnd) {
      runStart = at
      runEnd = backslashesEnd(text, at)
    }
    const count = runEnd - at
    if (!accepts(count)) return 0
    const length = match(text, runEnd)
    return length === 0 ? 0 : count + length
  }
}

/** A quoted text: a doubled quote is one of its characters. The longest: of an even run of quotes at the end, all but the last close it. */
const stringLiteral: Match = (text, at) => {
  const quote = text[at]
  if (quote !== '"' && quote !== "'") return 0
  let end = 0
  for (let from = at + 1; ; ) {
    const open = text.indexOf(quote, from)
    if (open < 0) return end
    let close = open
    while (text[close] === quote) close++
    if ((close - open) % 2 === 1) return close - at
    end = close - 1 - at
    from = close
  }
}

const push =
  (state: LexicalState): Action =>
  (lexer) =>
    lexer.push(state)

const reference: Action = (lexer) => {
  if (lexer.inComment) return
  if (lexer.state === 'REFERENCE') lexer.pop()
  lexer.push('REFERENCE')
}

const hash: Action = (lexer) => {
  if (lexer.inComment) return
  if (lexer.state === 'REFERENCE' || lexer.state === 'REFMODIFIER') lexer.pop()
  lexer.push('PRE_DIRECTIVE')
}

const comment =
  (state: LexicalState): Action =>
  (lexer) => {
    if (lexer.inComment) return
    if (state === 'IN_FORMAL_COMMENT') lexer.position--
    if (state === 'IN_SINGLE_LINE_COMMENT' && lexer.state === 'REFERENCE') lexer.pop()
    lexer.inComment = true
    lexer.push(state)
  }

const endComment: Action = (lexer) => {
  lexer.inComment = false
  lexer.pop()
}

const setDirective: Action = (lexer) => {
  lexer.push('DIRECTIVE')
  lexer.inSet = true
  lexer.lparen++
}

const leftParenthesis: Action = (lexer) => {
  lexer.lparen++
  if (lexer.state === 'REFMODIFIER') lexer.state = 'REFMOD2'
}

/** Drops to the state below the one whose parenthesis this closes. */
const rightParenthesis: Action = (lexer) => {
  while (lexer.lparen === 0) if (!lexer.pop()) return
  if (lexer.lparen === lexer.rparen + 1) lexer.pop()
  else lexer.rparen++
}

/** A literal outside parentheses ends its directive. */
const endsBareDirective: Action = (lexer) => {
  if (lexer.lparen === 0 && !lexer.inSet && lexer.state !== 'REFMOD2' && lexer.state !== 'REFINDEX') lexer.pop()
}

const integer: Action = (lexer) => {
  if (lexer.text.startsWith('..', lexer.position - 2)) lexer.position -= 2
  endsBareDirective(lexer)
}

const float: Action = (lexer) => {
  if (lexer.lparen === 0 && !lexer.inSet && lexer.state !== 'REFMOD2') lexer.pop()
}

const string: Action = (lexer) => {
  if (lexer.state === 'DIRECTIVE' && !lexer.inSet && lexer.lparen === 0) lexer.pop()
}

const terminator: Action = (lexer) => {
  lexer.position--
  lexer.pop()
}

const dot: Action = (lexer) => {
  lexer.position--
  lexer.state = 'REFMODIFIER'
}

const ALL: readonly LexicalState[] = [
  'DEFAULT',
  'PRE_DIRECTIVE',
  'DIRECTIVE',
  'REFERENCE',
  'REFMODIFIER',
  'REFMOD2',
  'REFINDEX',
  'IN_TEXTBLOCK',
  'IN_MULTI_LINE_COMMENT',
  'IN_FORMAL_COMMENT',
  'IN_SINGLE_LINE_COMMENT',
]
const ARGUMENTS = ['DIRECTIVE', 'REFMOD2'] as const
const VALUES = ['DIRECTIVE', 'REFMOD2', 'REFINDEX'] as const
const PATH = ['REFERENCE', 'REFMODIFIER'] as const

const table: readonly (Rule & { readonly states: readonly LexicalState[] })[] = [
  rule('INDEX_LBRACKET', PATH, literal('['), push('REFINDEX')),
  rule('INDEX_RBRACKET', ['REFINDEX'], literal(']'), (lexer) => lexer.pop()),
  rule('LBRACKET', ARGUMENTS, literal('[')),
  rule('RBRACKET', ARGUMENTS, literal(']')),
  rule('COMMA', ARGUMENTS, literal(',')),
  rule('DOUBLEDOT', ARGUMENTS, literal('..')),
  rule('COLON', ARGUMENTS, literal(':')),
  rule('LEFT_CURLEY', ARGUMENTS, literal('{')),
  rule('RIGHT_CURLEY', ARGUMENTS, literal('}')),
  rule('LPAREN', ['DIRECTIVE', 'REFMODIFIER'], literal('('), leftParenthesis),
  rule('RPAREN', ['DIRECTIVE'], pattern(/\)(?:[ \t]*(?:\r\n|\n|\r))?/), rightParenthesis),
  rule('REFMOD2_RPAREN', ['REFMOD2'], literal(')'), (lexer) => {
    lexer.state = 'REFERENCE'
  }),
  rule(
    'ESCAPE_DIRECTIVE',
    ['DEFAULT'],
    escaped(pattern(/#(?:[a-zA-Z_@][a-zA-Z0-9_@]*|\{[a-zA-Z_][a-zA-Z0-9_@]*\})/), (count) => count % 2 === 1),
  ),
  rule(
    'SET_DIRECTIVE',
    ['DEFAULT', 'REFERENCE', 'REFMODIFIER', 'REFMOD2'],
    pattern(/[ \t]*(?:#set|#\{set\}) *\(/),
    setDirective,
  ),
  more(
    'DOLLAR',
    escaped(pattern(/\$(?:\\*!)?/), () => true),
    reference,
  ),
  more('TEXTBLOCK_START', literal('#[['), comment('IN_TEXTBLOCK')),
  more('FORMAL_COMMENT_START', pattern(/#\*\*[^#]/), comment('IN_FORMAL_COMMENT')),
  more('MULTI_LINE_COMMENT_START', literal('#*'), comment('IN_MULTI_LINE_COMMENT')),
  more('HASH', literal('#'), hash),
  rule(
    'SINGLE_LINE_COMMENT_START',
    ['DEFAULT', 'PRE_DIRECTIVE', 'DIRECTIVE', 'REFERENCE'],
    literal('##'),
    comment('IN_SINGLE_LINE_COMMENT'),
  ),
  rule('DOUBLE_ESCAPE', ['DEFAULT'], literal('\\\\')),
  rule('ESCAPE', ['DEFAULT'], literal('\\')),
  rule('TEXT', ['DEFAULT'], pattern(/[^$#\\]+/)),
  rule('SINGLE_LINE_COMMENT', ['IN_SINGLE_LINE_COMMENT'], pattern(/\r\n|\n|\r/), endComment),
  rule('FORMAL_COMMENT', ['IN_FORMAL_COMMENT'], literal('*#'), endComment),
  rule('MULTI_LINE_COMMENT', ['IN_MULTI_LINE_COMMENT'], literal('*#'), endComment),
  rule('TEXTBLOCK', ['IN_TEXTBLOCK'], literal(']]#'), endComment),
  {
    ...rule('COMMENT_TEXT', ['IN_SINGLE_LINE_COMMENT', 'IN_FORMAL_COMMENT', 'IN_MULTI_LINE_COMMENT'], anyCharacter),
    does: 'skip',
  },
  { ...rule('TEXTBLOCK_TEXT', ['IN_TEXTBLOCK'], anyCharacter), does: 'more' },
  rule('WHITESPACE', VALUES, pattern(/[ \t\n\r]+/)),
  rule('STRING_LITERAL', VALUES, stringLiteral, string),
  rule('TRUE', [...PATH, ...VALUES], literal('true')),
  rule('FALSE', [...PATH, ...VALUES], literal('false')),
  rule('MINUS', ['DIRECTIVE'], literal('-')),
  rule('PLUS', ['DIRECTIVE'], literal('+')),
  rule('MULTIPLY', ['DIRECTIVE'], literal('*')),
  rule('DIVIDE', ['DIRECTIVE'], literal('/')),
  rule('MODULUS', ['DIRECTIVE'], literal('%')),
  rule('LOGICAL_AND', ['DIRECTIVE'], pattern(/&&|and/)),
  rule('LOGICAL_OR', ['DIRECTIVE'], pattern(/\|\||or/)),
  rule('LOGICAL_LT', ['DIRECTIVE'], pattern(/<|lt/)),
  rule('LOGICAL_LE', ['DIRECTIVE'], pattern(/<=|le/)),
  rule('LOGICAL_GT', ['DIRECTIVE'], pattern(/>|gt/)),
  rule('LOGICAL_GE', ['DIRECTIVE'], pattern(/>=|ge/)),
  rule('LOGICAL_EQUALS', ['DIRECTIVE'], pattern(/==|eq/)),
  rule('LOGICAL_NOT_EQUALS', ['DIRECTIVE'], pattern(/!=|ne/)),
  rule('LOGICAL_NOT', ['DIRECTIVE'], pattern(/!|not/)),
  rule('EQUALS', ['DIRECTIVE'], literal('=')),
  rule('END', ['PRE_DIRECTIVE'], pattern(/(?:end|\{end\})(?:[ \t]*(?:\r\n|\n|\r))?/), (lexer) => lexer.pop()),
  rule('IF_DIRECTIVE', ['PRE_DIRECTIVE'], pattern(/if|\{if\}/), (lexer) => {
    lexer.state = 'DIRECTIVE'
  }),
  rule('ELSEIF_DIRECTIVE', ['PRE_DIRECTIVE'], pattern(/elseif|\{elseif\}/), (lexer) => {
    lexer.state = 'DIRECTIVE'
  }),
  rule('ELSE_DIRECTIVE', ['PRE_DIRECTIVE'], pattern(/(?:else|\{else\})(?:[ \t]*(?:\r\n|\n|\r))?/), (lexer) =>
    lexer.pop(),
  ),
  rule('INTEGER_LITERAL', ['PRE_DIRECTIVE', ...VALUES], pattern(/-?[0-9]+(?:\.\.)?/), integer),
  rule(
    'FLOATING_POINT_LITERAL',
    ['PRE_DIRECTIVE', ...VALUES],
    pattern(/-?[0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?|-?\.[0-9]+(?:[eE][+-]?[0-9]+)?|-?[0-9]+[eE][+-]?[0-9]+/),
    float,
  ),
  rule('WORD', ['PRE_DIRECTIVE', 'DIRECTIVE'], pattern(/[a-zA-Z_@][a-zA-Z0-9_@]*/)),
  rule('BRACKETED_WORD', ['PRE_DIRECTIVE', 'DIRECTIVE'], pattern(/\{[a-zA-Z_][a-zA-Z0-9_@]*\}/)),
  rule('IDENTIFIER', [...PATH, 'REFMOD2'], pattern(/[a-zA-Z_][a-zA-Z0-9_-]*/)),
  // A dot alone, even where it ends what began with `$!`: that is lost.
  { ...rule('DOT', [...PATH, 'REFMOD2'], pattern(/\.[a-zA-Z]/), dot), image: '.' },
  rule('LCURLY', PATH, literal('{')),
  rule('RCURLY', PATH, literal('}'), (lexer) => lexer.pop()),
  { ...rule('TERMINATOR', [...PATH, 'PRE_DIRECTIVE'], anyCharacter, terminator), does: 'special' },
  rule('EMPTY_INDEX', ['DEFAULT', 'REFERENCE'], pattern(/\$\[|\$!\[|\$\\!\[|\$\./)),
]

function rule(kind: Kind, states: readonly LexicalState[], match: Match, action?: Action) {
  return { kind, states, does: 'token' as const, match, action }
}

function more(kind: Kind, match: Match, action: Action) {
  return { kind, states: ALL, does: 'more' as const, match, action }
}

const byState: ReadonlyMap<LexicalState, readonly Rule[]> = new Map(
  ALL.map((state) => [state, table.filter(({ states }) => states.includes(state))]),
)

export const rulesOf = (state: LexicalState): readonly Rule[] => byState.get(state) ?? []
