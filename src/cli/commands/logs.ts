import { defineCommand } from 'citty'
import type { LogPage } from '../../bindings/log-stream.ts'
import { EXIT, type ExitCode } from '../cli-error.ts'
import { findApi } from '../find-api.ts'
import { printLog } from '../log-pages.ts'
import { recordLines } from '../record-line.ts'
import { connect, globalArgs, type Session } from '../session.ts'
import { printable } from '../terminal.ts'

export const logs = defineCommand({
  meta: { name: 'logs', description: "Show an API's last requests" },
  args: {
    api: { type: 'positional', description: 'Id or name of the API', required: true },
    follow: { type: 'boolean', alias: 'f', description: 'Go on with new requests until Ctrl-C' },
    access: { type: 'boolean', description: "Show the stages' access log lines instead, in their own format" },
    ...globalArgs,
  },
  run: ({ args, data }) => showLogs(connect(args, data), args.api, args.follow === true, args.access === true),
})

async function showLogs(session: Session, idOrName: string, follow: boolean, access: boolean): Promise<ExitCode> {
  const api = await findApi(session, idOrName)
  const shown = await printLog(session, api.id, follow, (page) => print(session, page, access))
  if (shown === 0 && !session.json) session.terminal.err(`${printable(api.name)} has no requests in its log yet.`)
  return EXIT.ok
}

function print(session: Session, page: LogPage, access: boolean): number {
  const lines = page.lines.filter((line) => (line.kind === 'access') === access)
  for (const { text } of lines) {
    for (const line of session.json ? [asJson(text, access)] : access ? [printable(text)] : recordLines(text)) {
      session.terminal.out(line)
    }
  }
  return lines.length
}

const asJson = (text: string, access: boolean) => (access ? JSON.stringify(text) : text)
