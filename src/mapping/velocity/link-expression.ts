/** Expressions → functions: of a value, and of what `#if` takes for true. */
import { ArrayList, JavaDouble, type Value } from '../values.ts'
import { type Arithmetic, calculate, compareNumbers, isNumber, isWhole } from './arithmetic.ts'
import type { BinaryExpression, BinaryOperator, Expression } from './ast.ts'
import { DefinedBlock } from './defined-block.ts'
import { keyIn, looselyEqual } from './equality.ts'
import { isInt, javaError } from './java/method.ts'
import { linkReference } from './link-reference.ts'
import { linkBlock } from './link-statement.ts'
import type { Linker } from './linker.ts'
import type { Evaluate, Run } from './run.ts'

type Test = (r: Run) => boolean

export function linkExpression(expression: Expression, l: Linker): Evaluate {
  switch (expression.is) {
    case 'reference':
      return expression.computable && !expression.runt ? linkReference(expression, l) : () => null
    case 'string':
    case 'word':
      return () => expression.text
    case 'integer':
    case 'boolean':
      return () => expression.value
    case 'double': {
      const value = new JavaDouble(expression.value)
      return () => value
    }
    case 'interpolation':
      return linkInterpolation(expression, l)
    case 'list':
      return linkList(expression.items, l)
    case 'map':
      return linkMap(expression.entries, l)
    case 'range':
      return linkRange(expression, l)
    case 'not':
      return linkTest(expression, l)
    case 'binary':
      return linkBinary(expression, l)
  }
}

function linkInterpolation({ body, trim }: Extract<Expression, { is: 'interpolation' }>, l: Linker): Evaluate {
  const render = linkBlock(body, l)
  return (r) => {
    const text = r.capture(render)
    return trim ? text.slice(0, -1) : text
  }
}

function linkList(items: readonly Expression[], l: Linker): Evaluate {
  const values = items.map((item) => linkExpression(item, l))
  return (r) => {
    r.spend(values.length)
    const list = new ArrayList()
    for (const value of values) list.push(value(r))
    return list
  }
}

function linkMap(entries: readonly (readonly [Expression, Expression])[], l: Linker): Evaluate {
  const pairs = entries.map(([key, value]) => [linkExpression(key, l), linkExpression(value, l)] as const)
  return (r) => {
    r.spend(pairs.length)
    const map = new Map<Value, Value>()
    for (const [key, value] of pairs) map.set(keyIn(r, map, key(r)), value(r))
    return map
  }
}

/** Up or down; null without two whole numbers. */
function linkRange({ from, to, offset }: Extract<Expression, { is: 'range' }>, l: Linker): Evaluate {
  const first = linkExpression(from, l)
  const last = linkExpression(to, l)
  return (r) => {
    const start = asInt(first(r))
    const end = asInt(last(r))
    if (start === undefined || end === undefined) return null
    r.at = offset
    const step = start <= end ? 1 : -1
    r.spend(2 * Math.abs(end - start) + 1)
    const list = new ArrayList()
    for (let value = start; value !== end; value += step) list.push(value)
    list.push(end)
    return list
  }
}

/** Number.intValue() */
function asInt(value: Value): number | undefined {
  if (isInt(value)) return value
  if (isWhole(value)) return Number(BigInt.asIntN(32, BigInt(value)))
  if (!(value instanceof JavaDouble)) return undefined
  return Math.trunc(Math.min(Math.max(value.value, -0x80000000), 0x7fffffff)) + 0
}

function linkBinary(expression: BinaryExpression, l: Linker): Evaluate {
  const { operator, offset } = expression
  if (!isArithmetic(operator)) return linkTest(expression, l)
  const left = linkExpression(expression.left, l)
  const right = linkExpression(expression.right, l)
  return (r) => {
    r.spend(1)
    const a = left(r)
    const b = right(r)
    if (operator !== '+' || (typeof a !== 'string' && typeof b !== 'string')) return calculated(r, operator, a, b)
    r.at = offset
    const text = concatenated(r, a, expression.literals[0]) + concatenated(r, b, expression.literals[1])
    r.checkLength(text.length)
    r.spendOn(text.length)
    return text
  }
}

/** Numbers beyond the safe ones cost more. */
function calculated(r: Run, operator: Arithmetic, a: Value, b: Value): Value {
  if (typeof a === 'bigint' || typeof b === 'bigint') r.spend(BIG_NUMBER_STEPS)
  return calculate(operator, a, b)
}

const BIG_NUMBER_STEPS = 20

const isArithmetic = (operator: BinaryOperator): operator is Arithmetic => '+-*/%'.includes(operator)

/** What has no value stands for itself. */
function concatenated(r: Run, value: Value, literal: string): string {
  if (value === null) return literal
  if (!(value instanceof DefinedBlock)) return r.print(value)
  return value.text() ?? javaError('NullPointerException', `${literal} renders itself too deep`)
}

/** Of values other than references and comparisons Velocity holds none for true, not even a text. */
export function linkTest(expression: Expression, l: Linker): Test {
  if (expression.is === 'not') {
    const test = linkTest(expression.operand, l)
    return (r) => !test(r)
  }
  if (expression.is === 'boolean') return () => expression.value
  if (expression.is === 'binary') return linkComparison(expression, l)
  if (expression.is !== 'reference') return () => false
  const value = linkReference(expression, l)
  return (r) => isTrue(value(r))
}

/** A text is true, the empty one too: so is what is not set. */
function isTrue(value: Value): boolean {
  if (value instanceof DefinedBlock) value.print()
  return value !== false
}

function linkComparison({ operator, left, right }: BinaryExpression, l: Linker): Test {
  if (operator === '&&' || operator === '||') {
    const one = linkTest(left, l)
    const other = linkTest(right, l)
    return operator === '&&' ? (r) => one(r) && other(r) : (r) => one(r) || other(r)
  }
  const a = linkExpression(left, l)
  const b = linkExpression(right, l)
  if (operator === '==' || operator === '!=') {
    const wanted = operator === '=='
    return (r) => {
      r.spend(1)
      return looselyEqual(r, a(r), b(r)) === wanted
    }
  }
  const holds = ORDER.get(operator)
  if (holds === undefined) return () => false
  return (r) => {
    r.spend(1)
    const one = a(r)
    const other = b(r)
    return isNumber(one) && isNumber(other) && holds(compareNumbers(one, other))
  }
}

const ORDER: ReadonlyMap<BinaryOperator, (order: number) => boolean> = new Map([
  ['<', (order: number) => order < 0],
  ['<=', (order: number) => order <= 0],
  ['>', (order: number) => order > 0],
  ['>=', (order: number) => order >= 0],
])
