/**
 * The calls under way, and what ends one from outside of its handler: its time, `process.exit()`, an exception that nobody caught. Node
 * would end with it, and so does the environment here: the next call starts another.
 * Differs from AWS: several calls may run at once in one environment; an exception outside of all of them is only logged.
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Invocation } from '../protocol.ts'
import type { Answer, createAnswers } from './answers.ts'
import type { Errors } from './errors.ts'
import type { CallLog, Log } from './log.ts'

export interface Call {
  readonly invocation: Invocation
  readonly log: CallLog
  /** Milliseconds since 1970. */
  readonly deadline: number
  readonly ended: Promise<Answer>
  end(answer: Answer): void
}

export interface CallParts {
  readonly store: AsyncLocalStorage<Call>
  readonly log: Log
  readonly errors: Errors
  readonly answers: ReturnType<typeof createAnswers>
}

export function createCalls({ store, log, errors, answers }: CallParts) {
  const { setTimeout, clearTimeout, process } = globalThis
  const underWay = new Set<Call>()
  const over = new WeakSet<Call>()

  function open(invocation: Invocation): Call {
    let end: (answer: Answer) => void = () => undefined
    const ended = new Promise<Answer>((resolve) => {
      end = resolve
    })
    const call: Call = {
      invocation,
      log: log.open(invocation.requestId),
      deadline: Date.now() + invocation.timeoutInMillis,
      ended,
      end(answer) {
        over.add(call)
        end(answer)
      },
    }
    underWay.add(call)
    const timer = setTimeout(() => call.end(answers.timedOut(invocation, call.log)), invocation.timeoutInMillis)
    timers.set(call, timer)
    return call
  }

  const timers = new Map<Call, ReturnType<typeof setTimeout>>()

  /** A stream goes on after the response has begun. */
  const keep = (call: Call) => kept.add(call)
  const kept = new WeakSet<Call>()
  const closeUnlessKept = (call: Call) => {
    if (!kept.has(call)) close(call)
  }

  function close(call: Call): void {
    underWay.delete(call)
    clearTimeout(timers.get(call))
    timers.delete(call)
  }

  /** Nothing, once the call has ended by something else. */
  function logError(call: Call, what: string, error: unknown): void {
    if (!over.has(call)) log.write(call.log, 'ERROR', `${what} ${errors.inLog(error)}`)
  }

  /** The call in whose course this runs, where that can be told. */
  const current = () => store.getStore() ?? (underWay.size === 1 ? [...underWay][0] : undefined)

  function crash(what: string, error: unknown): void {
    const call = current()
    if (call === undefined) return
    logError(call, what, error)
    call.end(answers.thrown(error, true))
  }

  /** From now on, what nobody catches ends the call; but for rejections while `handlesRejections`. */
  function watch(handlesRejections: () => boolean): void {
    process.on('unhandledRejection', (reason: unknown) => {
      if (handlesRejections()) return
      crash('Unhandled Promise Rejection', errors.make('Runtime.UnhandledPromiseRejection', String(reason)))
    })
    for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) guard(globalThis, name)
    guard(process, 'nextTick')
    const exit = (code?: unknown) => {
      const call = current()
      call?.end(answers.exited(call.invocation, call.log, Number(code ?? process.exitCode ?? 0)))
      throw new Error('process.exit() was called')
    }
    for (const name of ['exit', 'reallyExit']) define(process, name, exit)
    define(process, 'abort', () => exit(134))
  }

  const define = (on: object, name: string, value: unknown) =>
    Object.defineProperty(on, name, { value, configurable: true, writable: true, enumerable: true })

  /** A function that runs another later: what that throws reaches nobody. */
  function guard(on: object, name: string): void {
    const later = (on as Record<string, unknown>)[name] as (run: unknown, ...rest: unknown[]) => unknown
    const guarded = (run: unknown, ...rest: unknown[]) => later.call(on, caught(run), ...rest)
    Object.defineProperties(guarded, Object.getOwnPropertyDescriptors(later))
    define(on, name, guarded)
  }

  function caught(run: unknown): unknown {
    if (typeof run !== 'function') return run
    return function (this: unknown, ...values: unknown[]) {
      try {
        return run.apply(this, values)
      } catch (error) {
        process.emit('uncaughtException', error as Error)
        crash('Uncaught Exception', error)
      }
    }
  }

  return { open, keep, close, closeUnlessKept, logError, watch }
}
