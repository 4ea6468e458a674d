/**
 * The execution log: what became of a request, in AWS's words, where the stage's method setting `logging/loglevel` asks for it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 * Differs from AWS: headers and bodies are not logged, and the lines stand in the request's record instead of a log group.
 */
import type { RouteSpec, StagePointer } from '../deployment/snapshot.ts'
import type { Exchange, Reply } from './exchange.ts'
import type { RequestRecord } from './request-record.ts'

export type LoggingLevel = 'OFF' | 'ERROR' | 'INFO'

/** The level of a route: its own method setting, else that of all methods. */
export function loggingLevelOf(
  { methodSettings }: StagePointer,
  { resourcePath, httpMethod }: RouteSpec,
): LoggingLevel {
  if (methodSettings === undefined) return 'OFF'
  const own = `${resourcePath.replaceAll('/', '~1')}/${httpMethod}`
  const setting = (Object.hasOwn(methodSettings, own) ? methodSettings[own] : undefined) ?? methodSettings['*/*']
  const level = setting?.loggingLevel
  return level === 'INFO' || level === 'ERROR' ? level : 'OFF'
}

/** The first lines of a request that has found its route. */
export function logStart(x: Exchange): void {
  if (x.logging !== 'INFO') return
  x.log(() => `Starting execution for request: ${x.record.requestId}`)
  x.log(() => `HTTP Method: ${x.record.method}, Resource Path: ${x.route.resourcePath}`)
  x.log(() => `Method request path: ${javaMap(Object.entries(x.pathParameters))}`)
  x.log(() => `Method request query string: ${javaMap(x.query.entries)}`)
}

/** The last lines: how it ended, and why it was refused. */
export function logEnd(level: LoggingLevel, record: RequestRecord, { status }: Reply, now: () => number): void {
  if (level === 'OFF') return
  const { errorType, reason } = record
  const time = now()
  const add = (line: string) => record.executionLog.push(stamped(line, time))
  if (errorType !== undefined) {
    add(`Execution failed: ${reason ?? record.errorMessage}`)
    add(`Gateway response type: ${errorType} with status code: ${status}`)
  } else if (level === 'INFO') add('Successfully completed execution')
  if (level === 'INFO') add(`Method completed with status: ${status}`)
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** `Sun Nov 22 08:05:09 UTC 2026 : line`; milliseconds since 1970. */
export function stamped(line: string, now: number): string {
  // `22 Nov 2026 08:05:09 GMT`, behind the day of the week and a comma.
  const [, date = '', month = '', year = '', time = ''] = new Date(now).toUTCString().split(' ')
  return `${DAYS[new Date(now).getUTCDay()]} ${month} ${date} ${time} UTC ${year} : ${line}`
}

/** `{a=1, b=2}`, as Java prints a map. */
const javaMap = (entries: readonly (readonly [string, string])[]) =>
  `{${entries.map(([name, value]) => `${name}=${value}`).join(', ')}}`
