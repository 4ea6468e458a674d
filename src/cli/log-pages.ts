import type { LogPage } from '../bindings/log-stream.ts'
import { ClientError } from '../client/client-error.ts'
import type { Session } from './session.ts'

const PAGE_LINES = 500
const POLL_MILLIS = 1_000

/**
 * Prints the lines of a log, oldest first, and answers how many; with `follow` it goes on with new ones. `print` answers how many lines of
 * a page it has shown.
 */
export async function printLog(
  session: Session,
  logId: string,
  follow: boolean,
  print: (page: LogPage) => number,
): Promise<number> {
  let cursor = 0
  let shown = 0
  let away = false
  for (;;) {
    const page: LogPage | undefined = follow
      ? await readOrWait(session, logId, cursor, away)
      : await session.client.readLogs(logId, cursor, PAGE_LINES)
    away = page === undefined
    if (page !== undefined) {
      shown += print(page)
      cursor = page.cursor
      if (page.lines.length > 0) continue
    }
    if (!follow) return shown
    await session.terminal.sleep(POLL_MILLIS)
  }
}

/** A gateway that restarts is waited for, and said so once; what it refuses ends the command. */
async function readOrWait(
  session: Session,
  logId: string,
  cursor: number,
  away: boolean,
): Promise<LogPage | undefined> {
  try {
    const page = await session.client.readLogs(logId, cursor, PAGE_LINES)
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
