/**
 * HTTP header fields as plain data. The platform's `Headers` is native: each `get`, `set` and `delete` leaves JavaScript, and a proxied
 * request needs dozens of them. This reads it once, works in memory, and is handed back once.
 * Names are found whatever their case and sent as they were last set.
 */
export class HeaderMap implements Iterable<[name: string, value: string]> {
  /** By lower-case name. */
  readonly #values = new Map<string, string>()
  /** Lower-case name → the name as it was set, where they differ. */
  #names: Map<string, string> | undefined
  /** The one field that may stand several times and cannot be merged. */
  #cookies: string[] | undefined

  constructor(fields: Readonly<Record<string, string>> = {}) {
    for (const name in fields) this.set(name, fields[name] as string)
  }

  /** All fields of a native `Headers`. */
  static from(headers: Headers): HeaderMap {
    const map = new HeaderMap()
    headers.forEach((value, name) => {
      if (name !== 'set-cookie') map.#values.set(name, value)
      else if (map.#cookies === undefined) map.#cookies = [value]
      else map.#cookies.push(value)
    })
    return map
  }

  /** A copy without these lower-case names. */
  without(names: ReadonlySet<string>): HeaderMap {
    const map = new HeaderMap()
    this.#values.forEach((value, key) => {
      if (names.has(key)) return
      map.#values.set(key, value)
    })
    if (this.#names !== undefined) map.#names = new Map(this.#names)
    if (this.#cookies !== undefined && !names.has('set-cookie')) map.#cookies = [...this.#cookies]
    return map
  }

  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase())
  }

  /** Replaces what has this name. */
  set(name: string, value: string): void {
    const key = name.toLowerCase()
    if (key === 'set-cookie') {
      this.#cookies = [value]
      return
    }
    this.#values.set(key, value)
    if (key === name) this.#names?.delete(key)
    else {
      this.#names ??= new Map()
      this.#names.set(key, name)
    }
  }

  /** Beside what has this name already. */
  append(name: string, value: string): void {
    const present = this.get(name)
    if (name.toLowerCase() === 'set-cookie' && this.#cookies !== undefined) this.#cookies.push(value)
    else this.set(name, present === undefined ? value : `${present}, ${value}`)
  }

  delete(name: string): void {
    const key = name.toLowerCase()
    if (key === 'set-cookie') this.#cookies = undefined
    this.#values.delete(key)
  }

  /** Lower-case names. */
  keys(): string[] {
    return [...this].map(([name]) => name)
  }

  getSetCookie(): readonly string[] {
    return this.#cookies ?? []
  }

  /** Lower-case names with their values, each cookie on its own. */
  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    yield* this.#values
    for (const cookie of this.#cookies ?? []) yield ['set-cookie', cookie]
  }

  /** Names as they were set with their values, each cookie on its own. */
  *fields(): IterableIterator<[name: string, value: string]> {
    for (const [key, value] of this) yield [this.#names?.get(key) ?? key, value]
  }

  /** Bytes on the wire: names, values, `: ` and the line's end. */
  get bytes(): number {
    let bytes = 0
    this.#values.forEach((value, name) => {
      bytes += name.length + value.length + FIELD_OVERHEAD_BYTES
    })
    for (const cookie of this.#cookies ?? []) bytes += 'set-cookie'.length + cookie.length + FIELD_OVERHEAD_BYTES
    return bytes
  }

  /** What `Request`, `Response` and `fetch` take. */
  toInit(): Record<string, string> | Headers {
    if (this.#cookies !== undefined || this.#values.has('__proto__')) return this.#toHeaders()
    const fields: Record<string, string> = {}
    this.#values.forEach((value, key) => {
      fields[this.#names?.get(key) ?? key] = value
    })
    return fields
  }

  /** For what a plain object cannot hold: a name several times, and the one name that means something else there. */
  #toHeaders(): Headers {
    const headers = new Headers()
    for (const [key, value] of this.#values) headers.set(this.#names?.get(key) ?? key, value)
    for (const cookie of this.#cookies ?? []) headers.append('set-cookie', cookie)
    return headers
  }
}

const FIELD_OVERHEAD_BYTES = 4

/** Printable, spaces and tabs, one byte a character: what a field can hold. https://www.rfc-editor.org/rfc/rfc9110#name-field-values */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/

/** Whether a name can be a header field's. */
export const isFieldName = (name: string): boolean => TOKEN.test(name)

/** Whether a value can stand in a header field. */
export const isFieldValue = (value: string): boolean => FIELD_VALUE.test(value)
