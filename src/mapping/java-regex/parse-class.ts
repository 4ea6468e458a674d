/** `[a-z&&[^m-p]]`: unions, ranges, intersections and their complements, as Java 9 and later read them. */
import { type Flags, isSpace, not, withCase } from './characters.ts'
import { type CharacterTest, RegexFault } from './node.ts'
import { parseEscape } from './parse-escape.ts'
import type { Source } from './source.ts'

/** The class whose bracket begins here. */
export function parseClass(source: Source, flags: Flags): CharacterTest {
  source.enter()
  source.at++
  const negative = source.take('^')
  let whole: CharacterTest | undefined
  let union: CharacterTest[] = []
  let empty = true
  for (;;) {
    if (source.isAtEnd()) throw new RegexFault('Unclosed character class')
    if (source.peek() === ']' && !empty) break
    if (source.text.startsWith('&&', source.at)) {
      source.at += 2
      whole = intersection(whole, union)
      union = []
    } else union.push(parseItem(source, flags))
    empty = false
  }
  source.at++
  source.leave()
  const test = intersection(whole, union)
  return negative ? not(test) : test
}

function intersection(whole: CharacterTest | undefined, union: readonly CharacterTest[]): CharacterTest {
  const [only, ...more] = union
  if (only === undefined) return whole ?? (() => false)
  const any: CharacterTest = more.length === 0 ? only : (code) => union.some((test) => test(code))
  return whole === undefined ? any : (code) => whole(code) && any(code)
}

function parseItem(source: Source, flags: Flags): CharacterTest {
  if (flags.comments && isSpace(source.peek().charCodeAt(0))) {
    source.at++
    return () => false
  }
  if (source.peek() === '[') return parseClass(source, flags)
  const first = parseOne(source, flags)
  if (typeof first !== 'number') return first
  const next = source.text[source.at + 1]
  if (source.peek() !== '-' || next === undefined || next === ']' || next === '[') return single(first, flags)
  source.at++
  const last = parseOne(source, flags)
  if (typeof last !== 'number') return either(single(first, flags), either(single(0x2d, flags), last))
  if (last < first) throw new RegexFault('Illegal character range')
  return withCase((code) => code >= first && code <= last, flags)
}

const single = (wanted: number, flags: Flags) => withCase((code) => code === wanted, flags)
const either =
  (one: CharacterTest, other: CharacterTest): CharacterTest =>
  (code) =>
    one(code) || other(code)

function parseOne(source: Source, flags: Flags): number | CharacterTest {
  if (source.peek() !== '\\') return source.nextCodePoint()
  const escaped = parseEscape(source)
  if (typeof escaped === 'number') return escaped
  if ('test' in escaped) return withCase(escaped.test, flags)
  throw new RegexFault('Illegal/unsupported escape sequence')
}
