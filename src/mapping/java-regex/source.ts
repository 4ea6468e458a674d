import { RegexFault } from './node.ts'

/** Groups in groups, classes in classes. */
const MAX_NESTING = 200

/** Where the parser of a regular expression stands. */
export class Source {
  readonly text: string
  at = 0
  #nesting = 0

  constructor(text: string) {
    this.text = text
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  /** Empty at the end. */
  peek(): string {
    return this.text[this.at] ?? ''
  }

  /** Whether this comes next, and if so goes behind it. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false
    this.at += expected.length
    return true
  }

  nextCodePoint(): number {
    const code = this.text.codePointAt(this.at)
    if (code === undefined) throw new RegexFault('Unexpected end of the pattern')
    this.at += code > 0xffff ? 2 : 1
    return code
  }

  /** What the sticky pattern finds here; undefined when it does not match. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return undefined
    this.at += found[0].length
    return found
  }

  enter(): void {
    this.#nesting++
    if (this.#nesting > MAX_NESTING) throw new RegexFault(`Nested more than ${MAX_NESTING} deep`)
  }

  leave(): void {
    this.#nesting--
  }
}
