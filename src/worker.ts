/** The Worker: the host decides between the management API and the data plane. */
import { waitUntil } from 'cloudflare:workers'
import { createIssuerKeys } from './authorizers/jwt/issuer-keys.ts'
import { readIssuers } from './authorizers/jwt/issuers.ts'
import { createTokenVerifier } from './authorizers/jwt/token-verifier.ts'
import { createAws, readAwsSettings } from './aws/aws.ts'
import { randomId } from './aws/ids.ts'
import { type ConfigStore, kvConfigStore } from './bindings/config-store.ts'
import { d1Database } from './bindings/database.ts'
import { cacheApiDocuments } from './bindings/document-cache.ts'
import { functionBindings } from './bindings/function-host.ts'
import { objectLogStream } from './bindings/log-stream.ts'
import { fetchOutbound } from './bindings/outbound.ts'
import { readPrivateWays } from './bindings/private-ways.ts'
import { handleManagement } from './control/handle.ts'
import { readMasterKey } from './control/master-key.ts'
import { authenticate, presign } from './control/protection.ts'
import type { ControlServices } from './control/services.ts'
import { createFunctions } from './functions/create-functions.ts'
import { functionLog } from './functions/function-log.ts'
import { createFunctionReader } from './functions/function-reader.ts'
import { hostClient } from './functions/host-client.ts'
import { createUploaded } from './functions/uploaded.ts'
import { createConfigReader } from './gateway/config-cache.ts'
import type { Services } from './gateway/exchange.ts'
import { handleInvoke } from './gateway/handle.ts'
import type { LogStream } from './gateway/log-stream-object.ts'
import { addressOf, type HostSettings, targetOf } from './routing/host-mapping.ts'

export { LogStream } from './gateway/log-stream-object.ts'

/** Bindings of wrangler.toml, and the variables and secrets of docs/configuration.md. */
export interface Env {
  readonly CONFIG: KVNamespace
  readonly DB: D1Database
  readonly LOG_STREAM: DurableObjectNamespace<LogStream>
  /** The Worker that runs functions. */
  readonly FUNCTION_HOST?: Fetcher
  /** Comma-separated host names of the management API, without port. */
  readonly POSTERN_MANAGEMENT_HOST?: string
  readonly POSTERN_DOMAIN?: string
  readonly POSTERN_PATH_FORM?: string
  readonly POSTERN_ACCESS_KEY_ID?: string
  readonly POSTERN_SECRET_ACCESS_KEY?: string
  readonly POSTERN_MASTER_KEY?: string
  readonly POSTERN_REGION?: string
  readonly POSTERN_ACCOUNT_ID?: string
  readonly POSTERN_ALLOW_PRIVATE_HOSTS?: string
  readonly POSTERN_CONSOLE_LOG?: string
  readonly POSTERN_FUNCTION_HOST_TOKEN?: string
  readonly POSTERN_AWS_ACCESS_KEY_ID?: string
  readonly POSTERN_AWS_SECRET_ACCESS_KEY?: string
  readonly POSTERN_AWS_SESSION_TOKEN?: string
  /** Id, name or listener's ARN of a VPC link → base URL, as JSON. `VPC_LINK_{ID}` and `CLIENT_CERTIFICATE_{ID}` are bindings. */
  readonly POSTERN_VPC_LINKS?: string
  /** User pool's ARN → issuer, as JSON. */
  readonly POSTERN_ISSUERS?: string
  /** `POSTERN_ENDPOINT_SQS`: where a service is instead. */
  readonly [endpoint: `POSTERN_ENDPOINT_${string}`]: string | undefined
}

/** What an isolate builds once. */
interface Isolate {
  readonly hosts: HostSettings
  readonly data: Services
  readonly control: ControlServices
}

let isolate: Isolate | undefined

export default {
  fetch(request, env) {
    isolate ??= createIsolate(env)
    const target = targetOf(request.url)
    const address = addressOf(target, isolate.hosts)
    if (address.kind === 'management') return handleManagement(request, isolate.control)
    return handleInvoke(request, target, address, isolate.data)
  },
} satisfies ExportedHandler<Env>

function createIsolate(env: Env): Isolate {
  const managementHosts = list(env.POSTERN_MANAGEMENT_HOST)
  const store = kvConfigStore(env.CONFIG)
  const logs = objectLogStream(env.LOG_STREAM, waitUntil)
  const region = env.POSTERN_REGION ?? 'us-east-1'
  const accountId = env.POSTERN_ACCOUNT_ID ?? '000000000000'
  const domain = (env.POSTERN_DOMAIN ?? '').toLowerCase()
  const hosts = { managementHosts, domain, pathForm: env.POSTERN_PATH_FORM === 'on' }
  const now = () => Date.now()
  const config = createConfigReader({ store, now, waitUntil })
  const outbound = fetchOutbound({ allowedPrivateHosts: list(env.POSTERN_ALLOW_PRIVATE_HOSTS) })
  const privateWays = readPrivateWays({ ...env })
  if (privateWays.fault !== undefined) writeError(JSON.stringify({ level: 'error', message: privateWays.fault }))
  const aws = createAws({ settings: readAwsSettings(env), outbound, now, waitUntil })
  const issuers = readIssuers(env.POSTERN_ISSUERS)
  if (issuers.fault !== undefined) writeError(JSON.stringify({ level: 'error', message: issuers.fault }))
  const keys = createIssuerKeys({ outbound, cache: cacheApiDocuments('issuer-keys'), now, waitUntil })
  const tokens = createTokenVerifier({ keys, now })
  const masterKey = () => readMasterKey(env.POSTERN_MASTER_KEY)
  const writeLine = env.POSTERN_CONSOLE_LOG === 'off' ? () => undefined : writeLog
  const bindings = functionBindings(env)
  const writeLogs = functionLog({ logs, writeLine })
  const reader = createFunctionReader({
    ...{ store, masterKey, region, now, waitUntil },
    network: { gateway: hosts, allowedPrivateHosts: list(env.POSTERN_ALLOW_PRIVATE_HOSTS) },
  })
  const functions = createFunctions({
    uploaded: createUploaded({
      ...{ reader, masterKey, region, accountId, now, random: Math.random, waitUntil },
      run: bindings.host && hostClient(bindings.host, env.POSTERN_FUNCTION_HOST_TOKEN),
      writeLogs,
    }),
    bindings,
    lambda: { aws, outbound, region, now },
    ...{ now, waitUntil, writeLogs },
  })
  const management = {
    managementHosts,
    accessKeyId: env.POSTERN_ACCESS_KEY_ID,
    secretAccessKey: env.POSTERN_SECRET_ACCESS_KEY,
    region,
  }
  return {
    hosts,
    data: {
      outbound,
      privateWays,
      functions,
      aws,
      issuers,
      tokens,
      config,
      logs,
      now,
      random: Math.random,
      waitUntil,
      writeLine,
      settings: { accountId, region, domain },
    },
    control: {
      db: d1Database(env.DB),
      config: announcing(store, [config, reader]),
      logs,
      outbound,
      privateWays,
      functions,
      hasFunctionHost: bindings.host !== undefined,
      aws,
      issuers,
      tokens,
      now,
      newId: randomId,
      waitUntil,
      authenticate: (request) => authenticate(request, management, now()),
      presign: (url, expiresInSeconds) => presign(url, expiresInSeconds, management, now()),
      masterKey,
      writeLine: writeError,
      settings: { region, accountId, ...hosts },
    },
  }
}

/** A store whose writes the data plane of this isolate takes notice of at once: who publishes and then calls sees what was published. */
function announcing(store: ConfigStore, readers: readonly { expire(key: string): void }[]): ConfigStore {
  const after = async (written: Promise<void>, key: string) => {
    await written
    for (const reader of readers) reader.expire(key)
  }
  return {
    ...store,
    put: (key, value) => after(store.put(key, value), key),
    delete: (key) => after(store.delete(key), key),
  }
}

const list = (text: string | undefined) =>
  text === undefined || text === '' ? [] : text.split(',').map((item) => item.trim().toLowerCase())

/** The platform's log takes lines by `console.log` alone. */
function writeLog(line: string): void {
  // biome-ignore lint/suspicious/noConsole: this is the sink itself.
  console.log(line)
}

/** What went wrong shows even where records are switched off. */
function writeError(line: string): void {
  // biome-ignore lint/suspicious/noConsole: as above.
  console.error(line)
}
