import type { RequestRecord } from '../gateway/request-record.ts'
import { printable } from './terminal.ts'

/**
 * A request record (JSON text) for a person: one line with time, method, path, status, latency and why it was refused, and below it the
 * execution log where the stage keeps one.
 */
export function recordLines(text: string): string[] {
  const record = parseRecord(text)
  if (record === undefined) return [printable(text)]
  const { executionLog } = record
  const below = Array.isArray(executionLog) ? executionLog.map((line) => `    ${printable(String(line))}`) : []
  return [summary(record), ...below]
}

function summary(record: Timed): string {
  const latency = record.responseLatency === undefined ? '-' : `${Math.round(record.responseLatency)} ms`
  const columns = [
    new Date(record.time).toISOString(),
    (record.method ?? '').padEnd(METHOD_WIDTH),
    String(record.status ?? '-'),
    latency.padStart(LATENCY_WIDTH),
    record.path ?? '',
  ]
  return printable([...columns, ...reasonOf(record)].join('  '))
}

const METHOD_WIDTH = 'DELETE'.length
const LATENCY_WIDTH = '99999 ms'.length

function reasonOf(record: Partial<RequestRecord>): string[] {
  const reason = record.reason ?? record.errorMessage ?? record.integrationError
  const parts = [record.errorType, reason].filter((part) => part !== undefined && part !== '')
  return parts.length === 0 ? [] : [parts.join(': ')]
}

type Timed = Partial<RequestRecord> & Pick<RequestRecord, 'time'>

// A line of a later version may lack members or hold more: all but the time may be absent.
function parseRecord(text: string): Timed | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('time' in value)) return undefined
    return typeof value.time === 'number' && Number.isFinite(value.time) ? (value as Timed) : undefined
  } catch {
    return undefined
  }
}
