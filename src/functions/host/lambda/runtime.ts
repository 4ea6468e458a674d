/**
 * Lambda's Node runtime inside the loaded Worker: one call from the request that the host makes to the answer that it reads.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter. What it needs of the platform it takes hold of before
 * the function's code runs, which may replace anything.
 */
import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Manifest } from '../modules/link-modules.ts'
import type { FileTable, Resolver } from '../modules/resolver.ts'
import type { FRAME, Invocation } from '../protocol.ts'
import type { createContexts } from './context.ts'
import type { createErrors } from './errors.ts'
import type { createHandlerLoader, Handler } from './handler.ts'
import type { CallLog, createLog } from './log.ts'
import type { createModules, Engine } from './modules.ts'
import type { createResponseStreams } from './response-stream.ts'

export interface RuntimeParts {
  readonly engine: Engine
  readonly manifest: Manifest
  readonly runtime: string
  readonly words: {
    readonly invocationHeader: string
    readonly outcomeHeader: string
    readonly initHeader: string
    readonly frame: typeof FRAME
    readonly maxPayloadBytes: number
  }
  readonly AsyncLocalStorage: typeof AsyncLocalStorage
  readonly util: typeof import('node:util')
  readonly abort: ((reason: string) => void) | undefined
  readonly createResolver: (files: FileTable) => Resolver
  readonly createModules: typeof createModules
  readonly createErrors: typeof createErrors
  readonly createLog: typeof createLog
  readonly createHandlerLoader: typeof createHandlerLoader
  readonly createContexts: typeof createContexts
  readonly createResponseStreams: typeof createResponseStreams
}

export function startRuntime(parts: RuntimeParts) {
  interface Call {
    readonly invocation: Invocation
    readonly log: CallLog
    readonly deadline: number
    /** Ends the call from outside of its handler. */
    readonly fail: (error: unknown) => void
    readonly failed: Promise<never>
  }
  /** What is sent: a payload, or an error that is one. */
  interface Answer {
    readonly payload: string | Uint8Array
    readonly isError: boolean
  }

  const { words, manifest, engine } = parts
  const { stringify, parse } = JSON
  const { setTimeout, clearTimeout, Response, process } = globalThis
  const Pipe = TransformStream
  const encoder = new TextEncoder()
  const encode = encoder.encode.bind(encoder)
  const since24 = Number(/^nodejs(\d+)/.exec(parts.runtime)?.[1]) >= 24

  const calls = new parts.AsyncLocalStorage<Call>()
  const inFlight = new Set<Call>()
  const errors = parts.createErrors()
  const log = parts.createLog({ current: () => calls.getStore()?.log, util: parts.util })
  const modules = parts.createModules({ manifest, engine, createResolver: parts.createResolver })
  const handlers = parts.createHandlerLoader({ manifest, modules, errors })
  const contexts = parts.createContexts()
  const streams = parts.createResponseStreams({
    errors,
    stream: () => engine.require('node:stream') as typeof import('node:stream'),
  })
  const loading = new Map<string, Promise<Handler>>()

  log.patch()
  Object.defineProperty(globalThis, '__postern', { value: modules.linked })
  setGlobals()
  process.on('unhandledRejection', (reason: unknown) => onUnhandled(reason))

  function setGlobals(): void {
    const streamifyResponse = (handler: Record<symbol, unknown>, options?: { highWaterMark?: unknown }) => {
      handler[handlers.STREAMING] = 'response'
      if (typeof options?.highWaterMark === 'number') handler[handlers.HIGH_WATER_MARK] = options.highWaterMark
      return handler
    }
    Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream: streams.HttpResponseStream } })
    // Node has none, and a location's cache is not a function's own.
    Object.defineProperty(globalThis, 'caches', { value: undefined, configurable: true, writable: true })
    Object.defineProperty(process, 'cwd', { value: () => '/var/task', configurable: true, writable: true })
  }

  /** Node ends the process; here it ends the call that it came from, where that is known. */
  function onUnhandled(reason: unknown): void {
    const call = calls.getStore() ?? (inFlight.size === 1 ? [...inFlight][0] : undefined)
    if (call === undefined) return
    const error = errors.make('Runtime.UnhandledPromiseRejection', String(reason))
    logError(call, 'Unhandled Promise Rejection', error)
    call.fail(error)
  }

  const logError = (call: Call, what: string, error: unknown) =>
    log.write(call.log, 'ERROR', `${what} ${errors.inLog(error)}`)

  async function fetch(request: Request): Promise<Response> {
    if (request.method !== 'POST') {
      parts.abort?.('The function host asked for it')
      return new Response(null)
    }
    const invocation = parse(request.headers.get(words.invocationHeader) ?? '{}') as Invocation // The host makes it.
    const payload = await request.text()
    let fail: (error: unknown) => void = () => undefined
    const failed = new Promise<never>((_, reject) => {
      fail = reject
    })
    failed.catch(() => undefined)
    const call: Call = {
      invocation,
      log: log.open(invocation.requestId),
      deadline: Date.now() + invocation.timeoutInMillis,
      fail,
      failed,
    }
    inFlight.add(call)
    try {
      return await calls.run(call, () => run(call, payload))
    } finally {
      inFlight.delete(call)
    }
  }

  async function run(call: Call, payload: string): Promise<Response> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const timeout = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => resolve(timedOut(call)), call.invocation.timeoutInMillis)
    })
    try {
      contexts.setEnvironment(call.invocation, parts.runtime)
      const loaded = await Promise.race([initialized(call), timeout])
      if ('payload' in loaded) return respond(call, loaded, 'failed')
      if (loaded.streams) return await runStreaming(call, loaded, payload, timeout)
      return respond(call, await Promise.race([runBuffered(call, loaded, payload), timeout]))
    } finally {
      // A stream that goes on has its own hold of the promise.
      if (!openStreams.has(call)) clearTimeout(timer)
    }
  }

  // Starting

  /** The handler, loaded once; or why there is none. */
  async function initialized(call: Call): Promise<Handler | Answer> {
    const name = call.invocation.handler
    const started = loading.get(name) ?? handlers.load(name)
    loading.set(name, started)
    try {
      const handler = await Promise.race([started, call.failed])
      if (since24 && handler.run.length >= 3 && !handler.streams) refuseCallback()
      return handler
    } catch (error) {
      loading.delete(name)
      logError(call, 'Uncaught Exception', error)
      return errorAnswer(error)
    }
  }

  function refuseCallback(): never {
    throw errors.make(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    )
  }

  // Buffered calls

  async function runBuffered(call: Call, handler: Handler, payload: string): Promise<Answer> {
    try {
      const result = await Promise.race([resultOf(call, handler, eventOf(payload)), call.failed])
      return sized(serialize(result))
    } catch (error) {
      logError(call, 'Invoke Error', error)
      return errorAnswer(error)
    }
  }

  const eventOf = (payload: string): unknown => (payload === '' ? {} : parse(payload))

  function resultOf(call: Call, handler: Handler, event: unknown): Promise<unknown> {
    if (since24) return Promise.resolve(handler.run(event, contexts.contextOf(call.invocation, call.deadline)))
    return new Promise((succeed, fail) => {
      const legacy = contexts.legacyContextOf(call.invocation, call.deadline, { succeed, fail })
      const callback = (error: unknown, result: unknown) =>
        error === undefined || error === null ? succeed(result) : fail(error)
      const result = handler.run(event, legacy.context, callback)
      if (isPromise(result)) result.then(succeed, (error: unknown) => fail(error ?? 'handled'))
      // It did not wait for anything that we could know of: Lambda answers null when the event loop is empty.
      else if (handler.run.length < 3 && !legacy.usesEndings()) succeed(null)
    })
  }

  const isPromise = (value: unknown): value is PromiseLike<unknown> =>
    typeof (value as { then?: unknown } | null | undefined)?.then === 'function'

  function serialize(result: unknown): string {
    try {
      return stringify(result === undefined ? null : result) ?? 'null'
    } catch {
      const message = 'Unable to stringify response body'
      throw since24 ? errors.make('Runtime.JSONStringifyError', message) : new Error(message)
    }
  }

  function sized(payload: string | Uint8Array): Answer {
    const bytes = typeof payload === 'string' ? encode(payload) : payload
    if (bytes.length <= words.maxPayloadBytes) return { payload: bytes, isError: false }
    return platformError(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${words.maxPayloadBytes} bytes).`,
    )
  }

  // Streaming calls

  const openStreams = new WeakSet<Call>()

  async function runStreaming(call: Call, handler: Handler, payload: string, timeout: Promise<Answer>) {
    if (!call.invocation.streaming) {
      const chunks: Uint8Array[] = []
      const ended = streamInto(call, handler, payload, async (bytes) => void chunks.push(bytes))
      const failure = await Promise.race([ended, timeout])
      return respond(call, failure ?? sized(joined(chunks)))
    }
    const { readable, writable } = new Pipe<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    let begin: () => void = () => undefined
    const begun = new Promise<'begun'>((resolve) => {
      begin = () => resolve('begun')
    })
    const ended = streamInto(call, handler, payload, (bytes) => {
      begin()
      return writer.write(frame(words.frame.data, bytes))
    })
    const outcome = Promise.race([ended, timeout])
    const first = await Promise.race([begun, outcome])
    if (first !== 'begun' && first !== undefined) return respond(call, first)
    openStreams.add(call)
    inFlight.add(call)
    finish(call, writer, outcome)
    return new Response(readable, { headers: { [words.outcomeHeader]: '{"streaming":true}' } })
  }

  /** Undefined when all went well. */
  async function streamInto(
    call: Call,
    handler: Handler,
    payload: string,
    sink: (bytes: Uint8Array) => Promise<void>,
  ): Promise<Answer | undefined> {
    try {
      const { writable, finished } = streams.open(sink, handler.highWaterMark)
      const result = handler.run(eventOf(payload), writable, contexts.contextOf(call.invocation, call.deadline))
      if (!isPromise(result)) {
        const message = 'Streaming does not support non-async handlers.'
        throw since24 ? new Error(message) : message
      }
      const value = await Promise.race([result, call.failed])
      if (value !== undefined) log.write(call.log, 'WARN', 'Streaming handlers ignore return values.')
      await Promise.race([finished, call.failed])
      return undefined
    } catch (error) {
      logError(call, 'Invoke Error', error)
      return errorAnswer(error)
    }
  }

  async function finish(
    call: Call,
    writer: WritableStreamDefaultWriter<Uint8Array>,
    outcome: Promise<Answer | undefined>,
  ): Promise<void> {
    try {
      const failure = await outcome
      const lines = log.take(call.log)
      if (lines.length > 0) await writer.write(frame(words.frame.logs, encode(stringify(lines))))
      if (failure !== undefined) await writer.write(frame(words.frame.error, bytesOf(failure.payload)))
      await writer.close()
    } catch {
      // Who reads it has gone.
    } finally {
      inFlight.delete(call)
    }
  }

  function frame(kind: number, bytes: Uint8Array): Uint8Array {
    const framed = new Uint8Array(5 + bytes.length)
    framed[0] = kind
    new DataView(framed.buffer).setUint32(1, bytes.length)
    framed.set(bytes, 5)
    return framed
  }

  function joined(chunks: readonly Uint8Array[]): Uint8Array {
    const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let at = 0
    for (const chunk of chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }

  // Answers

  const bytesOf = (payload: string | Uint8Array) => (typeof payload === 'string' ? encode(payload) : payload)

  const errorAnswer = (error: unknown): Answer => ({ payload: stringify(errors.show(error)), isError: true })

  const platformError = (errorType: string, errorMessage: string): Answer => ({
    payload: stringify({ errorType, errorMessage }),
    isError: true,
  })

  function timedOut(call: Call): Answer {
    const { requestId, timeoutInMillis } = call.invocation
    const text = `Task timed out after ${(timeoutInMillis / 1000).toFixed(2)} seconds`
    log.raw(call.log, 'ERROR', `${new Date().toISOString()} ${requestId} ${text}`)
    return platformError('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`)
  }

  function respond(call: Call, answer: Answer, init?: 'failed'): Response {
    const payload = bytesOf(answer.payload)
    const lines = log.take(call.log)
    const outcome = { payloadBytes: payload.length, functionError: answer.isError ? 'Unhandled' : undefined }
    const headers: Record<string, string> = { [words.outcomeHeader]: stringify(outcome) }
    if (init !== undefined) headers[words.initHeader] = init
    return new Response(lines.length === 0 ? payload : joined([payload, encode(stringify(lines))]), { headers })
  }

  return { fetch }
}
