import { at, type JsonValue, refuseUnwieldy } from './json-value.ts'
import type { Report } from './report.ts'

/**
 * JSON text → value; undefined when it is no JSON. A key that occurs twice in one object is a warning: JSON keeps the last, and an owner
 * who lost a route that way should hear of it. Throws SyntaxError for nesting and keys beyond all sense.
 */
export function parseJson(text: string, report: Report): JsonValue | undefined {
  const value = jsonOf(text)
  if (value === undefined) return undefined
  refuseUnwieldy(value)
  reportDuplicateKeys(text, report)
  return value
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

/** One open object or list while scanning: the key or position being read and, of an object, how often it had each key. */
interface Level {
  readonly keys?: Map<string, number>
  key: string
  position: number
  /** Of the object itself, once it was asked for. */
  place?: string
}

/** Scans text that `JSON.parse` accepted, so it may rely on its grammar. */
function reportDuplicateKeys(text: string, report: Report): void {
  const levels: Level[] = []
  const structural = /["{}[\],:]/g
  let literal: string | undefined
  for (let found = structural.exec(text); found; found = structural.exec(text)) {
    const [token] = found
    const level = levels.at(-1)
    if (token === '{') levels.push({ keys: new Map(), key: '', position: 0 })
    else if (token === '[') levels.push({ key: '', position: 0 })
    else if (token === '}' || token === ']') levels.pop()
    else if (token === ',' && level) level.position++
    else if (token === ':' && level?.keys && literal !== undefined) takeKey(levels, level, literal, report)
    literal = token === '"' ? text.slice(found.index, endOfString(text, found.index)) : undefined
    if (literal !== undefined) structural.lastIndex = found.index + literal.length
  }
}

/** Position after the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
  return text.length
}

function takeKey(levels: readonly Level[], level: Level, literal: string, report: Report): void {
  const key = literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1)
  level.key = key
  const times = (level.keys?.get(key) ?? 0) + 1
  level.keys?.set(key, times)
  // Said once, whatever the number: a document can hold a million of them.
  if (times !== 2) return
  level.place ??= placeOf(levels.slice(0, -1))
  report.warn(at(level.place, key), duplicateKeyMessage(key))
}

const placeOf = (levels: readonly Level[]) =>
  at('', ...levels.map((level) => (level.keys ? level.key : level.position)))

export const duplicateKeyMessage = (key: string) =>
  `the key ${JSON.stringify(key)} occurs more than once here and only the last counts: remove the others`
