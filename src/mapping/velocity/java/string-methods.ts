/** java.lang.String. */
import type { Value } from '../../values.ts'
import { javaEquals } from '../equality.ts'
import type { Run } from '../run.ts'
import { JavaCharacter, javaArray } from './collections.ts'
import { formatText } from './format.ts'
import { hashOf } from './hash-code.ts'
import { isInt, isText, javaError, type Method, type Methods, methods } from './method.ts'
import { matches, occurrences, replaceAll, replaceFirst, split } from './string-patterns.ts'

type Give = (r: Run, text: string) => Value
type GiveOf<Argument> = (r: Run, text: string, argument: Argument) => Value

const noArguments =
  (give: Give): Method<string> =>
  (r, text, args) =>
    args.length === 0 ? give(r, text) : undefined

const changed =
  (change: (text: string) => string): Method<string> =>
  (r, text, args) => {
    if (args.length > 0) return undefined
    r.spend(1 + (text.length >> 3))
    return change(text)
  }

const ofText =
  (give: GiveOf<string>): Method<string> =>
  (r, text, args) => {
    const [argument] = args
    if (args.length !== 1 || !isText(argument)) return undefined
    r.spendOn(text.length)
    return give(r, text, argument)
  }

const ofInt =
  (give: GiveOf<number>): Method<string> =>
  (r, text, args) =>
    args.length === 1 && isInt(args[0]) ? give(r, text, args[0]) : undefined

/** Java's bounds: begin, end, length. */
function substring(text: string, begin: number, end = text.length): string {
  if (begin >= 0 && end <= text.length && begin <= end) return text.slice(begin, end)
  return javaError('StringIndexOutOfBoundsException', `begin ${begin}, end ${end}, length ${text.length}`)
}

function charAt(text: string, index: number): string {
  if (index >= 0 && index < text.length) return text.charAt(index)
  return javaError('StringIndexOutOfBoundsException', `index ${index}, length ${text.length}`)
}

const substringOf: Method<string> = (r, text, args) => {
  const [begin, end] = args
  if (args.length > 2 || !isInt(begin) || (args.length === 2 && !isInt(end))) return undefined
  r.spendOn(text.length)
  return substring(text, begin, isInt(end) ? end : undefined)
}

/** indexOf and lastIndexOf: of a text or a code point, from a position. */
const indexOf =
  (search: (text: string, wanted: string, from: number | undefined) => number): Method<string> =>
  (r, text, args) => {
    const [wanted, from] = args
    if (isInt(wanted) && codePoint(wanted) === undefined && args.length < 3) return -1
    const searched = isInt(wanted) ? codePoint(wanted) : wanted
    if (!isText(searched) || args.length > 2 || (args.length === 2 && !isInt(from))) return undefined
    r.spendOnSearch(text.length, searched.length)
    return search(text, searched, isInt(from) ? from : undefined)
  }

const codePoint = (code: number) => (code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined)

const startsWith: Method<string> = (r, text, args) => {
  const [prefix, offset = 0] = args
  if (args.length > 2 || !isText(prefix) || !isInt(offset)) return undefined
  r.spendOn(prefix.length)
  return offset >= 0 && offset <= text.length && text.startsWith(prefix, offset)
}

/** Java compares UTF-16 units, and lengths where one begins the other. */
function compare(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length)
  for (let at = 0; at < shorter; at++) {
    const difference = left.charCodeAt(at) - right.charCodeAt(at)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

const folded = (text: string) => text.toUpperCase().toLowerCase()

function foldedOf(r: Run, text: string): string {
  r.spend(1 + (text.length >> 3))
  return folded(text)
}

const compareTo: Method<string> = (r, text, args) => {
  const [other] = args
  if (args.length !== 1) return undefined
  if (!isText(other)) return javaError('ClassCastException', 'cannot be cast to class java.lang.String')
  r.spend(1 + (Math.min(text.length, other.length) >> 4))
  return compare(text, other)
}

const replace: Method<string> = (r, text, args) => {
  const [target, by] = args.map((argument) => (argument instanceof JavaCharacter ? argument.text : argument))
  if (args.length !== 2 || !isText(target) || !isText(by)) return undefined
  const found = occurrences(r, text, target)
  return repeated(r, text.length + found * (by.length - target.length), () => text.replaceAll(target, () => by))
}

/** Makes a text only when it is not too long. */
function repeated(r: Run, length: number, make: () => string): string {
  r.checkLength(length)
  r.spendOn(length)
  return make()
}

const repeat = ofInt((r, text, count) => {
  if (count < 0) javaError('IllegalArgumentException', `count is negative: ${count}`)
  return repeated(r, text.length * count, () => text.repeat(count))
})

const join: Method<string> = (r, _text, [separator, ...items]) => {
  const [first] = items
  const parts = items.length === 1 && Array.isArray(first) ? first : items
  r.spend(parts.length)
  if (!isText(separator) || !parts.every((part) => isText(part))) return undefined
  const length = parts.reduce((sum: number, part) => sum + String(part).length + separator.length, 0)
  return repeated(r, length, () => Array.from(parts).join(separator))
}

const regionMatches: Method<string> = (r, text, args) => {
  const [ignoresCase, ...rest] = typeof args[0] === 'boolean' ? args : [false, ...args]
  const [at, other, otherAt, length] = rest
  if (!isInt(at) || !isText(other) || !isInt(otherAt) || !isInt(length) || rest.length !== 4) return undefined
  if (at < 0 || otherAt < 0 || at + length > text.length || otherAt + length > other.length) return false
  r.spend(1 + (Math.max(length, 0) >> 2))
  const left = text.slice(at, at + Math.max(length, 0))
  const right = other.slice(otherAt, otherAt + Math.max(length, 0))
  return ignoresCase === true ? folded(left) === folded(right) : left === right
}

/** Java's trim() takes all up to the space. */
function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= 32) start++
  while (end > start && text.charCodeAt(end - 1) <= 32) end--
  return text.slice(start, end)
}

const SPACES = '[\\t-\\r\\x1c-\\x20\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000]'
const LEADING = new RegExp(`^${SPACES}+`)
const SPACE = new RegExp(SPACES)

const isSpace = (code: number) =>
  code <= 0x20 ? code >= 0x1c || (code >= 9 && code <= 13) : code >= 0x1680 && SPACE.test(String.fromCharCode(code))

function stripTrailing(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}

function isBlank(r: Run, text: string): boolean {
  r.spend(1 + (text.length >> 3))
  return stripTrailing(text) === ''
}

const stripLeading = (text: string) => text.replace(LEADING, '')

const stringValueOf: Method<string> = (r, _text, args) => (args.length === 1 ? r.print(args[0] ?? null) : undefined)

export const stringMethods: Methods<string> = methods<string>({
  length: noArguments((_, text) => text.length),
  isEmpty: noArguments((_, text) => text === ''),
  isBlank: noArguments(isBlank),
  toString: noArguments((_, text) => text),
  intern: noArguments((_, text) => text),
  hashCode: noArguments(hashOf),
  trim: changed(trimmed),
  strip: changed((text) => stripLeading(stripTrailing(text))),
  stripLeading: changed(stripLeading),
  stripTrailing: changed(stripTrailing),
  toUpperCase: changed((text) => text.toUpperCase()),
  toLowerCase: changed((text) => text.toLowerCase()),
  charAt: ofInt((_, text, index) => new JavaCharacter(charAt(text, index))),
  codePointAt: ofInt((_, text, index) => {
    charAt(text, index)
    return text.codePointAt(index) ?? 0
  }),
  substring: substringOf,
  subSequence: (r, text, args) => (args.length === 2 ? substringOf(r, text, args) : undefined),
  indexOf: indexOf((text, wanted, from) =>
    from !== undefined && from > text.length && wanted === '' ? text.length : text.indexOf(wanted, from),
  ),
  lastIndexOf: indexOf((text, wanted, from) => (from !== undefined && from < 0 ? -1 : text.lastIndexOf(wanted, from))),
  contains: ofText((r, text, part) => {
    r.spendOnSearch(text.length, part.length)
    return text.includes(part)
  }),
  startsWith,
  endsWith: ofText((_, text, suffix) => text.endsWith(suffix)),
  equals: (r, text, args) => (args.length === 1 ? javaEquals(r, text, args[0] ?? null) : undefined),
  contentEquals: ofText((_, text, other) => text === other),
  equalsIgnoreCase: ofText(
    (r, text, other) => text.length === other.length && foldedOf(r, text) === foldedOf(r, other),
  ),
  compareTo,
  compareToIgnoreCase: ofText((r, text, other) => compare(foldedOf(r, text), foldedOf(r, other))),
  concat: ofText((r, text, other) => repeated(r, other.length, () => text + other)),
  repeat,
  replace,
  replaceAll,
  replaceFirst,
  matches,
  split,
  regionMatches,
  toCharArray: noArguments((r, text) => {
    r.spend(2 * text.length)
    return javaArray(text.split('').map((unit) => new JavaCharacter(unit)))
  }),
  valueOf: stringValueOf,
  format: (r, _text, [pattern, ...args]) => (isText(pattern) ? formatText(r, pattern, args) : undefined),
  join,
})

export const stringProperty = (r: Run, text: string, name: string): Value | undefined => {
  if (name === 'empty') return text === ''
  return name === 'blank' ? isBlank(r, text) : undefined
}
