/**
 * The execution log: what became of a request, in AWS's words, where the stage's method setting `logging/loglevel` asks for it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 * Differs from AWS: the lines stand in the request's record instead of a log group.
 */
import type { RouteSpec, StagePointer } from '../deployment/snapshot.ts'
import type { Exchange, Reply } from './exchange.ts'
import { withoutIdentity } from './identity-in-log.ts'
import type { RequestRecord } from './request-record.ts'

export type LoggingLevel = 'OFF' | 'ERROR' | 'INFO'

/** What a route logs. */
export interface Logging {
  readonly level: LoggingLevel
  /** Whether headers and bodies are logged too, which AWS does at INFO alone. */
  readonly dataTrace: boolean
}

export const NO_LOGGING: Logging = { level: 'OFF', dataTrace: false }

/** The logging of a route: its own method setting, else that of all methods. */
export function loggingOf({ methodSettings }: StagePointer, { resourcePath, httpMethod }: RouteSpec): Logging {
  if (methodSettings === undefined) return NO_LOGGING
  const own = `${resourcePath.replaceAll('/', '~1')}/${httpMethod}`
  const setting = (Object.hasOwn(methodSettings, own) ? methodSettings[own] : undefined) ?? methodSettings['*/*']
  const level = setting?.loggingLevel
  if (level !== 'INFO' && level !== 'ERROR') return NO_LOGGING
  return { level, dataTrace: level === 'INFO' && setting?.dataTraceEnabled === true }
}

/** The first lines of a request that has found its route. `path` is what stands as the resource's. */
export function logStart(x: Exchange, path: string): void {
  if (x.logging !== 'INFO') return
  x.log(() => `Starting execution for request: ${x.record.requestId}`)
  x.log(() => `HTTP Method: ${x.record.method}, Resource Path: ${path}`)
  x.log(() => `Method request path: ${javaMap(Object.entries(x.pathParameters))}`)
  x.log(() => `Method request query string: ${javaMap(withoutIdentity(x, 'querystring', x.query.entries))}`)
}

/** The last lines: how it ended, and why it was refused. A test invocation has no line that names the gateway response. */
export function logEnd(
  logging: LoggingLevel | 'TEST',
  record: RequestRecord,
  { status }: Reply,
  now: () => number,
): void {
  if (logging === 'OFF') return
  const time = now()
  const add = (line: string) => record.executionLog.push(stamped(line, time))
  if (record.errorType === undefined) {
    if (logging !== 'ERROR') add('Successfully completed execution')
  } else {
    add(failureLine(record))
    if (logging !== 'TEST') add(`Gateway response type: ${record.errorType} with status code: ${status}`)
  }
  if (logging !== 'ERROR') add(`Method completed with status: ${status}`)
}

/** AWS's beginnings of what went wrong behind the gateway. */
const FAILURES: Readonly<Record<string, string>> = {
  API_CONFIGURATION_ERROR: 'Execution failed due to configuration error',
  AUTHORIZER_CONFIGURATION_ERROR: 'Execution failed due to configuration error',
  INTEGRATION_FAILURE: 'Execution failed due to a network error communicating with endpoint',
  INTEGRATION_TIMEOUT: 'Execution failed due to a timeout error',
}

/** What went wrong, as AWS begins to say it. */
export function failureLine({ errorType = '', reason, errorMessage }: RequestRecord): string {
  // What a request validator has found stands alone.
  if (reason !== undefined && errorType.startsWith('BAD_REQUEST_')) return reason
  // So do AWS's own words on what became of a function.
  if (reason !== undefined && /^Lambda (?:execution|invocation) failed with status/.test(reason)) return reason
  return `${FAILURES[errorType] ?? 'Execution failed'}: ${reason ?? errorMessage}`
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** What AWS keeps of a line, in characters behind its time: measured on published logs. */
const LONGEST_LINE = 1_024

/** `Sun Nov 22 08:05:09 UTC 2026 : line`; milliseconds since 1970. */
export function stamped(line: string, now: number): string {
  // `22 Nov 2026 08:05:09 GMT`, behind the day of the week and a comma.
  const [, date = '', month = '', year = '', time = ''] = new Date(now).toUTCString().split(' ')
  const text = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} [TRUNCATED]` : line
  return `${DAYS[new Date(now).getUTCDay()]} ${month} ${date} ${time} UTC ${year} : ${text}`
}

/** `{a=1, b=2}`, as Java prints a map. */
export const javaMap = (entries: Iterable<readonly [string, string]>) =>
  `{${[...entries].map(([name, value]) => `${name}=${value}`).join(', ')}}`
