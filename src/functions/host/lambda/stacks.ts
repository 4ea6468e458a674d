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
}

export function createStacks({ manifest, headLength }: StackParts) {
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
    const whole = String(frame)
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
