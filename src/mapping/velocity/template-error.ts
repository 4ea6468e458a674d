/** Where in a template: both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A fault of a template, found when it is parsed. */
export interface TemplateFault extends Place {
  readonly message: string
}

/** What a template did wrong while it rendered. The only error that rendering throws. */
export class TemplateError extends Error {
  readonly line: number
  readonly column: number

  constructor(message: string, { line, column }: Place, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TemplateError'
    this.line = line
    this.column = column
  }
}

/** Offset → line and column; `\r\n` ends one line. */
export function placeOf(text: string, offset: number): Place {
  let line = 1
  let start = 0
  for (let at = 0; at < offset; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 13 && text.charCodeAt(at + 1) === 10) continue
    if (unit !== 10 && unit !== 13) continue
    line++
    start = at + 1
  }
  return { line, column: offset - start + 1 }
}
