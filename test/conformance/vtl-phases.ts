import { expect } from 'vitest'
import { inputObject } from '../../src/mapping/input.ts'
import { responseOverride } from '../../src/mapping/overrides.ts'
import { parseJson } from '../../src/mapping/parse-json.ts'
import { templateContext } from '../../src/mapping/template-context.ts'
import { UTIL } from '../../src/mapping/util.ts'
import type { Value, ValueMap } from '../../src/mapping/values.ts'
import { exchangeFor } from '../gateway/fake-services.ts'
import type { Vector } from './runner.ts'

// Vectors of vtl.json that were recorded through an integration: one template, or a request template and a response template.

/** Renders a template with `$input`, `$util`, `$context` and `$stageVariables`. */
export type Render = (template: string, variables: Readonly<Record<string, Value>>) => string

export interface PhaseInput {
  readonly phase: 'request' | 'response' | 'round-trip' | 'mock-round-trip'
  readonly template?: string
  readonly requestTemplate?: string
  readonly responseTemplate?: string | null
  readonly body: string
  readonly params?: Readonly<Record<'path' | 'querystring' | 'header', Readonly<Record<string, string | number>>>>
  readonly context?: unknown
  readonly stageVariables?: unknown
}

export interface PhaseExpected {
  readonly kind: 'text' | 'text-ws-collapsed' | 'json' | 'json-subset' | 'error'
  readonly output?: string
  readonly json?: unknown
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly requestOverride?: unknown
  readonly responseOverride?: unknown
}

export function checkPhase({ input, expected, validated }: Vector<PhaseInput, PhaseExpected>, render: Render): void {
  const variables = variablesOf(input)
  if (expected.kind === 'error') {
    expectFault(() => renderWith(render, input.template ?? '', input, input.body, variables), expected)
    return
  }
  const output = outputOf(input, variables, render)
  // Those were recorded behind an echo that reads and writes JSON.
  expectOutput(validated === 'aws-recorded' ? asEchoed(output) : output, expected)
  expectOverrides(variables.context, expected)
}

interface Variables {
  readonly context: ValueMap
  readonly stageVariables: Value
}

const variablesOf = ({ context, stageVariables }: PhaseInput): Variables => ({
  // What a vector says of the context, beside what every context has.
  context: new Map([...templateContext(exchangeFor()), ...mapOf(context ?? {})]),
  stageVariables: mapOf(stageVariables ?? {}),
})

function mapOf(value: unknown): ValueMap {
  const map = parseJson(JSON.stringify(value))
  if (!(map instanceof Map)) throw new Error('The vector has no object here')
  return map
}

function renderWith(render: Render, template: string, input: PhaseInput, body: string, variables: Variables): string {
  const { path = {}, querystring = {}, header = {} } = input.params ?? {}
  const parameters = () => ({
    path: Object.entries(path),
    querystring: Object.entries(querystring),
    header: Object.entries(header),
  })
  return render(template, { ...variables, input: inputObject(body, parameters), util: UTIL })
}

function outputOf(input: PhaseInput, variables: Variables, render: Render): string {
  const { phase, template, requestTemplate, responseTemplate, body } = input
  if (phase === 'request' || phase === 'response') return renderWith(render, template ?? '', input, body, variables)
  const sent = renderWith(render, requestTemplate ?? '', input, body, variables)
  if (responseTemplate === undefined || responseTemplate === null) return ''
  // A MOCK's request never reaches the response; the other backend answers with what it was sent.
  return renderWith(render, responseTemplate, input, phase === 'round-trip' ? sent : '', variables)
}

function asEchoed(output: string): string {
  return output.trim() === '' ? '{}' : JSON.stringify(parsedOr(output))
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function expectOutput(output: string, { kind, output: text = '', json }: PhaseExpected): void {
  if (kind === 'json') expect(JSON.parse(output)).toEqual(json)
  else if (kind === 'json-subset') expect(JSON.parse(output)).toMatchObject(json as object)
  else if (kind === 'text') expect(output).toBe(text)
  else expect(collapsed(output)).toBe(collapsed(text))
}

const collapsed = (text: string) => text.replace(/\s+/g, ' ').trim()

function expectOverrides(context: ValueMap, expected: PhaseExpected): void {
  const { status, header } = responseOverride(context)
  if (expected.headers !== undefined) expect(Object.fromEntries(header)).toEqual(expected.headers)
  if (expected.status !== undefined && expected.headers !== undefined) expect(status).toBe(expected.status)
  for (const name of ['requestOverride', 'responseOverride'] as const) {
    if (expected[name] !== undefined) expect(plain(context.get(name) ?? null)).toEqual(expected[name])
  }
}

function plain(value: Value): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, each]) => [name, plain(each)]))
  return Array.isArray(value) ? value.map(plain) : value
}

function expectFault(run: () => string, { output }: PhaseExpected): void {
  expect(run).toThrow()
  if (output === undefined) return
  try {
    run()
  } catch (error) {
    expect((error as Error).message).toContain((JSON.parse(output) as { message: string }).message)
  }
}
