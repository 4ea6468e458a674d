/** Publishing the Worker to Cloudflare. Each migration suits the previous Worker too, so the database goes first. */
import { migrationNames } from './migrate.ts'
import { StartError } from './start-error.ts'
import { runWrangler, type WranglerRun } from './wrangler.ts'

/** The binding of the database of definitions in `wrangler.toml`. */
const DATABASE = 'DB'
/** What makes the bundle; the start command builds with the same. */
export const BUNDLE_FLAGS = ['--minify'] as const

/** Of the function host, which is published before the gateway that is bound to it. */
export const FUNCTION_HOST_CONFIG = 'src/functions/host/wrangler.toml'

/** Migrates the database of the account, then publishes. Throws StartError; the Worker stays as it was when the first step fails. */
export async function publish(): Promise<void> {
  assertDone('migrated', await runWrangler(['d1', 'migrations', 'apply', DATABASE, '--remote'], { show: true }))
  assertDone('published', await runWrangler(['deploy', ...BUNDLE_FLAGS], { show: true }))
}

/** Builds the bundle that `publish` would upload, and says what would happen. Reaches no account. */
export async function rehearse(say: (line: string) => void): Promise<void> {
  const run = await runWrangler(['deploy', '--dry-run', ...BUNDLE_FLAGS])
  assertDone('built', run)
  say(`Would apply those of these migrations that the database lacks: ${migrationNames().join(', ')}`)
  say('Would then publish this Worker:')
  for (const line of run.output.split('\n').filter(isOfTheWorker)) say(`  ${line.trim()}`)
  say('Nothing was changed.')
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
