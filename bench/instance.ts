import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bundle, currentBundle } from '../src/cli/local-server/build.ts'
import { functionHostPlace, startFunctionHost } from '../src/cli/local-server/function-host.ts'
import { localMasterKey } from '../src/cli/local-server/master-key.ts'
import { type MigrationDatabase, migrate } from '../src/cli/local-server/migrate.ts'
import { LOOPBACK, listen, startRuntime } from '../src/cli/local-server/runtime.ts'
import { StartError } from '../src/cli/local-server/start-error.ts'
import { runWrangler } from '../src/cli/local-server/wrangler.ts'
import { freePort, workerdOf } from '../test/e2e/gateway.ts'

/** A Worker on a workerd process of its own, with the bindings of `wrangler.toml`. */
export interface Instance {
  /** Without a slash at its end. */
  readonly url: string
  /** Process ids of its workerd, and of those that it calls. */
  readonly workerd: readonly number[]
  stop(): Promise<void>
}

export interface InstanceOptions {
  /** Absent: the gateway's. */
  readonly bundle?: Bundle
  /** With a function host, in a process of its own as `npm start` has it. */
  readonly functions?: boolean
  /** Instances whose CPU counts as well. */
  readonly beside?: readonly Instance[]
}

export type StartInstance = (name: string, options?: InstanceOptions) => Promise<Instance>

/** Scratch space of this run. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'postern-bench-'))
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }))

/** The gateway's own bundle: what `npm run deploy` uploads. */
export const gatewayBundle = (): Promise<Bundle> =>
  currentBundle(() => console.error('Building the Worker …'), join(FOLDER, 'wrangler-logs'))

/** Another Worker, built with the same flags and bindings. */
export async function benchBundle(name: string, origin = ''): Promise<Bundle> {
  const folder = join(FOLDER, name)
  const run = await runWrangler([
    ...['deploy', `bench/workers/${name}.ts`, '--dry-run', '--minify', '--outdir', folder],
    ...['--define', `BENCH_ORIGIN:${JSON.stringify(origin)}`],
  ])
  if (run.exitCode !== 0) throw new StartError(`bench/workers/${name}.ts could not be built\n${run.output}`)
  return { ...(await gatewayBundle()), script: join(folder, `${name}.js`) }
}

/** The bundle with further service bindings: to another instance over HTTP, or to an entrypoint of its own. */
export function bound(bundle: Bundle, services: Readonly<Record<string, Instance | string>>): Bundle {
  const bindings = Object.entries(services).map(([name, to]) => {
    if (typeof to === 'string') return [name, { name: 'postern', entrypoint: to }] as const
    return [name, { external: { address: `${LOOPBACK}:${new URL(to.url).port}`, http: {} } }] as const
  })
  const serviceBindings = { ...(bundle.options.serviceBindings ?? {}), ...Object.fromEntries(bindings) }
  return { ...bundle, options: { ...bundle.options, serviceBindings } }
}

export async function startInstance(name: string, options: InstanceOptions = {}): Promise<Instance> {
  const stateFolder = join(FOLDER, `state-${name}`)
  mkdirSync(stateFolder)
  const bundle = options.bundle ?? (await gatewayBundle())
  const masterKey = localMasterKey(stateFolder)
  const onError = (line: string) => console.error(`${name}: ${line}`)
  const port = await freePort()
  const place = options.functions ? await functionHostPlace() : undefined
  const settings = { bundle, stateFolder, masterKey, functionHost: place, onError }
  const others = new Set(workerdOf(process.pid))
  const host = place && (await startFunctionHost({ place, script: bundle.hostScript, gatewayPort: port, onError }))
  const runtime = await startRuntime(settings)
  await migrate((await runtime.getD1Database('DB')) as unknown as MigrationDatabase) // It has that shape, and more.
  await listen(runtime, settings, port)
  const workerd = workerdOf(process.pid).filter((pid) => !others.has(pid))
  if (workerd.length !== (host ? 2 : 1)) throw new Error(`${name}: ${workerd.length} workerd`)
  return {
    url: `http://localhost:${port}`,
    workerd: [...workerd, ...(options.beside ?? []).flatMap((instance) => instance.workerd)],
    async stop() {
      await runtime.dispose()
      await host?.stop()
    },
  }
}
