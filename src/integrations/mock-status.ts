/**
 * The `statusCode` of a MOCK integration's rendered request, read as leniently as AWS reads it: names and texts without quotes, single
 * quotes, commas too many, anything after the closing brace. `{statusCode: 200}` is fine; a status in quotes is none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */

/** Deeper nesting is refused. */
const DEEPEST = 400

/** A number, or something else. */
type Value = number | undefined

/** The number under `statusCode` of the outermost object; undefined when the text is malformed or the status no whole number. */
export function parseMockStatus(text: string): number | undefined {
  try {
    return new LenientReader(text).rootMember('statusCode')
  } catch (error) {
    if (error === MALFORMED) return undefined
    throw error
  }
}

/** A constant, because a stranger can cause it at will: it costs no stack. */
const MALFORMED = new Error('Malformed')

/** One pass over the text. It keeps no values but the one asked for. */
class LenientReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  rootMember(wanted: string): Value {
    this.#skipSpace()
    if (this.#peek() !== '{') throw MALFORMED
    let found: Value
    this.#object(1, (name, value) => {
      if (name === wanted) found = value
    })
    return found
  }

  #object(depth: number, member: (name: string, value: Value) => void): void {
    this.#list('}', depth, (first) => {
      if (':[]{'.includes(first)) throw MALFORMED
      const name = isQuote(first) ? this.#quoted(first) : this.#bare(':')
      this.#skipSpace()
      if (this.#peek() !== ':') throw MALFORMED
      this.#at++
      member(name, this.#value(',}', depth))
    })
  }

  #array(depth: number): void {
    this.#list(']', depth, () => this.#value(',]', depth))
  }

  /** From an opening bracket to its `close`. A comma asks for an item only if one follows. */
  #list(close: string, depth: number, item: (first: string) => void): void {
    this.#enter(depth)
    let mayFollow = true
    for (;;) {
      this.#skipSpace()
      const char = this.#peek()
      if (char === undefined || (char !== close && char !== ',' && !mayFollow)) throw MALFORMED
      if (char !== close && char !== ',') item(char)
      else this.#at++
      if (char === close) return
      mayFollow = char === ','
    }
  }

  #enter(depth: number): void {
    if (depth > DEEPEST) throw MALFORMED
    this.#at++
  }

  #value(stop: string, depth: number): Value {
    this.#skipSpace()
    const char = this.#peek()
    if (char === undefined || ':}]'.includes(char)) throw MALFORMED
    if (isQuote(char)) this.#quoted(char)
    else if (char === '{') this.#object(depth + 1, () => {})
    else if (char === '[') this.#array(depth + 1)
    else return wholeNumber(this.#bare(stop))
    return undefined
  }

  /** Text without quotes, up to one of the stop characters. */
  #bare(stop: string): string {
    const from = this.#at
    while (this.#at < this.#text.length && !stop.includes(this.#text.charAt(this.#at))) this.#at++
    return this.#text.slice(from, this.#at).trim()
  }

  #quoted(quote: string): string {
    const from = ++this.#at
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text.charAt(this.#at)
      if (char === '\\') this.#at++
      else if (char === quote) return this.#text.slice(from, this.#at++)
    }
    throw MALFORMED
  }

  #skipSpace(): void {
    while (' \t\r\n'.includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at++
  }

  #peek(): string | undefined {
    return this.#text[this.#at]
  }
}

const isQuote = (char: string) => char === '"' || char === "'"

function wholeNumber(text: string): Value {
  const value = /^-?\d+$/.test(text) ? Number(text) : undefined
  return Number.isSafeInteger(value) ? value : undefined
}
