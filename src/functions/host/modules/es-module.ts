/**
 * An ES module for the loader: what it imports is named as the loader knows it, `import()` and `import.meta` go to Lambda's runtime, and
 * its last statement tells the runtime that it has been evaluated. Lines stay where they are.
 */
import { type DynamicImport, type Import, parse, type StaticImport } from 'es-module-lexer/js'
import { type Edit, editText } from './edit-text.ts'

/** The runtime in the loaded Worker, as generated code reaches it. */
export const RUNTIME = 'globalThis.__postern'

export interface LexedModule {
  readonly imports: readonly Import[]
  /** Whether only an ES module can hold this. */
  readonly isModule: boolean
  /** What Node says of it where it is not read as one. */
  readonly moduleFault: { readonly text: string; readonly at: number }
}

/** Undefined where the lexer cannot read it: the engine will say why. */
export function lex(source: string): LexedModule | undefined {
  try {
    const [imports, exports, , isModule] = parse(source)
    const firstImport = Math.min(...imports.filter(isStatic).map((each) => each.importStart))
    const firstExport = Math.min(...exports.map((each) => each.exportStart))
    const moduleFault = faultAt(firstImport, firstExport)
    return { imports, isModule, moduleFault }
  } catch {
    return undefined
  }
}

function faultAt(firstImport: number, firstExport: number) {
  if (firstExport < firstImport) return { text: "Unexpected token 'export'", at: firstExport }
  if (firstImport < Number.POSITIVE_INFINITY) {
    return { text: 'Cannot use import statement outside a module', at: firstImport }
  }
  return { text: "Cannot use 'import.meta' outside a module", at: 0 }
}

export const isStatic = (found: Import): found is StaticImport =>
  found.type === 'static' || found.type === 'reexport-star'
const isDynamic = (found: Import): found is DynamicImport => found.type === 'dynamic'

/** `nameOf` answers the loader's name of what a specifier leads to. */
export function linkEsModule(
  path: string,
  source: string,
  imports: readonly Import[],
  nameOf: (specifier: string) => string,
): string {
  const edits = imports.flatMap((found) => {
    if (isStatic(found)) return staticEdits(source, found, nameOf(found.specifier))
    if (isDynamic(found)) return [dynamicEdit(path, found)]
    return [{ start: found.start, end: found.end, text: `${RUNTIME}.meta(${JSON.stringify(path)})` }]
  })
  const quoted = JSON.stringify(path)
  const tail = `\n;import * as __postern_self from ${quoted};${RUNTIME}.evaluated(${quoted},__postern_self)`
  return withoutHashbang(editText(source, edits)) + tail
}

function staticEdits(source: string, found: StaticImport, name: string): Edit[] {
  const quoted = JSON.stringify(name)
  const edits = [{ start: found.start - 1, end: found.end + 1, text: quoted }]
  if (found.attributesStart === -1) return edits
  const attributes = source.slice(found.end + 1, found.importEnd)
  return [...edits, { start: found.end + 1, end: found.importEnd, text: attributes.replace(/[^\n]+/g, ' ') }]
}

/** `import(` → `….import("/var/task/index.mjs",`, for CommonJS too. */
export function dynamicEdit(path: string, found: DynamicImport): Edit {
  return {
    start: found.importStart,
    end: found.dynamicStart + 1,
    text: `${RUNTIME}.import(${JSON.stringify(path)},`,
  }
}

export const dynamicEdits = (path: string, imports: readonly Import[]): Edit[] =>
  imports.filter(isDynamic).map((found) => dynamicEdit(path, found))

/** `#!/usr/bin/env node` is no JavaScript once something stands before it. */
export const withoutHashbang = (source: string): string => source.replace(/^#!/, '//')
