import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { Report } from '../../src/openapi/report.ts'
import { parseYaml } from '../../src/openapi/yaml-text.ts'

const parse = (text: string) => parseYaml(text, new Report())

describe('reading YAML', () => {
  it('gives what JSON says the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value))
        expect(parse(stringify(json))).toEqual(json)
      }),
    )
  })

  it('follows aliases and merge keys, the own key first', () => {
    expect(parse('base: &b {x: 1, y: 2}\na: {<<: *b, y: 3}\nc: *b')).toEqual({
      ...{ base: { x: 1, y: 2 }, a: { y: 3, x: 1 }, c: { x: 1, y: 2 } },
    })
    expect(parse('a: {<<: [{x: 1}, {x: 2, z: 3}]}')).toEqual({ a: { x: 1, z: 3 } })
  })

  it('takes status codes as keys for text', () => {
    expect(parse('200: a\n0x10: b')).toEqual({ 200: 'a', '0x10': 'b' })
  })

  it('keeps a version as it is written', () => {
    expect(parse('info: {version: 1.0}\nother: {version: 1.0}')).toEqual({
      info: { version: '1.0' },
      other: { version: 1 },
    })
  })

  it('warns of a key that occurs twice, and takes the last', () => {
    const report = new Report()
    expect(parseYaml('a: 1\nb: {c: 1, c: 2}', report)).toEqual({ a: 1, b: { c: 2 } })
    expect(report.warnings.map(({ place }) => place)).toEqual(['/b/c'])
  })

  it('refuses the tags of CloudFormation by their place', () => {
    const report = new Report()
    parseYaml('a:\n  - !Sub "${X}"\n', report)
    expect(report.errors).toEqual([
      expect.objectContaining({ place: '/a/0', message: expect.stringContaining('!Sub') }),
    ])
  })

  it('refuses a bomb of aliases at once', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let n = 1; n < 30; n++)
      lines.push(
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      )
    const start = performance.now()
    expect(() => parse(lines.join('\n'))).toThrow('aliases stand for more than')
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  it('refuses aliases that repeat a long text', () => {
    expect(() => parse(`a: &a ${'x'.repeat(1_000_000)}\nb:\n${'  - *a\n'.repeat(100)}`)).toThrow(
      'aliases stand for more than',
    )
  })

  it('refuses an alias that stands for itself or for nothing', () => {
    expect(() => parse('a: &a [*a]')).toThrow(SyntaxError)
    expect(() => parse('a: *b')).toThrow(SyntaxError)
  })

  it('reads many keys in one map without comparing each with each', () => {
    const text = Array.from({ length: 20_000 }, (_, n) => `k${n}: 1`).join('\n')
    const start = performance.now()
    expect(Object.keys(parse(text) as object)).toHaveLength(20_000)
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  it('refuses numbers that JSON has no form for', () => {
    const report = new Report()
    parseYaml('a: .nan\nb: .inf', report)
    expect(report.errors).toHaveLength(2)
  })
})
