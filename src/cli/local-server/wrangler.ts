import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from './settings.ts'
import { StartError } from './start-error.ts'

const WRANGLER = join(PROJECT, 'node_modules/wrangler/bin/wrangler.js')

/** Wrangler without its banner, telemetry and questions. */
export const QUIET = {
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
} as const

export interface WranglerRun {
  readonly exitCode: number
  /** What it printed, both streams in order. */
  readonly output: string
}

export interface WranglerOptions {
  /** Show what it prints as it comes. */
  readonly show?: boolean
  readonly env?: Readonly<Record<string, string>>
}

/** Runs Wrangler with this very Node, in the project's folder. Throws StartError when it is not installed. */
export function runWrangler(args: readonly string[], options: WranglerOptions = {}): Promise<WranglerRun> {
  if (!existsSync(WRANGLER)) throw new StartError(`Wrangler is not installed; run \`npm ci\` in ${PROJECT} first.`)
  const child = spawn(process.execPath, [WRANGLER, ...args], {
    cwd: PROJECT,
    env: { ...process.env, ...QUIET, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const take = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
    output += chunk
    if (options.show) stream.write(chunk)
  }
  child.stdout.on('data', take(process.stdout))
  child.stderr.on('data', take(process.stderr))
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code) => done({ exitCode: code ?? 1, output }))
  })
}

/** The names of the service bindings that the project's `wrangler.toml`, or another, has. */
export async function boundServices(config = join(PROJECT, 'wrangler.toml')): Promise<string[]> {
  const { unstable_readConfig } = await import('wrangler')
  // Wrangler's declarations have no type for it.
  const { services = [] } = unstable_readConfig({ config }) as { services?: readonly { binding: string }[] }
  return services.map(({ binding }) => binding)
}
