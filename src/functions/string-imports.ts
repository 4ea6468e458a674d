/** What a JavaScript file asks for by a plain string: `require('x')`, `import 'x'`, `from 'x'`, `import('x')`. */
export interface StringImport {
  readonly specifier: string
  /** Counts from 1. */
  readonly line: number
  /** In a `try`: what asks is ready not to get it. */
  readonly guarded: boolean
}

/** One token: what is passed over, a string, a word, or one other character. */
const TOKEN =
  /(\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^'\\\n]|\\[\s\S])*(?:'|$|(?=\n))|"(?:[^"\\\n]|\\[\s\S])*(?:"|$|(?=\n)))|([\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*)|[\s\S]/uy
/** Of bounded length, so that no file takes long. */
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,100}\]){1,500}\/\w*/y
const TEMPLATE_TEXT = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y
/** After these a `/` begins a regular expression, though they are words. */
const BEFORE_EXPRESSION = new Set(
  'return typeof case in of delete void throw new instanceof else do await yield'.split(' '),
)
/** After the parentheses of these a statement begins. */
const CONDITIONAL = new Set(['if', 'while', 'for', 'with'])

/** A scan of tokens, without a grammar: enough for strings in well-formed code. */
export function stringImports(source: string): StringImport[] {
  const found: StringImport[] = []
  /** Of each open brace, whether it is one of `try`, or of `${`. */
  const braces: ('try' | 'template' | 'other')[] = []
  /** The word before each open parenthesis. */
  const parentheses: string[] = []
  let before = ''
  let last = ''
  let line = 1
  let at = 0

  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(source)
  }
  const advance = (text: string) => {
    at += text.length
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) line++
  }
  const push = (token: string) => {
    before = last
    last = token
  }

  /** From after a backtick, or after the `}` of a substitution. */
  const template = () => {
    advance(match(TEMPLATE_TEXT)?.[0] ?? '')
    if (source[at] === '$') braces.push('template')
    at += source[at] === '$' ? 2 : 1
    push(braces.at(-1) === 'template' ? '{' : '`')
  }

  while (at < source.length) {
    const [text = '', space, string, word] = match(TOKEN) ?? []
    if (text === '') break
    if (space !== undefined) {
      advance(text)
    } else if (string !== undefined) {
      if (asks(before, last)) found.push({ specifier: string.slice(1, -1), line, guarded: braces.includes('try') })
      advance(text)
      push('string')
    } else if (word !== undefined) {
      advance(text)
      push(word)
    } else if (text === '`') {
      at++
      template()
    } else if (text === '/' && startsRegex(last) && match(REGEX) !== null) {
      advance(match(REGEX)?.[0] ?? text)
      push('regex')
    } else {
      at++
      if (text === '{') braces.push(last === 'try' ? 'try' : 'other')
      if (text === '(') parentheses.push(last)
      if (text === '}' && braces.pop() === 'template') template()
      else push(text === ')' && CONDITIONAL.has(parentheses.pop() ?? '') ? ';' : text)
    }
  }
  return found
}

function asks(before: string, last: string): boolean {
  if (last === '(') return before === 'require' || before === 'import'
  return last === 'from' || last === 'import'
}

function startsRegex(last: string): boolean {
  if (last === '') return true
  return BEFORE_EXPRESSION.has(last) || !/^(?:[\p{ID_Continue}$#]+|[)\]}`]|string|regex)$/u.test(last)
}
