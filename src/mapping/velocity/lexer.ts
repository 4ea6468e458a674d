/**
 * Velocity 1.7's token manager, with its lexical states: which text is a token depends on what stands around it, and real templates rely
 * on it (`$5`, `#333`, `$name.`, the newline after `#end`). In every state the longest match counts, and of equal ones the first rule.
 */
import { type LexicalState, type Rule, rulesOf } from './lexical-rules.ts'
import { placeOf, TemplateError } from './template-error.ts'
import type { Token } from './token.ts'

interface Saved {
  readonly state: LexicalState
  readonly lparen: number
  readonly rparen: number
}

export class Lexer {
  readonly text: string
  state: LexicalState = 'DEFAULT'
  position = 0
  lparen = 0
  rparen = 0
  inComment = false
  /** From `#set(` to its `)`: the parser ends it. */
  inSet = false
  private readonly stack: Saved[] = []

  constructor(text: string) {
    this.text = text
  }

  /** Throws TemplateError where no rule matches, or the text ends within a token. */
  next(): Token {
    let before = ''
    while (this.position < this.text.length) {
      const start = this.position
      const rule = this.match(start)
      const matched = this.text.slice(start, this.position)
      rule.action?.(this)
      // An action may give back what it only looked at: the letter after a dot, the dots after a number.
      const image = rule.image ?? this.text.slice(start, this.position)
      if (rule.does === 'token') return { kind: rule.kind, image, before, offset: start, next: undefined }
      if (rule.does === 'special') before += markupIn(matched)
    }
    return { kind: 'EOF', image: '', before, offset: this.position, next: undefined }
  }

  /** Matches up to the end of a token: `more` rules go on with the same one. */
  private match(start: number): Rule {
    for (;;) {
      const rule = this.longest()
      if (rule.does !== 'more') return rule
      rule.action?.(this)
      if (this.position >= this.text.length) this.fail('The template ends within', start)
    }
  }

  private longest(): Rule {
    let best: Rule | undefined
    let length = 0
    for (const rule of rulesOf(this.state)) {
      const matched = rule.match(this.text, this.position)
      if (matched > length) {
        best = rule
        length = matched
      }
    }
    if (best === undefined) return this.fail('Unexpected', this.position)
    this.position += length
    return best
  }

  private fail(what: string, offset: number): never {
    const excerpt = JSON.stringify(this.text.slice(offset, offset + 20))
    throw new TemplateError(`${what} ${excerpt}`, placeOf(this.text, offset))
  }

  push(state: LexicalState): void {
    this.stack.push({ state: this.state, lparen: this.lparen, rparen: this.rparen })
    this.lparen = 0
    this.state = state
  }

  /** False when there was nothing to go back to. */
  pop(): boolean {
    const saved = this.stack.pop()
    this.state = saved?.state ?? 'DEFAULT'
    this.lparen = saved?.lparen ?? 0
    if (saved !== undefined) this.rparen = saved.rparen
    return saved !== undefined
  }
}

/** Of text that only looked like markup, what is printed: `#`, and `$` with its backslashes. */
function markupIn(image: string): string {
  let text = ''
  for (let at = 0; at < image.length; at++) {
    const char = image[at]
    if (char === '#' || char === '$') text += char
    if (char !== '\\') continue
    let end = at
    while (image[end] === '\\') end++
    if (image[end] !== '$') continue
    text += image.slice(at, end + 1)
    // Velocity passes over the character that follows, too.
    at = end + 1
  }
  return text
}
