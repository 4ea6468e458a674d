/** What the shell sees. 64 and 65 are EX_USAGE and EX_DATAERR of sysexits. */
export const EXIT = { ok: 0, failed: 1, changesPending: 2, usage: 64, badInput: 65 } as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A command that cannot do what it was asked: what happened and why, and what to type next. */
export class CliError extends Error {
  readonly exitCode: ExitCode
  /** A command line or a short instruction. */
  readonly next?: string

  constructor(exitCode: ExitCode, message: string, next?: string) {
    super(message)
    this.name = 'CliError'
    this.exitCode = exitCode
    this.next = next
  }
}
