import type { LoggingConfig } from '../../definition/function.ts'
import { checkMembers } from '../input.ts'
import { checkConstraints, matching, oneOf } from '../validation-error.ts'
import { invalidParameter } from './lambda-error.ts'

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const SYSTEM_LEVELS = ['DEBUG', 'INFO', 'WARN']

export const defaultLoggingConfig = (functionName: string): LoggingConfig => ({
  LogFormat: 'Text',
  LogGroup: `/aws/lambda/${functionName}`,
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html. What is not given stays; levels belong to the format JSON. */
export function loggingConfigOf(
  given: Readonly<Record<string, unknown>>,
  functionName: string,
  before: LoggingConfig = defaultLoggingConfig(functionName),
): LoggingConfig {
  const members = {
    LogFormat: 'string',
    LogGroup: 'string',
    ApplicationLogLevel: 'string',
    SystemLogLevel: 'string',
  } as const
  const { LogFormat, LogGroup, ApplicationLogLevel, SystemLogLevel } = checkMembers(given, members)
  checkConstraints(
    oneOf(LogFormat, 'loggingConfig.logFormat', ['JSON', 'Text']),
    oneOf(ApplicationLogLevel, 'loggingConfig.applicationLogLevel', LEVELS),
    oneOf(SystemLogLevel, 'loggingConfig.systemLogLevel', SYSTEM_LEVELS),
    LogGroup === undefined ? undefined : matching(LogGroup, 'loggingConfig.logGroup', '[\\.\\-_/#A-Za-z0-9]+'),
  )
  const format = LogFormat ?? before.LogFormat
  const group = LogGroup ?? before.LogGroup
  if (format === 'JSON') {
    return {
      LogFormat: format,
      LogGroup: group,
      ApplicationLogLevel: ApplicationLogLevel ?? before.ApplicationLogLevel ?? 'INFO',
      SystemLogLevel: SystemLogLevel ?? before.SystemLogLevel ?? 'INFO',
    }
  }
  if (ApplicationLogLevel !== undefined || SystemLogLevel !== undefined) {
    throw invalidParameter('Log levels can only be set when LogFormat is JSON.')
  }
  return { LogFormat: format, LogGroup: group }
}
