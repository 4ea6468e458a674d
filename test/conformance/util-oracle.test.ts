import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MappingFault } from '../../src/mapping/mapping-fault.ts'
import { printValue } from '../../src/mapping/print.ts'
import { UTIL } from '../../src/mapping/util.ts'
import { askOracle, describeWithOracle } from './oracle.ts'

const SEED = 20261125
const FUNCTIONS = ['escapeJavaScript', 'urlEncode', 'urlDecode', 'base64Encode', 'base64Decode'] as const

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.constantFrom('%', '%C3%A9', '%e9', '+', 'a', '%4', '=', '%F0%9F%98%80', '%00', 'é'), { maxLength: 6 })
    .map((parts) => parts.join('')),
  fc.base64String({ maxLength: 12 }),
  fc.array(fc.constantFrom('Y', 'Q', '=', '-', '/', '+', ' ', '\n'), { maxLength: 6 }).map((parts) => parts.join('')),
)

function ours(name: string, argument: string): string | undefined {
  try {
    return printValue(UTIL.call(name, [argument]) ?? null)
  } catch (error) {
    if (error instanceof MappingFault) return undefined
    throw error
  }
}

describeWithOracle("$util, by Java's own codecs", () => {
  it.each(FUNCTIONS)('%s agrees on 500 texts', (name) => {
    const texts = fc.sample(text, { numRuns: 500, seed: SEED })
    const answers = askOracle(texts.map((each) => ({ template: `$util.${name}($text)`, variables: { text: each } })))
    const differences = texts.flatMap((each, index) => {
      const got = ours(name, each)
      const { output, error } = answers[index] ?? {}
      return got === output ? [] : [{ text: each, got, output, error }]
    })
    expect(differences).toEqual([])
  })
})
