/**
 * Node's module loader inside the loaded Worker: `require()` over the functions that CommonJS modules were linked to, with its cache, its
 * cycles and its errors; `import()`; and the evaluation of ES modules, which may await anything.
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
import type { Manifest, ModuleFault } from '../modules/link-modules.ts'
import type { FileTable, Resolution, Resolver } from '../modules/resolver.ts'

/** The runtime's own loader, which knows linked modules by their paths. */
export interface Engine {
  require(name: string): unknown
  import(name: string): Promise<unknown>
}

export interface ModuleParts {
  readonly manifest: Manifest
  readonly engine: Engine
  readonly createResolver: (files: FileTable) => Resolver
  readonly patchFiles: (fs: Record<string, unknown>) => Record<string, unknown>
}

export interface Modules {
  /** `require` of a file: what generated code and the handler's own loading use. */
  load(path: string): unknown
  evaluate(path: string): Promise<unknown>
  /** As `require.resolve` where the runtime asks. */
  resolve(specifier: string, folders: readonly string[]): string
  /** Whether an ES module is being evaluated: the engine shows what it throws as a rejection that nobody handles. */
  isEvaluating(): boolean
  /** What linked code calls, as `globalThis.__postern`. */
  readonly linked: object
}

export function createModules({ manifest, engine, createResolver, patchFiles }: ModuleParts): Modules {
  interface NodeModule {
    id: string
    path: string
    filename: string
    exports: unknown
    loaded: boolean
    children: NodeModule[]
    parent: NodeModule | undefined
    paths: string[]
    require: (specifier: string) => unknown
  }
  type NodeError = Error & { code?: string; requireStack?: string[] }
  type CommonJs = (
    this: unknown,
    exports: unknown,
    require: unknown,
    module: NodeModule,
    filename: string,
    dirname: string,
  ) => void

  const RUNTIME_FILE = '/var/runtime/index.mjs'
  const kinds = new Map(Object.entries(manifest.kinds))
  const packages = new Map(Object.entries(manifest.packages))
  const faults = new Map(Object.entries(manifest.faults))
  const folders = new Set<string>()
  for (const path of kinds.keys()) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) folders.add(path.slice(0, end))
  }
  const resolver = createResolver({
    has: (path) => kinds.has(path),
    hasFolder: (path) => folders.has(path),
    packageJson: (folder) => packages.get(folder),
    builtins: new Set(manifest.builtins),
  })
  const cache: Record<string, NodeModule | undefined> = Object.create(null)
  const builtins = new Map<string, unknown>()
  const namespaces = new Map<string, object>()
  const metas = new Map<string, object>()
  let evaluating = 0
  /** Called when some ES module has been evaluated. */
  const waiting = new Set<() => void>()
  const delay = globalThis.setTimeout

  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/'

  function errorOf({ name, code, message, stack }: Omit<ModuleFault, 'name'> & { name?: string }): NodeError {
    const error: NodeError = name === 'SyntaxError' ? new SyntaxError(message) : new Error(message)
    if (stack !== undefined) error.stack = stack
    if (code === undefined) return error
    error.code = code
    if (code === 'MODULE_NOT_FOUND') return error
    // Node shows the code in the first line of the stack.
    Object.defineProperty(error, 'stack', {
      value: String(error.stack).replace(/^\w+/, (type) => `${type} [${code}]`),
      configurable: true,
      writable: true,
    })
    return error
  }

  /** Who asked for it, up to the runtime. */
  function requireStack(from: NodeModule | undefined): string[] {
    const stack: string[] = []
    for (let module = from; module !== undefined; module = module.parent) stack.push(module.filename)
    return [...stack, RUNTIME_FILE]
  }

  function found(resolution: Resolution, from: NodeModule | undefined): Exclude<Resolution, { kind: 'missing' }> {
    if (resolution.kind !== 'missing') return resolution
    if (resolution.code !== 'MODULE_NOT_FOUND') throw errorOf(resolution)
    const stack = requireStack(from)
    const message = `${resolution.message}\nRequire stack:\n${stack.map((file) => `- ${file}`).join('\n')}`
    const error = errorOf({ ...resolution, message })
    error.requireStack = stack
    throw error
  }

  function builtin(name: string): unknown {
    if (!builtins.has(name)) builtins.set(name, makeBuiltin(name))
    return builtins.get(name)
  }

  function makeBuiltin(name: string): unknown {
    if (name === 'process') return globalThis.process
    if (name === 'module') return moduleBuiltin()
    const made = engine.require(`node:${name}`) as Record<string, unknown>
    if (name === 'fs') return { ...patchFiles(made), promises: builtin('fs/promises') }
    if (name === 'path') return rooted(made)
    return name === 'fs/promises' ? patchFiles(made) : made
  }

  /** `node:path`, whose paths without a beginning begin where the function lies. */
  function rooted(path: Record<string, unknown>): unknown {
    const resolve = path.resolve as (...parts: string[]) => string
    const own = { ...path, resolve: (...parts: string[]) => resolve('/var/task', ...parts) }
    return Object.assign(own, { posix: own })
  }

  function moduleBuiltin(): unknown {
    function Module() {}
    return Object.assign(Module, {
      Module,
      builtinModules: [...manifest.builtins],
      isBuiltin: (name: string) => manifest.builtins.includes(String(name).replace(/^node:/, '')),
      createRequire: (from: string | URL) => requireOf(moduleAt(pathOf(from), undefined)),
      _cache: cache,
      _extensions: {},
      globalPaths: [],
    })
  }

  function pathOf(from: string | URL): string {
    const text = String(from)
    return text.startsWith('file:') ? decodeURIComponent(new URL(text).pathname) : text
  }

  function moduleAt(path: string, parent: NodeModule | undefined): NodeModule {
    const module: NodeModule = {
      id: path,
      path: folderOf(path),
      filename: path,
      exports: {},
      loaded: false,
      children: [],
      parent,
      paths: [],
      require: (specifier) => requireFrom(specifier, module),
    }
    return module
  }

  function requireOf(module: NodeModule) {
    const require = (specifier: string) => requireFrom(specifier, module)
    const resolve = (specifier: string, options?: { paths?: string[] }) => {
      const folders = options?.paths
      if (folders !== undefined) return resolvedIn(specifier, folders, module)
      const target = found(resolver.require(specifier, module.filename), module)
      return target.kind === 'file' ? target.path : specifier
    }
    return Object.assign(require, { resolve, cache, main: undefined, extensions: {} })
  }

  function resolvedIn(specifier: string, folders: readonly string[], from: NodeModule | undefined): string {
    for (const folder of folders) {
      const target = resolver.require(specifier, `${folder}/-`)
      if (target.kind === 'file') return target.path
      if (target.kind === 'builtin') return specifier
    }
    found({ kind: 'missing', code: 'MODULE_NOT_FOUND', message: `Cannot find module '${specifier}'` }, from)
    return specifier
  }

  function requireFrom(specifier: unknown, from: NodeModule): unknown {
    if (typeof specifier !== 'string') {
      throw Object.assign(
        new TypeError(
          `The "id" argument must be of type string. Received ${specifier === null ? 'null' : typeof specifier}`,
        ),
        { code: 'ERR_INVALID_ARG_TYPE' },
      )
    }
    const target = found(resolver.require(specifier, from.filename), from)
    return target.kind === 'builtin' ? builtin(target.name) : load(target.path, from)
  }

  function load(path: string, parent?: NodeModule): unknown {
    const known = cache[path]
    if (known !== undefined) {
      if (parent !== undefined && !parent.children.includes(known)) parent.children.push(known)
      return known.exports
    }
    if (kinds.get(path) === 'esm') return requireEsm(path, parent)
    const module = moduleAt(path, parent)
    parent?.children.push(module)
    cache[path] = module
    try {
      fill(module)
      module.loaded = true
    } catch (error) {
      delete cache[path]
      throw error
    }
    return module.exports
  }

  function fill(module: NodeModule): void {
    const { filename } = module
    refuseFaulty(filename)
    if (kinds.get(filename) === 'json') {
      module.exports = parseJson(filename)
      return
    }
    if (filename.endsWith('.node')) {
      throw errorOf({ code: 'ERR_DLOPEN_FAILED', message: `${filename}: native addons cannot be loaded` })
    }
    if (kinds.get(filename) !== 'cjs') throw new SyntaxError('Invalid or unexpected token')
    const run = engine.require(filename) as CommonJs // It was linked to one.
    run.call(module.exports, module.exports, requireOf(module), module, filename, module.path)
  }

  function refuseFaulty(path: string): void {
    const fault = faults.get(path)
    if (fault !== undefined) throw errorOf(fault)
  }

  function parseJson(path: string): unknown {
    try {
      return JSON.parse(String(engine.require(path)).replace(/^\uFEFF/, ''))
    } catch (error) {
      throw error instanceof SyntaxError ? new SyntaxError(`${path}: ${error.message}`) : error
    }
  }

  function requireEsm(path: string, parent: NodeModule | undefined): unknown {
    if (!manifest.requiresEsm) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      throw errorOf({
        code: 'ERR_REQUIRE_ESM',
        message: `require() of ES Module ${path} not supported.\nInstead change the require of ${name} in ${parent?.filename ?? RUNTIME_FILE} to a dynamic import() which is available in all CommonJS modules.`,
      })
    }
    const done = evaluatedNow(path)
    if (done === undefined) {
      throw errorOf({
        code: 'ERR_REQUIRE_ASYNC_MODULE',
        message: 'require() cannot be used on an ESM graph with top-level await. Use import() instead.',
      })
    }
    const own = (done as Record<string, unknown>)['module.exports']
    return own === undefined ? done : own
  }

  /** Evaluates an ES module as far as it goes without waiting; undefined while it awaits something. */
  function evaluatedNow(path: string): object | undefined {
    if (namespaces.has(path)) return namespaces.get(path)
    refuseFaulty(path)
    try {
      engine.require(path)
    } catch (error) {
      // The engine refuses to wait for a top-level await, and goes on with it all the same.
      if (error instanceof SyntaxError) throw error
    }
    return namespaces.get(path)
  }

  /** `import()` evaluates outside of a request, where nothing may be fetched; so the evaluation is begun by `require()` and then awaited. */
  async function evaluate(path: string): Promise<unknown> {
    evaluating++
    try {
      for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
        const done = evaluatedNow(path)
        if (done !== undefined) return done
        await engine.import(path) // Throws what the module threw.
        if (namespaces.has(path)) return namespaces.get(path)
        await new Promise<void>((resolve) => {
          waiting.add(resolve)
          delay(resolve, wait)
        })
      }
    } finally {
      evaluating--
    }
  }

  async function importFrom(from: string, specifier: unknown): Promise<unknown> {
    const target = found(resolver.import(String(specifier), from), undefined)
    if (target.kind === 'builtin') {
      return engine.import(manifest.ownBuiltins[target.name] ?? `node:${target.name}`)
    }
    return kinds.get(target.path) === 'esm' ? evaluate(target.path) : namespaceOf(load(target.path))
  }

  /** A CommonJS module as `import()` shows it. */
  function namespaceOf(exports: unknown): object {
    const names = typeof exports === 'object' || typeof exports === 'function' ? { ...exports } : {}
    const namespace = Object.assign(Object.create(null), names, { default: exports, 'module.exports': exports })
    return Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' })
  }

  function meta(path: string): object {
    const known = metas.get(path)
    if (known !== undefined) return known
    const made = {
      dirname: folderOf(path),
      filename: path,
      url: `file://${encodeURI(path)}`,
      main: false,
      resolve: (specifier: string) => {
        const target = found(resolver.import(specifier, path), undefined)
        return target.kind === 'file' ? `file://${encodeURI(target.path)}` : `node:${target.name}`
      },
    }
    metas.set(path, made)
    return made
  }

  return {
    load: (path) => load(path),
    evaluate,
    resolve: (specifier, folders) => resolvedIn(specifier, folders, undefined),
    isEvaluating: () => evaluating > 0,
    linked: Object.freeze({
      require: (path: string) => load(path),
      import: importFrom,
      builtin,
      meta,
      evaluated(path: string, namespace: object) {
        namespaces.set(path, namespace)
        for (const go of waiting) go()
        waiting.clear()
      },
    }),
  }
}
