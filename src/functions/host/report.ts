/**
 * The lines that Lambda itself logs around a call.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 * Differs from AWS: REPORT does not tell the memory used, which the runtime does not say.
 */
import type { Invocation, LogLine } from './protocol.ts'

export interface Measured {
  readonly began: number
  readonly ended: number
  /** `timeout`, or `error` where the runtime ended. */
  readonly status?: 'timeout' | 'error'
}

export const startLine = ({ requestId, functionVersion }: Invocation, time: number): LogLine => ({
  time,
  level: 'START',
  text: `START RequestId: ${requestId} Version: ${functionVersion}`,
})

export function endLines({ requestId, memoryLimitInMb }: Invocation, { began, ended, status }: Measured): LogLine[] {
  const millis = Math.max(ended - began, 0)
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${millis.toFixed(2)} ms`,
    `Billed Duration: ${Math.max(Math.ceil(millis), 1)} ms`,
    `Memory Size: ${memoryLimitInMb} MB`,
    ...(status === undefined ? [] : [`Status: ${status}`]),
  ]
  return [
    { time: ended, level: 'END', text: `END RequestId: ${requestId}` },
    { time: ended, level: 'REPORT', text: report.join('\t') },
  ]
}
