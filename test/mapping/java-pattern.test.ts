import { describe, expect, it } from 'vitest'
import { compileJavaPattern, type JavaPattern } from '../../src/mapping/java-pattern.ts'
import { MappingFault } from '../../src/mapping/mapping-fault.ts'

// test/conformance/java-pattern-oracle.test.ts compares with java.util.regex itself; expected values here are its answers.

function pattern(text: string, flags = ''): JavaPattern {
  const compiled = compileJavaPattern(text, flags)
  if (typeof compiled === 'string') throw new Error(compiled)
  return compiled
}

describe("Java's regular expressions", () => {
  it.each([
    ['4\\d{2}', '404', true],
    ['4\\d{2}', '4040', false],
    ['.*[a-z&&[^aeiou]].*', 'aeiou', false],
    ['(?i)error.*', 'ERROR: x', true],
    ['.*', 'a\nb', false],
    ['(?s).*', 'a\nb', true],
    ['[^\\p{Alpha}]+', '123', true],
    ['\\Qa.b\\E+', 'a.bbb', true],
    ['a*+a', 'aaa', false],
    ['(?<y>\\d)-\\k<y>', '1-1', true],
    ['(a|b)\\1', 'bb', true],
    ['(?<=a)b|ab', 'ab', true],
    ['😀.', '😀😀', true],
    ['(?x) a b # comment', 'ab', true],
    ['[]a]+', ']a', true],
    ['x{2,3}?', 'xxx', true],
    ['', '', true],
  ])('%s matches all of %j: %s', (regex, text, matches) => {
    expect(pattern(regex).matches(text)).toBe(matches)
  })

  it.each([
    '(',
    ')',
    '[a',
    '*a',
    'a**',
    'a{2,1}',
    '{',
    '\\y',
    '(?<a>b)(?<a>c)',
    '(?<=a*)b',
    '\\p{Nothing}',
    'a\\',
    '[b-a]',
    '(?z)',
  ])('refuses %s, as Java does', (regex) => {
    expect(compileJavaPattern(regex)).toMatch(/is not valid/)
  })

  it.each([
    ["'", "it's", "\\\\'", "it\\'s"],
    ['(\\w+) (\\w+)', 'a b c d', '$2 $1', 'b a d c'],
    ['(?<n>\\d)', 'a1b2', '[${n}]', 'a[1]b[2]'],
    ['b*', 'abc', '-', '-a--c-'],
    ['\\s+', ' a \n b ', '', 'ab'],
    ['(a)|b', 'ab', '<$1>', '<a><>'],
    ['x', 'abc', '$9', 'abc'],
  ])('replaces all of %s in %j by %s', (regex, text, replacement, result) => {
    expect(pattern(regex).replaceAll(text, replacement)).toBe(result)
  })

  it.each(['$', '$1', '\\', '${x}'])('refuses the replacement %s once it finds something', (replacement) => {
    expect(() => pattern('a').replaceAll('a', replacement)).toThrow(MappingFault)
  })

  it('finds one match after the other, with its groups, and tells its steps', () => {
    const { groups, names, search } = pattern('(?<l>[a-z])(\\d)?')
    expect([groups, [...names]]).toEqual([2, [['l', 1]]])
    let steps = 0
    const spend = (count: number) => {
      steps += count
    }
    expect(search('-a1b', 0, spend)).toEqual({ start: 1, end: 3, groups: ['a1', 'a', '1'] })
    expect(search('-a1b', 3, spend)).toEqual({ start: 3, end: 4, groups: ['b', 'b', undefined] })
    expect(search('-a1b', 4, spend)).toBeUndefined()
    expect(steps).toBeGreaterThan(0)
  })

  it('replaces the first, finds a part, and splits', () => {
    expect(pattern('a').replaceFirst('banana', 'o')).toBe('bonana')
    expect(pattern('n.n').finds('banana')).toBe(true)
    expect(pattern(',').split('a,b,,')).toEqual(['a', 'b'])
    expect(pattern(',').split('a,b,,', -1)).toEqual(['a', 'b', '', ''])
    expect(pattern(',').split('a,b,c', 2)).toEqual(['a', 'b,c'])
    expect(pattern('').split('abc')).toEqual(['a', 'b', 'c'])
    expect(pattern(',').split('')).toEqual([''])
  })
})

describe('a hostile pattern', () => {
  it.each([
    ['(a+)+$', `${'a'.repeat(50)}b`],
    ['(a|aa)+$', `${'a'.repeat(50)}b`],
    ['(.*)*x', 'a'.repeat(1_000)],
    ['.*.*.*.*.*x', 'a'.repeat(5_000)],
    ['(\\w\\d?)*;', 'a1'.repeat(5_000)],
    ['(x+x+)+y', 'x'.repeat(60)],
    ['(a*)\\1\\1\\1b', 'a'.repeat(20_000)],
    ['(?=(a+))*b', 'a'.repeat(20_000)],
    ['((a{0,9}){0,9}){0,9}b', 'a'.repeat(200)],
  ])('%s ends soon, with a fault or an answer', (regex, text) => {
    const start = performance.now()
    try {
      expect(pattern(regex).finds(text)).toBe(false)
    } catch (error) {
      expect(error).toBeInstanceOf(MappingFault)
    }
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  it('that is long or deep is refused, not overflowed', () => {
    expect(compileJavaPattern('('.repeat(9_000))).toMatch(/deep/)
    expect(compileJavaPattern('['.repeat(9_000))).toMatch(/deep/)
    expect(compileJavaPattern('a'.repeat(20_000))).toMatch(/too long/)
    expect(compileJavaPattern(`(${'a|'.repeat(4_000)}b)*`)).toBeTypeOf('object')
  })

  it('keeps the stack within a thousand turns of a group and more', () => {
    expect(pattern('(ab|c)*').matches('ab'.repeat(1_000))).toBe(true)
    expect(() => pattern('(ab|c)*').matches('ab'.repeat(100_000))).toThrow(MappingFault)
    expect(() => pattern(`${'('.repeat(150)}a${')*'.repeat(150)}b`).finds('a'.repeat(5_000))).toThrow(MappingFault)
  })

  it('is not needed for a large text: 50 KB are replaced in linear time', () => {
    const text = "it's; ".repeat(9_000)
    const start = performance.now()
    expect(pattern("'").replaceAll(text, '').length).toBe(text.length - 9_000)
    expect(pattern('\\s+').replaceAll(text, ' ')).toBe(text)
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})
