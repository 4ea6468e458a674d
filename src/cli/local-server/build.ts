/**
 * The bundles of the two Workers, the gateway and its function host: what `wrangler deploy` uploads is what `npm start` runs. They are
 * built when one is missing or older than a source.
 */
import { globSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourcelessWorkerOptions } from 'wrangler'
import { BUNDLE_FLAGS, FUNCTION_HOST_CONFIG } from './publish.ts'
import { PROJECT } from './settings.ts'
import { StartError } from './start-error.ts'
import { runWrangler } from './wrangler.ts'

export interface Bundle {
  /** Path of the gateway's built module. */
  readonly script: string
  /** Path of the function host's. */
  readonly hostScript: string
  /** Bindings, flags and compatibility date as `wrangler.toml` has them, in Miniflare's words. */
  readonly options: SourcelessWorkerOptions
}

const DIST = join(PROJECT, 'dist')
const SCRIPT = join(DIST, 'worker.js')
const HOST_SCRIPT = join(DIST, 'function-host.js')
const OPTIONS = join(DIST, 'worker-options.json')
const SOURCES = ['src/**/*.ts', 'src/**/*.toml', 'wrangler.toml', 'tsconfig.json', 'package-lock.json']
/** Neither is part of the Worker. */
const NOT_THE_WORKER = ['src/cli/**', 'src/client/**']

/** The current bundle. `announce` is called when a build has to run, which takes seconds. */
export async function currentBundle(announce: () => void, wranglerLogs: string): Promise<Bundle> {
  if (!(await isFresh())) {
    announce()
    await build(wranglerLogs)
  }
  return { script: SCRIPT, hostScript: HOST_SCRIPT, options: JSON.parse(await readFile(OPTIONS, 'utf8')) }
}

async function isFresh(): Promise<boolean> {
  const built = Math.min(...(await Promise.all([SCRIPT, HOST_SCRIPT, OPTIONS].map(modified))))
  if (built === 0) return false
  const sources = globSync(SOURCES, { cwd: PROJECT, exclude: NOT_THE_WORKER })
  const times = await Promise.all(sources.map((file) => modified(join(PROJECT, file))))
  return times.every((time) => time < built)
}

/** Milliseconds since 1970; 0 when there is no such file. */
const modified = (file: string) =>
  stat(file).then(
    (found) => found.mtimeMs,
    () => 0,
  )

/** Builds beside and moves into place, so that two starts at once never read half a file. */
async function build(wranglerLogs: string): Promise<void> {
  const folder = join(DIST, `building-${process.pid}`)
  const hostFolder = join(folder, 'host')
  await Promise.all([
    bundle(['--outdir', folder], wranglerLogs),
    bundle(['--config', FUNCTION_HOST_CONFIG, '--outdir', hostFolder], wranglerLogs),
  ])
  await mkdir(DIST, { recursive: true })
  await writeFile(join(folder, 'worker-options.json'), JSON.stringify(await bindings()))
  await rename(join(folder, 'worker-options.json'), OPTIONS)
  await rename(join(hostFolder, 'worker.js'), HOST_SCRIPT)
  await rename(join(folder, 'worker.js'), SCRIPT)
  await rm(folder, { recursive: true, force: true })
}

async function bundle(flags: readonly string[], wranglerLogs: string): Promise<void> {
  const run = await runWrangler(['deploy', '--dry-run', ...BUNDLE_FLAGS, ...flags], {
    env: { WRANGLER_LOG_PATH: wranglerLogs },
  })
  if (run.exitCode === 0) return
  throw new StartError(
    `The Worker could not be built; correct what Wrangler says and start again.\n${run.output.trim()}`,
  )
}

async function bindings(): Promise<SourcelessWorkerOptions> {
  const { unstable_getMiniflareWorkerOptions: read } = await import('wrangler')
  return read(join(PROJECT, 'wrangler.toml')).workerOptions
}
