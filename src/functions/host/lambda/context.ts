/**
 * The context object of a call, and the environment variables that Lambda sets.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 * Differs from AWS: `callbackWaitsForEmptyEventLoop` is kept and has no effect: a callback answers at once.
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
import type { Invocation } from '../protocol.ts'

/** How a call ends by callback, before Node 24. */
export interface Endings {
  succeed(result: unknown): void
  fail(error: unknown): void
}

export function createContexts() {
  const random = crypto.getRandomValues.bind(crypto)
  let logStream: string | undefined
  /** What was set last: most of it is the same for every call. */
  const applied = new Map<string, string | undefined>()

  function logStreamOf(version: string): string {
    if (logStream === undefined) {
      const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/')
      const id = [...random(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      logStream = `${day}/[${version}]${id}`
    }
    return logStream
  }

  const logGroupOf = (invocation: Invocation) => `/aws/lambda/${invocation.functionName}`

  function setEnvironment(invocation: Invocation, runtime: string): void {
    const { credentials } = invocation
    const values: Record<string, string | undefined> = {
      AWS_LAMBDA_FUNCTION_NAME: invocation.functionName,
      AWS_LAMBDA_FUNCTION_VERSION: invocation.functionVersion,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(invocation.memoryLimitInMb),
      AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(invocation),
      AWS_LAMBDA_LOG_STREAM_NAME: logStreamOf(invocation.functionVersion),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      LAMBDA_TASK_ROOT: '/var/task',
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      TZ: ':UTC',
      _HANDLER: invocation.handler,
      _X_AMZN_TRACE_ID: invocation.traceId,
      AWS_ACCESS_KEY_ID: credentials?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey,
      AWS_SESSION_TOKEN: credentials?.sessionToken,
    }
    for (const [name, value] of Object.entries(values)) {
      if (applied.get(name) === value) continue
      applied.set(name, value)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }

  /** `X-Amz-Client-Context` is JSON in base64. */
  function clientContextOf(text: string | undefined): unknown {
    if (text === undefined || text === '') return undefined
    try {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      return JSON.parse(new TextDecoder().decode(bytes))
    } catch {
      return undefined
    }
  }

  function contextOf(invocation: Invocation, deadline: number): Record<string, unknown> {
    return {
      functionVersion: invocation.functionVersion,
      functionName: invocation.functionName,
      memoryLimitInMB: String(invocation.memoryLimitInMb),
      logGroupName: logGroupOf(invocation),
      logStreamName: logStreamOf(invocation.functionVersion),
      clientContext: clientContextOf(invocation.clientContext),
      identity: undefined,
      invokedFunctionArn: invocation.invokedFunctionArn,
      awsRequestId: invocation.requestId,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    }
  }

  /** With what ended a call before there were promises. `usesEndings` says whether the function took hold of any of it. */
  function legacyContextOf(invocation: Invocation, deadline: number, { succeed, fail }: Endings) {
    let used = false
    let waits = true
    const endings: Record<string, (...values: unknown[]) => void> = {
      succeed,
      fail: (error) => fail(error ?? 'handled'),
      done: (error, result) => (error === undefined || error === null ? succeed(result) : fail(error)),
    }
    const context = contextOf(invocation, deadline)
    for (const [name, value] of Object.entries(endings)) {
      const get = () => {
        used = true
        return value
      }
      Object.defineProperty(context, name, { get, enumerable: true, configurable: true })
    }
    Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
      get: () => waits,
      set: (value: boolean) => {
        waits = value
      },
      enumerable: true,
      configurable: true,
    })
    return { context, usesEndings: () => used }
  }

  return { setEnvironment, contextOf, legacyContextOf }
}
