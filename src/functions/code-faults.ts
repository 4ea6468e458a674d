/**
 * What keeps uploaded code from running here, as far as it shows before it runs.
 * Differs from AWS: a zip without the handler's file, or one that counts on the AWS SDK of Lambda's runtime, is refused when it is
 * uploaded; AWS fails when it runs.
 */
import { readFiles, type SourceFiles, TASK_ROOT } from './host/modules/file-table.ts'
import type { FunctionCode } from './published-function.ts'
import { type StringImport, stringImports } from './string-imports.ts'

const EXTENSIONS = ['.js', '.mjs', '.cjs']
const TYPESCRIPT = ['.ts', '.mts', '.cts']
/** Packages that Lambda's runtime has beside the function. */
const OF_THE_RUNTIME = /^(?:aws-sdk|@aws-sdk\/[^/]+|@smithy\/[^/]+)(?=\/|$)/
/** More would not help anybody. */
const MOST_FAULTS = 10

/** Sentences without their full stops; none when it can run. */
export function codeFaults(code: FunctionCode, handler: string): string[] {
  const files = readFiles(code.files)
  const found = findHandler(handler, files)
  if ('fault' in found) return [found.fault]
  return missingPackages(found.path, files).slice(0, MOST_FAULTS)
}

function findHandler(handler: string, files: SourceFiles): { path: string } | { fault: string } {
  const file = handler.slice(handler.lastIndexOf('/') + 1)
  const dot = file.indexOf('.')
  if (dot < 1 || dot === file.length - 1 || handler.includes('..')) {
    return { fault: `the handler '${handler}' has to be {file}.{function}, such as index.handler` }
  }
  const base = handler.slice(0, handler.length - file.length + dot).replace(/^\/+/, '')
  const named = (extensions: readonly string[]) =>
    extensions.map((extension) => `${TASK_ROOT}/${base}${extension}`).find((path) => files.paths.includes(path))
  const path = named(EXTENSIONS)
  if (path !== undefined) return { path }
  const package_ = files.resolver.require(base, `${TASK_ROOT}/-`)
  if (package_.kind === 'file') return package_
  const typescript = named(TYPESCRIPT)
  if (typescript !== undefined) {
    return { fault: `${shown(typescript)} is TypeScript: put what it is compiled to into the zip` }
  }
  const names = EXTENSIONS.map((extension) => base + extension).join(', ')
  return { fault: `the zip has no ${names} for the handler '${handler}'` }
}

/** In the owner's own files: a package may be ready to do without. */
function missingPackages(handlerPath: string, files: SourceFiles): string[] {
  const faults = new Map<string, string>()
  const seen = new Set([handlerPath])
  for (const path of seen) {
    if (path.includes('/node_modules/') || path.endsWith('.json')) continue
    for (const asked of stringImports(files.textOf(path))) {
      const target = resolved(asked, path, files)
      if (target !== undefined) seen.add(target)
      const name = OF_THE_RUNTIME.exec(asked.specifier)?.[0]
      if (target !== undefined || name === undefined || asked.guarded || faults.has(name)) continue
      faults.set(
        name,
        `${shown(path)}:${asked.line} imports ${name}, which is in Lambda's own runtime but not in this one: put it into the zip`,
      )
    }
  }
  return [...faults.values()]
}

function resolved({ specifier }: StringImport, from: string, { resolver }: SourceFiles): string | undefined {
  const targets = [resolver.import(specifier, from), resolver.require(specifier, from)]
  return targets.find((target) => target.kind === 'file')?.path
}

const shown = (path: string) => path.slice(TASK_ROOT.length + 1)
