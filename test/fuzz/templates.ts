/**
 * Compares our templates with the engines that Amazon API Gateway is built on, case by case, from a seed.
 * `npm run fuzz:templates -- --cases 10000 --seed 1`; POSTERN_ORACLE names the program that renders with those engines.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { render } from '../mapping/velocity/rendering.ts'
import { type Case, generateCase } from './generate-template.ts'
import { Random } from './random.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const ORACLE = resolve(ROOT, process.env.POSTERN_ORACLE ?? '../shared/oracle/render')
const SHOWN = 5
/** What the oracle ends with where the engines are missing. */
const NOT_INSTALLED = 3

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
})

interface Rendered {
  readonly output?: string
  readonly error?: string
}

function oursOf({ template, body }: Case): Rendered {
  try {
    return { output: render(template, body) }
  } catch (error) {
    return { error: String(error) }
  }
}

/** Null where the oracle's engines are not here. */
function oraclesOf(cases: readonly Case[]): Rendered[] | null {
  if (!existsSync(ORACLE)) return null
  const input = cases.map((each, id) => JSON.stringify({ id, ...each })).join('\n')
  const { stdout, stderr, status } = spawnSync(ORACLE, { input, encoding: 'utf8', maxBuffer: 1 << 30 })
  if (status === NOT_INSTALLED) return null
  if (status !== 0) throw new Error(`The oracle ended with ${status}: ${stderr.slice(0, 2000)}`)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const seed = Number(values.seed)
const cases = Array.from({ length: Number(values.cases) }, (_, number) =>
  generateCase(new Random(seed * 1_000_003 + number), number),
)
const theirs = oraclesOf(cases)
if (theirs === null) {
  console.log('NOT COMPARED: the engines of API Gateway (or Java) are not installed here; see POSTERN_ORACLE')
  process.exit(0)
}

let differences = 0
let errors = 0
for (const [number, each] of cases.entries()) {
  const ours = oursOf(each)
  const expected = theirs[number] ?? {}
  if (expected.error !== undefined) errors++
  if (ours.output === expected.output) continue
  differences++
  if (differences > SHOWN) continue
  console.log(`--- seed ${seed}, case ${number}`)
  console.log(JSON.stringify(each))
  console.log(`ours:   ${JSON.stringify(ours)}`)
  console.log(`theirs: ${JSON.stringify(expected).slice(0, 600)}`)
}
console.log(`${cases.length} cases from seed ${seed}, of which ${errors} are errors: ${differences} differences`)
process.exit(differences === 0 ? 0 : 1)
