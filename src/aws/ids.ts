const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** The largest multiple of the alphabet's size in a byte: bytes from here on would favour its first letters. */
const FAIR_BYTES = 252

/** A random id as AWS writes them: `length` lower-case letters and digits (10 for an API, 6 for what it holds). */
export function randomId(length: number): string {
  let id = ''
  while (id.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < FAIR_BYTES && id.length < length) id += ALPHABET[byte % ALPHABET.length]
    }
  }
  return id
}

/** Ids that never repeat, nor repeat one of `taken`: six letters collide within an API of some ten thousand parts. */
export function distinctIds(newId: () => string, taken: Iterable<string> = []): () => string {
  const seen = new Set(taken)
  return () => {
    let id = newId()
    while (seen.has(id)) id = newId()
    seen.add(id)
    return id
  }
}
