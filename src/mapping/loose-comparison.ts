/** How filters of a JSONPath compare: Jayway 2.0's order over texts, numbers and booleans. */
import { JavaDouble, type Value } from './values.ts'

/**
 * Negative, 0 or positive as `left` is less than, equal to or greater than `right`; undefined where the two do not compare.
 * A text on the left is taken for a number or a boolean where the right is one; null, and the text `null`, come before all else.
 */
export function compareLoosely(left: Value, right: Value): number | undefined {
  if (left === right) return 0
  if (isNullish(left) || isNullish(right)) return Number(isNullish(right)) - Number(isNullish(left))
  if (typeof left === 'string') return compareText(left, right)
  if (typeof left === 'boolean') return typeof right === 'boolean' ? Number(left) - Number(right) : undefined
  return isNumeric(left) && isNumeric(right) ? compareNumbers(numberOf(left), numberOf(right)) : undefined
}

const isNullish = (value: Value) => value === null || value === 'null'

type Numeric = number | bigint | JavaDouble

const isNumeric = (value: Value): value is Numeric =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof JavaDouble

const numberOf = (value: Numeric) => (value instanceof JavaDouble ? value.value : value)

/** As BigDecimal takes it. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const WHOLE = /^[+-]?\d{16,400}$/

function compareText(left: string, right: Value): number | undefined {
  if (typeof right === 'string') return left < right ? -1 : Number(left > right)
  if (typeof right === 'boolean') return Number(left.toLowerCase() === 'true') - Number(right)
  if (!isNumeric(right) || !DECIMAL.test(left)) return undefined
  return compareNumbers(WHOLE.test(left) ? BigInt(left.replace('+', '')) : Number(left), numberOf(right))
}

function compareNumbers(left: number | bigint, right: number | bigint): number | undefined {
  if (Number.isNaN(left) || Number.isNaN(right)) return undefined
  return left < right ? -1 : Number(left > right)
}
