import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MappingFault } from '../../src/mapping/mapping-fault.ts'
import { parseJson } from '../../src/mapping/parse-json.ts'
import { printJson, printValue } from '../../src/mapping/print.ts'
import type { Value } from '../../src/mapping/values.ts'
import { askOracle, describeWithOracle } from './oracle.ts'

const SEED = 20261125

/** Texts that are JSON, nearly JSON, or none. */
const nearlyJson = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '"',
          "'",
          '"a"',
          "'b'",
          'a',
          'null',
          'true',
          'false',
          'NaN',
          '1',
          '-',
          '.5',
          '1.0',
          '2e3',
          '1E-7',
        ],
        ...[
          ' ',
          '\n',
          '\t',
          '\\',
          '"\\n"',
          '"\\u00e9"',
          '"\\x41\\q"',
          '007',
          '12345678901234567890',
          '-9223372036854775808',
          'é',
          '/',
          '\u0001',
        ],
        ...['"a":', '1.2345678901234567890', 'a=b', '"\t"', '"\\\t"', '1.', '1e', '1e+', '"b"', '{"k":', '[1,'],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', "'", ' ', ':', 'x', '0'))
    .map(([text, at, put]) => {
      const cut = at % (text.length + 1)
      return text.slice(0, cut) + put + text.slice(cut + 1)
    }),
)

const printed = (print: (value: Value) => string, text: string) => {
  try {
    const value = parseJson(text)
    return value === null ? undefined : print(value)
  } catch (error) {
    if (error instanceof MappingFault) return undefined
    throw error
  }
}

describeWithOracle('JSON, as json-smart reads and prints it', () => {
  it('agrees on 3,000 texts', () => {
    const texts = fc.sample(nearlyJson, { numRuns: 3_000, seed: SEED }).filter((text) => text !== '')
    const answers = askOracle(
      texts.flatMap((body) => [
        { template: "$input.json('$')", body },
        { template: "$input.path('$')", body },
      ]),
    )
    const differences = texts.flatMap((text, index) => {
      const ours = [printed(printJson, text), printed(printValue, text)]
      const theirs = [answers[2 * index]?.output, answers[2 * index + 1]?.output]
      return ours.every((each, at) => each === theirs[at])
        ? []
        : [{ text, ours, theirs, error: answers[2 * index]?.error }]
    })
    expect(differences).toEqual([])
  })
})
