/** Java's `equals` and `hashCode`, and Velocity's `==`. */
import { MappingFault } from '../mapping-fault.ts'
import { JavaDouble, type Value } from '../values.ts'
import { compareNumbers, isNumber } from './arithmetic.ts'
import { MAX_VALUE_DEPTH } from './budgets.ts'
import { JavaArray, JavaCharacter, JavaSet, MapEntry } from './java/collections.ts'
import { hashOf } from './java/hash-code.ts'
import type { Run } from './run.ts'

/** Java's equals: 1 and 1.0 differ. */
export function javaEquals(r: Run, left: Value, right: Value, depth = 0): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    // Only texts of one length are compared character by character.
    if (left.length === right.length) r.spend(left.length >> 8)
    return left === right
  }
  if (left === right) return true
  if (depth > MAX_VALUE_DEPTH) throw new MappingFault('budget', `A value is nested more than ${MAX_VALUE_DEPTH} deep`)
  if (left instanceof JavaDouble && right instanceof JavaDouble) return Object.is(left.value, right.value)
  if (left instanceof JavaCharacter && right instanceof JavaCharacter) return left.text === right.text
  if (left instanceof MapEntry && right instanceof MapEntry)
    return javaEquals(r, left.key, right.key, depth + 1) && javaEquals(r, left.value(), right.value(), depth + 1)
  if (left instanceof JavaSet || right instanceof JavaSet) return viewsEqual(r, left, right, depth + 1)
  // Java's arrays are equal to themselves alone.
  if (left instanceof JavaArray || right instanceof JavaArray) return false
  if (Array.isArray(left) && Array.isArray(right)) return listsEqual(r, left, right, depth + 1)
  if (left instanceof Map && right instanceof Map) return mapsEqual(r, left, right, depth + 1)
  return false
}

function listsEqual(r: Run, left: readonly Value[], right: readonly Value[], depth: number): boolean {
  r.spend(1)
  if (left.length !== right.length) return false
  return left.every((item, at) => {
    r.spend(2)
    return javaEquals(r, item, right[at] ?? null, depth)
  })
}

/** Keys and entries are sets, without order; a map has one view of its values. */
function viewsEqual(r: Run, left: Value, right: Value, depth: number): boolean {
  if (!(left instanceof JavaSet && right instanceof JavaSet)) return false
  if (left.of === 'values' || right.of === 'values') return left.of === right.of && left.source === right.source
  r.spend(1)
  return left.length === right.length && left.every((item) => right.some((other) => spent(r, item, other, depth)))
}

function spent(r: Run, left: Value, right: Value, depth: number): boolean {
  r.spend(2)
  return javaEquals(r, left, right, depth)
}

function mapsEqual(r: Run, left: ReadonlyMap<Value, Value>, right: ReadonlyMap<Value, Value>, depth: number): boolean {
  r.spend(1)
  if (left.size !== right.size) return false
  for (const [key, value] of left) {
    r.spend(1)
    const other = right.get(keyIn(r, right, key))
    if (other === undefined || !javaEquals(r, value, other, depth)) return false
  }
  return true
}

/** Longer keys may be compared with all others of their length. */
const LONG_KEY = 1024

/**
 * The key of a map that equals this one, or the given: Java finds keys by equals, so that 1.5 and [1] are found, too. Throws where a key
 * has no hashCode because it holds itself.
 */
export function keyIn(r: Run, map: ReadonlyMap<Value, Value>, key: Value): Value {
  if (typeof key === 'string' && key.length > LONG_KEY) r.spend(key.length >> 2)
  if (key === null || typeof key !== 'object') return key
  hashOf(r, key)
  for (const known of map.keys()) if (spent(r, known, key, 0)) return known
  return key
}

/** `==`: numbers by value, things of one kind by equals, all others by what they print. */
export function looselyEqual(r: Run, left: Value, right: Value): boolean {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0
  if (left === null || right === null) return left === right
  const kind = kindOf(left)
  if (kind === kindOf(right)) return javaEquals(r, left, right)
  return r.print(left) === r.print(right)
}

function kindOf(value: Value): string {
  if (value instanceof JavaSet) return 'set'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Map) return 'map'
  if (isNumber(value)) return 'number'
  return typeof value === 'object' ? 'host' : typeof value
}
