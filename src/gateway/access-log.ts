/**
 * A stage's access log, in its own format: any text with `$context.name`; a variable without a value is `-`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
import { type ContextSource, contextVariable } from '../mapping/context-variables.ts'

export type AccessLogLine = (source: ContextSource) => string

const VARIABLE = /\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)/g

/** Format → line, once per stage per isolate. Undefined without a format. */
export function linkAccessLog(format: string | undefined): AccessLogLine | undefined {
  if (format === undefined || format === '') return undefined
  return (source) => format.replace(VARIABLE, (_, name: string) => contextVariable(source, name) ?? '-')
}
