/**
 * Where `require('x')` and `import 'x'` lead, exactly as in Node.
 * https://nodejs.org/api/modules.html#all-together
 * https://nodejs.org/api/esm.html#resolution-algorithm-specification
 *
 * The same function runs here, for what is imported statically, and inside the loaded Worker, which gets it as text: so it may use
 * nothing but its parameter.
 */

/** The members of a package.json that lead somewhere. */
export interface PackageJson {
  readonly name?: string
  readonly type?: string
  readonly main?: string
  readonly exports?: unknown
  readonly imports?: unknown
}

export interface FileTable {
  /** Whether there is a file at this absolute path. */
  has(path: string): boolean
  hasFolder(path: string): boolean
  /** The package.json of a folder. */
  packageJson(folder: string): PackageJson | undefined
  /** Node's modules, without `node:`. */
  readonly builtins: ReadonlySet<string>
}

export type Resolution =
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  /** `code` and `message` are those of Node's error. */
  | { readonly kind: 'missing'; readonly code: string; readonly message: string }

export interface Resolver {
  /** `from` is the absolute path of the file that requires. */
  require(specifier: string, from: string): Resolution
  import(specifier: string, from: string): Resolution
  /** The package.json that rules a file, where there is one. */
  scopeOf(path: string): { readonly folder: string; readonly json: PackageJson } | undefined
}

export function createResolver(files: FileTable): Resolver {
  type Target = string | null | undefined

  const REQUIRE_CONDITIONS = ['node', 'require', 'module-sync', 'node-addons']
  const IMPORT_CONDITIONS = ['node', 'import', 'module-sync', 'node-addons']

  const file = (path: string): Resolution => ({ kind: 'file', path })
  const missing = (code: string, message: string): Resolution => ({ kind: 'missing', code, message })
  const folderOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/'
  const below = (folder: string, name: string) => (folder === '/' ? `/${name}` : `${folder}/${name}`)

  /** Without `.`, `..` and doubled slashes. */
  function join(folder: string, relative: string): string {
    const parts: string[] = []
    for (const part of `${folder}/${relative}`.split('/')) {
      if (part === '..') parts.pop()
      else if (part !== '' && part !== '.') parts.push(part)
    }
    return `/${parts.join('/')}`
  }

  /** `lib/`, `.`, `../..`. */
  const asksFolder = (specifier: string) => /(?:^|\/)\.{0,2}$/.test(specifier)
  const isRelative = (specifier: string) => /^\.\.?(?:\/|$)/.test(specifier)

  function builtin(specifier: string): Resolution | undefined {
    if (specifier.startsWith('node:')) {
      const name = specifier.slice(5)
      return files.builtins.has(name)
        ? { kind: 'builtin', name }
        : missing('ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${specifier}`)
    }
    return files.builtins.has(specifier) ? { kind: 'builtin', name: specifier } : undefined
  }

  function scopeOf(path: string) {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      if (folder.endsWith('/node_modules')) return undefined
      const json = files.packageJson(folder)
      if (json !== undefined) return { folder, json }
      if (folder === '/') return undefined
    }
  }

  // CommonJS

  const asFile = (path: string) =>
    ['', '.js', '.json', '.node'].map((end) => path + end).find((name) => files.has(name))
  const asIndex = (folder: string) =>
    ['index.js', 'index.json', 'index.node'].map((name) => below(folder, name)).find((name) => files.has(name))

  /** A `main` that leads nowhere ends the search. */
  function asFolder(folder: string): Resolution | undefined {
    const main = files.packageJson(folder)?.main
    if (typeof main !== 'string' || main === '') return maybe(asIndex(folder))
    const path = join(folder, main)
    const found = asFile(path) ?? asIndex(path) ?? asIndex(folder)
    if (found !== undefined) return file(found)
    const message = `Cannot find module '${path}'. Please verify that the package.json has a valid "main" entry`
    return missing('MODULE_NOT_FOUND', message)
  }

  const maybe = (path: string | undefined) => (path === undefined ? undefined : file(path))
  const asPath = (path: string, isFolder: boolean) => (isFolder ? undefined : maybe(asFile(path))) ?? asFolder(path)

  function requireFrom(specifier: string, from: string): Resolution {
    const known = builtin(specifier)
    if (known !== undefined) return known
    const notFound = missing('MODULE_NOT_FOUND', `Cannot find module '${specifier}'`)
    if (isRelative(specifier) || specifier.startsWith('/')) {
      const path = specifier.startsWith('/') ? join('/', specifier) : join(folderOf(from), specifier)
      return asPath(path, asksFolder(specifier)) ?? notFound
    }
    if (specifier.startsWith('#')) return internal(specifier, from, REQUIRE_CONDITIONS)
    return self(specifier, from, REQUIRE_CONDITIONS) ?? requirePackage(specifier, from) ?? notFound
  }

  function requirePackage(specifier: string, from: string): Resolution | undefined {
    const { name, subpath } = split(specifier)
    for (const modules of moduleFolders(from)) {
      const json = files.packageJson(below(modules, name))
      if (json?.exports != null) return exported(below(modules, name), json, subpath, REQUIRE_CONDITIONS)
      const found = asPath(join(modules, specifier), specifier.endsWith('/'))
      if (found !== undefined) return found
    }
    return undefined
  }

  /** `/var/task/lib/node_modules`, `/var/task/node_modules` … */
  function moduleFolders(from: string): string[] {
    const folders: string[] = []
    for (let folder = folderOf(from); ; folder = folderOf(folder)) {
      if (!folder.endsWith('/node_modules')) folders.push(below(folder, 'node_modules'))
      if (folder === '/') return folders
    }
  }

  // ES modules

  function importFrom(specifier: string, from: string): Resolution {
    const known = builtin(specifier)
    if (known !== undefined) return known
    if (isRelative(specifier) || specifier.startsWith('/') || specifier.startsWith('file:')) {
      return importPath(specifier, from)
    }
    if (/^[a-z][a-z0-9+.-]*:/i.test(specifier)) {
      return missing(
        'ERR_UNSUPPORTED_ESM_URL_SCHEME',
        `Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol '${specifier.slice(0, specifier.indexOf(':') + 1)}'`,
      )
    }
    if (specifier.startsWith('#')) return internal(specifier, from, IMPORT_CONDITIONS)
    return self(specifier, from, IMPORT_CONDITIONS) ?? importPackage(specifier, from)
  }

  function importPath(specifier: string, from: string): Resolution {
    const text = decode((specifier.startsWith('file://') ? specifier.slice(7) : specifier).replace(/[?#].*$/, ''))
    const path = text.startsWith('/') ? join('/', text) : join(folderOf(from), text)
    if (files.has(path) && !asksFolder(text)) return file(path)
    if (files.hasFolder(path)) {
      return missing(
        'ERR_UNSUPPORTED_DIR_IMPORT',
        `Directory import '${path}' is not supported resolving ES modules imported from ${from}`,
      )
    }
    return missing('ERR_MODULE_NOT_FOUND', `Cannot find module '${path}' imported from ${from}`)
  }

  function decode(text: string): string {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  }

  function importPackage(specifier: string, from: string): Resolution {
    const { name, subpath } = split(specifier)
    for (const modules of moduleFolders(from)) {
      const folder = below(modules, name)
      if (!files.hasFolder(folder)) continue
      const json = files.packageJson(folder)
      if (json?.exports != null) return exported(folder, json, subpath, IMPORT_CONDITIONS, from)
      const found = subpath === '.' ? legacyMain(folder, json) : exactly(join(folder, subpath))
      if (found !== undefined && !subpath.endsWith('/')) return file(found)
      return missing('ERR_MODULE_NOT_FOUND', `Cannot find module '${join(folder, subpath)}' imported from ${from}`)
    }
    return missing('ERR_MODULE_NOT_FOUND', `Cannot find package '${name}' imported from ${from}`)
  }

  const exactly = (path: string) => (files.has(path) ? path : undefined)

  function legacyMain(folder: string, json: PackageJson | undefined): string | undefined {
    const main = json?.main
    const tries =
      typeof main === 'string'
        ? ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'].map((end) =>
            join(folder, main + end),
          )
        : []
    return tries.find((path) => files.has(path)) ?? asIndex(folder)
  }

  // Packages

  /** `@scope/name/lib/x` → `@scope/name` and `./lib/x`. */
  function split(specifier: string): { name: string; subpath: string } {
    const first = specifier.indexOf('/')
    const end = specifier.startsWith('@') && first !== -1 ? specifier.indexOf('/', first + 1) : first
    return end === -1
      ? { name: specifier, subpath: '.' }
      : { name: specifier.slice(0, end), subpath: `.${specifier.slice(end)}` }
  }

  /** A package may name itself, where it says what it exports. */
  function self(specifier: string, from: string, conditions: string[]): Resolution | undefined {
    const scope = scopeOf(from)
    const { name, subpath } = split(specifier)
    if (scope?.json.exports == null || scope.json.name !== name) return undefined
    return exported(scope.folder, scope.json, subpath, conditions)
  }

  function exported(
    folder: string,
    json: PackageJson,
    subpath: string,
    conditions: string[],
    from?: string,
  ): Resolution {
    const { exports } = json
    const plain =
      typeof exports !== 'object' ||
      exports === null ||
      Array.isArray(exports) ||
      !Object.keys(exports).some((key) => key.startsWith('.'))
    const target = plain
      ? subpath === '.'
        ? pick(exports, undefined, conditions)
        : undefined
      : match(subpath, exports as Record<string, unknown>, conditions)
    if (target != null) {
      const path = join(folder, target)
      if (target.startsWith('./') && files.has(path)) return file(path)
      return from === undefined
        ? missing('MODULE_NOT_FOUND', `Cannot find module '${path}'`)
        : missing('ERR_MODULE_NOT_FOUND', `Cannot find module '${path}' imported from ${from}`)
    }
    const place = `${folder}/package.json${from === undefined ? '' : ` imported from ${from}`}`
    return missing(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
      subpath === '.'
        ? `No "exports" main defined in ${place}`
        : `Package subpath '${subpath}' is not defined by "exports" in ${place}`,
    )
  }

  /** `#name`, by the `imports` of the package around it. */
  function internal(specifier: string, from: string, conditions: string[]): Resolution {
    const scope = scopeOf(from)
    const { imports } = scope?.json ?? {}
    const isTable = typeof imports === 'object' && imports !== null
    const target = isTable ? match(specifier, imports as Record<string, unknown>, conditions) : undefined
    if (scope === undefined || target == null) return undefinedImport(specifier, from, conditions, scope?.folder)
    const inside = below(scope.folder, 'package.json')
    if (!target.startsWith('./')) {
      return conditions === IMPORT_CONDITIONS ? importFrom(target, inside) : requireFrom(target, inside)
    }
    const path = join(scope.folder, target)
    if (files.has(path)) return file(path)
    return conditions === IMPORT_CONDITIONS
      ? missing('ERR_MODULE_NOT_FOUND', `Cannot find module '${path}' imported from ${from}`)
      : missing('MODULE_NOT_FOUND', `Cannot find module '${path}'`)
  }

  function undefinedImport(specifier: string, from: string, conditions: string[], folder: string | undefined) {
    if (conditions === REQUIRE_CONDITIONS && (folder === undefined || files.packageJson(folder)?.imports == null)) {
      return missing('MODULE_NOT_FOUND', `Cannot find module '${specifier}'`)
    }
    const place = folder === undefined ? '' : ` in package ${below(folder, 'package.json')}`
    const message = `Package import specifier "${specifier}" is not defined${place} imported from ${from}`
    return missing('ERR_PACKAGE_IMPORT_NOT_DEFINED', message)
  }

  /** The exact key, else the pattern with the longest beginning. */
  function match(name: string, table: Record<string, unknown>, conditions: string[]): Target {
    if (Object.hasOwn(table, name) && !name.includes('*')) return pick(table[name], undefined, conditions)
    let best: { key: string; star: number; part: string } | undefined
    for (const key of Object.keys(table)) {
      const star = key.indexOf('*')
      const start = star === -1 ? key : key.slice(0, star)
      const end = star === -1 ? '' : key.slice(star + 1)
      if (star === -1 && !key.endsWith('/')) continue
      if (!name.startsWith(start) || name === start || !name.endsWith(end) || name.length < start.length + end.length)
        continue
      if (best !== undefined && best.key.length > key.length && best.star >= star) continue
      best = { key, star, part: name.slice(start.length, name.length - end.length) }
    }
    if (best === undefined) return undefined
    const target = pick(table[best.key], best.part, conditions)
    return best.star === -1 && target != null ? target + best.part : target
  }

  /** Conditions in the order of the package; the first target that applies. */
  function pick(target: unknown, part: string | undefined, conditions: string[]): Target {
    if (typeof target === 'string') return part === undefined ? target : target.replaceAll('*', () => part)
    if (target === null || typeof target !== 'object') return null
    if (Array.isArray(target)) {
      return target.map((each) => pick(each, part, conditions)).find((each) => each != null)
    }
    for (const [condition, value] of Object.entries(target)) {
      if (condition !== 'default' && !conditions.includes(condition)) continue
      const found = pick(value, part, conditions)
      if (found !== undefined) return found
    }
    return undefined
  }

  return { require: requireFrom, import: importFrom, scopeOf }
}
