/**
 * Workerd with everything the Worker is bound to, through Miniflare. The Worker listens on a socket of its own: Miniflare's entry
 * Worker, which rewrites request headers and answers some paths itself, does not stand in front of it.
 */
import { dirname } from 'node:path'
import type { Miniflare, MiniflareOptions, WorkerdStructuredLog } from 'miniflare'
import type { Bundle } from './build.ts'
import type { FunctionHostPlace } from './function-host.ts'
import type { ServiceBindings } from './service-bindings.ts'
import { LOCAL_VARIABLES } from './settings.ts'

export const LOOPBACK = '127.0.0.1'
/** The signals that end the gateway. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface RuntimeSettings {
  readonly bundle: Bundle
  readonly stateFolder: string
  readonly masterKey: string
  /** Variables of this machine's environment. */
  readonly handedOn?: Readonly<Record<string, string>>
  /** What runs uploaded functions. */
  readonly functionHost?: FunctionHostPlace
  readonly serviceBindings?: ServiceBindings
  /** Where what the Worker logs goes; without it the Worker logs nothing. */
  readonly onLog?: (line: string) => void
  /** Gets warnings and errors, of the Worker and of workerd. */
  readonly onError: (line: string) => void
}

/** Starts workerd with storage and no port, so that migrations run before anything is served. */
export const startRuntime = (settings: RuntimeSettings): Promise<Miniflare> =>
  startMiniflare(() => runtimeOptions(settings))

/** A workerd process, once it is ready. */
export async function startMiniflare(options: () => Promise<MiniflareOptions>): Promise<Miniflare> {
  const { Miniflare: Runtime } = await import('miniflare')
  const read = await options()
  const runtime = keepingSignals(() => new Runtime(read))
  try {
    await runtime.ready
    return runtime
  } catch (error) {
    await runtime.dispose().catch(() => undefined)
    throw error
  }
}

/** Lets it listen on the port of the loopback interface. */
export async function listen(runtime: Miniflare, settings: RuntimeSettings, port: number): Promise<void> {
  await runtime.setOptions(await runtimeOptions(settings, port))
  await runtime.ready
}

/** Miniflare exits the process on a signal before anybody else can clean up: the signals stay ours. */
function keepingSignals<Made>(make: () => Made): Made {
  const before = new Set(SIGNALS.flatMap((signal) => process.listeners(signal)))
  const made = make()
  for (const signal of SIGNALS) {
    for (const listener of process.listeners(signal)) {
      if (!before.has(listener)) process.removeListener(signal, listener)
    }
  }
  return made
}

async function runtimeOptions(settings: RuntimeSettings, port?: number): Promise<MiniflareOptions> {
  const { convertV4MiniflareOptions, Log, LogLevel } = await import('miniflare')
  const { bundle, stateFolder, masterKey, handedOn, functionHost, serviceBindings, onLog } = settings
  const converted = convertV4MiniflareOptions({
    ...bundle.options,
    name: 'postern',
    rootPath: dirname(bundle.script),
    modules: [{ type: 'ESModule', path: bundle.script }],
    bindings: {
      ...handedOn,
      ...LOCAL_VARIABLES,
      POSTERN_MASTER_KEY: masterKey,
      ...(functionHost && { POSTERN_FUNCTION_HOST_TOKEN: functionHost.token }),
      ...(onLog ? {} : { POSTERN_CONSOLE_LOG: 'off' }),
    },
    serviceBindings: {
      ...(bundle.options.serviceBindings ?? {}),
      ...serviceBindings,
      ...(functionHost && { FUNCTION_HOST: { external: { address: `${LOOPBACK}:${functionHost.port}`, http: {} } } }),
    },
    unsafeDirectSockets: port === undefined ? [] : [{ host: LOOPBACK, port }],
    host: LOOPBACK,
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.ERROR),
    handleStructuredLogs: (entry: WorkerdStructuredLog) => sort(entry, settings),
  })
  // The conversion drops the folder to persist in.
  return { ...converted, resourcePersistencePath: stateFolder }
}

function sort({ level, message }: WorkerdStructuredLog, { onLog, onError }: RuntimeSettings): void {
  if (level === 'error' || level === 'warn') onError(message)
  else onLog?.(message)
}
