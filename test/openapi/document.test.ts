import { describe, expect, it } from 'vitest'
import { ControlError } from '../../src/errors/control-error.ts'
import { definitionOf, document, importText } from './importing.ts'

/** The parser's words behind AWS's refusal. */
function causeOf(text: string): string {
  try {
    importText(text)
  } catch (fault) {
    if (fault instanceof ControlError) return String((fault.cause as Error | undefined)?.message ?? fault.message)
    throw fault
  }
  throw new Error('not refused')
}

describe('reading the text of a document', () => {
  it('refuses text that is no OpenAPI object in the words of AWS (oai-0025 to oai-0028)', () => {
    for (const text of ['', '[]', '"a"', '{}', 'a: 1', '{', 'a: [', '- 1', '{"info": {"title": "x"}}'])
      expect(() => importText(text)).toThrow('Invalid OpenAPI input.')
  })

  it('reads 2.0, 3.0 and 3.1, in JSON and in YAML', () => {
    for (const version of ['swagger: "2.0"', 'swagger: 2.0', 'openapi: 3.0.3', 'openapi: 3.1.0', 'openapi: 3.1'])
      expect(definitionOf(importText(`${version}\ninfo: {title: Pets}\npaths: {}`)).api.name).toBe('Pets')
    expect(definitionOf(importText('{"swagger": "2.0", "info": {"title": "Pets"}, "paths": {}}')).api.name).toBe('Pets')
  })

  it('reads YAML that opens with a bracket', () => {
    expect(definitionOf(importText('{openapi: 3.0.0, info: {title: Pets}, paths: {}, } # end')).api.name).toBe('Pets')
  })

  it('refuses another version by its place', () => {
    for (const [text, place] of [
      ['{"openapi": "2.0.0", "paths": {}}', '/openapi'],
      ['{"openapi": "4.0.0", "paths": {}}', '/openapi'],
      ['{"swagger": "1.2", "paths": {}}', '/swagger'],
      // An object that cannot be made text.
      ['{"openapi": {"toString": 1}, "paths": {}}', '/openapi'],
    ] as const)
      expect(importText(text).errors).toEqual([expect.objectContaining({ place })])
  })

  it('refuses a document over 6 MB', () => {
    expect(() => importText(document({ 'x-filler': 'é'.repeat(3_200_000) }))).toThrow('larger than 6 MB')
  })

  it('refuses nesting without end, in JSON and in YAML', () => {
    expect(causeOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toMatch(/nested|call stack/i)
    expect(causeOf(`openapi: ${'{a: '.repeat(200)}1${'}'.repeat(200)}`)).toContain('nested deeper than 128')
    expect(causeOf(`a: ${'['.repeat(50_000)}`)).toMatch(/nested|call stack|flow/i)
  })

  it('tells the parser’s reason behind the words of AWS', () => {
    expect(causeOf('openapi: 3.0.0\nfoo: [1')).toMatch(/line 2|flow/i)
  })

  it('takes __proto__ for a name like any other', () => {
    const text =
      '{"openapi":"3.0.0","info":{"title":"a"},"paths":{},"__proto__":{"x-postern-evil":1},"x-postern-a":{"__proto__":{"polluted":true}}}'
    expect(definitionOf(importText(text)).parts).toHaveLength(2)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    const yaml = 'openapi: 3.0.0\ninfo: {title: a}\npaths: {}\n__proto__: {x-postern-evil: 1}\n'
    expect(definitionOf(importText(yaml)).parts).toHaveLength(1)
  })
})
