import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../src/openapi/json-text.ts'
import { Report } from '../../src/openapi/report.ts'

function places(text: string): string[] {
  const report = new Report()
  parseJson(text, report)
  return report.warnings.map(({ place }) => place)
}

describe('a key that occurs twice in JSON', () => {
  it('is a warning with its place', () => {
    expect(places('{"a": {"b": [0, {"c": 1, "d": 2, "c": 3}]}, "a": 1}')).toEqual(['/a/b/1/c', '/a'])
  })

  it('is found behind escapes, and text in values is no key', () => {
    expect(places('{"a\\"/b": 1, "\\u0061\\"/b": ":{\\"a\\":1}", "x": "a\\\\", "y": "a"}')).toEqual(['/a"~1b'])
  })

  it('is never seen where there is none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(places(JSON.stringify(value))).toEqual([])
      }),
    )
  })
})

it('a document with a million keys that occur twice is read at once', () => {
  const open = `{"${'k'.repeat(75)}":`.repeat(120)
  const text = `${open}{${'"b":1,'.repeat(500_000)}"b":1}${'}'.repeat(120)}`
  const start = performance.now()
  expect(places(text)).toHaveLength(1)
  expect(performance.now() - start).toBeLessThan(5_000)
})

it('keys beyond all sense are refused before anything is written about them', () => {
  const deep = `${'{"a":'.repeat(20_000)}{${'"b":1,'.repeat(20_000)}"b":1}${'}'.repeat(20_000)}`
  expect(() => places(deep)).toThrow('nested deeper than')
  expect(() => places(`{"${'k'.repeat(1_000_000)}":{${'"b":1,'.repeat(20_000)}"b":1}}`)).toThrow('keys within keys')
})
