/** Places in a text that a Java regular expression asks for: `^`, `$`, `\b`, `\z`. */
import { type Flags, isLineEnd, isWord } from './characters.ts'
import { type Anchor, RegexFault, type RegexNode } from './node.ts'

/** In multiline mode behind a line's end too, but never at the end of the text. */
export function caret(flags: Flags): Anchor {
  if (!flags.multiline) return (_, at) => at === 0
  return (text, at) => {
    if (at === text.length) return false
    if (at === 0) return true
    const before = text.charCodeAt(at - 1)
    return isLineEnd(before, flags) && !(before === 13 && text.charCodeAt(at) === 10)
  }
}

/** The end, or before the line's end that ends the text; in multiline mode before any. Never between `\r` and `\n`. */
export function dollar(flags: Flags): Anchor {
  return (text, at) => {
    if (at === text.length) return true
    const code = text.charCodeAt(at)
    if (!isLineEnd(code, flags)) return false
    if (!flags.unixLines && code === 10 && text.charCodeAt(at - 1) === 13) return false
    const size = !flags.unixLines && code === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 1
    return flags.multiline || at + size === text.length
  }
}

const isBoundary: Anchor = (text, at) => isWordAt(text, at - 1) !== isWordAt(text, at)

function isWordAt(text: string, at: number): boolean {
  const code = at >= 0 && at < text.length ? text.charCodeAt(at) : -1
  return isWord(code) || (code > 0x7f && /[\p{L}\p{Nd}]/u.test(String.fromCharCode(code)))
}

/** The letter behind a backslash → its place. */
export function anchorOf(letter: string, flags: Flags): Anchor {
  switch (letter) {
    case 'b':
      return isBoundary
    case 'B':
      return (text, at, from) => !isBoundary(text, at, from)
    case 'A':
      return (_, at) => at === 0
    case 'G':
      return (_, at, from) => at === from
    case 'z':
      return (text, at) => at === text.length
    case 'Z':
      return dollar({ ...flags, multiline: false })
    default:
      throw new RegexFault('Illegal/unsupported escape sequence')
  }
}

/** `\R`. */
export function lineBreak(): RegexNode {
  const codes = new Set([10, 11, 12, 13, 0x85, 0x2028, 0x2029])
  return {
    kind: 'choice',
    nodes: [
      { kind: 'text', text: '\r\n' },
      { kind: 'character', test: (code) => codes.has(code) },
    ],
  }
}
