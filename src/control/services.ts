import type { Issuers } from '../authorizers/jwt/issuers.ts'
import type { TokenVerifier } from '../authorizers/jwt/token-verifier.ts'
import type { Aws } from '../aws/aws.ts'
import type { ConfigStore } from '../bindings/config-store.ts'
import type { Database } from '../bindings/database.ts'
import type { LogStream } from '../bindings/log-stream.ts'
import type { Outbound } from '../bindings/outbound.ts'
import type { PrivateWays } from '../bindings/private-ways.ts'
import type { Functions } from '../functions/functions.ts'
import type { MasterKey } from '../lib/sealed.ts'
import type { ManagementCall } from './protection.ts'

/**
 * Everything the management API may reach outside itself. Built once per isolate: writes to one API take turns by the identity of
 * `db`. Tests fake this and nothing else.
 */
export interface ControlServices {
  readonly db: Database
  readonly config: ConfigStore
  readonly logs: LogStream
  /** What test invocations call backends by. */
  readonly outbound: Outbound
  /** What private integrations and client certificates lead to; deployments are warned of what is not there. */
  readonly privateWays: PrivateWays
  /** What Invoke and test invocations run functions by. */
  readonly functions: Functions
  /** Whether functions that are uploaded can run here. */
  readonly hasFunctionHost: boolean
  /** What test invocations call AWS services by. */
  readonly aws: Aws
  /** What tests of authorizers verify tokens by. */
  readonly issuers: Issuers
  readonly tokens: TokenVerifier
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A random id of `length` lower-case letters and digits. */
  readonly newId: (length: number) => string
  /** Runs on after the response. */
  readonly waitUntil: (promise: Promise<unknown>) => void
  /** Throws ControlError when the call may not be served. */
  readonly authenticate: (request: Request) => Promise<ManagementCall>
  /** A URL of the management API with a signature of the owner's in its query, for a while. */
  readonly presign: (url: URL, expiresInSeconds: number) => Promise<string>
  /** What secrets are stored under. Throws ControlError when the gateway has no usable key. */
  readonly masterKey: () => MasterKey
  /** One line of JSON to the platform's log. */
  readonly writeLine?: (line: string) => void
  readonly settings: ControlSettings
}

export interface ControlSettings {
  readonly region: string
  /** Twelve digits; AWS names it in messages. */
  readonly accountId?: string
  /** `{api-id}.{domain}` reaches an API. */
  readonly domain?: string
  /** Whether the path form is served. */
  readonly pathForm?: boolean
}

export const accountIdOf = (settings: ControlSettings) => settings.accountId ?? '000000000000'
