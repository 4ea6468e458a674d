import { describe, expect, it } from 'vitest'
import { MappingFault } from '../../src/mapping/mapping-fault.ts'
import { UTIL } from '../../src/mapping/util.ts'
import type { Value } from '../../src/mapping/values.ts'

// Expected texts are what commons-lang 2, URLEncoder, URLDecoder and Base64 of Java give, asked of each; recorded where a vector is named.

const MIXED = 'a\'b"c/d\\e\n\t\b\f\r\u0001\u001f\u007f\u0080é\u2028😀'

describe('$util', () => {
  it.each<[string, Value, Value]>([
    [
      'escapeJavaScript',
      MIXED,
      'a\\\'b\\"c\\/d\\\\e\\n\\t\\b\\f\\r\\u0001\\u001F\u007f\\u0080\\u00E9\\u2028\\uD83D\\uDE00',
    ],
    ['escapeJavaScript', 5, '5'],
    ['escapeJavaScript', true, 'true'],
    ['escapeJavaScript', null, ''],
    ['urlEncode', MIXED, 'a%27b%22c%2Fd%5Ce%0A%09%08%0C%0D%01%1F%7F%C2%80%C3%A9%E2%80%A8%F0%9F%98%80'],
    ['urlEncode', '{"some": "value"}', '%7B%22some%22%3A+%22value%22%7D'], // vtl-0228
    ['urlEncode', "-_.*~!'()", '-_.*%7E%21%27%28%29'],
    ['urlEncode', 'a\ud800b', 'a%3Fb'],
    ['urlDecode', 'a+b%20c%C3%A9', 'a b cé'],
    ['urlDecode', 'a%FFb%E2%82', 'a\ufffdb\ufffd'],
    ['base64Encode', MIXED, 'YSdiImMvZFxlCgkIDA0BH3/CgMOp4oCo8J+YgA=='],
    ['base64Decode', 'YQ==', 'a'],
    ['base64Decode', 'YQ', 'a'],
    ['base64Decode', '', ''],
    ['base64Decode', '/w==', '\ufffd'],
    ['parseJson', '{a:1}', new Map([['a', 1]])],
    ['parseJson', 'null', null],
  ])('%s(%j)', (name, argument, expected) => {
    expect(UTIL.call(name, [argument])).toEqual(expected)
  })

  it.each([
    ['urlDecode', '%'],
    ['urlDecode', '%4'],
    ['urlDecode', '%zz'],
    ['base64Decode', 'Y'],
    ['base64Decode', 'YQ='],
    ['base64Decode', 'YW I='],
    ['base64Decode', 'Y-_='],
    ['base64Decode', 'YQ==YQ=='],
    ['base64Decode', '='],
    ['parseJson', '{"a"'],
  ])('%s refuses %s', (name, argument) => {
    expect(() => UTIL.call(name, [argument])).toThrow(MappingFault)
  })

  it('has no other function, no member, and prints {} (vtl-0257)', () => {
    expect(UTIL.call('toString', [])).toBeUndefined()
    expect(UTIL.call('constructor', ['x'])).toBeUndefined()
    expect(UTIL.call('urlEncode', ['x', 'y'])).toBeUndefined()
    expect(UTIL.member('urlEncode')).toBeUndefined()
    expect(UTIL.print()).toBe('{}')
  })

  it('encodes and decodes a large text', () => {
    const text = 'é'.repeat(500_000)
    expect(UTIL.call('base64Decode', [UTIL.call('base64Encode', [text]) ?? null])).toBe(text)
    expect(UTIL.call('urlDecode', [UTIL.call('urlEncode', [text]) ?? null])).toBe(text)
  })
})
