import { describe, expect, it } from 'vitest'
import { OutOfSteps, safeRegex } from '../../src/validation/safe-regex.ts'

const ENOUGH = 50_000_000
const test = (source: string, text: string, flags: '' | 'u' = '') =>
  safeRegex(source, flags).test(text, { steps: ENOUGH })

describe('a regular expression that no text can make slow', () => {
  const sources = [
    ...[
      '',
      'a',
      '^a+$',
      '^(a+)+$',
      '(a|a)*b',
      '^(?:a?){3}a{3}$',
      'a|b|',
      '^[^ab]*$',
      '[]',
      '[^]',
      'x{2,3}y',
      'a{2}',
      'a{,2}',
      'x{',
    ],
    ...[
      '\\bab\\b',
      '\\Bb',
      '^(?=.*a)(?=.*b)[a-b ]+$',
      '^(?!.*ab)',
      '(?<=a)b',
      '(?<!a)b$',
      'a.b',
      '\\x61\\u0062',
      '\\0',
      '[\\]a]',
    ],
    ...[
      '(?<name>ab)+',
      '(a(b(a)?)?)+$',
      '^(([a-z])+.)+[A-Z]([a-z])+$',
      '^([a-zA-Z0-9_\\-\\.]+)+b$',
      '(?:)*',
      '(?:a*)*b',
      '(?=a)*a',
    ],
    ...['\\d{2}-\\w', '^\\s*\\S+\\s*$', ']', '}', 'a\\/b', '\\@', '\\ ', '^.{1,5}$', '(^a|b$)', '\\cA', '(a|b|ab)*c'],
  ]
  const texts = [
    '',
    'a',
    'b',
    'ab',
    'ba',
    'aab',
    'abab ab',
    'aaab',
    'a\nb',
    'x{',
    'xxy',
    'aa',
    ']',
    '}',
    'a/b',
    '@ ',
    '12-z',
    'é😀',
    'abc',
  ]

  it.each(sources)('says of %j what JavaScript says', (source) => {
    for (const text of [...texts, ...texts.map((each) => each.repeat(3))])
      expect(test(source, text), JSON.stringify(text)).toBe(new RegExp(source).test(text))
  })

  it.each(['^\\p{L}+$', '^.$', '^[^a]$', '\\u{1F600}', '(\\p{Lu}+\\p{Ll}*)+$', '^(.|a)*$'])(
    'knows code points in %j',
    (source) => {
      for (const text of [...texts, '😀', 'Éa', 'ÉaÉ'.repeat(3)])
        expect(test(source, text, 'u'), text).toBe(new RegExp(source, 'u').test(text))
    },
  )

  it.each([
    '^(a+)+$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '(a*)*b',
    '^(?:a?){40}a{40}$',
    '(.*)*x',
    '^([a-z]+\\.?)+@',
    '\\s+$',
    'a+@',
  ])('answers %j on a long text at once', (source) => {
    for (const text of [`${'a'.repeat(50_000)}!`, `${' '.repeat(50_000)}!`]) {
      const start = performance.now()
      expect(test(source, text)).toBe(false)
      expect(performance.now() - start).toBeLessThan(1_000)
    }
  })

  it('stops when its budget is used up', () => {
    expect(() => safeRegex('^(a+)+$').test('a'.repeat(1_000), { steps: 500 })).toThrow(OutOfSteps)
    expect(() => safeRegex('^a$').test('a'.repeat(1_000), { steps: 500 })).toThrow(OutOfSteps)
  })

  it.each([
    ['(', 'Unterminated group'],
    ['[b-a]', 'out of order'],
    ['(a)\\1', 'backreferences'],
    ['(?<x>a)\\k<x>', 'backreferences'],
    ['(?:[ab]{1,100}){1,100}', 'too large'],
    ['('.repeat(300) + ')'.repeat(300), 'nested deeper'],
  ])('refuses %j: %s', (source, message) => {
    expect(() => safeRegex(source)).toThrow(message)
  })
})
