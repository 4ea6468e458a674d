// Resolves specifiers as Node does, on real files: a JSON list of { specifier, from, kind } on standard input, answers on standard output.
// Needs --experimental-import-meta-resolve for the second parameter of import.meta.resolve.
import { statSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'

function resolve({ specifier, from, kind }) {
  try {
    const found =
      kind === 'require'
        ? createRequire(from).resolve(specifier)
        : import.meta.resolve(specifier, pathToFileURL(from).href)
    if (isBuiltin(found)) return { builtin: found.replace(/^node:/, '') }
    const path = found.startsWith('file:') ? fileURLToPath(found) : found
    // import.meta.resolve() does not look whether there is a file.
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? { path } : { code: 'ERR_MODULE_NOT_FOUND' }
  } catch (error) {
    return { code: error.code, message: error.message }
  }
}

const cases = JSON.parse(await text(process.stdin))
process.stdout.write(JSON.stringify(cases.map(resolve)))
