/**
 * Errors as Lambda's Node runtime shows them.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/utils/error.ts
 *
 * The loaded Worker gets this function as text: it may use nothing of this file's.
 */

/** `trace` is absent where Lambda itself speaks. */
export interface LambdaError {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace?: readonly string[]
}

export interface Errors {
  /** An error of the runtime: `Runtime.HandlerNotFound`. */
  make(name: string, message: string): Error
  show(error: unknown): LambdaError
  /** As the log shows it behind `Invoke Error`. */
  inLog(error: unknown): string
}

export function createErrors(): Errors {
  const clean = (text: string) => text.replaceAll('\x7F', '%7F')

  function make(name: string, message: string): Error {
    const error = new Error(message)
    error.name = name
    // The stack was written before the name.
    Object.defineProperty(error, 'stack', {
      value: String(error.stack).replace(/^Error/, name),
      configurable: true,
      writable: true,
    })
    return error
  }

  function show(error: unknown): LambdaError {
    try {
      if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
      return {
        errorType: clean(String(error.name)),
        errorMessage: clean(String(error.message)),
        trace: clean(String(error.stack ?? '')).split('\n'),
      }
    } catch {
      const what =
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack'
      return { errorType: 'handled', errorMessage: what, trace: [] }
    }
  }

  function inLog(thrown: unknown): string {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    try {
      return `\t${JSON.stringify(error, (_key, value) => withProperties(value))}`
    } catch {
      return `\t${JSON.stringify(show(error))}`
    }
  }

  function withProperties(value: unknown): unknown {
    if (!(value instanceof Error)) return value
    const { name, message, stack } = value
    const shown = { errorType: name, errorMessage: message, code: (value as { code?: unknown }).code, ...value }
    return typeof stack === 'string' ? { ...shown, stack: stack.split('\n') } : shown
  }

  return { make, show, inLog }
}
