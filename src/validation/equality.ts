import { OutOfSteps, type StepBudget } from './safe-regex.ts'
import { isObject } from './schema.ts'

/** The same text for JSON values that are equal, whatever the order of their members, and for no others. */
export function canonical(value: unknown, budget: StepBudget, depth = 0): string {
  budget.steps -= typeof value === 'string' ? 1 + value.length : 1
  if (budget.steps < 0 || depth > 1_000) throw new OutOfSteps()
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, budget, depth + 1)).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? ''
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key], budget, depth + 1)}`)
  return `{${members.join(',')}}`
}

export function hasDuplicates(list: readonly unknown[], budget: StepBudget): boolean {
  const seen = new Set<string>()
  for (const item of list) {
    const text = canonical(item, budget)
    if (seen.has(text)) return true
    seen.add(text)
  }
  return false
}

/** Whether one number is a whole multiple of another, as decimals: 4.02 is one of 0.01. */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0
  const [a, b] = [decimal(value), decimal(divisor)]
  const shift = a.exponent - b.exponent
  return shift >= 0
    ? (a.digits * 10n ** BigInt(shift)) % b.digits === 0n
    : a.digits % (b.digits * 10n ** BigInt(-shift)) === 0n
}

function decimal(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)\.?(\d*)(?:e(.*))?$/.exec(String(value)) ?? []
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length }
}

/** A text's length in characters, of which an emoji is one. */
export function lengthOf(text: string): number {
  let length = text.length
  for (let position = 0; position < text.length - 1; position++)
    if ((text.charCodeAt(position) & 0xfc00) === 0xd800 && (text.charCodeAt(position + 1) & 0xfc00) === 0xdc00) {
      length--
      position++
    }
  return length
}
