/**
 * A CommonJS module for the loader: a function that the runtime calls with what Node calls it with, so that nothing of it runs before it
 * is required. The source begins on the first line: lines stay where they are.
 */
import { parse } from 'cjs-module-lexer'
import { editText } from './edit-text.ts'
import { dynamicEdits, type LexedModule, RUNTIME, withoutHashbang } from './es-module.ts'
import type { SourceFiles } from './file-table.ts'

/** Of the function that a module becomes, which stack traces show as Node does. */
export const MODULE_FUNCTION = '__postern_module'
export const COMMON_JS_HEAD = `module.exports=function ${MODULE_FUNCTION}(exports,require,module,__filename,__dirname){`

export function linkCommonJs(path: string, source: string, lexed: LexedModule | undefined): string {
  const edited = lexed === undefined ? source : editText(source, dynamicEdits(path, lexed.imports))
  return `${COMMON_JS_HEAD}${withoutHashbang(edited)}\n}`
}

/** The ES module through which ES modules import a CommonJS one: `default`, and the names that Node finds in it. */
export function commonJsFacade(path: string, names: readonly string[]): string {
  const lines = names.map(
    (name, at) => `const e${at}=o[${JSON.stringify(name)}];export{e${at} as ${JSON.stringify(name)}};`,
  )
  return `const m=${RUNTIME}.require(${JSON.stringify(path)});const o=Object(m);export default m;${lines.join('')}`
}

/** Names that a CommonJS module exports, as Node's own lexer finds them. */
export function exportedNames(path: string, files: SourceFiles, seen = new Set<string>()): Set<string> {
  const names = new Set<string>()
  if (seen.has(path) || files.kindOf(path) !== 'cjs') return names
  seen.add(path)
  const { exports, reexports } = lexCommonJs(files.textOf(path))
  for (const name of exports) names.add(name)
  for (const specifier of reexports) {
    const target = files.resolver.require(specifier, path)
    if (target.kind !== 'file') continue
    for (const name of exportedNames(target.path, files, seen)) names.add(name)
  }
  names.delete('default')
  return names
}

function lexCommonJs(source: string): { exports: readonly string[]; reexports: readonly string[] } {
  try {
    return parse(source)
  } catch {
    return { exports: [], reexports: [] }
  }
}
