import type { ArgsDef } from 'citty'
import { type Client, createClient } from '../client/client.ts'
import { createFunctionsClient, type FunctionsClient } from '../client/functions-client.ts'
import { CliError, EXIT } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

/** Flags that every command of the management API takes. */
export const globalArgs = {
  endpoint: {
    type: 'string',
    // AWS CLI's name for it.
    alias: 'endpoint-url',
    valueHint: 'url',
    description: 'Where the gateway is; else $POSTERN_ENDPOINT, else http://localhost:8787 ($PORT moves it)',
  },
  json: { type: 'boolean', description: 'Print JSON on stdout, and nothing else' },
} as const satisfies ArgsDef

/** What a command works with: one gateway, one terminal. */
export interface Session {
  readonly client: Client
  readonly functions: FunctionsClient
  /** Without a slash at its end. */
  readonly endpoint: string
  readonly json: boolean
  readonly terminal: Terminal
  /** What the gateway has said beside its answers so far. */
  readonly warnings: readonly string[]
}

const DEFAULT_PORT = '8787'
const REGION = 'us-east-1'

/** Throws CliError when the endpoint is no URL or its credentials are not there. */
export function connect(args: { endpoint?: string; json?: boolean }, terminal: Terminal): Session {
  const endpoint = readEndpoint(args.endpoint, terminal.env)
  const { accessKeyId, secretAccessKey } = credentialsFor(endpoint, terminal.env)
  const warnings: string[] = []
  const region = terminal.env.AWS_REGION ?? terminal.env.AWS_DEFAULT_REGION ?? REGION
  const settings = {
    ...{ endpoint, accessKeyId, secretAccessKey, region },
    onWarning: (warning: string) => warnings.push(warning),
  }
  return {
    client: createClient(settings),
    functions: createFunctionsClient(settings),
    ...{ endpoint, json: args.json === true, terminal, warnings },
  }
}

/** From the flag, the environment, or where `postern start` serves. */
export function readEndpoint(flag: string | undefined, env: Terminal['env']): string {
  const text = flag ?? env.POSTERN_ENDPOINT ?? `http://localhost:${env.PORT ?? DEFAULT_PORT}`
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new CliError(
      EXIT.usage,
      `"${text}" is no http:// or https:// address.`,
      'npx postern … --endpoint https://postern.example.com',
    )
  }
  const url = new URL(text)
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw new CliError(
      EXIT.usage,
      `The endpoint is scheme, host and port alone: ${url.origin}, not ${text}`,
      `--endpoint ${url.origin}`,
    )
  }
  return url.origin
}

function credentialsFor(endpoint: string, env: Terminal['env']): { accessKeyId: string; secretAccessKey: string } {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey }
  if (isLoopback(endpoint)) return { accessKeyId: 'local', secretAccessKey: 'local' }
  throw new CliError(
    EXIT.usage,
    `${endpoint} wants credentials: those that the Worker has in its secrets POSTERN_ACCESS_KEY_ID and POSTERN_SECRET_ACCESS_KEY.`,
    'export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…',
  )
}

/** Whether an endpoint is this machine, which is where `local` / `local` are the credentials. */
export function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint)
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\./.test(hostname) || hostname === '[::1]'
}
