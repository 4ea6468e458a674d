/** Publishing the Worker to Cloudflare. Each migration suits the previous Worker too, so the database goes first. */
import { migrationNames } from './migrate.ts'
import { StartError } from './start-error.ts'
import { boundServices, runWrangler, type WranglerRun } from './wrangler.ts'

/** The binding of the database of definitions in `wrangler.toml`. */
const DATABASE = 'DB'
/** What makes the bundle; the start command builds with the same. */
export const BUNDLE_FLAGS = ['--minify'] as const

/** Of the function host, which is published before the gateway that is bound to it. */
export const FUNCTION_HOST_CONFIG = 'src/functions/host/wrangler.toml'

/** Of the gateway's wrangler.toml, where its owner has enabled it. */
const FUNCTION_HOST = 'FUNCTION_HOST'
const HOST_FLAGS = ['--config', FUNCTION_HOST_CONFIG] as const

/**
 * Migrates the database of the account, then publishes the function host, where the gateway is bound to it, and the gateway. Throws
 * StartError; what comes after the step that failed stays as it was.
 */
export async function publish(): Promise<void> {
  assertDone('migrated', await runWrangler(['d1', 'migrations', 'apply', DATABASE, '--remote'], { show: true }))
  if (await hasFunctionHost()) assertDone('published: its function host failed', await deploy(HOST_FLAGS))
  assertDone('published', await deploy([]))
}

/** Builds the bundles that `publish` would upload, and says what would happen. Reaches no account. */
export async function rehearse(say: (line: string) => void): Promise<void> {
  const host = (await hasFunctionHost()) ? await build(HOST_FLAGS) : undefined
  const gateway = await build([])
  say(`Would apply those of these migrations that the database lacks: ${migrationNames().join(', ')}`)
  if (host !== undefined) show(host, 'Would then publish the function host:')
  show(gateway, 'Would then publish this Worker:')
  say('Nothing was changed.')

  function show(run: WranglerRun, title: string): void {
    say(title)
    for (const line of run.output.split('\n').filter(isOfTheWorker)) say(`  ${line.trim()}`)
  }
}

const hasFunctionHost = async () => (await boundServices()).includes(FUNCTION_HOST)

const deploy = (flags: readonly string[]) => runWrangler(['deploy', ...BUNDLE_FLAGS, ...flags], { show: true })

async function build(flags: readonly string[]): Promise<WranglerRun> {
  const run = await runWrangler(['deploy', '--dry-run', ...BUNDLE_FLAGS, ...flags])
  assertDone('built', run)
  return run
}

const isOfTheWorker = (line: string) => /Total Upload|^env\./.test(line.trim())

const NOT_LOGGED_IN = /not authenticated|wrangler login|CLOUDFLARE_API_TOKEN/i

function assertDone(what: string, run: WranglerRun): void {
  if (run.exitCode === 0) return
  if (NOT_LOGGED_IN.test(run.output)) {
    throw new StartError(
      'You are not logged in to Cloudflare; run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN, and publish again.',
    )
  }
  const said = run.output.trim().split('\n').slice(-20).join('\n')
  throw new StartError(`The gateway could not be ${what}; correct what Wrangler says and publish again.\n${said}`)
}
