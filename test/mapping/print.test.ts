import { describe, expect, it } from 'vitest'
import { MappingFault } from '../../src/mapping/mapping-fault.ts'
import { printDouble, printJson, printValue } from '../../src/mapping/print.ts'
import { ArrayList, JavaDecimal, JavaDouble, type Value } from '../../src/mapping/values.ts'

// Expected texts are those of the engines that Amazon API Gateway is built on (Velocity 1.7, json-smart), asked for each value.

const map = (entries: Record<string, Value>): Value => new Map<Value, Value>(Object.entries(entries))

describe('what a reference prints', () => {
  it.each<[string, Value, string]>([
    ['text', 'a"b/c', 'a"b/c'],
    ['a map, as Java does', map({ a: 1, b: 'x/y', c: null }), '{a=1, b=x/y, c=null}'],
    ['a map in a map', map({ e: map({ f: 'g' }) }), '{e={f=g}}'],
    [
      'a list of JSON, as JSON with escaped slashes',
      [1, 'a/b', null, map({ k: [true] })],
      '[1,"a\\/b",null,{"k":[true]}]',
    ],
    ['a list of JSON in a map', map({ list: [map({ foo: 'bar' })] }), '{list=[{"foo":"bar"}]}'],
    [
      'a list that a template made',
      ArrayList.of<Value>(1, 'x', [1, 'a/b'], map({ a: ['b'] })) as ArrayList,
      '[1, x, [1,"a\\/b"], {a=["b"]}]',
    ],
    ['empty ones', ArrayList.of<Value>(map({}), new ArrayList(), []) as ArrayList, '[{}, [], []]'],
    ['a large whole number', 100000000000000000000n, '100000000000000000000'],
    ['a boolean', false, 'false'],
  ])('of %s', (_, value, text) => {
    expect(printValue(value)).toBe(text)
  })
})

describe('what $input.json prints', () => {
  it.each<[string, Value, string]>([
    ['text', 'a/b é\n\t\u0001"\\\u2028\u007f', '"a/b é\\n\\t\\u0001\\"\\\\\\u2028\\u007F"'],
    ['an object', map({ a: 1, 'b/c': [null, true] }), '{"a":1,"b/c":[null,true]}'],
    [
      'a list that a template put in',
      map({ l: ArrayList.of<Value>(1, map({ a: 'b/c' })) as ArrayList }),
      '{"l":[1,{"a":"b/c"}]}',
    ],
    ['a double without end', [new JavaDouble(Infinity)], '[null]'],
    ['null', null, 'null'],
  ])('of %s', (_, value, text) => {
    expect(printJson(value)).toBe(text)
  })
})

it.each([
  [1, '1.0'],
  [1.5, '1.5'],
  [1000, '1000.0'],
  [1e-5, '1.0E-5'],
  [0.001, '0.001'],
  [1e7, '1.0E7'],
  [12345678.9, '1.23456789E7'],
  [-0, '-0.0'],
  [0, '0.0'],
  [1.7976931348623157e308, '1.7976931348623157E308'],
  [-1.5, '-1.5'],
])('prints the double %d as %s', (value, text) => {
  expect(printDouble(value)).toBe(text)
})

it.each([
  ['123456789012345678901234567890.123', '123456789012345678901234567890.123'],
  ['1.234567890123456789E-10', '1.234567890123456789E-10'],
  ['1.234567890123456789e30', '1.234567890123456789E+30'],
  ['1234567890.1234567890e5', '123456789012345.67890'],
  ['-0.0000012345678901234567', '-0.0000012345678901234567'],
  ['0.00000012345678901234567', '1.2345678901234567E-7'],
  ['0.00012345678901234567', '0.00012345678901234567'],
])('keeps the digits of the long fraction %s', (text, printed) => {
  expect(printValue(new JavaDecimal(text))).toBe(printed)
})

describe('printing ends', () => {
  it('with a fault for a map that holds itself', () => {
    const loop = new Map<Value, Value>()
    loop.set('self', loop)
    expect(printValue(loop)).toBe('{self=(this Map)}')
    expect(() => printValue(new Map([['outer', [loop]]]))).toThrow(MappingFault)
    expect(() => printJson([loop])).toThrow(MappingFault)
  })

  it('with a fault, soon, for a list that doubles at every level', () => {
    let list: Value[] = ['a'.repeat(1_000)]
    for (let level = 0; level < 60; level++) list = [list, list]
    expect(() => printValue(list)).toThrow(MappingFault)
  })
})
