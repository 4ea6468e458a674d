import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUNDLE_FLAGS } from '../src/cli/local-server/publish.ts'
import { StartError } from '../src/cli/local-server/start-error.ts'
import { runWrangler } from '../src/cli/local-server/wrangler.ts'
import { FOLDER } from './instance.ts'

interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string } }[]
  readonly samples: readonly number[]
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[]
}

/** Milliseconds of CPU that the Worker's module takes to evaluate, after `wrangler check startup`. */
export async function startUp(): Promise<number> {
  const file = join(FOLDER, 'startup.cpuprofile')
  const run = await runWrangler(['check', 'startup', '--outfile', file, `--args=${BUNDLE_FLAGS.join(' ')}`])
  if (run.exitCode !== 0) throw new StartError(`wrangler check startup failed\n${run.output}`)
  const profile: CpuProfile = JSON.parse(readFileSync(file, 'utf8'))
  const idle = new Set(profile.nodes.filter(({ callFrame }) => IDLE.has(callFrame.functionName)).map(({ id }) => id))
  const active = profile.samples.map((node, i) => (idle.has(node) ? 0 : (profile.timeDeltas[i] ?? 0)))
  return active.reduce((sum, micros) => sum + micros, 0) / 1_000
}

const IDLE: ReadonlySet<string> = new Set(['(idle)', '(root)', '(program)'])
