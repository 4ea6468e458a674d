/** One bash that lives as long as a document: variables that a command sets are there for the next. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from './gateway.ts'

export interface Shell {
  /** Runs a command to its end; both streams, as a terminal shows them. */
  run(command: string): Promise<{ readonly code: number; readonly output: string }>
  /** Runs a command beside the others, as in a terminal of its own; answers what it has printed so far. */
  runBeside(command: string): () => string
  dispose(): void
}

const END = '@@ended '

export function openShell(environment: Readonly<Record<string, string>>): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'postern-docs-'))
  const env = { ...process.env, ...environment }
  const bash = spawn('bash', ['--noprofile', '--norc'], { cwd: PROJECT, env })
  const beside: ChildProcess[] = []
  let heard = ''
  let listener: (() => void) | undefined
  bash.stdout.on('data', (chunk) => {
    heard += chunk
    listener?.()
  })
  return {
    run(command) {
      const file = join(folder, 'command.sh')
      writeFileSync(file, `${command}\n`)
      heard = ''
      // From a file, so that no command reads the next one as its input.
      bash.stdin.write(`. ${file} </dev/null 2>&1; ended=$?; echo; echo "${END}$ended"\n`)
      return new Promise((done) => {
        listener = () => {
          const ended = new RegExp(`\\n${END}(\\d+)\\n$`).exec(heard)
          if (ended !== null) done({ code: Number(ended[1]), output: heard.slice(0, ended.index) })
        }
      })
    },
    runBeside(command) {
      const child = spawn('bash', ['-c', `exec ${command}`], { cwd: PROJECT, env })
      beside.push(child)
      let output = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          output += chunk
        })
      }
      return () => output
    },
    dispose() {
      for (const child of [...beside, bash]) child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
