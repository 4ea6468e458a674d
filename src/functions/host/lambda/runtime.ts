/**
 * Lambda's Node runtime inside the loaded Worker: one call from the request that the host makes to the answer that it reads.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 * Differs from AWS: a function's timeout covers the loading of its modules.
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter. What it needs of the platform it takes hold of before
 * the function's code runs, which may replace anything.
 */
import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Manifest } from '../modules/link-modules.ts'
import type { FileTable, Resolver } from '../modules/resolver.ts'
import type { FRAME, Invocation } from '../protocol.ts'
import type { Answer, createAnswers } from './answers.ts'
import type { Call, createCalls } from './calls.ts'
import type { createContexts } from './context.ts'
import type { createErrors } from './errors.ts'
import type { createFiles } from './files.ts'
import type { createHandlerLoader, Handler } from './handler.ts'
import type { createLog } from './log.ts'
import type { createModules, Engine } from './modules.ts'
import type { createResponseStreams } from './response-stream.ts'
import type { createStacks } from './stacks.ts'
import type { createStreaming } from './streaming.ts'

export interface RuntimeParts {
  readonly engine: Engine
  readonly manifest: Manifest
  /** `nodejs22.x`. */
  readonly runtime: string
  readonly words: {
    readonly invocationHeader: string
    readonly outcomeHeader: string
    readonly endHeader: string
    readonly bodyBytesHeader: string
    readonly frame: typeof FRAME
    readonly maxPayloadBytes: number
    readonly headLength: number
    readonly moduleFunction: string
  }
  readonly AsyncLocalStorage: typeof AsyncLocalStorage
  readonly util: typeof import('node:util')
  /** Ends the isolate. */
  readonly abort: ((reason: string) => void) | undefined
  readonly createResolver: (files: FileTable) => Resolver
  readonly createModules: typeof createModules
  readonly createErrors: typeof createErrors
  readonly createFiles: typeof createFiles
  readonly createLog: typeof createLog
  readonly createStacks: typeof createStacks
  readonly createAnswers: typeof createAnswers
  readonly createCalls: typeof createCalls
  readonly createHandlerLoader: typeof createHandlerLoader
  readonly createContexts: typeof createContexts
  readonly createResponseStreams: typeof createResponseStreams
  readonly createStreaming: typeof createStreaming
}

export function startRuntime(parts: RuntimeParts) {
  const { words, manifest, engine } = parts
  const { parse } = JSON
  const { Response } = globalThis
  const since24 = Number(/^nodejs(\d+)/.exec(parts.runtime)?.[1]) >= 24

  const store = new parts.AsyncLocalStorage<Call>()
  const errors = parts.createErrors()
  const log = parts.createLog({ current: () => store.getStore()?.log, util: parts.util })
  const stacks = parts.createStacks({ manifest, ...words })
  const answers = parts.createAnswers({ errors, log, since24, words })
  const calls = parts.createCalls({ store, log, errors, answers })
  const modules = parts.createModules({
    manifest,
    engine,
    createResolver: parts.createResolver,
    patchFiles: parts.createFiles().patch,
  })
  const handlers = parts.createHandlerLoader({ manifest, modules, errors })
  const contexts = parts.createContexts()
  const streams = parts.createResponseStreams({
    errors,
    stream: () => engine.require('node:stream') as typeof import('node:stream'),
  })
  const runStreaming = parts.createStreaming({ answers, calls, contexts, streams, log, since24, words })
  const loading = new Map<string, Promise<Handler>>()

  Error.prepareStackTrace = stacks.prepare
  log.patch()
  calls.watch(modules.isEvaluating)
  setGlobals()

  function setGlobals(): void {
    const streamifyResponse = (handler: Record<symbol, unknown>, options?: { highWaterMark?: unknown }) => {
      handler[handlers.STREAMING] = 'response'
      if (typeof options?.highWaterMark === 'number') handler[handlers.HIGH_WATER_MARK] = options.highWaterMark
      return handler
    }
    Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream: streams.HttpResponseStream } })
    Object.defineProperty(globalThis, '__postern', { value: modules.linked })
    // Node has none, and a location's cache is not a function's own.
    Object.defineProperty(globalThis, 'caches', { value: undefined, configurable: true, writable: true })
    Object.defineProperty(process, 'cwd', { value: () => '/var/task', configurable: true, writable: true })
  }

  async function fetch(request: Request): Promise<Response> {
    if (request.method !== 'POST') {
      parts.abort?.('The function host asked for it')
      return new Response(null)
    }
    const invocation = parse(request.headers.get(words.invocationHeader) ?? '{}') as Invocation // The host makes it.
    const payload = await request.text()
    const call = calls.open(invocation)
    try {
      return await store.run(call, () => run(call, payload))
    } catch (error) {
      calls.logError(call, 'Invoke Error', error)
      return answers.respond(answers.thrown(error), call.log)
    } finally {
      calls.closeUnlessKept(call)
    }
  }

  async function run(call: Call, payload: string): Promise<Response> {
    contexts.setEnvironment(call.invocation, parts.runtime)
    const loaded = await Promise.race([initialized(call), call.ended])
    if ('payload' in loaded) return answers.respond(loaded, call.log)
    const event = eventOf(payload)
    if (loaded.streams) return runStreaming(call, loaded, event)
    return answers.respond(await Promise.race([runBuffered(call, loaded, event), call.ended]), call.log)
  }

  /** Who calls sees to it that the payload is JSON. */
  const eventOf = (payload: string): unknown => (payload === '' ? {} : parse(payload))

  /** The handler, loaded once; or why there is none. */
  async function initialized(call: Call): Promise<Handler | Answer> {
    const name = call.invocation.handler
    const started = loading.get(name) ?? handlers.load(name)
    loading.set(name, started)
    try {
      const handler = await started
      if (since24 && handler.run.length >= 3 && !handler.streams) refuseCallback()
      return handler
    } catch (error) {
      loading.delete(name)
      calls.logError(call, 'Uncaught Exception', error)
      return answers.thrown(error, true)
    }
  }

  function refuseCallback(): never {
    throw errors.make(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    )
  }

  async function runBuffered(call: Call, handler: Handler, event: unknown): Promise<Answer> {
    try {
      return answers.result(await resultOf(call, handler, event))
    } catch (error) {
      calls.logError(call, 'Invoke Error', error)
      return answers.thrown(error)
    }
  }

  function resultOf({ invocation, deadline }: Call, { run }: Handler, event: unknown): Promise<unknown> {
    if (since24) return Promise.resolve(run(event, contexts.contextOf(invocation, deadline)))
    return new Promise((succeed, fail) => {
      const legacy = contexts.legacyContextOf(invocation, deadline, { succeed, fail })
      const callback = (error: unknown, result: unknown) =>
        error === undefined || error === null ? succeed(result) : fail(error)
      const result = run(event, legacy.context, callback)
      if (typeof result?.then === 'function') result.then(succeed, (error: unknown) => fail(error ?? 'handled'))
      // It holds nothing that it could answer with later: Lambda answers null once the event loop is empty.
      else if (run.length < 3 && !legacy.usesEndings()) succeed(null)
    })
  }

  return { fetch }
}
