/** The files of a function, as the zip that Lambda's calls take. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join, relative, sep } from 'node:path'
import { zipSync } from 'fflate'
import { CliError, EXIT } from './cli-error.ts'

export interface FunctionPackage {
  readonly zip: Uint8Array
  /** Paths in the zip. */
  readonly files: readonly string[]
  /** `index.handler`, by the name of the file that holds it. */
  readonly handler: string
}

/** What the gateway takes; larger code is refused here, with its size. */
const LARGEST_ZIP_BYTES = 10 * 1024 * 1024
const EXTENSIONS = ['.js', '.mjs', '.cjs'] as const
/** What editors, version control and package managers leave in a folder. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.git', '.DS_Store', '.cache', '.postern'])
/** The same files make the same zip: the oldest date that a zip can hold. */
const DATE = new Date(1980, 0, 1)

/** Packs a file, or everything in a folder with its node_modules. Throws CliError with exit code 65. */
export async function packFunction(path: string): Promise<FunctionPackage> {
  const files = (await isFolder(path)) ? await filesOf(path) : await singleFile(path)
  const names = Object.keys(files).sort()
  const zip = zipSync(Object.fromEntries(names.map((name) => [name, files[name] as Uint8Array])), { mtime: DATE })
  if (zip.length > LARGEST_ZIP_BYTES) {
    const size = (zip.length / 1024 / 1024).toFixed(1)
    throw new CliError(
      EXIT.badInput,
      `${path} is ${size} MB packed; the gateway takes 10 MB.`,
      'Bundle it with esbuild, and deploy the one file that comes out',
    )
  }
  return { zip, files: names, handler: handlerOf(path, names) }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    throw new CliError(EXIT.badInput, `${path} cannot be read: there is no such file or folder.`, 'Check the path')
  }
}

async function singleFile(path: string): Promise<Record<string, Uint8Array>> {
  if (!EXTENSIONS.some((extension) => extension === extname(path))) {
    throw new CliError(
      EXIT.badInput,
      `${path} is no JavaScript: a function is a .js, .mjs or .cjs file, or a folder with one.`,
      extname(path) === '.ts' ? `npx esbuild ${path} --bundle --platform=node --outfile=index.js` : undefined,
    )
  }
  return { [basename(path)]: await readFile(path) }
}

async function filesOf(folder: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const kept = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep))
    .filter((parts) => !parts.some((part) => LEFT_OUT.has(part)))
  const pairs = kept.map(async (parts) => [parts.join('/'), await readFile(join(folder, ...parts))] as const)
  return Object.fromEntries(await Promise.all(pairs))
}

/** The file itself, or a folder's `index`. */
function handlerOf(path: string, names: readonly string[]): string {
  const [only] = names
  if (names.length === 1 && only === basename(path)) return `${basename(path, extname(path))}.handler`
  if (names.some((name) => /^index\.[cm]?js$/.test(name))) return 'index.handler'
  const candidates = names.filter((name) => /^[^/]+\.[cm]?js$/.test(name))
  if (candidates.length === 1) return `${(candidates[0] as string).replace(/\.[cm]?js$/, '')}.handler`
  throw new CliError(EXIT.badInput, `${path} has no index.js.`, 'Name the handler: --handler file.function')
}
