import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readServiceBindings, type ServiceBindings } from './service-bindings.ts'
import { StartError } from './start-error.ts'

/** The project's folder: where `wrangler.toml`, `migrations/` and `dist/` are. */
export const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')

const DEFAULT_PORT = 8787
const LARGEST_PORT = 65_535

export interface StartSettings {
  readonly port: number
  /** Absolute path of the folder that holds everything the gateway keeps. */
  readonly stateFolder: string
  /** Of this machine's environment, for the Worker: `POSTERN_AWS_*`, `POSTERN_ENDPOINT_*`, `POSTERN_VPC_LINKS` and `POSTERN_ISSUERS`. */
  readonly handedOn: Readonly<Record<string, string>>
  /** Of the environment too: what the Worker is bound to beside its storage. */
  readonly serviceBindings: ServiceBindings
}

type Environment = Readonly<Record<string, string | undefined>>

/** `PORT` and `POSTERN_STATE`, or their defaults. Relative paths count from the working directory. */
export function readSettings(env: Environment): StartSettings {
  return {
    port: readPort(env.PORT),
    stateFolder: env.POSTERN_STATE ? resolve(env.POSTERN_STATE) : resolve(PROJECT, '.postern'),
    handedOn: Object.fromEntries(Object.entries(env).filter(isHandedOn)),
    serviceBindings: readServiceBindings(env),
  }
}

/** The Worker's own names, so that nobody's AWS keys are used unasked. */
const HANDED_ON = /^POSTERN_(?:(?:AWS|ENDPOINT)_[A-Z0-9_]+|VPC_LINKS|ISSUERS)$/
const isHandedOn = (entry: [string, string | undefined]): entry is [string, string] =>
  HANDED_ON.test(entry[0]) && entry[1] !== undefined && entry[1] !== ''

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= LARGEST_PORT) return port
  throw new StartError(`PORT is "${text}", which is not a port number; set it to a number from 1 to ${LARGEST_PORT}.`)
}

/**
 * What the Worker is told when it runs on this machine. Only the start command hands these in: `wrangler.toml` has none of them,
 * so that a deployed Worker has no key until its owner sets one.
 */
export const LOCAL_VARIABLES = {
  POSTERN_MANAGEMENT_HOST: 'localhost,127.0.0.1,[::1]',
  POSTERN_DOMAIN: 'execute-api.localhost',
  POSTERN_PATH_FORM: 'on',
  POSTERN_ACCESS_KEY_ID: 'local',
  POSTERN_SECRET_ACCESS_KEY: 'local',
  POSTERN_REGION: 'us-east-1',
  POSTERN_ACCOUNT_ID: '000000000000',
  POSTERN_ALLOW_PRIVATE_HOSTS: '*',
} as const
