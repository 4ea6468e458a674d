/** `postern start`: one gateway on this machine, from an empty folder or from what the last run left. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { currentBundle } from './build.ts'
import { functionHostPlace, startFunctionHost } from './function-host.ts'
import { guardWorkerd } from './guard.ts'
import { lockFolder } from './lock.ts'
import { localMasterKey } from './master-key.ts'
import { checkDatabase, type MigrationDatabase, migrate } from './migrate.ts'
import { LOOPBACK, listen, type RuntimeSettings, startRuntime } from './runtime.ts'
import type { StartSettings } from './settings.ts'
import { codeOf, messageOf, StartError } from './start-error.ts'
import { checkDatabaseFiles, freshScratchFolder, notUsable, openStateFolder, storageError } from './state-folder.ts'
import { QUIET } from './wrangler.ts'

export interface Gateway {
  /** `http://localhost:8787`. */
  readonly url: string
  /** Names of the migrations that this start applied. */
  readonly migrated: readonly string[]
  /** Ends workerd and gives the state folder back. */
  stop(): Promise<void>
}

export interface ServeOptions extends StartSettings {
  readonly onBuild: () => void
  /** Gets each line that the Worker logs. */
  readonly onLog?: (line: string) => void
}

const HEALTH_ATTEMPTS = 50
const HEALTH_RETRY_MILLIS = 100

/** Serves until `stop`. Throws StartError, and then leaves nothing running and nothing locked. */
export async function serve(options: ServeOptions): Promise<Gateway> {
  const { port, stateFolder, handedOn, serviceBindings } = options
  const url = `http://localhost:${port}`
  openStateFolder(stateFolder)
  const release: (() => unknown)[] = []
  const stop = async () => {
    for (const end of release.splice(0).reverse()) await end()
  }
  try {
    const lock = lockFolder(stateFolder, url)
    release.push(() => lock.release())
    await assertPortIsFree(port)
    checkDatabaseFiles(stateFolder)
    prepareEnvironment(stateFolder)
    const bundle = await currentBundle(options.onBuild, join(stateFolder, 'wrangler-logs'))
    const guard = guardWorkerd()
    release.push(() => guard.release())
    const errors = heldErrors()
    const masterKey = localMasterKey(stateFolder)
    const functionHost = await functionHostPlace()
    const settings = {
      ...{ bundle, stateFolder, masterKey, handedOn, functionHost, serviceBindings },
      onLog: options.onLog,
      onError: errors.add,
    }
    const host = startFunctionHost({
      ...{ place: functionHost, script: bundle.hostScript, gatewayPort: port },
      onError: errors.add,
    })
    // It is waited for below; that it fails must not end the process before.
    host.catch(nothing)
    release.push(() => host.then((started) => started.stop(), nothing))
    const runtime = await openRuntime(settings, errors)
    release.push(() => runtime.dispose())
    const migrated = await openDatabases(runtime, settings, errors)
    await host
    errors.show()
    await listenOn(runtime, settings, port)
    await untilHealthy(port)
    return { url, migrated, stop }
  } catch (error) {
    await stop()
    throw error instanceof StartError || codeOf(error) === undefined ? error : notUsable(stateFolder, error)
  }
}

const nothing = () => undefined

/** Miniflare reads these from the process. Its scratch files go where the next start removes what a killed one left. */
function prepareEnvironment(stateFolder: string): void {
  Object.assign(process.env, QUIET, {
    WRANGLER_LOG_PATH: join(stateFolder, 'wrangler-logs'),
    TMPDIR: freshScratchFolder(stateFolder),
  })
}

function assertPortIsFree(port: number): Promise<void> {
  const probe = createServer()
  return new Promise((free, taken) => {
    probe.once('error', (error) => taken(portError(port, error)))
    probe.listen({ port, host: LOOPBACK }, () => probe.close(() => free()))
  })
}

/** What a taken port is answered with: beside 8787, clear of the ports that the examples use. */
const ANOTHER_PORT = 8887

function portError(port: number, error: unknown): StartError {
  if (codeOf(error) === 'EACCES') {
    return new StartError(
      `Port ${port} needs more rights than you have; choose one above 1023: PORT=${ANOTHER_PORT} npm start`,
    )
  }
  const free = port === ANOTHER_PORT ? ANOTHER_PORT + 1 : ANOTHER_PORT
  return new StartError(`Port ${port} is in use; stop what listens there, or choose another: PORT=${free} npm start`)
}

interface HeldErrors {
  readonly add: (line: string) => void
  readonly text: () => string
  readonly show: () => void
}

/** Keeps back what workerd says while it opens the state folder, so that damage is told in one sentence, and shows it from then on. */
function heldErrors(): HeldErrors {
  const held: string[] = []
  const write = (line: string) => process.stderr.write(`${line}\n`)
  let holding = true
  return {
    add: (line) => (holding ? held.push(line) : write(line)),
    text: () => held.join(' '),
    show() {
      holding = false
      for (const line of held.splice(0)) write(line)
    },
  }
}

async function openRuntime(settings: RuntimeSettings, errors: HeldErrors): Promise<Miniflare> {
  try {
    return await startRuntime(settings)
  } catch (error) {
    const said = `${messageOf(error)} ${errors.text()}`
    if (/sqlite|ENOSPC/i.test(said)) throw storageError(settings.stateFolder, said)
    throw new StartError(`The Workers runtime did not start; run \`npm ci\` again if this stays. ${said}`, {
      cause: error,
    })
  }
}

/** Migrates, and reads once from each store, so that damage shows now and not in the first caller's request. */
async function openDatabases(runtime: Miniflare, settings: RuntimeSettings, errors: HeldErrors): Promise<string[]> {
  const { d1Databases, kvNamespaces } = settings.bundle.options
  const migrated: string[] = []
  try {
    for (const binding of Object.keys(d1Databases ?? {})) {
      const db = (await runtime.getD1Database(binding)) as unknown as MigrationDatabase // It has that shape, and more.
      await checkDatabase(db)
      migrated.push(...(await migrate(db)))
    }
    for (const binding of Object.keys(kvNamespaces ?? {})) {
      await (await runtime.getKVNamespace(binding)).list({ limit: 1 })
    }
    return migrated
  } catch (error) {
    throw storageError(settings.stateFolder, `${messageOf(error)} ${errors.text()}`)
  }
}

async function listenOn(runtime: Miniflare, settings: RuntimeSettings, port: number): Promise<void> {
  try {
    await listen(runtime, settings, port)
  } catch (error) {
    throw portError(port, error)
  }
}

async function untilHealthy(port: number): Promise<void> {
  let last = 'no answer'
  for (let attempt = 0; attempt < HEALTH_ATTEMPTS; attempt++) {
    try {
      const response = await fetch(`http://${LOOPBACK}:${port}/_postern/health`)
      last = `${response.status} ${await response.text()}`
      if (response.ok) return
    } catch (error) {
      last = messageOf(error)
    }
    await new Promise((resolve) => setTimeout(resolve, HEALTH_RETRY_MILLIS))
  }
  throw new StartError(`The gateway started but is not healthy (${last}); start it with --log to see why.`)
}
