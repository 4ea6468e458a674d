/** A file that does not compile, with Node's picture of the place: file and line, the line itself, and an arrow below it. */
import type { FunctionCode } from '../../published-function.ts'
import { COMMON_JS_HEAD } from './common-js.ts'
import { readFiles } from './file-table.ts'
import type { ModuleFault } from './link-modules.ts'

/** Both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

export function syntaxFault(path: string, message: string, source: string, { line, column }: Place): ModuleFault {
  const text = source.split('\n')[line - 1] ?? ''
  // A bundle may be one line of a megabyte.
  const from = Math.max(column - 60, 0)
  const shown = text.slice(from, from + 120)
  const stack = [
    `${path}:${line}`,
    shown,
    `${' '.repeat(Math.max(column - 1 - from, 0))}^`,
    '',
    `SyntaxError: ${message}`,
  ].join('\n')
  return { name: 'SyntaxError', message, stack }
}

/** As the engine says it of a linked module, whose first line may begin with a head of ours. */
export function compiledFault(path: string, message: string, code: FunctionCode, { line, column }: Place): ModuleFault {
  const files = readFiles(code.files)
  const head = line === 1 && column > COMMON_JS_HEAD.length && files.kindOf(path) === 'cjs' ? COMMON_JS_HEAD.length : 0
  return syntaxFault(path, message, files.textOf(path), { line, column: Math.max(column - head, 1) })
}

export function placeOf(source: string, at: number): Place {
  const before = source.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}
