/**
 * The functions that are loaded, by the id of their code. The loader keeps them; this knows their names there.
 *
 * A name whose code could not be had stays unusable in the loader for good. So each id has a number of its own that counts such mishaps,
 * and the name is both: the next load is under another name.
 */
import { runtimeSource } from './lambda/source.ts'
import { type LinkedCode, linkModules, type ModuleFault } from './modules/link-modules.ts'
import type { FunctionNetwork, Load } from './protocol.ts'

/** A loaded Worker, as far as it is used. */
export interface FunctionWorker {
  fetch(request: Request): Promise<Response>
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
}

export interface FunctionPool {
  /** Runs a call on a loaded function. Undefined where its code is needed and did not come. */
  run(
    codeId: string,
    load: Load | undefined,
    call: (worker: FunctionWorker) => Promise<Response>,
  ): Promise<RunAnswer | undefined>
  /** Forgets an instance: the next call loads another. */
  retire(codeId: string): void
}

export interface RunAnswer {
  readonly response: Response
  /** It was loaded for this call. */
  readonly cold: boolean
}

interface Instance {
  generation: number
  /** Calls under way. */
  running: number
}

/** Workers kept loaded. Each takes about 3 MB and what its code takes. */
const KEPT = 200
/** Modules that may fail to compile, one found at each start. */
const MAX_REFUSED = 50
const COMPATIBILITY_DATE = '2026-10-20'
/** AWS's longest function is 15 minutes; a call here is answered within minutes, and works far less than that. */
const LIMITS = { cpuMs: 30_000, subRequests: 1_000 }

class CodeNeeded extends Error {}

export function createFunctionPool({ loader, outboundOf }: PoolServices): FunctionPool {
  const instances = new Map<string, Instance>()
  const generations = new Map<string, number>()

  function instanceOf(codeId: string): Instance {
    const instance = instances.get(codeId) ?? { generation: generations.get(codeId) ?? 0, running: 0 }
    // The last in the map is the last used.
    instances.delete(codeId)
    instances.set(codeId, instance)
    evict()
    return instance
  }

  function evict(): void {
    for (const [codeId, { running, generation }] of instances) {
      if (instances.size <= KEPT) return
      if (running > 0) continue
      instances.delete(codeId)
      end(nameOf(codeId, generation))
      generations.set(codeId, generation + 1)
    }
  }

  /** Ends a loaded Worker, which frees its memory. It cannot answer any more. */
  function end(name: string): void {
    loader
      .get(name, needCode)
      .getEntrypoint()
      .fetch(new Request('http://function/'))
      .catch(() => undefined)
  }

  function retire(codeId: string, generation?: number): void {
    const instance = instances.get(codeId)
    if (instance === undefined || (generation ?? instance.generation) !== instance.generation) return
    instances.delete(codeId)
    generations.set(codeId, instance.generation + 1)
    if (generations.size > 10_000) generations.delete(generations.keys().next().value as string)
  }

  async function run(
    codeId: string,
    load: Load | undefined,
    call: (worker: FunctionWorker) => Promise<Response>,
  ): Promise<RunAnswer | undefined> {
    if (load === undefined && !instances.has(codeId)) return undefined
    const refused = new Map<string, ModuleFault>()
    for (;;) {
      const instance = instanceOf(codeId)
      const { generation } = instance
      let asked = false
      const code = () => {
        asked = true
        return load === undefined ? needCode() : workerCode(load, refused, outboundOf(load.network))
      }
      instance.running++
      try {
        const response = await call(loader.get(nameOf(codeId, generation), code).getEntrypoint())
        return { response, cold: asked }
      } catch (error) {
        if (load === undefined && (asked || isCodeNeeded(error))) {
          retire(codeId, generation)
          return undefined
        }
        const fault = load === undefined ? undefined : compileFault(error)
        if (!isCodeNeeded(error) && (fault === undefined || refused.size >= MAX_REFUSED)) throw error
        if (fault !== undefined) refused.set(...fault)
        retire(codeId, generation)
      } finally {
        instance.running--
      }
    }
  }

  return { run, retire: (codeId) => retire(codeId) }
}

const nameOf = (codeId: string, generation: number) => `${codeId}#${generation}`

const NEEDED = 'The code of this function is needed'

function needCode(): never {
  throw new CodeNeeded(NEEDED)
}

/** Another call may have met it, and what the loader keeps of an error is its message. */
const isCodeNeeded = (error: unknown): boolean => error instanceof Error && error.message.includes(NEEDED)

/** The module that the engine refused when it started the Worker, and why: the loader has no other words for it. */
function compileFault(error: unknown): [string, ModuleFault] | undefined {
  const message = error instanceof Error ? error.message : ''
  const [, text, module] =
    /^Failed to start Worker:\s*Uncaught SyntaxError: ([^\n]*)\n\s*at ([^\n]*):\d+:\d+/.exec(message) ?? []
  return text === undefined || module === undefined ? undefined : [`/${module}`, { name: 'SyntaxError', message: text }]
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

function runtimeModules({ manifest, ownModules }: LinkedCode, runtime: string): Record<string, object> {
  return {
    'var/runtime/index.mjs': { js: runtimeSource(runtime) },
    'var/runtime/require.js': { cjs: 'module.exports=(name)=>require(name)' },
    'var/runtime/manifest.json': { json: manifest },
    ...ownModules,
  }
}
