/**
 * Java's regular expressions, as templates, JSONPath filters and selection patterns have them. Our own matcher: it takes Java's syntax as
 * it is, and its steps are counted, so that no pattern hangs an isolate.
 * https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
 */
import { compileRegex, type Matcher, MatchState } from './java-regex/match.ts'
import { type Regex, RegexFault } from './java-regex/node.ts'
import { parseRegex } from './java-regex/parse.ts'
import { MappingFault } from './mapping-fault.ts'

export interface Match {
  readonly start: number
  readonly end: number
  /** By number, 0 the whole match; undefined where the group took no part. */
  readonly groups: readonly (string | undefined)[]
}

/** Is told how many steps are taken, while they are: a caller with a budget of its own throws when that is spent. */
export type Spend = (steps: number) => void

/** Every function throws MappingFault `budget` where the pattern takes too many steps for the text. */
export interface JavaPattern {
  /** How many there are, the whole match not counted, and their names. */
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
  /** Whether the whole text matches: String.matches. */
  matches(text: string, spend?: Spend): boolean
  /** The first match at or behind a position: Matcher.find. */
  search(text: string, from: number, spend?: Spend): Match | undefined
  /** Whether a part of the text matches. */
  finds(text: string): boolean
  /** String.replaceAll. Throws MappingFault `badArgument` for a replacement that Java refuses. */
  replaceAll(text: string, replacement: string, spend?: Spend): string
  /** String.replaceFirst. */
  replaceFirst(text: string, replacement: string, spend?: Spend): string
  /** String.split; a limit of 0 drops empty texts at the end, a negative one keeps them. */
  split(text: string, limit?: number, spend?: Spend): string[]
}

/** Pattern → functions; a text says why Java, or this version, refuses it. `flags` are those of `(?…)`: i, m, s, u, d, x. */
export function compileJavaPattern(pattern: string, flags = ''): JavaPattern | string {
  try {
    return patternOf(parseRegex(pattern, flags))
  } catch (error) {
    if (error instanceof RegexFault) return `The regular expression ${pattern} is not valid: ${error.message}`
    throw error
  }
}

function patternOf(regex: Regex): JavaPattern {
  const whole = compileRegex(regex, true)
  const part = compileRegex(regex, false)
  const spent = <Result>(text: string, spend: Spend | undefined, run: (state: MatchState) => Result): Result => {
    const state = new MatchState(text, regex.groups, spend)
    const result = run(state)
    state.settle()
    return result
  }
  const replace = (text: string, replacement: string, most: number, spend?: Spend) =>
    spent(text, spend, (state) => replaced(state, part, parseReplacement(replacement, regex), most))
  return {
    groups: regex.groups,
    names: regex.names,
    matches: (text, spend) => spent(text, spend, (state) => whole(state, 0)),
    search: (text, from, spend) =>
      spent(text, spend, (state) => {
        const start = findFrom(state, part, from)
        return start === undefined ? undefined : matchOf(state, start)
      }),
    finds: (text) => findFrom(new MatchState(text, regex.groups), part, 0) !== undefined,
    replaceAll: (text, replacement, spend) => replace(text, replacement, Number.POSITIVE_INFINITY, spend),
    replaceFirst: (text, replacement, spend) => replace(text, replacement, 1, spend),
    split: (text, limit = 0, spend) => spent(text, spend, (state) => split(state, part, limit)),
  }
}

function matchOf(state: MatchState, start: number): Match {
  const groups = Array.from({ length: state.groups.length / 2 }, (_, group) => {
    if (group === 0) return state.text.slice(start, state.end)
    return state.groups[2 * group] === -1 ? undefined : groupOf(state, group, start, state.end)
  })
  return { start, end: state.end, groups }
}

/** Start of the first match at or behind `from`; its end is the state's. */
function findFrom(state: MatchState, matches: Matcher, from: number): number | undefined {
  state.from = from
  for (let start = from; start <= state.text.length; start++) {
    state.step()
    if (matches(state, start)) return start
  }
  return undefined
}

/** What is done with one, beside finding it. */
const STEPS_A_MATCH = 6

/** Calls `found` with start and end of each match until it answers false. */
function eachMatch(state: MatchState, matches: Matcher, found: (start: number, end: number) => boolean): void {
  let from = 0
  for (;;) {
    state.step(STEPS_A_MATCH)
    const start = from > state.text.length ? undefined : findFrom(state, matches, from)
    if (start === undefined || !found(start, state.end)) return
    from = state.end === start ? start + 1 : state.end
  }
}

type ReplacementPart = string | number

function replaced(state: MatchState, matches: Matcher, parts: () => readonly ReplacementPart[], most: number): string {
  let text = ''
  let copied = 0
  let count = 0
  eachMatch(state, matches, (start, end) => {
    text += state.text.slice(copied, start)
    for (const part of parts()) text += typeof part === 'string' ? part : groupOf(state, part, start, end)
    if (text.length > MAX_TEXT) throw new MappingFault('budget', `A replacement makes more than ${MAX_TEXT} characters`)
    copied = end
    count++
    return count < most
  })
  return text + state.text.slice(copied)
}

/** AWS's largest payload. */
const MAX_TEXT = 10 * 1024 * 1024

function groupOf(state: MatchState, group: number, start: number, end: number): string {
  if (group === 0) return state.text.slice(start, end)
  const from = state.groups[2 * group] ?? -1
  return from === -1 ? '' : state.text.slice(from, state.groups[2 * group + 1])
}

/** `$1`, `${name}` and `\$`; read at the first match, as Java does: without one nothing is wrong with it. */
function parseReplacement(replacement: string, regex: Regex): () => readonly ReplacementPart[] {
  let parts: readonly ReplacementPart[] | undefined
  return () => {
    parts ??= partsOf(replacement, regex)
    return parts
  }
}

const PART = /\\([\s\S]?)|\$\{([^}]*)\}|\$(\d?)|[^\\$]+/g

function partsOf(replacement: string, { groups, names }: Regex): ReplacementPart[] {
  const parts: ReplacementPart[] = []
  PART.lastIndex = 0
  for (let found = PART.exec(replacement); found !== null; found = PART.exec(replacement)) {
    const [text, escaped, name, digit] = found
    if (escaped === '') throw badReplacement('character to be escaped is missing')
    if (escaped !== undefined) parts.push(escaped)
    else if (name !== undefined) parts.push(names.get(name) ?? missingGroup(name))
    else if (digit === undefined) parts.push(text)
    else parts.push(longestGroup(digit, replacement, groups))
  }
  return parts
}

/** More digits belong to it as long as there are so many groups. */
function longestGroup(digit: string, replacement: string, groups: number): number {
  if (digit === '') throw badReplacement('Illegal group reference')
  let group = Number(digit)
  if (group > groups) throw badReplacement(`No group ${group}`)
  for (;;) {
    const next = replacement[PART.lastIndex] ?? ''
    if (!/^\d$/.test(next) || group * 10 + Number(next) > groups) return group
    group = group * 10 + Number(next)
    PART.lastIndex++
  }
}

function missingGroup(name: string): never {
  throw badReplacement(`No group with name {${name}}`)
}

const badReplacement = (words: string) => new MappingFault('badArgument', words)

function split(state: MatchState, matches: Matcher, limit: number): string[] {
  const { text } = state
  const parts: string[] = []
  let copied = 0
  eachMatch(state, matches, (start, end) => {
    // An empty match at the very beginning parts nothing.
    if (end === 0) return true
    if (limit > 0 && parts.length === limit - 1) return false
    parts.push(text.slice(copied, start))
    copied = end
    return true
  })
  if (copied === 0) return [text]
  parts.push(text.slice(copied))
  if (limit === 0) while (parts.at(-1) === '') parts.pop()
  return parts
}
