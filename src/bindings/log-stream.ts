/** The last log lines of each API, kept for `postern logs`. Appending never delays or fails a request. */
export interface LogStream {
  /** Queues a line (JSON text of a request record, or an access log line). */
  append(apiId: string, line: LogLine): void
  /** Lines after `cursor` (0 = from the oldest kept), oldest first. */
  read(apiId: string, cursor: number, limit: number): Promise<LogPage>
}

export interface LogLine {
  readonly kind: 'record' | 'access'
  readonly text: string
}

export interface LogPage {
  readonly lines: readonly LogLine[]
  /** Pass it to the next read. */
  readonly cursor: number
}
