/** Bytes that come in chunks and are taken off in pieces of other sizes: each is copied once at most, however small the chunks are. */
export class ByteQueue {
  readonly #chunks: Uint8Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  /** The next `count` bytes; undefined while there are fewer. */
  take(count: number): Uint8Array | undefined {
    if (this.#length < count) return undefined
    const first = this.takeSome(count)
    if (first.length === count) return first
    const taken = new Uint8Array(count)
    taken.set(first)
    for (let at = first.length; at < count; ) {
      const piece = this.takeSome(count - at)
      taken.set(piece, at)
      at += piece.length
    }
    return taken
  }

  /** What is there, uncopied: at least one byte where any is, at most `count`. */
  takeSome(count: number): Uint8Array {
    const [first] = this.#chunks
    if (first === undefined || count === 0) return new Uint8Array(0)
    const piece = first.length <= count ? first : first.subarray(0, count)
    if (piece === first) this.#chunks.shift()
    else this.#chunks[0] = first.subarray(count)
    this.#length -= piece.length
    return piece
  }
}
