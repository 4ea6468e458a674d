/** Filters of a JSONPath → predicates. What cannot be compared, or is not there, does not match: neither `==` nor `!=`. */
import { compileJavaPattern, type JavaPattern } from './java-pattern.ts'
import type { Filter, Operand, Operator } from './json-path-filter.ts'
import { linkFrom, type ReadFrom, type Run, spend } from './json-path-read.ts'
import { compareLoosely } from './loose-comparison.ts'
import { MappingFault } from './mapping-fault.ts'
import { parseJson } from './parse-json.ts'
import { printValue } from './print.ts'
import type { Value } from './values.ts'

type Accepts = (item: Value, run: Run) => boolean

export function linkFilter(filter: Filter): Accepts {
  if ('or' in filter) {
    const filters = filter.or.map(linkFilter)
    return (item, run) => filters.some((accepts) => accepts(item, run))
  }
  if ('and' in filter) {
    const filters = filter.and.map(linkFilter)
    return (item, run) => filters.every((accepts) => accepts(item, run))
  }
  if ('not' in filter) {
    const accepts = linkFilter(filter.not)
    return (item, run) => !accepts(item, run)
  }
  return filter.operator === 'exists'
    ? linkExists(filter.left)
    : linkCriterion(filter.left, filter.operator, filter.right)
}

/** Null counts as absent; `$` stands for the item here, as `@` does: Jayway 2.0's way. */
function linkExists(left: Operand): Accepts {
  const read = 'path' in left ? linkFrom(left.path) : linkOperand(left)
  return (item, run) => (read(item, run) ?? null) !== null
}

function linkCriterion(left: Operand, operator: Operator, right: Operand): Accepts {
  const readLeft = linkOperand(left)
  if (operator === '=~') return linkPattern(readLeft, right)
  const readRight = linkOperand(right)
  const matches = OPERATORS[operator]
  return (item, run) => {
    const actual = readLeft(item, run)
    const expected = readRight(item, run)
    spend(run.budget, 1 + lengthOf(actual) * lengthOf(expected))
    return actual !== undefined && expected !== undefined && matches(actual, expected)
  }
}

function linkOperand(operand: Operand): ReadFrom {
  if ('path' in operand) {
    const read = linkFrom(operand.path)
    return operand.root === true ? (_, run) => read(run.document, run) : read
  }
  if ('pattern' in operand) return () => undefined
  const value = 'json' in operand ? parseJson(operand.json) : operand.text
  return () => value
}

function linkPattern(readLeft: ReadFrom, right: Operand): Accepts {
  const { pattern, flags } = right as { readonly pattern: string; readonly flags: string }
  const compiled: JavaPattern | string = compileJavaPattern(pattern, flags)
  if (typeof compiled === 'string') throw new MappingFault('invalidPath', compiled)
  return (item, run) => {
    const actual = readLeft(item, run)
    if (actual === undefined || actual === null) return false
    const text = printValue(actual)
    spend(run.budget, 1 + (text.length >> 5))
    return compiled.matches(text, (steps) => spend(run.budget, steps))
  }
}

type Matches = (actual: Value, expected: Value) => boolean

const equal: Matches = (actual, expected) => compareLoosely(expected, actual) === 0

/** Jayway compares what is expected with what is there; null is less than all, but neither greater nor less by these operators. */
const ordered =
  (holds: (order: number) => boolean): Matches =>
  (actual, expected) => {
    if ((actual === null) !== (expected === null)) return false
    const order = compareLoosely(expected, actual)
    return order !== undefined && holds(order)
  }

/** Of a list: the word operators look at each element, some at each of both. */
const lengthOf = (value: Value | undefined) => (Array.isArray(value) ? Math.max(1, value.length) : 1)

const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? value : [])
const isIn: Matches = (actual, expected) => listOf(expected).some((each) => equal(actual, each))
const sizeOf = (value: Value) => (typeof value === 'string' || Array.isArray(value) ? value.length : undefined)

const OPERATORS: Readonly<Record<Exclude<Operator, '=~'>, Matches>> = {
  '==': equal,
  '!=': (actual, expected) => ![0, undefined].includes(compareLoosely(expected, actual)),
  '===': (actual, expected) => typeof actual === typeof expected && equal(actual, expected),
  '!==': (actual, expected) => typeof actual !== typeof expected || !equal(actual, expected),
  '>': ordered((order) => order < 0),
  '>=': ordered((order) => order <= 0),
  '<': ordered((order) => order > 0),
  '<=': ordered((order) => order >= 0),
  in: isIn,
  nin: (actual, expected) => !isIn(actual, expected),
  subsetof: (actual, expected) => Array.isArray(actual) && actual.every((each) => isIn(each, expected)),
  anyof: (actual, expected) => listOf(actual).some((each) => isIn(each, expected)),
  noneof: (actual, expected) => !listOf(actual).some((each) => isIn(each, expected)),
  contains: (actual, expected) =>
    typeof actual === 'string' ? typeof expected === 'string' && actual.includes(expected) : isIn(expected, actual),
  size: (actual, expected) => sizeOf(actual) !== undefined && compareLoosely(expected, sizeOf(actual) as number) === 0,
  empty: (actual, expected) => (sizeOf(actual) === 0) === (String(expected) === 'true'),
}
