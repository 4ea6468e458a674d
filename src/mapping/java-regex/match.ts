/**
 * Java's regular expressions: tree → matcher. It backtracks as Java does, but counts its steps: a pattern that needs too many for a text
 * is a fault, never a hang.
 */
import { MappingFault } from '../mapping-fault.ts'
import { equalIgnoringCase } from './characters.ts'
import type { CharacterTest, Regex, RegexNode } from './node.ts'
import { widthOf } from './width.ts'

/** Of one match, beside what the length of the text allows. */
const MAX_STEPS = 200_000
const STEPS_A_CHARACTER = 20
/** Taken before the budgets are looked at. */
const STEPS_AT_ONCE = 1_000

/** One operation on one text: all its matches share the steps. */
export class MatchState {
  readonly text: string
  /** Start and end by group; -1 where the group has not matched. */
  readonly groups: number[]
  readonly counts: number[] = []
  readonly starts: number[] = []
  /** Where the last match ended. */
  from = 0
  end = 0
  #steps: number
  #taken = 0
  readonly #spend: ((steps: number) => void) | undefined

  constructor(text: string, groups: number, spend?: (steps: number) => void) {
    this.text = text
    this.groups = new Array(2 * (groups + 1)).fill(-1)
    this.#steps = MAX_STEPS + STEPS_A_CHARACTER * text.length
    this.#spend = spend
  }

  step(count = 1): void {
    this.#taken += count
    if (this.#taken > STEPS_AT_ONCE) this.settle()
  }

  /** Takes what was used from the budgets. */
  settle(): void {
    this.#steps -= this.#taken
    if (this.#steps < 0) throw new MappingFault('budget', 'A regular expression takes too many steps')
    this.#spend?.(this.#taken)
    this.#taken = 0
  }
}

/** Whether the rest of the pattern matches from here. Whatever it changes in the state it changes back when not. */
export type Matcher = (state: MatchState, at: number) => boolean

/** The matcher of a whole pattern: sets `end`, and the groups. */
export function compileRegex({ node }: Regex, wholeText: boolean): Matcher {
  const matches = new MatcherCompiler().compile(node, (state, at) => {
    if (wholeText && at !== state.text.length) return false
    state.end = at
    return true
  })
  return (state, at) => {
    state.groups.fill(-1)
    try {
      return matches(state, at)
    } catch (error) {
      // A repetition calls itself for every turn. Where that is too deep for us, Java's stack overflows too.
      if (error instanceof RangeError)
        throw new MappingFault('budget', 'A regular expression repeats a group too often')
      throw error
    }
  }
}

const accept: Matcher = (state, at) => {
  state.end = at
  return true
}

class MatcherCompiler {
  #loops = 0

  compile(node: RegexNode, next: Matcher): Matcher {
    switch (node.kind) {
      case 'text':
        return matchText(node.text, next)
      case 'character':
        return matchCharacter(node.test, next)
      case 'sequence':
        return node.nodes.reduceRight<Matcher>((rest, each) => this.compile(each, rest), next)
      case 'choice':
        return matchChoice(node.nodes.map((each) => this.compile(each, next)))
      case 'group':
        return this.#group(node.node, node.index, next)
      case 'atomic':
        return matchAtomic(this.compile(node.node, accept), next)
      case 'look':
        return node.ahead
          ? this.#lookAhead(node.node, node.negative, next)
          : this.#lookBehind(node.node, node.negative, next)
      case 'repeat':
        return this.#repeat(node, next)
      case 'reference':
        return matchReference(node.index, node.ignoreCase, next)
      case 'anchor':
        return (state, at) => node.holds(state.text, at, state.from) && next(state, at)
    }
  }

  #group(node: RegexNode, index: number, next: Matcher): Matcher {
    const open = this.#loops++
    const body = this.compile(node, (state, at) => {
      const { groups } = state
      const [start = -1, end = -1] = [groups[2 * index], groups[2 * index + 1]]
      groups[2 * index] = state.starts[open] ?? -1
      groups[2 * index + 1] = at
      if (next(state, at)) return true
      groups[2 * index] = start
      groups[2 * index + 1] = end
      return false
    })
    return (state, at) => {
      const before = state.starts[open] ?? -1
      state.starts[open] = at
      if (body(state, at)) return true
      state.starts[open] = before
      return false
    }
  }

  #lookAhead(node: RegexNode, negative: boolean, next: Matcher): Matcher {
    const inner = this.compile(node, accept)
    return matchLook((state, at) => inner(state, at), negative, next)
  }

  #lookBehind(node: RegexNode, negative: boolean, next: Matcher): Matcher {
    const { min, max } = widthOf(node)
    const target = this.#loops++
    const inner = this.compile(node, (state, at) => at === state.starts[target])
    const behind: Matcher = (state, at) => {
      const before = state.starts[target] ?? -1
      state.starts[target] = at
      let found = false
      for (let start = at - min; !found && start >= Math.max(0, at - max); start--) found = inner(state, start)
      state.starts[target] = before
      return found
    }
    return matchLook(behind, negative, next)
  }

  #repeat(node: Extract<RegexNode, { kind: 'repeat' }>, next: Matcher): Matcher {
    const { node: inner, min, max, greed } = node
    const test = testOf(inner)
    if (test !== undefined) return repeatCharacter(test, min, max, greed, next)
    if (greed !== 'possessive') return this.#loop(inner, min, max, greed === 'lazy', next)
    return matchAtomic(this.#loop(inner, min, max, false, accept), next)
  }

  #loop(node: RegexNode, min: number, max: number, lazy: boolean, next: Matcher): Matcher {
    const loop = this.#loops++
    const body = this.compile(node, (state, at) => (at === state.starts[loop] ? next(state, at) : turn(state, at)))
    const again: Matcher = (state, at) => {
      const count = state.counts[loop] ?? 0
      const start = state.starts[loop] ?? -1
      state.counts[loop] = count + 1
      state.starts[loop] = at
      if (body(state, at)) return true
      state.counts[loop] = count
      state.starts[loop] = start
      return false
    }
    const turn: Matcher = (state, at) => {
      state.step()
      const count = state.counts[loop] ?? 0
      if (count < min) return again(state, at)
      if (lazy) return next(state, at) || (count < max && again(state, at))
      return (count < max && again(state, at)) || next(state, at)
    }
    return (state, at) => {
      const count = state.counts[loop] ?? 0
      state.counts[loop] = 0
      if (turn(state, at)) return true
      state.counts[loop] = count
      return false
    }
  }
}

/** Of a node that is one character. */
function testOf(node: RegexNode): CharacterTest | undefined {
  if (node.kind === 'character') return node.test
  if (node.kind !== 'text') return undefined
  const code = node.text.codePointAt(0)
  return code !== undefined && node.text.length === (code > 0xffff ? 2 : 1) ? (other) => other === code : undefined
}

function matchText(text: string, next: Matcher): Matcher {
  return (state, at) => {
    state.step()
    return state.text.startsWith(text, at) && next(state, at + text.length)
  }
}

function matchCharacter(test: CharacterTest, next: Matcher): Matcher {
  return (state, at) => {
    state.step()
    const code = state.text.codePointAt(at)
    return code !== undefined && test(code) && next(state, at + (code > 0xffff ? 2 : 1))
  }
}

function matchChoice(choices: readonly Matcher[]): Matcher {
  return (state, at) => {
    state.step()
    for (const choice of choices) if (choice(state, at)) return true
    return false
  }
}

function matchAtomic(inner: Matcher, next: Matcher): Matcher {
  return (state, at) => {
    const groups = [...state.groups]
    if (inner(state, at) && next(state, state.end)) return true
    restore(state, groups)
    return false
  }
}

function matchLook(inner: Matcher, negative: boolean, next: Matcher): Matcher {
  return (state, at) => {
    state.step()
    const groups = [...state.groups]
    const found = inner(state, at)
    if (negative) restore(state, groups)
    if (found !== negative && next(state, at)) return true
    restore(state, groups)
    return false
  }
}

function restore(state: MatchState, groups: readonly number[]): void {
  for (let index = 0; index < groups.length; index++) state.groups[index] = groups[index] as number
}

function matchReference(index: number, ignoreCase: boolean, next: Matcher): Matcher {
  return (state, at) => {
    const [start = -1, end = -1] = [state.groups[2 * index], state.groups[2 * index + 1]]
    if (start === -1 || end === -1) return false
    state.step(1 + end - start)
    const text = state.text.slice(start, end)
    const equal = ignoreCase
      ? equalIgnoringCase(state.text.slice(at, at + text.length), text)
      : state.text.startsWith(text, at)
    return equal && next(state, at + text.length)
  }
}

/** A repetition of one character needs no turns: it takes what it may, and gives back one by one. */
function repeatCharacter(test: CharacterTest, min: number, max: number, greed: string, next: Matcher): Matcher {
  if (greed === 'lazy') return repeatLazily(test, min, max, next)
  return (state, from) => {
    let at = from
    let count = 0
    for (; count < max; count++) {
      const code = state.text.codePointAt(at)
      if (code === undefined || !test(code)) break
      at += code > 0xffff ? 2 : 1
    }
    state.step(1 + count)
    if (count < min) return false
    if (greed === 'possessive') return next(state, at)
    for (; count >= min; count--) {
      if (next(state, at)) return true
      state.step()
      at -= isPairBefore(state.text, at) ? 2 : 1
    }
    return false
  }
}

function repeatLazily(test: CharacterTest, min: number, max: number, next: Matcher): Matcher {
  return (state, from) => {
    let at = from
    for (let count = 0; ; count++) {
      state.step()
      if (count >= min && next(state, at)) return true
      const code = state.text.codePointAt(at)
      if (count >= max || code === undefined || !test(code)) return false
      at += code > 0xffff ? 2 : 1
    }
  }
}

function isPairBefore(text: string, at: number): boolean {
  const low = text.charCodeAt(at - 1)
  const high = text.charCodeAt(at - 2)
  return low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff
}
