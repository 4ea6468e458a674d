/**
 * The operators of a policy's Condition.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { arnLike } from '../aws/arn-like.ts'
import { fitsGlob, type Glob } from '../lib/glob.ts'
import { anyFits, type Keys, linkPatterns } from './policy-pattern.ts'
import { isInRange, parseAddress, parseBool, parseDate, parseNumber, parseRange } from './policy-values.ts'

/** Whether a value of the request is one of the policy's; undefined where that cannot be told. */
export type Test = (given: string, key: Keys) => boolean | undefined

export interface Operator {
  /** Holds where no value matches, and where the key is absent. */
  readonly negated: boolean
  /** Undefined where one of the values is none of its kind. */
  readonly link: (values: readonly string[], variables: boolean, negated: boolean) => Test | undefined
}

const text =
  (wild: boolean, ignoreCase: boolean, fits: (glob: Glob, given: string) => boolean = fitsGlob): Operator['link'] =>
  (values, variables, negated) => {
    const patterns = linkPatterns(values, { wild, ignoreCase, variables })
    if (patterns === undefined) return undefined
    return (given, key) => {
      const folded = ignoreCase ? given.toLowerCase() : given
      const found = anyFits(patterns, key, (glob) => fits(glob, folded))
      // An absent variable matches nothing; that it does not match must not open a door.
      return negated ? found : found === true
    }
  }

const parsed =
  <Value, Given = Value>(
    parseValue: (text: string) => Value | undefined,
    parseGiven: (text: string) => Given | undefined,
    matches: (given: Given, value: Value) => boolean,
  ): Operator['link'] =>
  (values) => {
    const wanted = values.map(parseValue).filter((value) => value !== undefined)
    if (wanted.length < values.length) return undefined
    return (text) => {
      const given = parseGiven(text)
      return given === undefined ? undefined : wanted.some((value) => matches(given, value))
    }
  }

const ordered = (name: string, parse: (text: string) => number | undefined): [string, Operator][] => {
  const operator = (matches: (given: number, value: number) => boolean, negated = false): Operator => ({
    negated,
    link: parsed(parse, parse, matches),
  })
  return [
    [`${name}Equals`, operator((given, value) => given === value)],
    [`${name}NotEquals`, operator((given, value) => given === value, true)],
    [`${name}LessThan`, operator((given, value) => given < value)],
    [`${name}LessThanEquals`, operator((given, value) => given <= value)],
    [`${name}GreaterThan`, operator((given, value) => given > value)],
    [`${name}GreaterThanEquals`, operator((given, value) => given >= value)],
  ]
}

const pair = (name: string, negatedName: string, link: Operator['link']): [string, Operator][] => [
  [name, { negated: false, link }],
  [negatedName, { negated: true, link }],
]

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...pair('StringEquals', 'StringNotEquals', text(false, false)),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', text(false, true)),
  ...pair('StringLike', 'StringNotLike', text(true, false)),
  ...pair('ArnEquals', 'ArnNotEquals', text(true, false, arnLike)),
  ...pair('ArnLike', 'ArnNotLike', text(true, false, arnLike)),
  ...pair('IpAddress', 'NotIpAddress', parsed(parseRange, parseAddress, isInRange)),
  ...ordered('Numeric', parseNumber),
  ...ordered('Date', parseDate),
  ['Bool', { negated: false, link: parsed(parseBool, parseBool, (given, value) => given === value) }],
])

/** What an operator's name says: `ForAnyValue:StringLikeIfExists`. */
export interface OperatorName {
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined
  /** `Null` has no operator. */
  readonly operator: Operator | undefined
  readonly ifExists: boolean
}

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/

/** Undefined for one that IAM does not have. */
export function readOperator(name: string): OperatorName | undefined {
  if (name === 'Null') return { set: undefined, operator: undefined, ifExists: false }
  const [, set, base = '', ifExists] = NAME.exec(name) ?? []
  const operator = OPERATORS.get(base)
  if (operator === undefined) return undefined
  // The pattern lets only these words through.
  return { set: set as OperatorName['set'], operator, ifExists: ifExists !== undefined }
}
