/** String's methods that take a regular expression. */
import { compileJavaPattern, type JavaPattern } from '../../java-pattern.ts'
import type { Run } from '../run.ts'
import { javaArray } from './collections.ts'
import { isInt, isText, javaError, type Method } from './method.ts'

/** Patterns of templates, compiled once per isolate: literal ones stay, computed ones come and go. */
const compiled = new Map<string, JavaPattern | string>()
const MAX_COMPILED = 500

export function compiledPattern(pattern: string): JavaPattern | string {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  if (compiled.size >= MAX_COMPILED) compiled.clear()
  const made = compileJavaPattern(pattern)
  compiled.set(pattern, made)
  return made
}

function patternOf(r: Run, text: string): JavaPattern {
  r.spendOn(text.length)
  if (r.meetsPattern(text)) r.spend(STEPS_A_PATTERN + STEPS_A_PATTERN_CHARACTER * text.length)
  const pattern = compiledPattern(text)
  return typeof pattern === 'string' ? javaError('util.regex.PatternSyntaxException', pattern) : pattern
}

/** What it takes to compile one. */
const STEPS_A_PATTERN = 50
const STEPS_A_PATTERN_CHARACTER = 10

const spendOf = (r: Run) => (steps: number) => r.spend(steps)

export const matches: Method<string> = (r, text, args) => {
  const [pattern] = args
  if (args.length !== 1 || !isText(pattern)) return undefined
  return patternOf(r, pattern).matches(text, spendOf(r))
}

/** A pattern that stands for one text: no need of a matcher. */
const literalOf = (pattern: string) => (LITERAL.test(pattern) ? pattern.replace(/\\(.)/g, '$1') : undefined)

const LITERAL = /^(?:[ !"#%&',/0-9:;<=>@A-Z_`a-z~-]|\\[!-/:-@[-`{-~])+$/

function replaceLiteral(r: Run, text: string, literal: string, by: string, how: 'replaceAll' | 'replaceFirst'): string {
  if (how === 'replaceFirst') {
    r.spendOnSearch(text.length, literal.length)
    return text.replace(literal, () => by)
  }
  r.checkLength(text.length + occurrences(r, text, literal) * (by.length - literal.length))
  return text.split(literal).join(by)
}

/** How many a step pays for at once. */
const COUNTED_AT_ONCE = 1024

/** How often a text stands in another; counted before anything is made of them, so that millions end as an error. */
export function occurrences(r: Run, text: string, literal: string): number {
  r.spendOnSearch(text.length, literal.length)
  if (literal === '') {
    r.spend(text.length + 1)
    return text.length + 1
  }
  let found = 0
  for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + literal.length)) {
    found++
    if (found % COUNTED_AT_ONCE === 0) r.spend(COUNTED_AT_ONCE)
  }
  return found
}

const replacing =
  (how: 'replaceAll' | 'replaceFirst'): Method<string> =>
  (r, text, args) => {
    const [pattern, replacement] = args
    if (args.length !== 2 || !isText(pattern) || !isText(replacement)) return undefined
    const literal = literalOf(pattern)
    const result =
      literal === undefined || /[\\$]/.test(replacement)
        ? patternOf(r, pattern)[how](text, replacement, spendOf(r))
        : replaceLiteral(r, text, literal, replacement, how)
    r.spendOn(result.length)
    return result
  }

export const replaceAll = replacing('replaceAll')
export const replaceFirst = replacing('replaceFirst')

export const split: Method<string> = (r, text, args) => {
  const [pattern, limit = 0] = args
  if (args.length > 2 || !isText(pattern) || !isInt(limit)) return undefined
  return javaArray(patternOf(r, pattern).split(text, limit, spendOf(r)))
}
