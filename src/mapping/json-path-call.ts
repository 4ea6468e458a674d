/** Functions at the end of a JSONPath, which came after Jayway 2.0: each works on what the path before it finds. */
import type { Argument, JsonPathFunction } from './json-path.ts'
import { linkFrom, type ReadFrom, spend } from './json-path-read.ts'
import { MappingFault } from './mapping-fault.ts'
import { parseJson } from './parse-json.ts'
import { printValue } from './print.ts'
import { JavaDouble, type Value } from './values.ts'

interface Call {
  readonly call: JsonPathFunction
  readonly arguments: readonly Argument[]
}

export function linkCall({ call, arguments: args }: Call, read: ReadFrom): ReadFrom {
  const readArguments = args.map(linkArgument)
  const compute = FUNCTIONS[call]
  return (item, run) => {
    const value = read(item, run)
    if (value === undefined) return undefined
    const values = readArguments.map((readOne) => readOne(item, run) ?? null)
    for (const each of [value, ...values]) spend(run.budget, Array.isArray(each) ? each.length : 1)
    return compute(value, values)
  }
}

function linkArgument(argument: Argument): ReadFrom {
  if ('path' in argument) {
    const read = linkFrom(argument.path)
    return (_, run) => read(run.document, run)
  }
  const value = parseJson(argument.json)
  return () => value
}

type Compute = (value: Value, args: readonly Value[]) => Value | undefined

const length: Compute = (value) => {
  if (value instanceof Map) return value.size
  return typeof value === 'string' || Array.isArray(value) ? value.length : null
}

const element =
  (position: (args: readonly Value[]) => number): Compute =>
  (value, args) =>
    Array.isArray(value) ? value.at(position(args)) : undefined

const FUNCTIONS: Readonly<Record<JsonPathFunction, Compute>> = {
  length,
  size: length,
  min: aggregate((numbers) => numbers.reduce((a, b) => Math.min(a, b))),
  max: aggregate((numbers) => numbers.reduce((a, b) => Math.max(a, b))),
  sum: aggregate(sum),
  avg: aggregate(mean),
  stddev: aggregate((numbers) => Math.sqrt(mean(numbers.map((each) => each * each)) - mean(numbers) ** 2)),
  keys: (value) => (value instanceof Map ? [...value.keys()] : null),
  first: element(() => 0),
  last: element(() => -1),
  index: element(([position]) => numberOf(position ?? null) ?? 0),
  concat: (value, args) => [...texts(value), ...args.flatMap(texts)].join(''),
  append: (value, args) => (Array.isArray(value) ? [...value, ...args] : value),
}

/** Over the numbers of a list and of the arguments; others are left out. */
function aggregate(compute: (numbers: readonly number[]) => number): Compute {
  return (value, args) => {
    const numbers = [...(Array.isArray(value) ? value : []), ...args.flat()].flatMap(
      (each) => numberOf(each as Value) ?? [],
    )
    if (numbers.length === 0) {
      throw new MappingFault('invalidPath', 'Aggregation function attempted to calculate value using empty array')
    }
    return new JavaDouble(compute(numbers))
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b)
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length
}

function numberOf(value: Value): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  return value instanceof JavaDouble ? value.value : undefined
}

const texts = (value: Value): string[] => {
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'string')
  return typeof value === 'string' ? [value] : value === null || value instanceof Map ? [] : [printValue(value)]
}
