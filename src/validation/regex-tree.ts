/** The shape of a regular expression. What one character matches stays as it was written: JavaScript's own engine knows it. */
export type RegexNode =
  | { readonly kind: 'character'; readonly source: string }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  /** Of a body, from `min` to `max` times; `max` may be Infinity. */
  | { readonly kind: 'repeat'; readonly body: RegexNode; readonly min: number; readonly max: number }
  | { readonly kind: 'edge'; readonly source: '^' | '$' | '\\b' | '\\B' }
  | { readonly kind: 'look'; readonly ahead: boolean; readonly negated: boolean; readonly body: RegexNode }

/** Groups within groups beyond this many help nobody, and would end the parser's stack. */
const DEEPEST = 100

const GROUP = /\((?:\?(?:(:)|(<?[=!])|<[^>]*>|(\w*(?:-\w*)?):))?/y
const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y
const CLASS = /\[(?:\\[\s\S]|[^\]\\])*\]/y
const ESCAPE = /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|[0-7]{1,3}|[\s\S])/iy
const UNICODE_ESCAPE = /\\(?:u\{[^}]*\}|ud[89ab]..\\ud[c-f]..|u[0-9a-f]{4}|x..|p\{[^}]*\}|c[a-z]|.)/isuy

/**
 * Source → shape, as JavaScript reads it. Throws SyntaxError for what it refuses, and for backreferences and inline flags, which can only
 * be matched by trying.
 */
export function parseRegex(source: string, flags: '' | 'u'): RegexNode {
  // Whatever JavaScript refuses is refused here, with its own words.
  new RegExp(source, flags)
  return new Parser(source, flags).parse()
}

class Parser {
  readonly #source: string
  readonly #unicode: boolean
  readonly #groups: number
  #at = 0
  #depth = 0

  constructor(source: string, flags: '' | 'u') {
    this.#source = source
    this.#unicode = flags === 'u'
    // An alternative that matches nothing at all: as many groups as there are, and one.
    this.#groups = (new RegExp(`${source}|`, flags).exec('')?.length ?? 1) - 1
  }

  parse(): RegexNode {
    return this.#choice()
  }

  #choice(): RegexNode {
    if (this.#depth++ > DEEPEST) throw new SyntaxError(`groups are nested deeper than ${DEEPEST}`)
    const options = [this.#sequence()]
    while (this.#source[this.#at] === '|') {
      this.#at++
      options.push(this.#sequence())
    }
    this.#depth--
    return options.length === 1 && options[0] ? options[0] : { kind: 'choice', options }
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = []
    while (this.#at < this.#source.length && this.#source[this.#at] !== '|' && this.#source[this.#at] !== ')')
      parts.push(this.#quantified(this.#atom()))
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'sequence', parts }
  }

  #quantified(body: RegexNode): RegexNode {
    const found = this.#take(QUANTIFIER)
    if (found === undefined) return body
    const [, sign, min, comma, max] = found
    if (sign !== undefined)
      return { kind: 'repeat', body, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY }
    const from = Number(min)
    return { kind: 'repeat', body, min: from, max: comma === undefined ? from : max ? Number(max) : Infinity }
  }

  #atom(): RegexNode {
    const next = this.#source[this.#at]
    if (next === '(') return this.#group()
    if (next === '^' || next === '$') {
      this.#at++
      return { kind: 'edge', source: next }
    }
    if (next === '\\') return this.#escape()
    const source = next === '[' ? this.#take(CLASS)?.[0] : undefined
    return { kind: 'character', source: source ?? this.#literal() }
  }

  #literal(): string {
    const code = this.#source.codePointAt(this.#at) ?? 0
    const text = this.#unicode ? String.fromCodePoint(code) : this.#source.charAt(this.#at)
    this.#at += text.length
    // A quantifier's or class's sign that stands for itself, which only the old syntax has.
    return /[[\]{}]/.test(text) ? `\\${text}` : text
  }

  #escape(): RegexNode {
    const found = this.#take(this.#unicode ? UNICODE_ESCAPE : ESCAPE)?.[0] ?? '\\'
    if (found === '\\b' || found === '\\B') return { kind: 'edge', source: found }
    const number = Number(/^\\([1-9]\d*)$/.exec(found)?.[1])
    if (number <= this.#groups || (found === '\\k' && (this.#unicode || /\(\?<[^=!]/.test(this.#source))))
      throw new SyntaxError('backreferences are not supported: they can only be matched by trying')
    return { kind: 'character', source: found }
  }

  #group(): RegexNode {
    const [, , look, flags] = this.#take(GROUP) ?? []
    if (flags !== undefined && flags !== '') throw new SyntaxError('inline flags are not supported')
    const body = this.#choice()
    this.#at++
    if (look === undefined) return body
    return { kind: 'look', ahead: !look.startsWith('<'), negated: look.endsWith('!'), body }
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#source) ?? undefined
    if (found !== undefined) this.#at += found[0].length
    return found
  }
}
