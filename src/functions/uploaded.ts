/** Functions that were uploaded: which version of them runs, who may call it, and what it needs. */
import type { MasterKey } from '../lib/sealed.ts'
import { chooseVersion, versionOf } from './choose-version.ts'
import type { FunctionName } from './function-arn.ts'
import { errorLine, logTail, type WriteFunctionLog } from './function-log.ts'
import { CodeMissing, type FunctionReader, type LiveFunction } from './function-reader.ts'
import { type FunctionAnswer, type FunctionCall, FunctionError } from './functions.ts'
import type { Invocation, LogLine } from './host/protocol.ts'
import type { RunOnHost } from './host-client.ts'
import { checkPermission } from './permission.ts'
import { functionKey, type PublishedVersion } from './published-function.ts'
import { credentialsKeeper } from './temporary-credentials.ts'

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
  readonly writeLogs: WriteFunctionLog
  readonly sleep?: (millis: number) => Promise<void>
}

/** Runs what was uploaded under a name. Undefined where nothing was; throws FunctionError where it cannot run. */
export type RunUploaded = (name: FunctionName, call: FunctionCall) => Promise<FunctionAnswer | undefined>

/** One call, once it is known what runs. */
interface Execution {
  readonly call: FunctionCall
  readonly qualifier?: string
  readonly versionName: string
  readonly requestId: string
}

type Ran = Pick<FunctionAnswer, 'payload' | 'logTail' | 'functionError'>

/** How much longer than the function's own timeout the host is waited for. */
const GRACE_MILLIS = 4_000
/** How often, and how long between, code is asked for that is not there yet. */
const CODE_RETRIES = 5
const CODE_RETRY_MILLIS = 250

export function createUploaded(init: UploadedInit): RunUploaded {
  const { reader, now, random, waitUntil, writeLogs } = init
  const credentialsOf = credentialsKeeper(init.masterKey, now)
  const sleep = init.sleep ?? ((millis) => new Promise((resolve) => setTimeout(resolve, millis)))

  return async ({ name, qualifier }, call) => {
    const found = reader.find(name)
    const live = found instanceof Promise ? await found : found
    if (live === undefined) return undefined
    const { published } = live
    const versionName = chooseVersion(published, qualifier, random)
    versionOf(published, versionName)
    if (call.sourceArn !== undefined) checkPermission(published, qualifier, call.sourceArn)
    if (init.run === undefined)
      throw new FunctionError('no-runtime', 'This gateway has no FUNCTION_HOST to run functions')
    const base = { target: 'code', requestId: crypto.randomUUID(), executedVersion: versionName } as const
    if (call.invocationType === 'DryRun') return { ...base, status: 204, payload: '' }
    const execution = { call, qualifier, versionName, requestId: base.requestId }
    const answer = execute(live, execution, init.run)
    if (call.invocationType === 'Event') {
      goesOn(answer, name, base.requestId)
      return { ...base, status: 202, payload: '' }
    }
    return { ...base, status: 200, ...(await inTime(answer, name, execution)) }
  }

  /** Behind the answer: what fails there shows in the function's log alone. */
  function goesOn(answer: Promise<unknown>, name: string, requestId: string): void {
    waitUntil(answer.catch((error) => writeLogs(name, [errorLine(now(), requestId, textOf(error))])))
  }

  /** The caller goes after its time; the function goes on, as on Lambda. */
  async function inTime<T>(answer: Promise<T>, name: string, { call, requestId }: Execution): Promise<T> {
    const millis = call.timeoutInMillis
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        goesOn(answer, name, requestId)
        reject(new FunctionError('timeout', `No answer within ${millis} ms`))
      }, millis)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(timer)
    }
  }

  /** Code may be gone because the function was updated a moment ago, or may not have come here yet: both are looked at again. */
  async function execute(found: LiveFunction, execution: Execution, run: RunOnHost): Promise<Ran> {
    const { name } = found.published
    let live: LiveFunction | undefined = found
    for (let attempt = 0; ; attempt++) {
      if (live === undefined) throw new FunctionError('not-found', `Function not found: ${name}`)
      try {
        return await runOnce(live, execution, run)
      } catch (error) {
        if (!(error instanceof CodeMissing)) throw error
        if (attempt === CODE_RETRIES) throw new FunctionError('unreachable', error.message)
      }
      if (attempt > 0) await sleep(CODE_RETRY_MILLIS)
      reader.expire(functionKey(name))
      live = await reader.find(name)
    }
  }

  async function runOnce(live: LiveFunction, execution: Execution, run: RunOnHost): Promise<Ran> {
    const { name } = live.published
    const version = versionOf(live.published, execution.versionName)
    const prepared = await reader.prepare(live, execution.versionName, version)
    const invocation: Invocation = {
      ...(await invocationOf(name, version, execution)),
      codeId: prepared.codeId,
    }
    const onLogs = (lines: readonly LogLine[]) => writeLogs(name, lines)
    const load = () => reader.load(prepared, version)
    const signal = AbortSignal.timeout(invocation.timeoutInMillis + GRACE_MILLIS)
    try {
      const { payload, logs, failed } = await run({ invocation, payload: execution.call.payload, load, onLogs, signal })
      return { payload, logTail: logTail(logs), ...(failed && { functionError: 'Unhandled' as const }) }
    } catch (error) {
      if (error instanceof FunctionError || error instanceof CodeMissing) throw error
      return hostLost(invocation, error, onLogs)
    }
  }

  async function invocationOf(
    name: string,
    { handler, timeoutInSeconds, memorySizeInMb }: PublishedVersion,
    { call, qualifier, versionName, requestId }: Execution,
  ): Promise<Omit<Invocation, 'codeId'>> {
    const arn = `arn:aws:lambda:${init.region}:${init.accountId}:function:${name}`
    return {
      requestId,
      functionName: name,
      functionVersion: versionName,
      invokedFunctionArn: qualifier === undefined ? arn : `${arn}:${qualifier}`,
      handler,
      timeoutInMillis: timeoutInSeconds * 1_000,
      memoryLimitInMb: memorySizeInMb,
      streaming: call.streaming === true,
      clientContext: call.clientContext,
      traceId: call.traceId,
      credentials: await credentialsOf(name),
    }
  }

  /** The host went away with the function in it, or is silent: what Lambda says of a sandbox that ended, or took too long. */
  function hostLost(
    { requestId, timeoutInMillis }: Invocation,
    error: unknown,
    onLogs: (lines: readonly LogLine[]) => void,
  ): Ran {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const line = errorLine(
      now(),
      requestId,
      `The function host was lost: ${timedOut ? 'it does not answer' : textOf(error)}`,
    )
    onLogs([line])
    const [errorType, message] = timedOut
      ? ['Sandbox.Timedout', `Task timed out after ${(timeoutInMillis / 1_000).toFixed(2)} seconds`]
      : ['Runtime.ExitError', 'Runtime exited without providing a reason']
    const payload = JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` })
    return { payload, logTail: logTail([line]), functionError: 'Unhandled' }
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
