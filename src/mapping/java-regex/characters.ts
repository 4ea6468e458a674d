/**
 * Java's character classes: `\d`, `\p{Alpha}`, `.`, line ends, and case.
 * https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
 */
import { type CharacterTest, RegexFault } from './node.ts'

export interface Flags {
  readonly ignoreCase: boolean
  /** `u`: case beyond ASCII. */
  readonly unicodeCase: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  /** `d`: only `\n` ends a line. */
  readonly unixLines: boolean
  /** `x`: white space and comments do not count. */
  readonly comments: boolean
}

export const NO_FLAGS: Flags = {
  ignoreCase: false,
  unicodeCase: false,
  multiline: false,
  dotAll: false,
  unixLines: false,
  comments: false,
}

const between =
  (first: number, last: number): CharacterTest =>
  (code) =>
    code >= first && code <= last

export const isDigit = between(0x30, 0x39)
const isUpper = between(0x41, 0x5a)
const isLower = between(0x61, 0x7a)
const isAlpha: CharacterTest = (code) => isUpper(code) || isLower(code)
const isAlnum: CharacterTest = (code) => isAlpha(code) || isDigit(code)
export const isWord: CharacterTest = (code) => isAlnum(code) || code === 0x5f
export const isSpace: CharacterTest = (code) => code === 0x20 || (code >= 9 && code <= 13)
const isGraph = between(0x21, 0x7e)
const isPunct: CharacterTest = (code) => isGraph(code) && !isAlnum(code)
const isHorizontal: CharacterTest = (code) =>
  code === 0x20 ||
  code === 9 ||
  code === 0xa0 ||
  code === 0x1680 ||
  code === 0x180e ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000
const isVertical: CharacterTest = (code) =>
  (code >= 10 && code <= 13) || code === 0x85 || code === 0x2028 || code === 0x2029

export const isLineEnd = (code: number, { unixLines }: Pick<Flags, 'unixLines'>): boolean =>
  code === 10 || (!unixLines && (code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029))

export const not =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    !test(code)

/** `\d` and its like. */
export const CLASSES: ReadonlyMap<string, CharacterTest> = new Map([
  ['d', isDigit],
  ['w', isWord],
  ['s', isSpace],
  ['h', isHorizontal],
  ['v', isVertical],
])

const PROPERTIES: ReadonlyMap<string, CharacterTest> = new Map([
  ['Lower', isLower],
  ['Upper', isUpper],
  ['ASCII', between(0, 0x7f)],
  ['Alpha', isAlpha],
  ['Digit', isDigit],
  ['Alnum', isAlnum],
  ['Punct', isPunct],
  ['Graph', isGraph],
  ['Print', between(0x20, 0x7e)],
  ['Blank', (code) => code === 0x20 || code === 9],
  ['Cntrl', (code) => code < 0x20 || code === 0x7f],
  ['XDigit', (code) => isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66)],
  ['Space', isSpace],
])

/** `\p{…}` by its name. */
export function property(name: string): CharacterTest {
  const posix = PROPERTIES.get(name)
  if (posix !== undefined) return posix
  const [, prefix = '', bare = ''] = /^(Is|general_category=|gc=|script=|sc=)?(\w+)$/.exec(name) ?? []
  const script = prefix.startsWith('s')
  for (const candidate of script ? [`Script=${bare}`] : [bare, `Script=${bare}`]) {
    const test = unicode(candidate)
    if (test !== undefined) return test
  }
  throw new RegexFault(`Unknown character property name {${name}}`)
}

/** The names are those of Unicode in both languages; nothing of a pattern's author but a name comes in here. */
function unicode(name: string): CharacterTest | undefined {
  try {
    const regExp = new RegExp(`^\\p{${name}}$`, 'u')
    return (code) => regExp.test(String.fromCodePoint(code))
  } catch {
    return undefined
  }
}

export const dot = (flags: Flags): CharacterTest => (flags.dotAll ? () => true : (code) => !isLineEnd(code, flags))

/** The same, whatever the case of the character. */
export function withCase(test: CharacterTest, { ignoreCase, unicodeCase }: Flags): CharacterTest {
  if (!ignoreCase) return test
  if (!unicodeCase) return (code) => test(code) || (isAlpha(code) && test(code ^ 0x20))
  return (code) => test(code) || otherCases(code).some(test)
}

function otherCases(code: number): number[] {
  const text = String.fromCodePoint(code)
  const upper = text.toUpperCase()
  return [upper, text.toLowerCase(), upper.toLowerCase()].map((each) => each.codePointAt(0) as number)
}

/** Whether two stretches of text are equal but for case. */
export function equalIgnoringCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
