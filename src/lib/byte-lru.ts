/** A map that forgets what was used longest ago once its values' sizes pass a budget. The newest value always stays. */
export class ByteLru<Value> {
  readonly #budget: number
  readonly #entries = new Map<string, { value: Value; bytes: number }>()
  #bytes = 0
  /** Used last, so that its place in the order is the right one. */
  #newest: string | undefined

  constructor(budget: number) {
    this.#budget = budget
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (key !== this.#newest) {
      this.#entries.delete(key)
      this.#entries.set(key, entry)
      this.#newest = key
    }
    return entry.value
  }

  set(key: string, value: Value, bytes: number): void {
    this.#bytes += bytes - (this.#entries.get(key)?.bytes ?? 0)
    this.#entries.delete(key)
    this.#entries.set(key, { value, bytes })
    this.#newest = key
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#budget || oldest === key) return
      this.#entries.delete(oldest)
      this.#bytes -= entry.bytes
    }
  }

  delete(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0
    this.#entries.delete(key)
  }
}
