/**
 * The files of a function as modules for the Worker Loader. Pure, and the same files give the same modules.
 *
 * CommonJS modules become functions that the runtime calls; ES modules stay what they are. What cannot run (a module that is missing
 * something, or that is not the kind of module it says it is) is left out, and the runtime throws Node's error where it is loaded:
 * the loader compiles every module at once, and one that does not compile would take the others with it.
 */
import type { FunctionCode } from '../../published-function.ts'
import { BUILTINS } from './builtins.ts'
import { commonJsFacade, exportedNames, linkCommonJs } from './common-js.ts'
import { isStatic, type LexedModule, lex, linkEsModule } from './es-module.ts'
import { type FileKind, readFiles, type SourceFiles } from './file-table.ts'
import { builtinPath, OWN_BUILTIN_PATHS } from './own-builtins.ts'
import type { PackageJson, Resolution } from './resolver.ts'
import { placeOf, syntaxFault } from './syntax-fault.ts'

export type LoaderModule =
  | { readonly js: string }
  | { readonly cjs: string }
  | { readonly text: string }
  | { readonly data: ArrayBuffer }

/** The error that loading a module throws, as Node would. */
export interface ModuleFault {
  readonly name: 'SyntaxError' | 'Error'
  readonly code?: string
  readonly message: string
  /** As Node shows where it is, with the line. */
  readonly stack?: string
}

/** What the runtime in the loaded Worker knows of the files. */
export interface Manifest {
  readonly kinds: Readonly<Record<string, FileKind>>
  /** By folder. */
  readonly packages: Readonly<Record<string, PackageJson>>
  readonly faults: Readonly<Record<string, ModuleFault>>
  readonly builtins: readonly string[]
  /** Of these, the runtime's own, with their paths. */
  readonly ownBuiltins: Readonly<Record<string, string>>
  /** Whether `require()` takes ES modules. */
  readonly requiresEsm: boolean
}

export interface LinkedCode {
  /** By the loader's names: absolute paths without their first `/`. */
  readonly modules: Readonly<Record<string, LoaderModule>>
  readonly manifest: Manifest
}

const FACADES = '/var/runtime/facades'

/** The loader's name of an absolute path. */
export const moduleName = (path: string): string => path.slice(1)

/** Links the files for a runtime (`nodejs22.x`). `faults` are modules that the engine refused to compile. */
export function linkModules(
  code: FunctionCode,
  runtime: string,
  refused: ReadonlyMap<string, ModuleFault> = new Map(),
): LinkedCode {
  const files = readFiles(code.files)
  const since24 = majorOf(runtime) >= 24
  const read = new Map(files.paths.map((path) => [path, readModule(path, files, since24)] as const))
  for (const [path, fault] of refused) {
    const module = read.get(path)
    if (module !== undefined) read.set(path, { ...module, fault })
  }
  spreadFaults(read, files)
  const modules: Record<string, LoaderModule> = {}
  for (const [path, module] of read) {
    if (module.fault === undefined) Object.assign(modules, linkOne(path, module, files, read))
  }
  return { modules, manifest: manifestOf(read, files, since24) }
}

export const majorOf = (runtime: string): number => Number(/^nodejs(\d+)/.exec(runtime)?.[1] ?? 0)

interface ReadModule {
  readonly kind: FileKind
  readonly lexed?: LexedModule
  readonly fault?: ModuleFault
}

function readModule(path: string, files: SourceFiles, since24: boolean): ReadModule {
  const kind = files.kindOf(path)
  if (kind !== 'cjs' && kind !== 'esm') return { kind }
  const lexed = lex(files.textOf(path))
  if (kind === 'esm' || lexed?.isModule !== true) return { kind, lexed }
  // Node 24 on Lambda reads a `.js` file of no declared type as what it is; before, it is CommonJS.
  const declared = path.endsWith('.cjs') || files.resolver.scopeOf(path)?.json.type !== undefined
  if (since24 && !declared) return { kind: 'esm', lexed }
  const { text, at } = lexed.moduleFault
  return { kind, lexed, fault: syntaxFault(path, text, files.textOf(path), placeOf(files.textOf(path), at)) }
}

/** An ES module that imports what is not there cannot be linked, and neither can those that import it. */
function spreadFaults(read: Map<string, ReadModule>, files: SourceFiles): void {
  const importers = new Map<string, string[]>()
  const faulty: string[] = []
  for (const [path, module] of read) {
    if (module.kind !== 'esm') continue
    if (module.fault !== undefined) faulty.push(path)
    for (const found of module.lexed?.imports.filter(isStatic) ?? []) {
      const target = files.resolver.import(found.specifier, path)
      const fault = importFault(target)
      if (fault !== undefined && read.get(path)?.fault === undefined) {
        read.set(path, { ...module, fault })
        faulty.push(path)
      }
      if (target.kind === 'file') importers.set(target.path, [...(importers.get(target.path) ?? []), path])
    }
  }
  for (let path = faulty.pop(); path !== undefined; path = faulty.pop()) {
    const fault = read.get(path)?.fault
    for (const importer of importers.get(path) ?? []) {
      const module = read.get(importer)
      if (module === undefined || module.kind !== 'esm' || module.fault !== undefined) continue
      read.set(importer, { ...module, fault })
      faulty.push(importer)
    }
  }
}

function importFault(target: Resolution): ModuleFault | undefined {
  if (target.kind === 'missing') return { name: 'Error', code: target.code, message: target.message }
  if (target.kind === 'builtin' || /\.(?:js|mjs|cjs|json)$/.test(target.path)) return undefined
  const extension = /\.[^./]*$/.exec(target.path)?.[0] ?? ''
  return {
    name: 'Error',
    code: 'ERR_UNKNOWN_FILE_EXTENSION',
    message: `Unknown file extension "${extension}" for ${target.path}`,
  }
}

function linkOne(
  path: string,
  { kind, lexed }: ReadModule,
  files: SourceFiles,
  read: ReadonlyMap<string, ReadModule>,
): Record<string, LoaderModule> {
  const name = moduleName(path)
  if (kind === 'cjs') return { [name]: { cjs: linkCommonJs(path, files.textOf(path), lexed) } }
  if (kind !== 'esm') {
    const content = files.contentOf(path)
    return { [name]: typeof content === 'string' ? { text: content } : { data: content.buffer } }
  }
  const facades: Record<string, LoaderModule> = {}
  const nameOf = (specifier: string) => {
    const target = files.resolver.import(specifier, path)
    if (target.kind === 'builtin') return builtinPath(target.name)
    if (target.kind === 'missing' || read.get(target.path)?.kind === 'esm') {
      return target.kind === 'file' ? target.path : specifier
    }
    const facade = FACADES + target.path
    const names = read.get(target.path)?.kind === 'cjs' ? [...exportedNames(target.path, files)] : []
    facades[moduleName(facade)] = { js: commonJsFacade(target.path, names) }
    return facade
  }
  const js = linkEsModule(path, files.textOf(path), lexed?.imports ?? [], nameOf)
  return { ...facades, [name]: { js } }
}

function manifestOf(read: ReadonlyMap<string, ReadModule>, files: SourceFiles, since24: boolean): Manifest {
  const entries = [...read]
  return {
    kinds: Object.fromEntries(entries.map(([path, { kind }]) => [path, kind])),
    packages: Object.fromEntries(files.packages),
    faults: Object.fromEntries(entries.flatMap(([path, { fault }]) => (fault === undefined ? [] : [[path, fault]]))),
    builtins: BUILTINS,
    ownBuiltins: OWN_BUILTIN_PATHS,
    requiresEsm: since24,
  }
}
