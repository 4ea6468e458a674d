import { at, type JsonValue } from './json-value.ts'
import type { Report } from './report.ts'

/**
 * JSON text → value; throws SyntaxError. A key that occurs twice in one object is a warning: JSON keeps the last, and an owner who lost
 * a route that way should hear of it.
 */
export function parseJson(text: string, report: Report): JsonValue {
  const value = JSON.parse(text) as JsonValue
  reportDuplicateKeys(text, report)
  return value
}

/** One open object or list while scanning: the keys an object has had, and the key or position being read. */
interface Level {
  readonly keys?: Set<string>
  key: string
  position: number
}

/** Scans text that `JSON.parse` accepted, so it may rely on its grammar. */
function reportDuplicateKeys(text: string, report: Report): void {
  const levels: Level[] = []
  const structural = /["{}[\],:]/g
  let literal: string | undefined
  for (let found = structural.exec(text); found; found = structural.exec(text)) {
    const [token] = found
    const level = levels.at(-1)
    if (token === '{') levels.push({ keys: new Set(), key: '', position: 0 })
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
  if (level.keys?.has(key)) report.warn(placeOf(levels), duplicateKeyMessage(key))
  level.keys?.add(key)
}

const placeOf = (levels: readonly Level[]) =>
  at('', ...levels.map((level) => (level.keys ? level.key : level.position)))

export const duplicateKeyMessage = (key: string) =>
  `the key ${JSON.stringify(key)} occurs more than once here and only the last counts: remove the others`
