/**
 * `npm run bench:hostile`: CPU that hostile templates take until their budgets end them. Cold is the first rendering of a new process,
 * its compilation and garbage collection included; warm the median of those that follow.
 */
import { spawnSync } from 'node:child_process'
import { linkTemplate } from '../src/mapping/velocity/link-template.ts'
import { parseTemplate } from '../src/mapping/velocity/parse-template.ts'
import { TemplateError } from '../src/mapping/velocity/template-error.ts'
import { HOSTILE } from '../test/mapping/velocity/hostile.ts'
import { scopeOf } from '../test/mapping/velocity/rendering.ts'
import { median } from './load.ts'

const RUNS = 6
const PROCESSES = 3

/** CPU of each rendering, in milliseconds. */
function measure(name: string): number[] {
  const hostile = HOSTILE[name] ?? ''
  const [text, body] = typeof hostile === 'string' ? [hostile, ''] : hostile
  const { template } = parseTemplate(text)
  if (template === undefined) return [0]
  const linked = linkTemplate(template)
  return Array.from({ length: RUNS }, () => {
    const scope = scopeOf(body)
    const started = process.cpuUsage()
    try {
      linked(scope)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
    }
    const { user, system } = process.cpuUsage(started)
    return (user + system) / 1000
  })
}

function inNewProcess(name: string): readonly number[] {
  return JSON.parse(spawnSync(process.execPath, [import.meta.filename, name], { encoding: 'utf8' }).stdout)
}

const [only] = process.argv.slice(2)
if (only !== undefined) {
  console.log(JSON.stringify(measure(only)))
  process.exit(0)
}

console.log('cold ms  warm ms  template')
const rows = Object.keys(HOSTILE).map((name) => {
  const runs = Array.from({ length: PROCESSES }, () => inNewProcess(name))
  const cold = median(runs.map(([first = 0]) => first))
  const warm = median(runs.flatMap(([, ...later]) => later))
  console.log(`${cold.toFixed(0).padStart(7)}  ${(warm || 0).toFixed(0).padStart(7)}  ${name}`)
  return { cold, warm: warm || 0 }
})
console.log(
  `at most ${Math.max(...rows.map(({ cold }) => cold)).toFixed(0)} ms cold, ${Math.max(...rows.map(({ warm }) => warm)).toFixed(0)} ms warm`,
)
