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
