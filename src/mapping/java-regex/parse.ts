/**
 * Java's regular expressions: text → tree.
 * https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
 * Differs from AWS: `\X`, `\N{…}` and `\p{In…}` (blocks) are refused.
 */
import { anchorOf, caret, dollar, lineBreak } from './anchors.ts'
import { dot, type Flags, isSpace, NO_FLAGS, withCase } from './characters.ts'
import { type Greed, type Regex, RegexFault, type RegexNode } from './node.ts'
import { parseClass } from './parse-class.ts'
import { parseEscape } from './parse-escape.ts'
import { Source } from './source.ts'
import { widthOf } from './width.ts'

/** UTF-16 units. */
const MAX_PATTERN = 10_000

/** Throws RegexFault. */
export function parseRegex(pattern: string, flags: string): Regex {
  if (pattern.length > MAX_PATTERN) throw new RegexFault('The pattern is too long')
  return new RegexParser(unquoted(pattern), withFlags(NO_FLAGS, flags, true)).parse()
}

const FLAGS: Readonly<Record<string, readonly (keyof Flags)[]>> = {
  i: ['ignoreCase'],
  m: ['multiline'],
  s: ['dotAll'],
  u: ['unicodeCase'],
  d: ['unixLines'],
  x: ['comments'],
}

function withFlags(flags: Flags, letters: string, on: boolean): Flags {
  const names = [...letters].flatMap((letter) => FLAGS[letter] ?? illegal(`Unknown inline modifier ${letter}`))
  return { ...flags, ...Object.fromEntries(names.map((name) => [name, on])) }
}

function illegal(words: string): never {
  throw new RegexFault(words)
}

/** `\Q…\E` → its characters, each escaped: what Java does before all else. */
const unquoted = (pattern: string) =>
  pattern.replace(/\\Q([\s\S]*?)(?:\\E|$)|\\[\s\S]/g, (found, quoted?: string) =>
    quoted === undefined ? found : quoted.replace(/[^A-Za-z0-9\u0080-\uffff]/g, '\\$&'),
  )

const EMPTY: RegexNode = { kind: 'sequence', nodes: [] }

class RegexParser {
  readonly #source: Source
  readonly #names = new Map<string, number>()
  #flags: Flags
  #groups = 0

  constructor(pattern: string, flags: Flags) {
    this.#source = new Source(pattern)
    this.#flags = flags
  }

  parse(): Regex {
    const node = this.#choice()
    if (!this.#source.isAtEnd()) throw new RegexFault("Unmatched closing ')'")
    return { node, groups: this.#groups, names: this.#names }
  }

  #choice(): RegexNode {
    const nodes = [this.#sequence()]
    while (this.#source.take('|')) nodes.push(this.#sequence())
    return nodes.length === 1 ? (nodes[0] ?? EMPTY) : { kind: 'choice', nodes }
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = []
    for (;;) {
      this.#skipComments()
      const character = this.#source.peek()
      if (character === '' || character === '|' || character === ')') break
      const node = this.#atom(character)
      if (node !== undefined) nodes.push(this.#repeated(node))
      // Behind a flag Java takes a count, and counts nothing.
      else if (this.#source.peek() === '{') this.#repeated(EMPTY)
    }
    return nodes.length === 1 ? (nodes[0] ?? EMPTY) : { kind: 'sequence', nodes: joinTexts(nodes) }
  }

  #skipComments(): void {
    const source = this.#source
    if (!this.#flags.comments) return
    while (!source.isAtEnd() && (isSpace(source.peek().charCodeAt(0)) || source.peek() === '#')) {
      if (source.peek() === '#') source.match(/[^\n\r\u0085\u2028\u2029]*/y)
      else source.at++
    }
  }

  /** Undefined for what matches nothing by itself: `(?i)`. */
  #atom(character: string): RegexNode | undefined {
    const source = this.#source
    if (character === '(') return this.#group()
    if (character === '[') return { kind: 'character', test: parseClass(source, this.#flags) }
    if (character === '\\') return this.#escape()
    if ('*+?'.includes(character)) throw new RegexFault(`Dangling meta character '${character}'`)
    if (character === '{') throw new RegexFault('Illegal repetition')
    const code = source.nextCodePoint()
    if (character === '.') return { kind: 'character', test: dot(this.#flags) }
    if (character === '^') return { kind: 'anchor', holds: caret(this.#flags) }
    if (character === '$') return { kind: 'anchor', holds: dollar(this.#flags) }
    return this.#literal(code)
  }

  #literal(code: number): RegexNode {
    const text = String.fromCodePoint(code)
    if (!this.#flags.ignoreCase || text.toLowerCase() === text.toUpperCase()) return { kind: 'text', text }
    return { kind: 'character', test: withCase((other) => other === code, this.#flags) }
  }

  #escape(): RegexNode {
    const escaped = parseEscape(this.#source)
    if (typeof escaped === 'number') return this.#literal(escaped)
    if ('test' in escaped) return { kind: 'character', test: withCase(escaped.test, this.#flags) }
    if ('group' in escaped) return this.#reference(escaped.group)
    if (escaped.place === 'R') return lineBreak()
    return { kind: 'anchor', holds: anchorOf(escaped.place, this.#flags) }
  }

  #reference(group: number | string): RegexNode {
    const { ignoreCase } = this.#flags
    if (typeof group === 'string') {
      const index = this.#names.get(group) ?? illegal(`Named capturing group <${group}> does not exist`)
      return { kind: 'reference', index, ignoreCase }
    }
    let index = group
    // More digits belong to it as long as there are so many groups.
    for (;;) {
      const digit = this.#source.peek()
      const longer = index * 10 + Number(digit)
      if (!/\d/.test(digit) || longer > this.#groups) break
      this.#source.at++
      index = longer
    }
    return { kind: 'reference', index, ignoreCase }
  }

  #group(): RegexNode | undefined {
    const source = this.#source
    source.enter()
    source.at++
    const flags = this.#flags
    const node = source.take('?') ? this.#special() : this.#capture(undefined)
    // A flag that was set within ends with the group; `(?i)` alone holds on to the end of the one around it.
    if (node !== undefined) this.#flags = flags
    source.leave()
    return node
  }

  #capture(name: string | undefined): RegexNode {
    this.#groups++
    const index = this.#groups
    if (name !== undefined) {
      if (this.#names.has(name)) throw new RegexFault(`Named capturing group <${name}> is already defined`)
      this.#names.set(name, index)
    }
    return { kind: 'group', node: this.#closed(), index }
  }

  #closed(): RegexNode {
    const node = this.#choice()
    if (!this.#source.take(')')) throw new RegexFault('Unclosed group')
    return node
  }

  #special(): RegexNode | undefined {
    const source = this.#source
    if (source.take(':')) return this.#closed()
    if (source.take('>')) return { kind: 'atomic', node: this.#closed() }
    if (source.take('=')) return this.#look(true, false)
    if (source.take('!')) return this.#look(true, true)
    if (source.take('<=')) return this.#look(false, false)
    if (source.take('<!')) return this.#look(false, true)
    const name = source.match(/<([a-zA-Z][a-zA-Z0-9]*)>/y)?.[1]
    return name === undefined ? this.#inlineFlags() : this.#capture(name)
  }

  #look(ahead: boolean, negative: boolean): RegexNode {
    const node = this.#closed()
    if (!ahead && widthOf(node).max === Number.POSITIVE_INFINITY) {
      throw new RegexFault('Look-behind group does not have an obvious maximum length')
    }
    return { kind: 'look', node, ahead, negative }
  }

  #inlineFlags(): RegexNode | undefined {
    const [, on = '', off = '', end] =
      this.#source.match(/([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y) ?? illegal('Unknown inline modifier')
    this.#flags = withFlags(withFlags(this.#flags, on, true), off, false)
    return end === ':' ? this.#closed() : undefined
  }

  #repeated(node: RegexNode): RegexNode {
    this.#skipComments()
    const counts = this.#counts()
    if (counts === undefined) return node
    const [min, max] = counts
    const greed: Greed = this.#source.take('?') ? 'lazy' : this.#source.take('+') ? 'possessive' : 'greedy'
    return { kind: 'repeat', node, min, max, greed }
  }

  #counts(): readonly [min: number, max: number] | undefined {
    const source = this.#source
    if (source.take('*')) return [0, Number.POSITIVE_INFINITY]
    if (source.take('+')) return [1, Number.POSITIVE_INFINITY]
    if (source.take('?')) return [0, 1]
    if (source.peek() !== '{') return undefined
    const [, from = '', comma, to = ''] = source.match(/\{(\d{1,9})(,)?(\d{1,9})?\}/y) ?? illegal('Illegal repetition')
    const min = Number(from)
    const max = comma === undefined ? min : to === '' ? Number.POSITIVE_INFINITY : Number(to)
    if (max < min || (comma === undefined && to !== '')) throw new RegexFault('Illegal repetition range')
    return [min, max]
  }
}

/** Neighbouring texts become one. */
function joinTexts(nodes: readonly RegexNode[]): RegexNode[] {
  const joined: RegexNode[] = []
  for (const node of nodes) {
    const before = joined.at(-1)
    if (node.kind === 'text' && before?.kind === 'text')
      joined[joined.length - 1] = { kind: 'text', text: before.text + node.text }
    else joined.push(node)
  }
  return joined
}
