/** Arithmetic as Velocity does it: whole numbers grow into longer ones, a double makes doubles of all; null where there is no result. */
import { MappingFault } from '../mapping-fault.ts'
import { JavaDouble, type Value, type WholeNumber } from '../values.ts'
import { MAX_NUMBER_BITS } from './budgets.ts'

export type NumberValue = WholeNumber | JavaDouble

export const isWhole = (value: Value | undefined): value is WholeNumber =>
  typeof value === 'number' || typeof value === 'bigint'

export const isNumber = (value: Value | undefined): value is NumberValue =>
  isWhole(value) || value instanceof JavaDouble

export const toDouble = (value: NumberValue): number => (value instanceof JavaDouble ? value.value : Number(value))

/** A bigint only where a number would lose digits. */
export function whole(value: bigint): WholeNumber {
  const short = Number(value)
  return Number.isSafeInteger(short) ? short : value
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%'

/** Null when an operand is no number, or the divisor is zero. */
export function calculate(operator: Arithmetic, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return ofNumbers(operator, left, right)
  if (!isNumber(left) || !isNumber(right)) return null
  if (isWhole(left) && isWhole(right)) return ofWhole(operator, BigInt(left), BigInt(right))
  return ofDoubles(operator, toDouble(left), toDouble(right))
}

function ofNumbers(operator: Arithmetic, left: number, right: number): Value {
  if ((operator === '/' || operator === '%') && right === 0) return null
  const result = operator === '/' ? Math.trunc(left / right) : plain(operator, left, right)
  return Number.isSafeInteger(result) ? result + 0 : ofWhole(operator, BigInt(left), BigInt(right))
}

function plain(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
  }
}

/** Throws MappingFault `budget` for numbers that are too long. */
function ofWhole(operator: Arithmetic, left: bigint, right: bigint): Value {
  checkSize(left)
  checkSize(right)
  switch (operator) {
    case '+':
      return whole(left + right)
    case '-':
      return whole(left - right)
    case '*':
      return whole(left * right)
    case '/':
      return right === 0n ? null : whole(left / right)
    case '%':
      return right === 0n ? null : whole(left % right)
  }
}

const LIMIT = 1n << BigInt(MAX_NUMBER_BITS)

function checkSize(value: bigint): void {
  if (value > LIMIT || value < -LIMIT)
    throw new MappingFault('budget', `A number has more than ${MAX_NUMBER_BITS} bits`)
}

function ofDoubles(operator: Arithmetic, left: number, right: number): Value {
  if ((operator === '/' || operator === '%') && right === 0) return null
  return new JavaDouble(plain(operator, left, right))
}

/** Below zero, zero, above zero. */
export function compareNumbers(left: NumberValue, right: NumberValue): number {
  if (isWhole(left) && isWhole(right)) return left < right ? -1 : left > right ? 1 : 0
  const a = toDouble(left)
  const b = toDouble(right)
  return a < b ? -1 : a === b ? 0 : 1
}
