/** Where the parser of a JSONPath stands. */
export interface Cursor {
  readonly text: string
  at: number
  /** Paths and brackets around this place. */
  nesting: number
}

export const startCursor = (text: string): Cursor => ({ text, at: 0, nesting: 0 })

/** Paths and brackets in filters in paths. */
export const MAX_NESTING = 20

/** Text that is no JSONPath. Never leaves the parser. */
export class MalformedPath extends Error {}

export function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ') cursor.at++
}

/** The text in the quotes that begin here; a backslash takes the next character as it is. */
export function quoted(cursor: Cursor): string {
  const { text } = cursor
  const quote = text[cursor.at]
  if (quote !== "'" && quote !== '"') throw new MalformedPath()
  let value = ''
  for (let at = cursor.at + 1; at < text.length; at++) {
    const character = text[at]
    if (character === quote) {
      cursor.at = at + 1
      return value
    }
    if (character === '\\') at++
    value += text[at] ?? ''
  }
  throw new MalformedPath()
}

const NUMBER = /-?\s*\d{1,9}/y

/** The whole number that begins here, if one does. */
export function number(cursor: Cursor): number | undefined {
  NUMBER.lastIndex = cursor.at
  const found = NUMBER.exec(cursor.text)?.[0]
  if (found === undefined) return undefined
  cursor.at += found.length
  // Beside -0, which is the first position.
  return Number(found.replaceAll(' ', '')) + 0
}
