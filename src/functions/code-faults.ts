import type { FunctionCode } from './published-function.ts'

const EXTENSIONS = ['.js', '.mjs', '.cjs']

/** What keeps code from running with this handler; nothing when it can. */
export function codeFaults(code: FunctionCode, handler: string): string[] {
  const at = handler.lastIndexOf('.')
  if (at <= 0) return [`the handler '${handler}' has to be {file}.{function}, such as index.handler`]
  const file = handler.slice(0, at)
  if (EXTENSIONS.some((extension) => Object.hasOwn(code.files, file + extension))) return []
  return [`the zip has no ${EXTENSIONS.map((extension) => file + extension).join(', ')} for the handler '${handler}'`]
}
