/**
 * Policy variables, as `${aws:username}`, and what is wild in the texts of a policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * What a variable stands for is text: a `*` in it is no wildcard.
 */
import { compileGlob, type Glob, literalGlob } from '../lib/glob.ts'
import type { PolicyRequest } from './policy-document.ts'
import { isConditionKey } from './policy-keys.ts'

export type Keys = PolicyRequest['key']

/** What a text of a policy is for one request; undefined where a variable of it is absent and has no default. */
export type Pattern = (key: Keys) => Glob | undefined

export interface PatternRules {
  /** Whether the policy's Version has variables. */
  readonly variables: boolean
  /** Whether `*` and `?` are wild. */
  readonly wild: boolean
  readonly ignoreCase?: boolean
}

const VARIABLE = /\$\{([^{}]*)\}/g
/** `aws:username`, `aws:PrincipalTag/team, 'none'`. */
const REFERENCE = /^\s*([A-Za-z0-9:/_.@+=-]+)\s*(?:,\s*'([^']*)'\s*)?$/
const ESCAPED: ReadonlySet<string> = new Set(['*', '?', '$'])

/** Undefined where it names a variable that nobody knows. */
export function linkPattern(text: string, rules: PatternRules): Pattern | undefined {
  const fold = (value: string) => (rules.ignoreCase ? value.toLowerCase() : value)
  const compile = (value: string) => (rules.wild ? compileGlob(fold(value)) : literalGlob(fold(value)))
  if (!rules.variables || !text.includes('${')) {
    const glob = compile(text)
    return () => glob
  }
  const parts: Pattern[] = []
  let end = 0
  for (const match of text.matchAll(VARIABLE)) {
    const variable = linkVariable(match[1] ?? '', fold)
    if (variable === undefined) return undefined
    const before = compile(text.slice(end, match.index))
    parts.push(() => before, variable)
    end = match.index + match[0].length
  }
  const rest = text.slice(end)
  if (rest.includes('${')) return undefined
  const after = compile(rest)
  parts.push(() => after)
  return (key) => join(parts.map((part) => part(key)))
}

function linkVariable(reference: string, fold: (value: string) => string): Pattern | undefined {
  if (ESCAPED.has(reference)) {
    const glob = literalGlob(reference)
    return () => glob
  }
  const [, name, fallback] = REFERENCE.exec(reference) ?? []
  if (name === undefined || !isConditionKey(name)) return undefined
  const wanted = name.toLowerCase()
  return (key) => {
    const value = key(wanted)
    // Keys with several values are no variables.
    const text = typeof value === 'string' ? value : fallback
    return text === undefined ? undefined : literalGlob(fold(text))
  }
}

function join(globs: readonly (Glob | undefined)[]): Glob | undefined {
  const known = globs.filter((glob) => glob !== undefined)
  return known.length === globs.length ? known.flat() : undefined
}

/** Whether one of the patterns fits. Undefined where none does and one of them cannot be told. */
export function anyFits(patterns: readonly Pattern[], key: Keys, fits: (glob: Glob) => boolean): boolean | undefined {
  let told = true
  for (const pattern of patterns) {
    const glob = pattern(key)
    if (glob === undefined) told = false
    else if (fits(glob)) return true
  }
  return told ? false : undefined
}

/** All of them; undefined where one is not known. */
export function linkPatterns(texts: readonly string[], rules: PatternRules): Pattern[] | undefined {
  const patterns = texts.map((text) => linkPattern(text, rules)).filter((pattern) => pattern !== undefined)
  return patterns.length === texts.length ? patterns : undefined
}

/** `"a"` or `["a", "b"]` → its texts; undefined for anything else, and for an empty list. */
export function textsOf(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.length > 0 && list.every((item) => typeof item === 'string') ? list : undefined
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
