/** Functions that were uploaded: which version of them runs, who may call it, and what it needs. */
import type { MasterKey } from '../lib/sealed.ts'
import type { FunctionName } from './function-arn.ts'
import type { FunctionReader, LiveFunction } from './function-reader.ts'
import { type FunctionAnswer, type FunctionCall, FunctionError } from './functions.ts'
import type { Invocation, LogLine, TemporaryCredentials } from './host/protocol.ts'
import type { RunOnHost } from './host-client.ts'
import { mayCall } from './permission.ts'
import type { PublishedFunction, PublishedVersion } from './published-function.ts'
import { makeTemporaryCredentials } from './temporary-credentials.ts'

export interface UploadedInit {
  readonly reader: FunctionReader
  /** Absent where the gateway has no function host. */
  readonly run?: RunOnHost
  readonly masterKey: () => MasterKey
  readonly region: string
  readonly accountId: string
  readonly now: () => number
  readonly random: () => number
  readonly waitUntil: (promise: Promise<unknown>) => void
  readonly writeLogs: (functionName: string, lines: readonly LogLine[]) => void
}

/** What runs, of a function that was found. */
interface Chosen {
  readonly live: LiveFunction
  readonly qualifier?: string
  readonly versionName: string
  readonly version: PublishedVersion
}

export type RunUploaded = (name: FunctionName, call: FunctionCall) => Promise<FunctionAnswer | undefined>

const LATEST = '$LATEST'
/** How much longer than the function's own timeout the host is waited for. */
const GRACE_MILLIS = 4_000
/** Credentials live for 12 hours, and are made anew this often. */
const CREDENTIALS_MILLIS = 60 * 60 * 1000
/** Lambda's own of an answer to LogType Tail. */
const LOG_TAIL_BYTES = 4 * 1024

/** Runs what was uploaded under a name. Undefined where nothing was; throws FunctionError where it cannot run. */
export function createUploaded(init: UploadedInit): RunUploaded {
  const { reader, run, now, random, waitUntil } = init
  const credentialsOf = credentialsKeeper(init)

  return async (name, call) => {
    const found = reader.find(name.name)
    const live = found instanceof Promise ? await found : found
    if (live === undefined) return undefined
    const chosen = choose(live, name.qualifier, random)
    checkPermission(chosen, call)
    if (run === undefined) throw new FunctionError('no-runtime', 'This gateway has no FUNCTION_HOST to run functions')
    const base = { target: 'code', requestId: crypto.randomUUID(), executedVersion: chosen.versionName } as const
    if (call.invocationType === 'DryRun') return { ...base, status: 204, payload: '' }
    const answer = execute(chosen, call, base.requestId, run)
    if (call.invocationType === 'Event') {
      waitUntil(answer.catch(() => undefined))
      return { ...base, status: 202, payload: '' }
    }
    return { ...base, status: 200, ...(await inTime(answer, call.timeoutInMillis)) }
  }

  /** The caller goes after its time; the function goes on, as on Lambda. */
  async function inTime<T>(answer: Promise<T>, millis: number): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        waitUntil(answer.catch(() => undefined))
        reject(new FunctionError('timeout', `No answer within ${millis} ms`))
      }, millis)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(timer)
    }
  }

  async function execute(
    { live, qualifier, versionName, version }: Chosen,
    call: FunctionCall,
    requestId: string,
    host: RunOnHost,
  ) {
    const { name } = live.published
    const prepared = await reader.prepare(live, versionName, version)
    const timeoutInMillis = version.timeoutInSeconds * 1_000
    const invocation: Invocation = {
      codeId: prepared.codeId,
      requestId,
      functionName: name,
      functionVersion: versionName,
      invokedFunctionArn: arnOf(name, qualifier),
      handler: version.handler,
      timeoutInMillis,
      memoryLimitInMb: version.memorySizeInMb,
      streaming: call.streaming === true,
      clientContext: call.clientContext,
      traceId: call.traceId,
      credentials: await credentialsOf(name),
    }
    const onLogs = (lines: readonly LogLine[]) => init.writeLogs(name, lines)
    const signal = AbortSignal.timeout(timeoutInMillis + GRACE_MILLIS)
    try {
      const load = () => reader.load(prepared, version)
      const answer = await host({ invocation, payload: call.payload, load, onLogs, signal })
      const logTail = tailOf(answer.logs)
      return { payload: answer.payload, logTail, ...(answer.failed && { functionError: 'Unhandled' as const }) }
    } catch (error) {
      if (error instanceof FunctionError) throw error
      return crashed(requestId, error, onLogs)
    }
  }

  /** The host went away with the function in it: what Lambda says of a sandbox that ended. */
  function crashed(requestId: string, error: unknown, onLogs: (lines: readonly LogLine[]) => void) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const errorMessage = `RequestId: ${requestId} Error: Runtime exited without providing a reason`
    const reason = timedOut
      ? 'the function host does not answer'
      : error instanceof Error
        ? error.message
        : String(error)
    const text = `${new Date(now()).toISOString()}\t${requestId}\tERROR\tThe function host was lost: ${reason}`
    onLogs([{ time: now(), level: 'ERROR', text }])
    const payload = JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage })
    return { payload, logTail: text, functionError: 'Unhandled' as const }
  }

  function arnOf(name: string, qualifier: string | undefined): string {
    const arn = `arn:aws:lambda:${init.region}:${init.accountId}:function:${name}`
    return qualifier === undefined ? arn : `${arn}:${qualifier}`
  }
}

/** The version that a qualifier names; of an alias with weights, one by chance. Throws FunctionError. */
function choose(live: LiveFunction, qualifier: string | undefined, random: () => number): Chosen {
  const { published } = live
  const versionName = qualifier === undefined ? LATEST : versionOf(published, qualifier, random)
  const version = own(published.versions, versionName)
  if (version === undefined) {
    throw new FunctionError('not-found', `Function not found: ${published.name}${qualifier ? `:${qualifier}` : ''}`)
  }
  return { live, qualifier, versionName, version }
}

function versionOf({ aliases }: PublishedFunction, qualifier: string, random: () => number): string {
  const alias = own(aliases, qualifier)
  if (alias === undefined) return qualifier
  let drawn = random()
  for (const [version, weight] of Object.entries(alias.routing ?? {})) {
    if (drawn < weight) return version
    drawn -= weight
  }
  return alias.version
}

function checkPermission({ live: { published }, qualifier }: Chosen, { sourceArn }: FunctionCall): void {
  if (sourceArn === undefined) return
  // As on AWS, what is called under a qualifier needs the permission of that qualifier.
  const permissions = own(published.permissions, qualifier ?? '') ?? []
  if (mayCall(permissions, sourceArn)) return
  throw new FunctionError(
    'not-permitted',
    `The policy of ${published.name}${qualifier ? `:${qualifier}` : ''} does not let ${sourceArn} invoke it`,
  )
}

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** One set per function, made anew every hour. A gateway without a master key gives none. */
function credentialsKeeper({ masterKey, now }: UploadedInit) {
  const kept = new Map<string, { readonly since: number; readonly made: Promise<TemporaryCredentials | undefined> }>()
  return (name: string): Promise<TemporaryCredentials | undefined> => {
    const known = kept.get(name)
    if (known !== undefined && now() - known.since < CREDENTIALS_MILLIS) return known.made
    const made = make(name)
    kept.set(name, { since: now(), made })
    return made
  }

  async function make(name: string): Promise<TemporaryCredentials | undefined> {
    try {
      return await makeTemporaryCredentials(masterKey(), name, now())
    } catch {
      return undefined
    }
  }
}

/** The last 4 KB, as the lines stand in the log. */
function tailOf(lines: readonly LogLine[]): string {
  const text = lines.map((line) => `${line.text}\n`).join('')
  return text.length <= LOG_TAIL_BYTES ? text : text.slice(-LOG_TAIL_BYTES)
}
