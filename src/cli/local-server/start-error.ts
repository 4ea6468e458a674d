import { CliError, EXIT } from '../cli-error.ts'

/** Something outside the program keeps it from running. The message is one sentence and says what to do. */
export class StartError extends CliError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(EXIT.failed, message)
    this.name = 'StartError'
    this.cause = options.cause
  }
}

/** Node's error code (`EACCES`, `ENOSPC` …), when the error has one. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
