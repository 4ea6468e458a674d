/** java.lang.Integer, Long and Double: methods of a number, and the static ones that templates reach through any number. */
import { printDouble } from '../../print.ts'
import { JavaDouble, type Value, type WholeNumber } from '../../values.ts'
import { compareNumbers, isNumber, isWhole, whole } from '../arithmetic.ts'
import type { Run } from '../run.ts'
import { hashOf } from './hash-code.ts'
import { isInt, isText, javaError, type Method, type Methods, methods } from './method.ts'

const MAX_INT = 0x7fffffffn
const MAX_LONG = 0x7fffffffffffffffn

const instance =
  <Self>(give: (r: Run, self: Self) => Value): Method<Self> =>
  (r, self, args) =>
    args.length === 0 ? give(r, self) : undefined

const ofTwo =
  (give: (left: WholeNumber, right: WholeNumber) => Value): Method<WholeNumber> =>
  (_, _self, args) =>
    args.length === 2 && isWhole(args[0]) && isWhole(args[1]) ? give(args[0], args[1]) : undefined

/** Integer.toHexString and the like: of Java's two's complement. */
const inBase =
  (base: number): Method<WholeNumber> =>
  (_, self, args) => {
    const [value] = args
    if (args.length !== 1 || !isWhole(value)) return undefined
    return BigInt.asUintN(isInt(self) ? 32 : 64, BigInt(value)).toString(base)
  }

const parse: Method<WholeNumber> = (_, self, [text, radix = 10, more]) => {
  if (!isText(text) || !isInt(radix) || more !== undefined) return undefined
  return parseWhole(text, radix, isInt(self) ? MAX_INT : MAX_LONG)
}

function parseWhole(text: string, radix: number, max: bigint): WholeNumber {
  const digits = /^[+-]?([0-9a-zA-Z]{1,70})$/.exec(text)?.[1]
  if (digits === undefined || radix < 2 || radix > 36) return notANumber(text)
  let value = 0n
  for (const digit of digits) {
    const number = Number.parseInt(digit, 36)
    if (number >= radix) return notANumber(text)
    value = value * BigInt(radix) + BigInt(number)
  }
  if (text.startsWith('-')) value = -value
  return value > max || value < -max - 1n ? notANumber(text) : whole(value)
}

const notANumber = (text: string) => javaError('NumberFormatException', `For input string: "${text}"`)

function compareTo<Self extends Value>(self: Self, other: Value | undefined): number {
  const ofOneKind = isNumber(self) && isNumber(other) && self instanceof JavaDouble === other instanceof JavaDouble
  if (!ofOneKind) return javaError('ClassCastException', 'cannot compare numbers of two kinds')
  return compareNumbers(self, other)
}

const bits = (value: WholeNumber, size: number) => Number(BigInt.asIntN(size, BigInt(value)))

const wholeValueOf: Method<WholeNumber> = (r, self, args) =>
  args.length === 1 && isWhole(args[0]) ? args[0] : parse(r, self, args)

export const wholeMethods: Methods<WholeNumber> = methods<WholeNumber>({
  intValue: instance((_, self) => bits(self, 32)),
  longValue: instance((_, self) => whole(BigInt.asIntN(64, BigInt(self)))),
  shortValue: instance((_, self) => bits(self, 16)),
  byteValue: instance((_, self) => bits(self, 8)),
  doubleValue: instance((_, self) => new JavaDouble(Number(self))),
  floatValue: instance((_, self) => float(Number(self))),
  hashCode: instance((r, self) => hashOf(r, self)),
  equals: (_, self, args) => (args.length === 1 ? self === args[0] : undefined),
  compareTo: (_, self, args) => (args.length === 1 ? compareTo(self, args[0]) : undefined),
  toString: (_, self, args) => {
    const [value = self, radix = 10] = args
    return isWhole(value) && isInt(radix) && args.length < 3
      ? value.toString(radix < 2 || radix > 36 ? 10 : radix)
      : undefined
  },
  valueOf: wholeValueOf,
  parseInt: (r, self, args) => (isInt(self) ? parse(r, self, args) : undefined),
  parseLong: (r, self, args) => (isInt(self) ? undefined : parse(r, self, args)),
  toHexString: inBase(16),
  toOctalString: inBase(8),
  toBinaryString: inBase(2),
  max: ofTwo((left, right) => (left > right ? left : right)),
  min: ofTwo((left, right) => (left < right ? left : right)),
  sum: ofTwo((left, right) => whole(BigInt.asIntN(64, BigInt(left) + BigInt(right)))),
  compare: ofTwo(compareNumbers),
  signum: (_, _self, args) => (args.length === 1 && isWhole(args[0]) ? Math.sign(Number(args[0])) : undefined),
})

/** Java's float, by its shortest digits. */
function float(value: number): JavaDouble {
  const rounded = Math.fround(value)
  for (let digits = 1; digits < 10; digits++) {
    const shorter = Number(rounded.toPrecision(digits))
    if (Math.fround(shorter) === rounded) return new JavaDouble(shorter)
  }
  return new JavaDouble(rounded)
}

function parseDouble(text: string): JavaDouble {
  const trimmed = text.trim()
  if (/^[+-]?(?:NaN|Infinity)$/.test(trimmed)) return new JavaDouble(Number(trimmed.replace(/^[+-]NaN/, 'NaN')))
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?$/.exec(trimmed)
  return match === null ? notANumber(text) : new JavaDouble(Number(match[1]))
}

function clamped(value: number, min: bigint, max: bigint): WholeNumber {
  if (Number.isNaN(value)) return 0
  if (value >= Number(max)) return whole(max)
  return value <= Number(min) ? whole(min) : whole(BigInt(Math.trunc(value)))
}

const ofDoubles =
  (give: (left: number, right: number) => Value): Method<JavaDouble> =>
  (_, _self, args) => {
    const [left, right] = args
    if (args.length !== 2 || !isNumber(left) || !isNumber(right)) return undefined
    return give(asDouble(left), asDouble(right))
  }

const asDouble = (value: WholeNumber | JavaDouble) => (value instanceof JavaDouble ? value.value : Number(value))

const ofSelfOrArgument =
  (give: (value: number) => Value): Method<JavaDouble> =>
  (_, self, [value = self, more]) =>
    isNumber(value) && more === undefined ? give(asDouble(value)) : undefined

const parseDoubleOf: Method<JavaDouble> = (_, _self, args) =>
  args.length === 1 && isText(args[0]) ? parseDouble(args[0]) : undefined

const doubleValueOf: Method<JavaDouble> = (r, self, args) =>
  args.length === 1 && isNumber(args[0]) ? new JavaDouble(asDouble(args[0])) : parseDoubleOf(r, self, args)

export const doubleMethods: Methods<JavaDouble> = methods<JavaDouble>({
  intValue: instance((_, { value }) => clamped(value, -MAX_INT - 1n, MAX_INT)),
  longValue: instance((_, { value }) => clamped(value, -MAX_LONG - 1n, MAX_LONG)),
  shortValue: instance((_, { value }) => bits(clamped(value, -MAX_INT - 1n, MAX_INT), 16)),
  byteValue: instance((_, { value }) => bits(clamped(value, -MAX_INT - 1n, MAX_INT), 8)),
  doubleValue: instance((_, self) => self),
  floatValue: instance((_, { value }) => float(value)),
  hashCode: instance((r, self) => hashOf(r, self)),
  toString: (r, self, args) => {
    const [value = self] = args
    if (args.length === 0) return r.print(self)
    return args.length === 1 && isNumber(value) ? printDouble(asDouble(value)) : undefined
  },
  equals: (_, { value }, args) =>
    args.length === 1 ? args[0] instanceof JavaDouble && Object.is(args[0].value, value) : undefined,
  compareTo: (_, self, args) => (args.length === 1 ? compareTo(self, args[0]) : undefined),
  isNaN: ofSelfOrArgument(Number.isNaN),
  isInfinite: ofSelfOrArgument((value) => Math.abs(value) === Infinity),
  isFinite: (r, self, args) => (args.length === 1 ? ofSelfOrArgument(Number.isFinite)(r, self, args) : undefined),
  parseDouble: parseDoubleOf,
  valueOf: doubleValueOf,
  max: ofDoubles((left, right) => new JavaDouble(Math.max(left, right))),
  min: ofDoubles((left, right) => new JavaDouble(Math.min(left, right))),
  sum: ofDoubles((left, right) => new JavaDouble(left + right)),
  compare: ofDoubles((left, right) => (left < right ? -1 : left > right ? 1 : 0)),
})

export const doubleProperty = ({ value }: JavaDouble, name: string): Value | undefined => {
  if (name === 'naN') return Number.isNaN(value)
  return name === 'infinite' ? Math.abs(value) === Infinity : undefined
}
