import { defineCommand } from 'citty'
import type { LogPage } from '../../../bindings/log-stream.ts'
import { EXIT, type ExitCode } from '../../cli-error.ts'
import { printLog } from '../../log-pages.ts'
import { connect, globalArgs, type Session } from '../../session.ts'
import { printable } from '../../terminal.ts'

export const functionLogs = defineCommand({
  meta: { name: 'functions logs', description: "Show a function's last log lines" },
  args: {
    name: { type: 'positional', description: 'Name of the function', required: true },
    follow: { type: 'boolean', alias: 'f', description: 'Go on with new lines until Ctrl-C' },
    ...globalArgs,
  },
  run: ({ args, data }) => show(connect(args, data), args.name, args.follow === true),
})

async function show(session: Session, name: string, follow: boolean): Promise<ExitCode> {
  const shown = await printLog(session, `function:${name}`, follow, (page) => print(session, page))
  if (shown === 0 && !session.json) session.terminal.err(`${printable(name)} has logged nothing yet.`)
  return EXIT.ok
}

/** Columns are apart by tabs, as Lambda writes them. */
function print({ terminal, json }: Session, { lines }: LogPage): number {
  for (const { text } of lines) {
    terminal.out(json ? JSON.stringify(text) : text.split('\t').map(printable).join('\t'))
  }
  return lines.length
}
