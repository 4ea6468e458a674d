/**
 * A policy's Condition → function.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
import { isConditionKey } from './policy-keys.ts'
import { type OperatorName, readOperator, type Test } from './policy-operators.ts'
import { isObject, type Keys } from './policy-pattern.ts'
import { parseBool } from './policy-values.ts'

/** Undefined where it cannot be told. */
type Check = (key: Keys) => boolean | undefined

/** All operators with all their keys have to hold; undefined as soon as one of them cannot be told and none fails. */
export function linkConditions(condition: unknown, variables: boolean): Check {
  if (condition === undefined) return () => true
  if (!isObject(condition)) return () => undefined
  const checks = Object.entries(condition).flatMap(([operator, keys]) => linkOperator(operator, keys, variables))
  return (key) => {
    const results = checks.map((check) => check(key))
    if (results.includes(false)) return false
    return results.includes(undefined) ? undefined : true
  }
}

function linkOperator(name: string, keys: unknown, variables: boolean): Check[] {
  const operator = readOperator(name)
  // An operator without keys compares nothing: what its owner meant is not told.
  if (operator === undefined || !isObject(keys) || Object.keys(keys).length === 0) return [() => undefined]
  return Object.entries(keys).map(([key, values]) => linkKey(operator, key, values, variables) ?? (() => undefined))
}

/** Undefined where the key is unknown or a value is none of the operator's kind. */
export function linkKey(name: OperatorName, key: string, value: unknown, variables: boolean): Check | undefined {
  const values = valuesOf(value)
  if (values === undefined || !isConditionKey(key)) return undefined
  const wanted = key.toLowerCase()
  if (name.operator === undefined) return linkNull(wanted, values)
  const { negated, link } = name.operator
  const test = link(values, variables, negated)
  if (test === undefined) return undefined
  return (keys) => holds(name, negated, test, keys, listOf(keys(wanted)))
}

/** `{ "Null": { "aws:Referer": "true" } }`: the key is absent. */
function linkNull(key: string, values: readonly string[]): Check | undefined {
  const wanted = values.map(parseBool)
  if (wanted.includes(undefined)) return undefined
  return (keys) => wanted.includes(listOf(keys(key)).length === 0)
}

function holds({ set, ifExists }: OperatorName, negated: boolean, test: Test, key: Keys, given: readonly string[]) {
  if (given.length === 0) return ifExists || (set === undefined ? negated : set === 'ForAllValues')
  const results = given.map((value) => test(value, key))
  if (results.includes(undefined)) return undefined
  const each = negated ? results.map((result) => !result) : results
  const all = set === undefined ? negated : set === 'ForAllValues'
  return all ? !each.includes(false) : each.includes(true)
}

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

/** IAM takes numbers and truth values without quotes. */
export function valuesOf(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const known = list.every((item) => ['string', 'number', 'boolean'].includes(typeof item))
  return known && list.length > 0 ? list.map(String) : undefined
}
