import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseJsonPath } from '../../src/mapping/json-path.ts'
import { linkJsonPath, pathBudget } from '../../src/mapping/json-path-read.ts'
import { MappingFault } from '../../src/mapping/mapping-fault.ts'
import { parseJson } from '../../src/mapping/parse-json.ts'
import { printJson } from '../../src/mapping/print.ts'
import { askOracle, describeWithOracle } from './oracle.ts'

const SEED = 20261125
const RUNS = 4_000

const name = fc.constantFrom('a', 'b', 'c', 'd-e', 'f g', '0')

const document = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.oneof(
      fc.integer({ min: -3, max: 12 }),
      fc.constantFrom('x', 'yy', '1', 'null', '', 'true', "it's"),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(1.5, 10.25),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
})).value

const position = fc.nat({ max: 3 })
const slice = fc.oneof(
  fc.tuple(position, position).map(([from, to]) => `[${from}:${to}]`),
  fc.integer({ min: -3, max: 3 }).map((from) => `[${from}:]`),
  fc.integer({ min: -3, max: 3 }).map((to) => `[:${to}]`),
  fc.integer({ min: 1, max: 3 }).map((back) => `[(@.length-${back})]`),
)
const itemPath = fc.oneof(fc.constantFrom('@.a', '@.b', "@['f g']", '@.a.b', '@.c', '@', '@.a.c', '$.a', '$.b.a'))
const literal = fc.constantFrom(
  "'x'",
  "'yy'",
  '1',
  '5',
  '1.5',
  'true',
  'false',
  'null',
  "'null'",
  "''",
  'x',
  "'1'",
  "'it\\'s'",
)
const sign = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const criterion = fc.oneof(
  itemPath,
  itemPath.map((path) => (path.startsWith('@') ? `!${path}` : path)),
  fc.tuple(itemPath, sign, literal).map((parts) => parts.join(' ')),
  fc.tuple(itemPath, sign, itemPath).map((parts) => parts.join('')),
  fc.tuple(itemPath, fc.constantFrom('/x|y+/', '/X/i', '/[0-9]+/', '/.*/', '/\\d/')).map((parts) => parts.join(' =~ ')),
)
const filter = fc
  .array(criterion, { minLength: 1, maxLength: 3 })
  .chain((criteria) => fc.constantFrom('&&', '||').map((join) => `[?(${criteria.join(` ${join} `)})]`))
const step = fc.oneof(
  { weight: 5, arbitrary: name.map((each) => (/^[\w-]+$/.test(each) ? `.${each}` : `['${each}']`)) },
  { weight: 1, arbitrary: name.map((each) => `['${each}']`) },
  { weight: 3, arbitrary: position.map((each) => `[${each}]`) },
  { weight: 2, arbitrary: fc.constantFrom('[*]', '.*') },
  { weight: 2, arbitrary: fc.constantFrom('..a', '..b', '..*', '..[0]', "..['c']", '..[1:]') },
  { weight: 1, arbitrary: slice },
  { weight: 1, arbitrary: fc.tuple(position, position).map(([one, other]) => `[${one},${other}]`) },
  { weight: 2, arbitrary: filter },
)
/** Several names stand at the end alone: elsewhere Jayway 2.0 refuses them. */
const last = fc.option(fc.constantFrom("['a','b']", "['c', 'f g','a']", "..['a','b']"), { freq: 8 })
const path = fc.tuple(fc.array(step, { maxLength: 4 }), last).map(([steps, end]) => `$${steps.join('')}${end ?? ''}`)

/** `$input.json` of the path; undefined for an error. */
function ours(text: string, body: string): string | undefined {
  const parsed = parseJsonPath(text)
  if (parsed === undefined) return undefined
  try {
    const found = linkJsonPath(parsed)(parseJson(body), pathBudget())
    return printJson(found === undefined ? '' : found)
  } catch (error) {
    if (error instanceof MappingFault) return undefined
    throw error
  }
}

describeWithOracle('JSONPath, as Jayway 2.0 reads it', () => {
  it(`agrees on ${RUNS} paths and documents`, () => {
    const cases = fc
      .sample(fc.tuple(path, document), { numRuns: RUNS, seed: SEED })
      .map(([text, value]) => ({ text, body: JSON.stringify(value) }))
      .filter(({ body }) => body !== 'null')
    const answers = askOracle(
      cases.map(({ text, body }) => ({ template: '$input.json($path)', body, variables: { path: text } })),
    )
    const differences = cases.flatMap(({ text, body }, index) => {
      const got = ours(text, body)
      const { output, error } = answers[index] ?? {}
      return got === output || isCrash(error) ? [] : [{ text, body, got, output, error }]
    })
    expect(differences).toEqual([])
  })
})

/** Where the engine itself breaks, over a number that is none or a cast, a filter here does not match. */
const isCrash = (error = '') => /NumberFormatException|ClassCastException|NullPointerException/.test(error)
