/**
 * Stack traces as they read on Lambda: files by their places below `/var/task`, and columns as in the owner's source.
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
import type { Manifest } from '../modules/link-modules.ts'

export interface StackParts {
  readonly manifest: Manifest
  /** How many characters stand before the source on the first line of a CommonJS module. */
  readonly headLength: number
  /** The name of the function that such a module becomes. */
  readonly moduleFunction: string
}

export function createStacks({ manifest, headLength, moduleFunction }: StackParts) {
  const headerOf = Error.prototype.toString

  const isOwn = (frame: NodeJS.CallSite) => frame.getFileName()?.startsWith('var/runtime/') === true
  const isTask = (frame: NodeJS.CallSite) => frame.getFileName()?.startsWith('var/task/') === true

  /** Without the runtime below the function; of an error that is the runtime's own, with it. */
  function prepare(error: Error, frames: readonly NodeJS.CallSite[]): string {
    const shown = frames.some(isTask)
      ? frames.slice(0, frames.findLastIndex(isTask) + 1).filter((frame) => !isOwn(frame))
      : frames
    return [header(error), ...shown.map((frame) => `    at ${text(frame)}`)].join('\n')
  }

  function header(error: Error): string {
    try {
      return headerOf.call(error)
    } catch {
      return '<error>'
    }
  }

  function text(frame: NodeJS.CallSite): string {
    const name = frame.getFunctionName() === moduleFunction ? 'Object.<anonymous> ' : undefined
    const whole = name === undefined ? String(frame) : String(frame).replace(/^[^(]*/, name)
    const file = frame.getFileName()
    if (file == null || !/^var\/(?:task|runtime)\//.test(file)) return whole
    const [line, column] = [frame.getLineNumber() ?? 0, frame.getColumnNumber() ?? 0]
    const isCommonJs = manifest.kinds[`/${file}`] === 'cjs'
    if (isOwn(frame)) return `file:///${file}:${line}:${column}`
    const place = `${isCommonJs ? '' : 'file://'}/${file}:${line}:${isCommonJs && line === 1 ? column - headLength : column}`
    return whole.replace(`${file}:${line}:${column}`, () => place)
  }

  return { prepare }
}
