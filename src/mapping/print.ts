/**
 * How values print: as Java's toString in a template (`{a=1, b=x}`), as json-smart writes JSON in `$input.json`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
import { MappingFault } from './mapping-fault.ts'
import {
  ArrayList,
  type Budget,
  HostObject,
  JavaDecimal,
  JavaDouble,
  SilentMap,
  type Value,
  type ValueMap,
} from './values.ts'

/** A value that holds itself has no end; AWS's largest payload is the most that one value may print. */
const MAX_DEPTH = 1_000
const MAX_CHARACTERS = 10 * 1024 * 1024

interface Out {
  text: string
  readonly budget: Budget | undefined
  readonly slash: string
}

/** What a reference prints, but for null and undefined: the engine prints nothing for those, and inside a map they are `null`. */
export function printValue(value: Value, budget?: Budget): string {
  if (typeof value === 'string') return value
  const out = { text: '', slash: '\\/', budget }
  writeJava(value, out, 0)
  return spent(out)
}

/** Compact JSON, as `$input.json` gives it: non-ASCII stays, but for U+007F to U+009F and U+2000 to U+20FF. */
export function printJson(value: Value, budget?: Budget): string {
  const out = { text: '', slash: '/', budget }
  writeJson(value, out, 0)
  return spent(out)
}

/** Every character is a step. */
function spent({ text, budget }: Out): string {
  if (budget !== undefined) budget.left -= text.length
  return text
}

function writeJava(value: Value, out: Out, depth: number): void {
  if (value instanceof SilentMap) return
  if (value instanceof Map) writeMap(value, out, depth)
  else if (value instanceof ArrayList) writeList(value, out, depth)
  // A JSON list prints as JSON wherever it stands, with `/` escaped.
  else if (Array.isArray(value)) writeJson(value, out, depth)
  else out.text += printScalar(value)
}

function writeMap(map: ValueMap, out: Out, depth: number): void {
  check(out, depth, map.size)
  let separator = '{'
  for (const [key, value] of map) {
    out.text += separator
    separator = ', '
    if (key === map) out.text += '(this Map)'
    else writeJava(key, out, depth + 1)
    out.text += '='
    if (value === map) out.text += '(this Map)'
    else writeJava(value, out, depth + 1)
  }
  out.text += map.size === 0 ? '{}' : '}'
}

function writeList(list: readonly Value[], out: Out, depth: number): void {
  check(out, depth, list.length)
  let separator = '['
  for (const value of list) {
    out.text += separator
    separator = ', '
    if (value === list) out.text += '(this Collection)'
    else writeJava(value, out, depth + 1)
  }
  out.text += list.length === 0 ? '[]' : ']'
}

function writeJson(value: Value, out: Out, depth: number): void {
  if (typeof value === 'string') {
    checkLength(out, value.length)
    out.text += quoted(value, out.slash)
  } else if (typeof value !== 'object' || value === null) out.text += String(value)
  else if (value instanceof Map) writeJsonObject(value, out, depth)
  else if (Array.isArray(value)) writeJsonArray(value, out, depth)
  else if (value instanceof JavaDouble && Math.abs(value.value) === Infinity) out.text += 'null'
  else if (value instanceof HostObject) out.text += quoted(value.print(), out.slash)
  else out.text += printScalar(value)
}

function writeJsonObject(map: ValueMap, out: Out, depth: number): void {
  check(out, depth, map.size)
  let separator = '{'
  for (const [key, value] of map) {
    out.text += `${separator}${quoted(typeof key === 'string' ? key : printValue(key), out.slash)}:`
    separator = ','
    writeJson(value, out, depth + 1)
  }
  out.text += map.size === 0 ? '{}' : '}'
}

function writeJsonArray(list: readonly Value[], out: Out, depth: number): void {
  check(out, depth, list.length)
  let separator = '['
  for (const value of list) {
    out.text += separator
    separator = ','
    writeJson(value, out, depth + 1)
  }
  out.text += list.length === 0 ? '[]' : ']'
}

function check(out: Out, depth: number, size: number): void {
  if (depth > MAX_DEPTH) throw new MappingFault('budget', `A value is nested more than ${MAX_DEPTH} deep`)
  if (out.budget !== undefined) out.budget.left -= STEPS_A_CONTAINER + STEPS_AN_ITEM * size
  checkLength(out, 0)
}

/** Whether there is room for so many characters more. */
function checkLength(out: Out, more: number): void {
  const length = out.text.length + more
  if (length > MAX_CHARACTERS) throw new MappingFault('budget', `A value prints more than ${MAX_CHARACTERS} characters`)
  if (out.budget !== undefined && length > out.budget.left)
    throw new MappingFault('budget', 'A value prints more than the template has steps for')
}

/** Beside one for every character: of empty texts and maps are lists made that print little. */
const STEPS_A_CONTAINER = 6
const STEPS_AN_ITEM = 2

/** What json-smart escapes otherwise than JSON.stringify, or JSON.stringify alone does. */
const APART = /[\0-\x1f\x7f-\x9f\u2000-\u20ff\ud800-\udfff]/
const ESCAPED = /["\\\0-\x1f\x7f-\x9f\u2000-\u20ff]/g
const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/** Most texts are words: those need no look at every character twice. */
const PLAIN = /^[\w .:,=-]*$/

function quoted(text: string, slash: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  const json = APART.test(text)
    ? `"${text.replace(ESCAPED, (found) => SHORT.get(found) ?? unicode(found))}"`
    : JSON.stringify(text)
  return slash === '/' ? json : json.replaceAll('/', slash)
}

const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

function printScalar(value: Value): string {
  if (value instanceof JavaDecimal) return printDecimal(value.text)
  if (value instanceof JavaDouble) return printDouble(value.value)
  if (value instanceof HostObject) return value.print()
  return String(value)
}

/** Java's Double.toString: `2.0`, `1.0E10`, `1.0E-5`. */
export function printDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  if (digits.includes('.')) return `${digits}E${Number(exponent)}`
  // Java gives two digits at least, and of those with the same exponent the nearest: 4.9E-324.
  const [nearest, itsExponent] = value.toExponential(1).split('e')
  return `${itsExponent === exponent ? nearest : `${digits}.0`}E${Number(exponent)}`
}

/** Java's BigDecimal.toString of a decimal literal: its digits are kept; an exponent only below 1E-6, or where digits are unknown. */
function printDecimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '')
  const scale = fraction.length - Number(exponent)
  const adjusted = digits.length - 1 - scale
  if (scale < 0 || adjusted < -6) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
    return `${sign}${mantissa}${adjusted === 0 ? '' : `E${adjusted > 0 ? '+' : ''}${adjusted}`}`
  }
  if (scale === 0) return sign + digits
  const padded = digits.padStart(scale + 1, '0')
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

const DECIMAL = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/
