import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, it } from 'vitest'

// The engines that Amazon API Gateway is built on (Velocity 1.7, Jayway JsonPath, json-smart), where they are installed:
// a program that reads one JSON case a line and writes one JSON result a line. POSTERN_ORACLE names it.

export interface OracleCase {
  readonly template: string
  readonly body?: string
  readonly params?: unknown
  readonly context?: unknown
  readonly stageVariables?: unknown
  readonly variables?: unknown
}

export interface OracleResult {
  readonly output?: string
  readonly error?: string
}

const ROOT = resolve(import.meta.dirname, '../..')
const RENDER = resolve(ROOT, process.env.POSTERN_ORACLE ?? '../shared/oracle/render')

/** What the engines make of the cases, in their order. */
export function askOracle(cases: readonly OracleCase[]): OracleResult[] {
  const input = cases.map((each, id) => JSON.stringify({ id, ...each })).join('\n')
  const { stdout, stderr, status } = spawnSync(RENDER, { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`The oracle ended with ${status}: ${stderr}`)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** A suite that compares with the oracle; says so where it cannot. */
export function describeWithOracle(name: string, declare: () => void): void {
  if (hasOracle()) describe(name, declare)
  else {
    console.warn(`NOT COMPARED WITH THE ORACLE: ${name}; the engines of API Gateway are not installed here`)
    describe(name, () => it.skip('the oracle is not installed', () => {}))
  }
}

let answers: boolean | undefined

function hasOracle(): boolean {
  answers ??= existsSync(RENDER) && spawnSync(RENDER, { input: '{"id":0,"template":""}\n' }).status === 0
  return answers
}
