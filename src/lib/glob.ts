/** `*` stands for any characters, `?` for any one: compiled to character codes, with the two below for what is wild. */
export type Glob = readonly number[]

const ONE = -1
const MANY = -2
const STAR = 42
const QUESTION = 63

/** `/prod/*` → what texts are held against. */
export function compileGlob(pattern: string): Glob {
  return literalGlob(pattern).map((code) => (code === STAR ? MANY : code === QUESTION ? ONE : code))
}

/** A text that stands for itself alone, stars and all. */
export const literalGlob = (text: string): Glob => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))

/** Walks both and goes back to the last `*` alone: at most length × length steps, whatever the pattern. */
export function fitsGlob(glob: Glob, text: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  let i = 0
  while (i < text.length) {
    const wanted = glob[at]
    if (wanted === MANY) {
      star = at++
      if (at === glob.length) return true
      resume = i
    } else if (wanted !== undefined && (wanted === ONE || wanted === text.charCodeAt(i))) {
      at++
      i++
    } else if (star >= 0) {
      at = star + 1
      i = ++resume
    } else return false
  }
  while (glob[at] === MANY) at++
  return at === glob.length
}
