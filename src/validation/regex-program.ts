import type { RegexNode } from './regex-tree.ts'

/** Instructions of a program: counted repetitions are written out. */
const MOST_INSTRUCTIONS = 2_000

export const CHARACTER = 0
export const FORK = 1
export const EDGE = 2
export const LOOK = 3
export const MATCH = 4

export type Edge = Extract<RegexNode, { kind: 'edge' }>['source']
/** Whether a character, as its code, is one that an atom matches. */
export type CharacterTest = (code: number) => boolean

/** What a regular expression comes to, read in one direction. */
export interface RegexProgram {
  readonly forward: boolean
  readonly kinds: readonly number[]
  /** Where each instruction goes on; a fork's second way is in `others`. */
  readonly next: readonly number[]
  readonly others: readonly number[]
  readonly characters: readonly (CharacterTest | undefined)[]
  readonly edges: readonly (Edge | undefined)[]
  readonly looks: readonly (Look | undefined)[]
}

export interface Look {
  readonly negated: boolean
  /** Read against the direction in which it looks: where it ends is where it may be asked. */
  readonly program: RegexProgram
}

/** Shape → program. Throws SyntaxError for what is too large. */
export const compileRegex = (node: RegexNode, flags: '' | 'u', forward = true): RegexProgram =>
  new Writer(flags, forward).write(node)

/** Written from its end, so that each instruction knows where it goes on. */
class Writer {
  readonly #flags: '' | 'u'
  readonly #forward: boolean
  readonly #kinds: number[] = []
  readonly #next: number[] = []
  readonly #others: number[] = []
  readonly #characters: (CharacterTest | undefined)[] = []
  readonly #edges: (Edge | undefined)[] = []
  readonly #looks: (Look | undefined)[] = []
  readonly #known = new Map<string, CharacterTest>()

  constructor(flags: '' | 'u', forward: boolean) {
    this.#flags = flags
    this.#forward = forward
  }

  /** The last instruction written is the first to run. */
  write(node: RegexNode): RegexProgram {
    const start = this.#node(node, this.#add(MATCH, 0))
    this.#add(FORK, start, start)
    return {
      forward: this.#forward,
      kinds: this.#kinds,
      next: this.#next,
      others: this.#others,
      characters: this.#characters,
      edges: this.#edges,
      looks: this.#looks,
    }
  }

  /** Answers where a node begins that goes on at `next`. */
  #node(node: RegexNode, next: number): number {
    switch (node.kind) {
      case 'character':
        return this.#add(CHARACTER, next, next, this.#characterTest(node.source))
      case 'sequence':
        return (this.#forward ? node.parts.toReversed() : node.parts).reduce((at, part) => this.#node(part, at), next)
      case 'choice':
        return node.options
          .map((option) => this.#node(option, next))
          .reduce((first, second) => this.#add(FORK, first, second))
      case 'repeat':
        return this.#repeat(node, next)
      case 'edge':
        return this.#add(EDGE, next, next, undefined, node.source)
      case 'look':
        return this.#look(node, next)
    }
  }

  #repeat({ body, min, max }: Extract<RegexNode, { kind: 'repeat' }>, next: number): number {
    let at = next
    if (max === Number.POSITIVE_INFINITY) {
      const fork = this.#add(FORK, next, next)
      this.#next[fork] = this.#node(body, fork)
      at = fork
    } else for (let count = min; count < max; count++) at = this.#add(FORK, this.#node(body, at), next)
    for (let count = 0; count < min; count++) at = this.#node(body, at)
    return at
  }

  #look({ ahead, negated, body }: Extract<RegexNode, { kind: 'look' }>, next: number): number {
    const program = new Writer(this.#flags, !ahead).write(body)
    return this.#add(LOOK, next, next, undefined, undefined, { negated, program })
  }

  #add(kind: number, next: number, other = next, test?: CharacterTest, edge?: Edge, look?: Look): number {
    if (this.#kinds.length >= MOST_INSTRUCTIONS) throw new SyntaxError('is too large, its repetitions written out')
    this.#kinds.push(kind)
    this.#next.push(next)
    this.#others.push(other)
    this.#characters.push(test)
    this.#edges.push(edge)
    this.#looks.push(look)
    return this.#kinds.length - 1
  }

  #characterTest(source: string): CharacterTest {
    const test = this.#known.get(source) ?? characterTest(source, this.#flags)
    this.#known.set(source, test)
    return test
  }
}

const ASCII = 128

/** JavaScript's own answer for one character; those of ASCII are asked for once. */
function characterTest(source: string, flags: '' | 'u'): CharacterTest {
  const pattern = new RegExp(`^(?:${source})$`, flags)
  // `$` ends a text only: without the flag `m` it knows no lines.
  const known = Array.from({ length: ASCII }, (_, code) => pattern.test(String.fromCharCode(code)))
  return (code) => (code < ASCII ? known[code] === true : pattern.test(String.fromCodePoint(code)))
}
