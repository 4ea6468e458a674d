/**
 * JSON text → values, as the parser behind `$input` and `$util.parseJson` reads it (json-smart, permissive): names and texts without
 * quotes, single quotes, stray commas and what follows the first value all pass; `a=b` is a text. Order is kept, the last of two equal
 * names wins, `1` and `1.0` differ, large numbers keep their digits.
 */
import { MappingFault } from './mapping-fault.ts'
import { JavaDecimal, JavaDouble, type Value } from './values.ts'

/** Throws MappingFault `invalidJson`, with json-smart's words. */
export function parseJson(text: string): Value {
  return new JsonReader(text).first()
}

const MAX_DEPTH = 400
/** What the parser reads after the last character, and takes for it where it stands in the text. */
const END = 0x1a
/** More characters than these make a BigDecimal of a fraction. */
const DOUBLE_CHARACTERS = 18
/** Java's Integer.MAX_VALUE: a BigDecimal has no larger exponent. */
const MAX_EXPONENT = 0x7fffffff
/** As many digits as a number holds for sure. */
const SAFE_DIGITS = 15
/** A whole number of more keeps its digits, but calculates as a double: to make a number of millions takes minutes. */
const MAX_DIGITS = 2000

const [TAB, LINE_FEED, RETURN, SPACE, QUOTE, APOSTROPHE] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x27]
const [COMMA, MINUS, DOT, ZERO, NINE, COLON, PLUS] = [0x2c, 0x2d, 0x2e, 0x30, 0x39, 0x3a, 0x2b]
const [OPEN_BRACKET, BACKSLASH, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE, TILDE] = [0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x7e]

/** Where text without quotes ends: at a comma or this character, or with the input alone. */
type Stop = typeof CLOSE_BRACKET | typeof CLOSE_BRACE | typeof END

class JsonReader {
  readonly #text: string
  #at = 0
  /** The character at `#at`. */
  #code: number
  #depth = 0
  /** The next backslash from the last text on: a text that ends before it has no escapes. */
  #backslash = -1

  constructor(text: string) {
    this.#text = text
    this.#code = text === '' ? END : text.charCodeAt(0)
  }

  first(): Value {
    return this.#value(END)
  }

  #next(): number {
    this.#at++
    this.#code = this.#at < this.#text.length ? this.#text.charCodeAt(this.#at) : END
    return this.#code
  }

  #moveTo(at: number): void {
    this.#at = at - 1
    this.#next()
  }

  #value(stop: Stop): Value {
    let code = this.#code
    while (code === SPACE || code === LINE_FEED || code === RETURN || code === TAB) code = this.#next()
    if (code === QUOTE || code === APOSTROPHE) return this.#quoted()
    if (code === OPEN_BRACE) return this.#object()
    if (code === OPEN_BRACKET) return this.#array()
    if (code === MINUS || isDigit(code)) return this.#number(stop)
    if (code === COLON || code === CLOSE_BRACE || code === CLOSE_BRACKET) throw this.#unexpectedCharacter(this.#at)
    return keyword(this.#unquoted(stop))
  }

  #array(): Value[] {
    this.#deeper()
    const list: Value[] = []
    this.#next()
    for (;;) {
      const code = this.#code
      if (code === CLOSE_BRACKET) break
      if (code === COMMA || code === SPACE || code === LINE_FEED || code === RETURN || code === TAB) this.#next()
      else if (code === COLON || code === CLOSE_BRACE) throw this.#unexpectedCharacter(this.#at)
      else if (code === END) throw endOfFile(this.#at - 1, 'EOF')
      else list.push(this.#value(CLOSE_BRACKET))
    }
    this.#depth--
    this.#next()
    return list
  }

  #object(): Value {
    this.#deeper()
    const map = new Map<Value, Value>()
    let code = this.#next()
    for (;;) {
      if (code === CLOSE_BRACE) break
      if (code === COMMA || code === SPACE || code === LINE_FEED || code === RETURN || code === TAB) {
        code = this.#next()
      } else {
        this.#member(map)
        // What follows a member is read again: a comma or the end.
        code = this.#code
      }
    }
    this.#depth--
    this.#next()
    return map
  }

  #member(map: Map<Value, Value>): void {
    const code = this.#code
    if (code === COLON || code === OPEN_BRACKET || code === CLOSE_BRACKET || code === OPEN_BRACE) {
      throw this.#unexpectedCharacter(this.#at)
    }
    const name = code === QUOTE || code === APOSTROPHE ? this.#quoted() : this.#unquoted(COLON)
    if (this.#skipSpace() !== COLON) {
      throw this.#code === END ? endOfFile(this.#at - 1, 'null') : this.#unexpectedCharacter(this.#at - 1)
    }
    if (this.#at + 1 >= this.#text.length) throw endOfFile(this.#at, 'EOF')
    this.#next()
    map.set(name, this.#value(CLOSE_BRACE))
    const after = this.#skipSpace()
    if (after === CLOSE_BRACE || after === COMMA) return
    throw after === END ? endOfFile(this.#at - 1, 'null') : this.#unexpectedToken(this.#at - 1)
  }

  #quoted(): string {
    const { length } = this.#text
    const start = this.#at + 1
    const end = this.#text.indexOf(this.#code === QUOTE ? '"' : "'", start)
    if (end === -1) throw endOfFile(length, 'null')
    if (this.#backslash < start) {
      const found = this.#text.indexOf('\\', start)
      this.#backslash = found === -1 ? length : found
    }
    if (this.#backslash > end) {
      this.#moveTo(end + 1)
      return this.#text.slice(start, end)
    }
    return this.#escaped(this.#code)
  }

  /** Control characters that stand in a text with escapes are dropped, in one without they are kept: json-smart's way. */
  #escaped(quote: number): string {
    let text = ''
    let start = this.#at + 1
    for (;;) {
      const code = this.#next()
      if (code > SPACE && code !== quote && code !== BACKSLASH && code !== 0x7f) continue
      if (code === SPACE) continue
      text += this.#text.slice(start, this.#at)
      if (code === quote) break
      if (code === END) throw endOfFile(this.#at - 1, 'null')
      if (code === BACKSLASH) text += this.#escape()
      start = this.#at + 1
    }
    this.#next()
    return text
  }

  #escape(): string {
    const code = this.#next()
    if (code === 0x75) return this.#unicode(4)
    if (code === 0x78) return this.#unicode(2)
    if (code === END) throw endOfFile(this.#at, 'null')
    return ESCAPES[String.fromCharCode(code)] ?? ''
  }

  #unicode(digits: number): string {
    let value = 0
    for (let count = 0; count < digits; count++) {
      const code = this.#next()
      const digit = code === END ? Number.NaN : Number.parseInt(String.fromCharCode(code), 16)
      if (code === END) throw endOfFile(this.#at, 'EOF')
      if (Number.isNaN(digit)) {
        throw invalid(`Unexpected unicode escape sequence ${String.fromCharCode(code)} at position ${this.#at}.`)
      }
      value = value * 16 + digit
    }
    return String.fromCharCode(value)
  }

  #number(stop: Stop): Value {
    const start = this.#at
    let fraction = false
    this.#next()
    this.#skipDigits()
    if (this.#code === DOT) {
      fraction = true
      this.#next()
      this.#skipDigits()
    }
    if (isExponent(this.#code)) {
      fraction = true
      const code = this.#next()
      if (code !== PLUS && code !== MINUS && !isDigit(code)) return this.#rest(start, stop)
      this.#next()
      this.#skipDigits()
    }
    const code = this.#skipSpace()
    if (code < TILDE && code !== END && !isStop(code, stop)) return this.#rest(start, stop)
    const text = javaTrim(this.#text.slice(start, this.#at))
    return fraction ? fractionOf(text) : wholeOf(text)
  }

  /** What began as a number and is a text: `12ab`. */
  #rest(start: number, stop: Stop): string {
    this.#unquoted(stop)
    return javaTrim(this.#text.slice(start, this.#at))
  }

  #unquoted(stop: Stop | typeof COLON): string {
    const start = this.#at
    while (this.#code !== END && !isStop(this.#code, stop)) this.#next()
    return javaTrim(this.#text.slice(start, this.#at))
  }

  #skipDigits(): void {
    while (isDigit(this.#code)) this.#next()
  }

  #skipSpace(): number {
    while (this.#code <= SPACE && this.#code !== END) this.#next()
    return this.#code
  }

  #deeper(): void {
    this.#depth++
    if (this.#depth > MAX_DEPTH) {
      const character = String.fromCharCode(this.#code)
      const words = 'Malicious payload, having non natural depths, parsing stoped on'
      throw invalid(`${words} ${character} at position ${this.#at}.`)
    }
  }

  #unexpectedCharacter(at: number): MappingFault {
    return invalid(`Unexpected character (${String.fromCharCode(this.#code)}) at position ${at}.`)
  }

  #unexpectedToken(at: number): MappingFault {
    return invalid(`Unexpected token ${String.fromCharCode(this.#code)} at position ${at}.`)
  }
}

const invalid = (words: string) => new MappingFault('invalidJson', words)
const endOfFile = (at: number, found: string) => invalid(`Unexpected End Of File position ${at}: ${found}`)

const isDigit = (code: number) => code >= ZERO && code <= NINE
const isExponent = (code: number) => code === 0x65 || code === 0x45
const isStop = (code: number, stop: number) => code === stop || (code === COMMA && stop !== COLON && stop !== END)

const ESCAPES: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  b: '\b',
  '\\': '\\',
  '/': '/',
  "'": "'",
  '"': '"',
}

function keyword(text: string): Value {
  if (text === 'null') return null
  if (text === 'true') return true
  if (text === 'false') return false
  return text === 'NaN' ? new JavaDouble(Number.NaN) : text
}

/** A lone `-` is 0. */
function wholeOf(text: string): Value {
  if (text.length <= SAFE_DIGITS) return text === '-' ? 0 : Number(text) + 0
  if (text.length > MAX_DIGITS) return new JavaDecimal(text)
  const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text)
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function fractionOf(text: string): Value {
  const value = Number(text)
  if (Number.isNaN(value)) throw invalid(`For input string: "${text}"`)
  if (text.length <= DOUBLE_CHARACTERS) return new JavaDouble(value)
  const exponent = /[eE](.*)/.exec(text)?.[1] ?? '0'
  if (Math.abs(Number(exponent)) > MAX_EXPONENT) throw invalid(`Too many nonzero exponent digits: ${text}`)
  return new JavaDecimal(text)
}

/** Java's String.trim: all up to the space. */
function javaTrim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= SPACE) start++
  while (end > start && text.charCodeAt(end - 1) <= SPACE) end--
  return text.slice(start, end)
}
