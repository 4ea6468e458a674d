/** What a backslash begins in a Java regular expression. */
import { CLASSES, not, property } from './characters.ts'
import { type CharacterTest, RegexFault } from './node.ts'
import type { Source } from './source.ts'

/** A character, a class, a reference to a group, or a letter that means a place (`\b`). */
export type Escape =
  | number
  | { readonly test: CharacterTest }
  | { readonly group: number | string }
  | { readonly place: string }

const CHARACTERS: ReadonlyMap<string, number> = new Map([
  ['t', 9],
  ['n', 10],
  ['r', 13],
  ['f', 12],
  ['a', 7],
  ['e', 27],
])
const PLACES = 'bBAGzZR'

export function parseEscape(source: Source): Escape {
  source.at++
  if (source.isAtEnd()) throw new RegexFault('Unexpected internal error: a backslash at the end')
  const code = source.nextCodePoint()
  const letter = String.fromCodePoint(code)
  if (!/[A-Za-z0-9]/.test(letter)) return code
  const character = CHARACTERS.get(letter) ?? parseCode(letter, source)
  if (character !== undefined) return character
  const test = CLASSES.get(letter.toLowerCase())
  if (test !== undefined) return { test: letter === letter.toLowerCase() ? test : not(test) }
  if (letter === 'p' || letter === 'P') return parseProperty(source, letter === 'P')
  if (PLACES.includes(letter)) return { place: letter }
  return { group: parseGroup(letter, source) }
}

/** `\x41`, `\x{1F600}`, `\u0041`, `\cA`, `\0101`. */
function parseCode(letter: string, source: Source): number | undefined {
  if (letter === 'x') {
    const [, two, any = ''] =
      source.match(/([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,8})\}/y) ?? illegal('Illegal hexadecimal escape sequence')
    const code = Number.parseInt(two ?? any, 16)
    return code <= 0x10ffff ? code : illegal('Hexadecimal codepoint is too big')
  }
  if (letter === 'u') return parseUnicode(source)
  if (letter === 'c') return source.isAtEnd() ? illegal('Illegal control escape sequence') : source.nextCodePoint() ^ 64
  if (letter !== '0') return undefined
  const [octal] = source.match(/[0-3][0-7]{0,2}|[4-7][0-7]?/y) ?? illegal('Illegal octal escape sequence')
  return Number.parseInt(octal, 8)
}

function parseUnicode(source: Source): number {
  const unit = hexadecimal(source)
  if (unit < 0xd800 || unit > 0xdbff || !source.text.startsWith('\\u', source.at)) return unit
  const before = source.at
  source.at += 2
  const low = hexadecimal(source)
  if (low >= 0xdc00 && low <= 0xdfff) return (unit - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000
  source.at = before
  return unit
}

function hexadecimal(source: Source): number {
  const [hex] = source.match(/[0-9a-fA-F]{4}/y) ?? illegal('Illegal Unicode escape sequence')
  return Number.parseInt(hex, 16)
}

function parseProperty(source: Source, negative: boolean): Escape {
  const [, braced, letter = ''] = source.match(/\{([^}]*)\}|([A-Z])/y) ?? illegal('Unclosed character family')
  const test = property(braced ?? letter)
  return { test: negative ? not(test) : test }
}

function parseGroup(letter: string, source: Source): number | string {
  if (letter === 'k')
    return (source.match(/<([a-zA-Z][a-zA-Z0-9]*)>/y) ?? illegal('\\k is not followed by a name'))[1] ?? ''
  return /[1-9]/.test(letter) ? Number(letter) : illegal('Illegal/unsupported escape sequence')
}

function illegal(words: string): never {
  throw new RegexFault(words)
}
