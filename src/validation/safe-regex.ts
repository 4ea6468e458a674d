/**
 * Regular expressions that no text can make slow. JavaScript's engine matches by trying, which may take longer than any request lives
 * (`^(a+)+$`); here it is used where it cannot, and elsewhere all ways are followed at once, one character after the other.
 */
import { CHARACTER, compileRegex, EDGE, type Edge, FORK, LOOK, MATCH, type RegexProgram } from './regex-program.ts'
import { parseRegex, type RegexNode } from './regex-tree.ts'

export interface SafeRegex {
  /** Whether the text has a match anywhere. Takes its steps from the budget; throws OutOfSteps when they are used up. */
  test(text: string, budget: StepBudget): boolean
}

/** How many steps are left for all that shares this budget: a step is a character and a way of matching it. */
export interface StepBudget {
  steps: number
}

export class OutOfSteps extends Error {}

/** So many tries for one text, and so many more for each character of it, are few enough for JavaScript's engine. */
const FREE_TRIES = 4_096
const TRIES_PER_CHARACTER = 64

/** Source → matcher. Throws SyntaxError for what is no regular expression, has backreferences, or is too large. */
export function safeRegex(source: string, flags: '' | 'u' = ''): SafeRegex {
  const node = parseRegex(source, flags)
  const native = new RegExp(source, flags)
  const { ways, power } = effortOf({ kind: 'sequence', parts: [node] })
  const tries = isAnchored(node) ? power : power + 1
  // Compiled here though a short text may never need it: what is too large is refused at once.
  const program = compileRegex(node, flags)
  return {
    test(text, budget) {
      if (ways * (text.length + 1) ** tries > FREE_TRIES + TRIES_PER_CHARACTER * text.length)
        return matches(program, flags === 'u' ? codePoints(text) : codeUnits(text), budget)
      spend(budget, text.length + 1)
      return native.test(text)
    },
  }
}

/** At most `ways` × length ^ `power` tries. */
interface Effort {
  readonly ways: number
  readonly power: number
}

const ONE: Effort = { ways: 1, power: 0 }
const times = (a: Effort, b: Effort): Effort => ({ ways: a.ways * b.ways, power: a.power + b.power })

function effortOf(node: RegexNode): Effort {
  switch (node.kind) {
    case 'character':
    case 'edge':
      return ONE
    case 'sequence':
      return node.parts.map(effortOf).reduce(times, ONE)
    case 'choice':
      return node.options
        .map(effortOf)
        .reduce((sum, option) => ({ ways: sum.ways + option.ways, power: Math.max(sum.power, option.power) }))
    case 'look':
      return effortOf(node.body)
    case 'repeat':
      return repeatEffort(node)
  }
}

function repeatEffort({ body, min, max }: Extract<RegexNode, { kind: 'repeat' }>): Effort {
  const once = effortOf(body)
  if (max === 1) return { ways: 1 + once.ways, power: once.power }
  // A body that can be matched in several ways, repeated, multiplies them without end.
  if (once.power > 0 || once.ways > 1 || body.kind === 'repeat') return { ways: Number.POSITIVE_INFINITY, power: 0 }
  return max === Number.POSITIVE_INFINITY ? { ways: 1, power: 1 } : { ways: max - min + 1, power: 0 }
}

/** Whether a match can begin at the text's start only. */
function isAnchored(node: RegexNode): boolean {
  if (node.kind === 'sequence') return node.parts[0] !== undefined && isAnchored(node.parts[0])
  if (node.kind === 'choice') return node.options.every(isAnchored)
  return node.kind === 'edge' && node.source === '^'
}

const codeUnits = (text: string) => Array.from({ length: text.length }, (_, position) => text.charCodeAt(position))
const codePoints = (text: string) => Array.from(text, (character) => character.codePointAt(0) ?? 0)

function spend(budget: StepBudget, steps: number): void {
  budget.steps -= steps
  if (budget.steps < 0) throw new OutOfSteps()
}

const matches = (program: RegexProgram, text: readonly number[], budget: StepBudget): boolean =>
  run(program, text, budget, undefined)

/** Positions from which (looking ahead) or up to which (looking behind) a program has a match. */
type Positions = Uint8Array

/** Follows all ways at once, beginning at every position. Ends at the first match, unless it is to note them all. */
function run(
  program: RegexProgram,
  text: readonly number[],
  budget: StepBudget,
  found: Positions | undefined,
): boolean {
  const { forward, kinds, next, characters } = program
  const looks = program.looks.map((look) => look && positionsOf(look.program, text, budget))
  const ways = new Ways(program, text, looks)
  for (let count = 0; count <= text.length; count++) {
    const position = forward ? count : text.length - count
    // The last instruction is the first to run.
    ways.add(kinds.length - 1, position)
    if (ways.matched) {
      if (found === undefined) return true
      found[position] = 1
    }
    if (count === text.length) break
    const character = text[forward ? position : position - 1] ?? 0
    const waiting = ways.take()
    spend(budget, waiting.length + 1)
    for (const at of waiting) if (characters[at]?.(character)) ways.add(next[at] ?? 0, position + (forward ? 1 : -1))
  }
  return false
}

function positionsOf(program: RegexProgram, text: readonly number[], budget: StepBudget): Positions {
  const found = new Uint8Array(text.length + 1)
  run(program, text, budget, found)
  return found
}

/** The characters that are waited for at one position. */
class Ways {
  matched = false
  readonly #program: RegexProgram
  readonly #text: readonly number[]
  readonly #looks: readonly (Positions | undefined)[]
  /** The round in which each instruction was reached last. */
  readonly #reached: Int32Array
  #round = 1
  #waiting: number[] = []

  constructor(program: RegexProgram, text: readonly number[], looks: readonly (Positions | undefined)[]) {
    this.#program = program
    this.#text = text
    this.#looks = looks
    this.#reached = new Int32Array(program.kinds.length)
  }

  /** All that waits at this position; what is added from now on belongs to the next. */
  take(): readonly number[] {
    const waiting = this.#waiting
    this.#waiting = []
    this.matched = false
    this.#round++
    return waiting
  }

  add(start: number, position: number): void {
    const { kinds, next, others } = this.#program
    const stack = [start]
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (this.#reached[at] === this.#round) continue
      this.#reached[at] = this.#round
      const kind = kinds[at]
      if (kind === CHARACTER) this.#waiting.push(at)
      else if (kind === MATCH) this.matched = true
      else if (kind === FORK) stack.push(others[at] ?? 0, next[at] ?? 0)
      else if (this.#holds(at, position)) stack.push(next[at] ?? 0)
    }
  }

  /** Whether an edge or a look lets a way pass. */
  #holds(at: number, position: number): boolean {
    const { kinds, edges, looks } = this.#program
    if (kinds[at] === LOOK) return (this.#looks[at]?.[position] === 1) !== looks[at]?.negated
    return kinds[at] === EDGE && isEdge(edges[at], this.#text, position)
  }
}

function isEdge(edge: Edge | undefined, text: readonly number[], position: number): boolean {
  if (edge === '^') return position === 0
  if (edge === '$') return position === text.length
  const atWord = isWord(text[position - 1]) !== isWord(text[position])
  return (edge === '\\b') === atWord
}

const isWord = (code: number | undefined) => code !== undefined && code < 128 && /\w/.test(String.fromCharCode(code))
