import { defineCommand } from 'citty'
import { readText } from '../../api-document.ts'
import { CliError, EXIT, type ExitCode } from '../../cli-error.ts'
import { withProgress } from '../../progress.ts'
import { connect, globalArgs, type Session } from '../../session.ts'
import { printable } from '../../terminal.ts'

export const invokeFunction = defineCommand({
  meta: { name: 'functions invoke', description: 'Run a function with a payload' },
  args: {
    name: { type: 'positional', description: 'Name of the function, or name:alias', required: true },
    payload: { type: 'string', valueHint: 'json|@file', description: 'The event; else {}' },
    ...globalArgs,
  },
  async run({ args, data }): Promise<ExitCode> {
    const { payload = '{}' } = args
    const text = payload.startsWith('@') ? await readText(payload.slice(1)) : payload
    return invoke(connect(args, data), args.name, checked(text))
  },
})

function checked(payload: string): string {
  try {
    JSON.parse(payload)
    return payload
  } catch {
    throw new CliError(
      EXIT.badInput,
      'The payload is no JSON.',
      '--payload \'{"name":"value"}\' or --payload @event.json',
    )
  }
}

/** The answer on stdout, what the function logged on stderr; exit code 1 when it failed. */
async function invoke(session: Session, name: string, payload: string): Promise<ExitCode> {
  const { functions, terminal, json } = session
  const answer = await withProgress(session, `Running ${printable(name)}`, () => functions.invoke(name, payload))
  const failed = answer.functionError !== undefined
  if (json) terminal.out(JSON.stringify({ failed, payload: parsed(answer.payload), log: linesOf(answer.log) }))
  else {
    for (const line of linesOf(answer.log)) terminal.err(line.split('\t').map(printable).join('\t'))
    terminal.out(printable(answer.payload))
  }
  return failed ? EXIT.failed : EXIT.ok
}

const linesOf = (log: string) => log.split('\n').filter((line) => line !== '')

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return payload
  }
}
