/** Where what a function logs goes: its log stream, for `postern functions logs`, and the platform's log. */
import type { LogStream } from '../bindings/log-stream.ts'
import { fromUtf8, toUtf8 } from '../lib/utf8.ts'
import type { LogLine } from './host/protocol.ts'

/** The id of a function's log stream, beside those of APIs. */
const functionLogId = (name: string): string => `function:${name}`
export const isFunctionLog = (id: string): boolean => /^function:[A-Za-z0-9_-]{1,64}$/.test(id)

export interface FunctionLogInit {
  readonly logs: LogStream
  /** One line to the platform's log. */
  readonly writeLine: (line: string) => void
}

export type WriteFunctionLog = (name: string, lines: readonly LogLine[]) => void

/** A line of the gateway's own, in the form of those of a call. */
export const errorLine = (time: number, requestId: string, message: string): LogLine => ({
  time,
  level: 'ERROR',
  text: `${new Date(time).toISOString()}\t${requestId}\tERROR\t${message}`,
})

/** Lambda's own, of an answer to LogType Tail. */
const TAIL_BYTES = 4 * 1024

/** The last 4 KB, as the lines stand in the log; a character that the cut falls into is left out. */
export function logTail(lines: readonly LogLine[]): string {
  const text = lines.map((line) => `${line.text}\n`).join('')
  // No character takes more than three bytes.
  if (text.length * 3 <= TAIL_BYTES) return text
  const bytes = toUtf8(text)
  let from = Math.max(bytes.length - TAIL_BYTES, 0)
  while (isWithinCharacter(bytes[from])) from++
  return fromUtf8(bytes.subarray(from))
}

const isWithinCharacter = (byte: number | undefined) => byte !== undefined && byte >> 6 === 0b10

/** Writes lines in Lambda's own form; a text of several lines is several. */
export function functionLog({ logs, writeLine }: FunctionLogInit): WriteFunctionLog {
  return (name, lines) => {
    const id = functionLogId(name)
    for (const { text } of lines) {
      writeLine(JSON.stringify({ function: name, log: text }))
      for (const line of text.split('\n')) logs.append(id, { kind: 'record', text: line })
    }
  }
}
