import { defineCommand } from 'citty'
import type { LogPage } from '../../bindings/log-stream.ts'
import { ClientError } from '../../client/client-error.ts'
import { EXIT, type ExitCode } from '../cli-error.ts'
import { findApi } from '../find-api.ts'
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

const PAGE_LINES = 500
const POLL_MILLIS = 1_000

async function showLogs(session: Session, idOrName: string, follow: boolean, access: boolean): Promise<ExitCode> {
  const api = await findApi(session, idOrName)
  let cursor = 0
  let shown = 0
  let away = false
  for (;;) {
    const page: LogPage | undefined = follow
      ? await readOrWait(session, api.id, cursor, away)
      : await session.client.readLogs(api.id, cursor, PAGE_LINES)
    away = page === undefined
    if (page !== undefined) {
      shown += print(session, page, access)
      cursor = page.cursor
      if (page.lines.length > 0) continue
    }
    if (!follow) break
    await session.terminal.sleep(POLL_MILLIS)
  }
  if (shown === 0 && !session.json) session.terminal.err(`${printable(api.name)} has no requests in its log yet.`)
  return EXIT.ok
}

/** A gateway that restarts is waited for, and said so once; what it refuses ends the command. */
async function readOrWait(
  session: Session,
  apiId: string,
  cursor: number,
  away: boolean,
): Promise<LogPage | undefined> {
  try {
    const page = await session.client.readLogs(apiId, cursor, PAGE_LINES)
    if (away) session.terminal.err('The gateway is back.')
    return page
  } catch (error) {
    if (!(error instanceof ClientError) || !isPassing(error)) throw error
    if (!away) session.terminal.err('The gateway does not answer. Waiting for it …')
    return undefined
  }
}

const SERVER_ERROR = 500
const isPassing = (error: ClientError) => error.status === 0 || error.status >= SERVER_ERROR

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
