/** Java's `equals` and `hashCode`, and Velocity's `==`. */
import { MappingFault } from '../mapping-fault.ts'
import { JavaDouble, type Value } from '../values.ts'
import { compareNumbers, isNumber } from './arithmetic.ts'
import { MAX_VALUE_DEPTH } from './budgets.ts'
import { JavaSet } from './java/collections.ts'
import type { Run } from './run.ts'

/** Java's equals: 1 and 1.0 differ. */
export function javaEquals(r: Run, left: Value, right: Value, depth = 0): boolean {
  if (left === right) return true
  if (depth > MAX_VALUE_DEPTH) throw new MappingFault('budget', `A value is nested more than ${MAX_VALUE_DEPTH} deep`)
  if (left instanceof JavaDouble && right instanceof JavaDouble) return Object.is(left.value, right.value)
  if (Array.isArray(left) && Array.isArray(right)) return listsEqual(r, left, right, depth + 1)
  if (left instanceof Map && right instanceof Map) return mapsEqual(r, left, right, depth + 1)
  return false
}

function listsEqual(r: Run, left: readonly Value[], right: readonly Value[], depth: number): boolean {
  r.spend(1)
  if (left.length !== right.length) return false
  return left.every((item, at) => {
    r.spend(1)
    return javaEquals(r, item, right[at] ?? null, depth)
  })
}

function mapsEqual(r: Run, left: ReadonlyMap<Value, Value>, right: ReadonlyMap<Value, Value>, depth: number): boolean {
  r.spend(1)
  if (left.size !== right.size) return false
  for (const [key, value] of left) {
    r.spend(1)
    const other = right.get(key)
    if (other === undefined || !javaEquals(r, value, other, depth)) return false
  }
  return true
}

/** `==`: numbers by value, things of one kind by equals, all others by what they print. */
export function looselyEqual(r: Run, left: Value, right: Value): boolean {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0
  if (left === null || right === null) return left === right
  const kind = kindOf(left)
  if (kind === kindOf(right)) return kind === 'host' ? left === right : javaEquals(r, left, right)
  return r.print(left) === r.print(right)
}

function kindOf(value: Value): string {
  if (value instanceof JavaSet) return 'set'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Map) return 'map'
  if (isNumber(value)) return 'number'
  return typeof value === 'object' ? 'host' : typeof value
}
