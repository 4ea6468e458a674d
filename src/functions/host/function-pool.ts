/**
 * The functions that are loaded, by the id of their code. The loader keeps them; this knows their names there.
 *
 * A name whose code could not be had stays unusable in the loader for good. So each id has a number of its own that counts such mishaps,
 * and the name is both: the next load is under another name.
 */
import { runtimeSource } from './lambda/source.ts'
import { type LinkedCode, linkModules, type ModuleFault } from './modules/link-modules.ts'
import { OWN_BUILTINS } from './modules/own-builtins.ts'
import { compiledFault } from './modules/syntax-fault.ts'
import type { FunctionNetwork, Load } from './protocol.ts'

/** A loaded Worker, as far as it is used. */
export interface FunctionWorker {
  fetch(url: string, init?: RequestInit): Promise<Response>
}

export interface WorkerCode {
  readonly compatibilityDate: string
  readonly compatibilityFlags?: string[]
  readonly limits?: { readonly cpuMs?: number; readonly subRequests?: number }
  readonly mainModule: string
  readonly modules: Record<string, object>
  readonly env: Record<string, string>
  readonly globalOutbound: unknown
}

export interface Loader {
  get(name: string, code: () => WorkerCode): { getEntrypoint(): FunctionWorker }
}

export interface PoolServices {
  readonly loader: Loader
  /** The only way out of a function. */
  readonly outboundOf: (network: FunctionNetwork) => unknown
  readonly now: () => number
}

export interface FunctionPool {
  /** Runs a call on a loaded function. Undefined where its code is needed and did not come. */
  run(codeId: string, load: Load | undefined, call: Run): Promise<Response | undefined>
}

/** One call, until what it promises. */
export type Run = (worker: FunctionWorker, instance: InstanceHold) => Promise<Response>

export interface InstanceHold {
  /** The instance is not to be used again: the next call loads another. */
  retire(): void
  /** The call goes on behind its response, until what this answers is called. */
  keep(): () => void
}

interface Instance {
  readonly codeId: string
  readonly generation: number
  /** Calls under way. One whose caller went away is never taken off: what is older than any call can be is idle. */
  running: number
  /** Milliseconds since 1970. */
  usedAt: number
  retired: boolean
}

/** Workers kept loaded. Each takes about 3 MB and what its code takes. */
const KEPT = 128
/** More than the longest function, which is 15 minutes. */
const LONGEST_CALL_MILLIS = 20 * 60 * 1000
/** Modules that may fail to compile, one found at each start. */
const MAX_REFUSED = 50
const GENERATIONS_KEPT = 10_000
const COMPATIBILITY_DATE = '2026-10-20'
/** AWS's longest function is 15 minutes; a call here is answered within minutes, and works far less than that. */
const LIMITS = { cpuMs: 30_000, subRequests: 1_000 }

class CodeNeeded extends Error {}

export function createFunctionPool({ loader, outboundOf, now }: PoolServices): FunctionPool {
  const instances = new Map<string, Instance>()
  /** Retired, and not ended yet. */
  const leaving = new Set<Instance>()
  /** Of ids that have lost an instance. */
  const generations = new Map<string, number>()

  function instanceOf(codeId: string): Instance {
    const known = instances.get(codeId)
    const instance = known ?? {
      codeId,
      generation: generations.get(codeId) ?? 0,
      running: 0,
      usedAt: 0,
      retired: false,
    }
    instance.usedAt = now()
    // The last in the map is the last used.
    instances.delete(codeId)
    instances.set(codeId, instance)
    return instance
  }

  function retire(instance: Instance): void {
    const { codeId, generation } = instance
    if (instance.retired) return
    instance.retired = true
    leaving.add(instance)
    if (instances.get(codeId) === instance) instances.delete(codeId)
    generations.set(codeId, generation + 1)
    if (generations.size > GENERATIONS_KEPT) generations.delete(generations.keys().next().value as string)
  }

  function release(instance: Instance): void {
    instance.running--
    for (const each of instances.values()) {
      if (instances.size <= KEPT) break
      if (isIdle(each)) retire(each)
    }
    for (const each of leaving) {
      if (isIdle(each)) end(each)
    }
  }

  const isIdle = ({ running, usedAt }: Instance) => running === 0 || now() - usedAt > LONGEST_CALL_MILLIS

  function keep(instance: Instance): () => void {
    let kept = true
    instance.running++
    return () => {
      if (kept) release(instance)
      kept = false
    }
  }

  /** Ends a loaded Worker, which frees its memory. It cannot answer any more. */
  function end(instance: Instance): void {
    leaving.delete(instance)
    const { codeId, generation } = instance
    const worker = loader.get(nameOf(codeId, generation), needCode).getEntrypoint()
    worker.fetch('http://function/').catch(() => undefined)
  }

  async function run(codeId: string, load: Load | undefined, call: Run): Promise<Response | undefined> {
    const refused = new Map<string, ModuleFault>()
    while (load !== undefined || instances.has(codeId)) {
      const attempt = await tryOnce(instanceOf(codeId), load, refused, call)
      if (attempt !== 'again') return attempt
    }
    return undefined
  }

  /** `again` where the instance was of no use, and the next may be. */
  async function tryOnce(
    instance: Instance,
    load: Load | undefined,
    refused: Map<string, ModuleFault>,
    call: Run,
  ): Promise<Response | 'again'> {
    const code = () => (load === undefined ? needCode() : workerCode(load, refused, outboundOf(load.network)))
    instance.running++
    try {
      const worker = loader.get(nameOf(instance.codeId, instance.generation), code).getEntrypoint()
      return await call(worker, { retire: () => retire(instance), keep: () => keep(instance) })
    } catch (error) {
      retire(instance)
      if (isCodeNeeded(error)) return 'again'
      const fault = load === undefined ? undefined : compileFault(error, load)
      if (fault === undefined || refused.size >= MAX_REFUSED) throw error
      refused.set(...fault)
      return 'again'
    } finally {
      release(instance)
    }
  }

  return { run }
}

const nameOf = (codeId: string, generation: number) => `${codeId}#${generation}`

const NEEDED = 'The code of this function is needed'

function needCode(): never {
  throw new CodeNeeded(NEEDED)
}

/** Another call may have met it, and what the loader keeps of an error is its message. */
const isCodeNeeded = (error: unknown): boolean => error instanceof Error && error.message.includes(NEEDED)

/** The module that the engine refused when it started the Worker, and why: the loader has no other words for it. */
function compileFault(error: unknown, { code }: Load): [string, ModuleFault] | undefined {
  const message = error instanceof Error ? error.message : ''
  const [, text, module, line, column] =
    /^Failed to start Worker:\s*Uncaught SyntaxError: ([^\n]*)\n\s*at ([^\n]*):(\d+):(\d+)/.exec(message) ?? []
  if (text === undefined || module === undefined) return undefined
  return [`/${module}`, compiledFault(`/${module}`, text, code, { line: Number(line), column: Number(column) + 1 })]
}

function workerCode(load: Load, refused: ReadonlyMap<string, ModuleFault>, globalOutbound: unknown): WorkerCode {
  const runtime = load.runtime ?? 'nodejs22.x'
  const linked = linkModules(load.code, runtime, refused)
  return {
    compatibilityDate: COMPATIBILITY_DATE,
    limits: LIMITS,
    mainModule: 'var/runtime/index.mjs',
    modules: { ...runtimeModules(linked, runtime), ...linked.modules },
    env: { ...load.environment, AWS_REGION: load.region, AWS_DEFAULT_REGION: load.region },
    globalOutbound,
  }
}

function runtimeModules({ manifest }: LinkedCode, runtime: string): Record<string, object> {
  return {
    'var/runtime/index.mjs': { js: runtimeSource(runtime) },
    'var/runtime/require.js': { cjs: 'module.exports=(name)=>require(name)' },
    'var/runtime/manifest.json': { json: manifest },
    ...OWN_BUILTINS,
  }
}
