import { CHARS_PER_VALUE, DEEPEST_NESTING, LONGEST_PLACE_CHARS } from './document-limits.ts'

/** What a document holds once it is parsed. Keys are the owner's: read them with `member`, never with a dot. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that JSON text holds; undefined for anything else. */
export function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** An own member: `constructor` and `__proto__` are ordinary names in an owner's document. */
export const member = (object: JsonObject, key: string): JsonValue | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

/** A text, number or boolean as text. Anything else is the empty text: an owner's object may have a `toString` of its own. */
export const scalarText = (value: JsonValue | undefined): string =>
  typeof value === 'object' || value === undefined ? '' : String(value)

/** Throws SyntaxError for a value whose places would be beyond all sense: call it before any place is written down. */
export function refuseUnwieldy(value: JsonValue, depth = 0, chars = 0): void {
  if (depth > DEEPEST_NESTING) throw new SyntaxError(`nested deeper than ${DEEPEST_NESTING} levels`)
  if (chars > LONGEST_PLACE_CHARS)
    throw new SyntaxError(`keys within keys have more than ${LONGEST_PLACE_CHARS} characters`)
  if (Array.isArray(value)) for (const item of value) refuseUnwieldy(item, depth + 1, chars)
  else if (isObject(value))
    for (const [key, child] of Object.entries(value)) refuseUnwieldy(child, depth + 1, chars + key.length)
}

/** Values that a value holds, itself included; long texts count as several. */
export function weightOf(value: JsonValue): number {
  if (typeof value === 'string') return 1 + Math.floor(value.length / CHARS_PER_VALUE)
  if (typeof value !== 'object' || value === null) return 1
  let weight = 1
  for (const child of Array.isArray(value) ? value : Object.values(value)) weight += weightOf(child)
  return weight
}

/** JSON pointer of something below `place` (RFC 6901). */
export function at(place: string, ...keys: readonly (string | number)[]): string {
  let pointer = place
  for (const key of keys) pointer += `/${escapeToken(String(key))}`
  return pointer
}

const escapeToken = (key: string) => (/[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key)

/** The keys of a JSON pointer that `at` made. */
export const keysOf = (place: string): string[] =>
  place
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The same object without the members that are undefined: the definition says nothing about what the owner left out. */
export function present<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}

/** A JSON object of the members that are not undefined. */
export const definedMembers = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  // Undefined members are gone.
  present(members) as JsonObject

const LONGEST_QUOTE_CHARS = 80

/** A value as a message quotes it: short whatever its size. */
export function quote(value: unknown): string {
  const text = isObject(value) || Array.isArray(value) ? kindOf(value) : String(JSON.stringify(value))
  return text.length > LONGEST_QUOTE_CHARS ? `${text.slice(0, LONGEST_QUOTE_CHARS)}…` : text
}

const kindOf = (value: object) => (Array.isArray(value) ? 'a list' : 'an object')
