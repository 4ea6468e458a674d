import { expect } from 'vitest'
import { parseJson } from '../../src/mapping/parse-json.ts'
import { UTIL } from '../../src/mapping/util.ts'
import type { Value } from '../../src/mapping/values.ts'
import { linkTemplate } from '../../src/mapping/velocity/link-template.ts'
import { parseTemplate } from '../../src/mapping/velocity/parse-template.ts'
import { conformance, type Exception, type Vector } from './runner.ts'
import { checkPhase, type PhaseExpected, type PhaseInput } from './vtl-phases.ts'

/** A template with the variables that are set before it, or templates of an integration. */
type Input = PhaseInput | { readonly phase?: undefined; readonly template: string; readonly variables: unknown }

/** Unit tests of other projects, which recordings on AWS or its documentation contradict. */
const EXCEPTIONS: readonly Exception[] = [
  { id: 'vtl-0268', reason: 'a unit test of another project: on AWS a list of $input.path prints as JSON (vtl-0200)' },
  { id: 'vtl-0281', reason: 'a unit test of another project: AWS encodes a space as + (vtl-0228)' },
  { id: 'vtl-0294', reason: "a unit test of another project: AWS's documentation has ' escaped" },
]

conformance<Input, PhaseExpected>({
  area: 'vtl',
  exceptions: EXCEPTIONS,
  check(vector) {
    const { input, expected } = vector
    if (input.phase !== undefined) return checkPhase(vector as Vector<PhaseInput, PhaseExpected>, render)
    const output = render(input.template, { util: UTIL, ...variablesOf(input.variables) })
    if (expected.kind === 'json') expect(JSON.parse(output)).toEqual(expected.json)
    else expect(output).toBe(expected.output)
  },
})

function render(text: string, variables: Readonly<Record<string, Value>>): string {
  const { template, faults } = parseTemplate(text)
  if (faults !== undefined) throw new Error(faults[0].message)
  return linkTemplate(template)(new Map(Object.entries(variables)))
}

function variablesOf(variables: unknown): Record<string, Value> {
  const values = parseJson(JSON.stringify(variables))
  return values instanceof Map ? Object.fromEntries(values) : {}
}
