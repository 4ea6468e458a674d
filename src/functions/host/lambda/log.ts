/**
 * What a function logs, in Lambda's text form: `time TAB request id TAB level TAB text`. Each line belongs to the call in whose course it
 * was written, however many run at once.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 * Differs from AWS: `console.table` shows a value as `console.log` does; a call keeps its first 256 KB of lines, and says how many more there were.
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
import type { LogLine } from '../protocol.ts'

export interface CallLog {
  readonly requestId: string
  readonly lines: LogLine[]
  bytes: number
  dropped: number
}

export interface LogParts {
  readonly current: () => CallLog | undefined
  readonly util: typeof import('node:util')
}

export interface Log {
  open(requestId: string): CallLog
  /** Lines so far, taken out of the log. */
  take(log: CallLog): LogLine[]
  write(log: CallLog, level: string, text: string): void
  /** A line that has its own form. */
  raw(log: CallLog, level: string, text: string): void
  /** Puts `console`, standard output and standard error to the log. */
  patch(): void
}

export function createLog({ current, util }: LogParts): Log {
  const KEPT = 262_144

  function raw(log: CallLog, level: string, text: string): void {
    if (log.bytes >= KEPT) {
      log.dropped++
      return
    }
    const kept = text.slice(0, KEPT - log.bytes)
    log.bytes += kept.length
    log.lines.push({ time: Date.now(), level, text: kept })
  }

  function write(log: CallLog, level: string, text: string): void {
    raw(log, level, `${new Date().toISOString()}\t${log.requestId}\t${level}\t${text}`)
  }

  function take(log: CallLog): LogLine[] {
    const lines = log.lines.splice(0)
    if (log.dropped > 0) {
      const text = `${log.dropped} more lines were logged and are not kept`
      lines.push({
        time: Date.now(),
        level: 'WARN',
        text: `${new Date().toISOString()}\t${log.requestId}\tWARN\t${text}`,
      })
      log.dropped = 0
    }
    return lines
  }

  function patch(): void {
    const methods = console as unknown as Record<string, unknown>
    const writer =
      (level: string) =>
      (...values: unknown[]) => {
        const log = current()
        if (log !== undefined) write(log, level, util.format(...values))
      }
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
      methods[level] = writer(level.toUpperCase())
    methods.log = methods.info
    methods.dir = (value: unknown, options?: object) => {
      const log = current()
      if (log !== undefined) raw(log, 'INFO', util.inspect(value, { customInspect: false, ...options }))
    }
    patchDerived(methods as unknown as Console)
    patchStream('stdout', 'INFO')
    patchStream('stderr', 'ERROR')
  }

  /** Those that Node makes of the others. */
  function patchDerived(console: Console): void {
    const counts = new Map<string, number>()
    const starts = new Map<string, number>()
    const elapsed = (label: string) => `${label}: ${(Date.now() - (starts.get(label) ?? Date.now())).toFixed(3)}ms`
    Object.assign(console, {
      count(label = 'default') {
        counts.set(label, (counts.get(label) ?? 0) + 1)
        console.log(`${label}: ${counts.get(label)}`)
      },
      countReset: (label = 'default') => counts.delete(label),
      time: (label = 'default') => starts.set(label, Date.now()),
      timeLog: (label = 'default', ...values: unknown[]) => console.log(elapsed(label), ...values),
      timeEnd(label = 'default') {
        console.log(elapsed(label))
        starts.delete(label)
      },
      assert(holds: unknown, ...values: unknown[]) {
        if (holds) return
        const [first, ...rest] = values
        if (typeof first === 'string') console.warn(`Assertion failed: ${first}`, ...rest)
        else console.warn('Assertion failed', ...values)
      },
      table: (value: unknown) => console.log(value),
      dirxml: (...values: unknown[]) => console.log(...values),
      group: (...label: unknown[]) => (label.length > 0 ? console.log(...label) : undefined),
      groupCollapsed: (...label: unknown[]) => (label.length > 0 ? console.log(...label) : undefined),
      groupEnd: () => undefined,
    })
  }

  function patchStream(name: 'stdout' | 'stderr', level: string): void {
    const write = (chunk: unknown, encoding?: unknown, done?: unknown) => {
      const log = current()
      const text = typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk as Uint8Array)
      if (log !== undefined) raw(log, level, text.replace(/\n$/, ''))
      const callback = typeof encoding === 'function' ? encoding : done
      if (typeof callback === 'function') queueMicrotask(() => callback())
      return true
    }
    const stream = globalThis.process[name]
    Object.defineProperty(stream, 'write', { value: write, configurable: true, writable: true })
  }

  return { open: (requestId) => ({ requestId, lines: [], bytes: 0, dropped: 0 }), take, write, raw, patch }
}
