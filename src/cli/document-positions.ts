import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import { pointerKeys } from '../openapi/ref.ts'

/** Where something stands in a file, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** What a step along a JSON pointer finds: the node that goes on, and the one that a reader should look at. */
interface Step {
  readonly node: unknown
  readonly shown: unknown
}

const START: Position = { line: 1, column: 1 }

/** Turns JSON pointers into lines and columns of a document, which may be YAML or JSON (which YAML's parser reads too). */
export class DocumentPositions {
  readonly #text: string
  readonly #lines = new LineCounter()
  #parsed?: ReturnType<typeof parseDocument>

  constructor(text: string) {
    this.#text = text
  }

  /** Read when a place is asked for: a document without problems needs none. */
  get #document(): ReturnType<typeof parseDocument> {
    const options = { lineCounter: this.#lines, uniqueKeys: false, logLevel: 'silent', schema: 'core' } as const
    this.#parsed ??= parseDocument(this.#text, options)
    return this.#parsed
  }

  /** Of the member that the pointer names, or of the nearest thing above it: what is missing has no place of its own. */
  of(pointer: string): Position {
    let step: Step = { node: this.#document.contents, shown: this.#document.contents }
    for (const key of pointerKeys(`#${pointer}`) ?? []) {
      const next = this.#child(step.node, key)
      if (next === undefined) break
      step = next
    }
    return this.#positionOf(step.shown) ?? START
  }

  /** Of the first mistake in the text itself; undefined when it can be parsed. */
  get fault(): (Position & { readonly message: string }) | undefined {
    const [fault] = this.#document.errors
    if (fault === undefined) return undefined
    const { line, col } = this.#lines.linePos(fault.pos[0])
    // The parser adds the place and the line itself.
    return { line, column: col, message: fault.message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '') }
  }

  #child(node: unknown, key: string): Step | undefined {
    const owner = this.#resolved(node)
    if (isSeq(owner)) {
      const item = owner.items[Number(key)]
      return item === undefined ? undefined : { node: item, shown: item }
    }
    const pair = isMap(owner) ? this.#pair(owner.items, key) : undefined
    return pair && { node: pair.value, shown: pair.key }
  }

  /** The last of several keys counts; one that a map merges in (`<<`) counts after its own. */
  #pair(items: readonly Pair[], key: string): Pair | undefined {
    const own = items.findLast((pair) => keyText(pair.key) === key)
    if (own) return own
    const merged = items.filter((pair) => keyText(pair.key) === '<<').map((pair) => this.#resolved(pair.value))
    return merged.flatMap((map) => (isMap(map) ? (this.#pair(map.items, key) ?? []) : [])).at(0)
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node
  }

  #positionOf(node: unknown): Position | undefined {
    const offset = (node as Node | null | undefined)?.range?.[0]
    if (offset === undefined) return undefined
    const { line, col } = this.#lines.linePos(offset)
    return { line, column: col }
  }
}

const keyText = (key: unknown): string | undefined =>
  isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))) : undefined
