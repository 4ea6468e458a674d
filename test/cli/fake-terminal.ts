import type { Terminal } from '../../src/cli/terminal.ts'

/** A terminal that remembers what was printed. */
export interface FakeTerminal extends Terminal {
  readonly stdout: string[]
  readonly stderr: string[]
  readonly questions: string[]
}

export function fakeTerminal(changed: Partial<Terminal> & { readonly says?: boolean } = {}): FakeTerminal {
  const stdout: string[] = []
  const stderr: string[] = []
  const questions: string[] = []
  return {
    stdout,
    stderr,
    questions,
    env: {},
    interactive: false,
    out: (line) => void stdout.push(line),
    err: (line) => void stderr.push(line),
    sleep: async () => {},
    spin: async () => () => {},
    async confirm(question) {
      questions.push(question)
      return changed.says === true
    },
    ...changed,
  }
}
