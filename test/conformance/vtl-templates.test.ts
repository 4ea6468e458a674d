import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inputObject } from '../../src/mapping/input.ts'
import { UTIL } from '../../src/mapping/util.ts'
import type { Value } from '../../src/mapping/values.ts'
import { linkTemplate } from '../../src/mapping/velocity/link-template.ts'
import { parseTemplate } from '../../src/mapping/velocity/parse-template.ts'
import { askOracle, describeWithOracle, type OracleResult } from './oracle.ts'

// Mapping templates of public repositories, where they are at hand: refused or rendered as the engines of API Gateway do.

interface RealTemplate {
  readonly id: string
  readonly template: string
}

const FILE = resolve(
  import.meta.dirname,
  '../..',
  process.env.POSTERN_SUITES ?? '../shared/suites',
  'vtl-templates/templates.json',
)

const templates: readonly RealTemplate[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : []
if (templates.length === 0) describe('real templates', () => it.skip('they are not at hand', () => {}))

/** Bodies that fit a template, none of them empty (there the oracle is not AWS: vtl-0212): every path that it names leads somewhere, to a text, a number, a list or an object. */
function bodiesFor(template: string): string[] {
  const paths = [...template.matchAll(/\$\.([\w.]+)|\.([A-Za-z_]\w*)/g)].map((match) => match[1] ?? match[2] ?? '')
  const leaves: unknown[] = [
    'text "quoted" é/',
    42,
    [{ id: 1, name: 'one', value: { S: 's', N: '5' } }, { id: 2.5 }],
    { a: { b: null } },
  ]
  const bodies = leaves.map((leaf) => {
    const body = {}
    for (const path of paths) put(body, path.split('.'), leaf)
    return JSON.stringify(body)
  })
  return ['{}', '[1, "two"]', 'not JSON', ...bodies]
}

function put(target: Record<string, unknown>, [name = '', ...rest]: readonly string[], leaf: unknown): void {
  const inner = target[name]
  if (rest.length === 0) target[name] ??= structuredClone(leaf)
  else if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
    put(inner as Record<string, unknown>, rest, leaf)
  else if (inner === undefined) {
    const made = {}
    target[name] = made
    put(made, rest, leaf)
  }
}

const PARAMS = {
  path: { id: 'p1', proxy: 'a/b' },
  querystring: { q: 'x y', limit: '10' },
  header: { 'content-type': 'application/json' },
}
const CONTEXT = {
  requestId: 'r-1',
  stage: 'prod',
  httpMethod: 'POST',
  identity: { sourceIp: '192.0.2.1' },
  authorizer: { claims: { sub: 's' } },
}
const STAGE_VARIABLES = { table: 'things' }

function asValue(json: unknown): Value {
  if (typeof json !== 'object' || json === null) return json as string
  return new Map(Object.entries(json).map(([name, value]) => [name, asValue(value)]))
}

function oursOf(text: string, body: string): OracleResult {
  const { template, faults } = parseTemplate(text)
  if (faults !== undefined) return { error: faults[0].message }
  const parameters = () => ({
    path: Object.entries(PARAMS.path),
    querystring: Object.entries(PARAMS.querystring),
    header: Object.entries(PARAMS.header),
  })
  const scope = new Map<string, Value>([
    ['input', inputObject(body, parameters)],
    ['util', UTIL],
    ['context', asValue(CONTEXT)],
    ['stageVariables', asValue(STAGE_VARIABLES)],
  ])
  try {
    return { output: linkTemplate(template)(scope) }
  } catch (error) {
    return { error: String(error) }
  }
}

describeWithOracle(`${templates.length} real templates`, () => {
  const cases = templates.flatMap(({ id, template }) => bodiesFor(template).map((body) => ({ id, template, body })))
  let expected: readonly OracleResult[] | undefined

  it.each(templates.map(({ id }) => id))('%s is refused or renders as it does there', (id) => {
    expected ??= askOracle(
      cases.map(({ template, body }) => ({
        template,
        body,
        params: PARAMS,
        context: CONTEXT,
        stageVariables: STAGE_VARIABLES,
      })),
    )
    for (const [at, each] of cases.entries()) {
      if (each.id !== id) continue
      const theirs = expected[at] ?? {}
      const ours = oursOf(each.template, each.body)
      expect({ body: each.body, output: ours.output }).toEqual({ body: each.body, output: theirs.output })
      expect(ours.error === undefined, ours.error).toBe(theirs.error === undefined)
    }
  })
})
