/** The files of a function as they lie on Lambda: below `/var/task`, with what says how each one is read. */
import { fromBase64 } from '../../../lib/base64.ts'
import { fromUtf8 } from '../../../lib/utf8.ts'
import type { FunctionCode } from '../../published-function.ts'
import { BUILTINS } from './builtins.ts'
import { createResolver, type PackageJson, type Resolver } from './resolver.ts'

export const TASK_ROOT = '/var/task'

/** How Node reads a file: by its extension, and `.js` by the package.json around it. */
export type FileKind = 'cjs' | 'esm' | 'json' | 'other'

export interface SourceFiles {
  readonly paths: readonly string[]
  /** Text, where the file is text; else its bytes. */
  contentOf(path: string): string | Uint8Array<ArrayBuffer>
  textOf(path: string): string
  kindOf(path: string): FileKind
  readonly packages: ReadonlyMap<string, PackageJson>
  readonly resolver: Resolver
}

export function readFiles(files: FunctionCode['files']): SourceFiles {
  // What climbs out of the folder is no file of the function.
  const inside = Object.entries(files).filter(([name]) => !name.split('/').includes('..'))
  const contents = new Map(inside.map(([name, content]) => [absolute(name), content]))
  const textOf = (path: string) => {
    const content = contents.get(path) ?? ''
    return typeof content === 'string' ? content : fromUtf8(fromBase64(content.base64))
  }
  const packages = new Map(
    [...contents.keys()]
      .filter((path) => path.endsWith('/package.json'))
      .map((path) => [path.slice(0, -'/package.json'.length), parsePackage(textOf(path))] as const),
  )
  const folders = foldersOf(contents.keys())
  const resolver = createResolver({
    has: (path) => contents.has(path),
    hasFolder: (path) => folders.has(path),
    packageJson: (folder) => packages.get(folder),
    builtins: new Set(BUILTINS),
  })
  return {
    paths: [...contents.keys()],
    contentOf: (path) => {
      const content = contents.get(path) ?? ''
      return typeof content === 'string' ? content : fromBase64(content.base64)
    },
    textOf,
    kindOf: (path) => kindOf(path, resolver),
    packages,
    resolver,
  }
}

/** All folders that hold something, at any depth. */
function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return folders
}

function absolute(name: string): string {
  return `${TASK_ROOT}/${name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`
}

/** A package.json that cannot be read rules nothing. */
function parsePackage(text: string): PackageJson {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json !== 'object' || json === null) return {}
    const { name, type, main, exports, imports } = json as PackageJson
    return { name, type, main, exports, imports }
  } catch {
    return {}
  }
}

function kindOf(path: string, resolver: Resolver): FileKind {
  const extension = /\.[^./]*$/.exec(path)?.[0]
  if (extension === '.mjs') return 'esm'
  if (extension === '.cjs') return 'cjs'
  if (extension === '.json') return 'json'
  if (extension !== '.js') return 'other'
  return resolver.scopeOf(path)?.json.type === 'module' ? 'esm' : 'cjs'
}
