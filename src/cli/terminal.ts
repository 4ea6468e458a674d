/** The world around a command: where it writes, whom it may ask. Tests fake it, `processTerminal` is the real one. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  /** A line of the answer. */
  readonly out: (line: string) => void
  /** A line of progress or of an error. */
  readonly err: (line: string) => void
  /** Whether a person sits there who can see a spinner and answer a question. */
  readonly interactive: boolean
  readonly sleep: (millis: number) => Promise<void>
  /** False when the person declines or leaves. Ask only when `interactive`. */
  readonly confirm: (question: string) => Promise<boolean>
  /** Shows that something goes on; the returned function ends it. */
  readonly spin: (label: string) => Promise<() => void>
}

export function processTerminal(): Terminal {
  // A reader that has enough (`| head`) closes the pipe: that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  return {
    env: process.env,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    sleep: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
    async confirm(message) {
      const { confirm } = await import('@clack/prompts')
      return (await confirm({ message, initialValue: false, output: process.stderr })) === true
    },
    async spin(label) {
      const { spinner } = await import('@clack/prompts')
      const shown = spinner({ output: process.stderr })
      // The spinner takes Ctrl-C to itself and then reports success.
      const interrupted = () => {
        process.exitCode = INTERRUPTED
      }
      process.once('exit', interrupted)
      shown.start(label)
      return () => {
        process.off('exit', interrupted)
        shown.clear()
      }
    },
  }
}

/** What shells report for a command that Ctrl-C ended. */
const INTERRUPTED = 130

/** Text from a gateway or a document, made safe to print: control characters could rewrite what the reader sees. */
export const printable = (text: string): string =>
  text.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
