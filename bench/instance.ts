import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bundle, currentBundle } from '../src/cli/local-server/build.ts'
import { localMasterKey } from '../src/cli/local-server/master-key.ts'
import { type MigrationDatabase, migrate } from '../src/cli/local-server/migrate.ts'
import { listen, startRuntime } from '../src/cli/local-server/runtime.ts'
import { StartError } from '../src/cli/local-server/start-error.ts'
import { runWrangler } from '../src/cli/local-server/wrangler.ts'
import { freePort, workerdOf } from '../test/e2e/gateway.ts'

/** A Worker on a workerd process of its own, with the bindings of `wrangler.toml`. */
export interface Instance {
  /** Without a slash at its end. */
  readonly url: string
  /** Process id of its workerd. */
  readonly workerd: number
  stop(): Promise<void>
}

/** Scratch space of this run. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'postern-bench-'))
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }))

/** The gateway's own bundle: what `npm run deploy` uploads. */
export const gatewayBundle = (): Promise<Bundle> =>
  currentBundle(() => console.error('Building the Worker …'), join(FOLDER, 'wrangler-logs'))

/** Another Worker, built with the same flags and bindings. */
export async function benchBundle(name: string, origin: string): Promise<Bundle> {
  const folder = join(FOLDER, name)
  const run = await runWrangler([
    ...['deploy', `bench/workers/${name}.ts`, '--dry-run', '--minify', '--outdir', folder],
    ...['--define', `BENCH_ORIGIN:${JSON.stringify(origin)}`],
  ])
  if (run.exitCode !== 0) throw new StartError(`bench/workers/${name}.ts could not be built\n${run.output}`)
  return { ...(await gatewayBundle()), script: join(folder, `${name}.js`) }
}

export async function startInstance(name: string, bundle: Bundle): Promise<Instance> {
  const stateFolder = join(FOLDER, `state-${name}`)
  mkdirSync(stateFolder)
  const masterKey = localMasterKey(stateFolder)
  const settings = { bundle, stateFolder, masterKey, onError: (line: string) => console.error(`${name}: ${line}`) }
  const runtime = await startRuntime(settings)
  await migrate((await runtime.getD1Database('DB')) as unknown as MigrationDatabase) // It has that shape, and more.
  const port = await freePort()
  const others = new Set(workerdOf(process.pid))
  await listen(runtime, settings, port)
  const workerd = workerdOf(process.pid).find((pid) => !others.has(pid))
  if (workerd === undefined) throw new Error(`${name}: no workerd`)
  return { url: `http://localhost:${port}`, workerd, stop: () => runtime.dispose() }
}
