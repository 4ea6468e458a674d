/**
 * The function host on this machine: a workerd process of its own, since one endless loop freezes a whole workerd. It is asked for its
 * health all the time, and replaced on the same port when it does not answer.
 */
import { randomBytes } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import { dirname } from 'node:path'
import type { Miniflare } from 'miniflare'
import { LOOPBACK, startMiniflare } from './runtime.ts'

/** Where the host will be, and stays however often it is replaced. */
export interface FunctionHostPlace {
  readonly port: number
  /** Only who knows it may run a function. */
  readonly token: string
}

export interface LocalFunctionHost {
  /** Ends it, and the watch on it. */
  stop(): Promise<void>
}

export interface FunctionHostSettings {
  readonly place: FunctionHostPlace
  /** The built module. */
  readonly script: string
  /** Where the gateway will listen: functions reach its invoke URLs there. */
  readonly gatewayPort: number
  /** Gets a line when it was replaced, and what workerd complains of. */
  readonly onError: (line: string) => void
}

const PROBE_MILLIS = 500
/** One that works answers within a millisecond, unless a function holds its only thread. */
const PROBE_TIMEOUT_MILLIS = 900
/** A timer that is later than this was held up. */
const LATE_MILLIS = 500
const TOKEN_BYTES = 32

/** A port that nobody has now: the gateway is told it before the host listens. */
export const functionHostPlace = async (): Promise<FunctionHostPlace> => ({
  port: await freePort(),
  token: randomBytes(TOKEN_BYTES).toString('base64url'),
})

export async function startFunctionHost(settings: FunctionHostSettings): Promise<LocalFunctionHost> {
  const { onError } = settings
  const { port } = settings.place
  let current = await startWorkerd(settings)
  let stopped = false
  let replacing = Promise.resolve()

  async function replace(): Promise<void> {
    onError(
      'The function host did not answer, so it was ended and started anew: a function may run in an endless loop.',
    )
    await current.dispose()
    if (!stopped) current = await startWorkerd(settings)
  }

  async function watch(): Promise<void> {
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, PROBE_MILLIS).unref())
      if (stopped || (await answers(port))) continue
      replacing = replace().catch((error: unknown) => onError(`The function host could not be started: ${error}`))
      await replacing
    }
  }

  watch()
  return {
    async stop() {
      stopped = true
      await replacing
      await current.dispose()
    },
  }
}

function startWorkerd({ place, script, gatewayPort, onError }: FunctionHostSettings): Promise<Miniflare> {
  return startMiniflare(async () => {
    const { convertV4MiniflareOptions, Log, LogLevel } = await import('miniflare')
    return convertV4MiniflareOptions({
      name: 'postern-function-host',
      rootPath: dirname(script),
      modules: [{ type: 'ESModule', path: script }],
      // As in src/functions/host/wrangler.toml.
      compatibilityDate: '2026-10-20',
      compatibilityFlags: ['global_fetch_strictly_public'],
      workerLoaders: { LOADER: {} },
      bindings: { POSTERN_FUNCTION_HOST_TOKEN: place.token },
      serviceBindings: { GATEWAY: { external: { address: `${LOOPBACK}:${gatewayPort}`, http: {} } } },
      unsafeDirectSockets: [{ host: LOOPBACK, port: place.port }],
      host: LOOPBACK,
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ level, message }) => {
        if (level === 'error') onError(message)
      },
    })
  })
}

async function answers(port: number): Promise<boolean> {
  const asked = performance.now()
  try {
    const response = await fetch(`http://${LOOPBACK}:${port}/health`, {
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MILLIS),
    })
    await response.text()
    return response.ok
  } catch {
    // Where this process was held up itself (a laptop that slept), nothing is known of the host.
    return performance.now() - asked > PROBE_TIMEOUT_MILLIS + LATE_MILLIS
  }
}

function freePort(): Promise<number> {
  const probe = createServer()
  return new Promise((free, failed) => {
    probe.once('error', failed)
    probe.listen({ port: 0, host: LOOPBACK }, () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => free(port))
    })
  })
}
