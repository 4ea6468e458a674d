/** Where what a function logs goes: its log stream, for `postern functions logs`, and the platform's log. */
import type { LogStream } from '../bindings/log-stream.ts'
import type { LogLine } from './host/protocol.ts'

/** The id of a function's log stream, beside those of APIs. */
const functionLogId = (name: string): string => `function:${name}`
export const isFunctionLog = (id: string): boolean => /^function:[A-Za-z0-9_-]{1,64}$/.test(id)

export interface FunctionLogInit {
  readonly logs: LogStream
  /** One line to the platform's log. */
  readonly writeLine: (line: string) => void
}

/** Writes lines in Lambda's own form; a text of several lines is several. */
export function functionLog({ logs, writeLine }: FunctionLogInit) {
  return (name: string, lines: readonly LogLine[]): void => {
    const id = functionLogId(name)
    for (const { text } of lines) {
      writeLine(JSON.stringify({ function: name, log: text }))
      for (const line of text.split('\n')) logs.append(id, { kind: 'record', text: line })
    }
  }
}
