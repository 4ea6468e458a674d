import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileGlob, fitsGlob, literalGlob } from '../../src/lib/glob.ts'

const fits = (pattern: string, text: string) => fitsGlob(compileGlob(pattern), text)

/** The same by a regular expression: what is obviously right and may be slow. */
function fitsNaively(pattern: string, text: string): boolean {
  const source = pattern.replace(/[^*?]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return new RegExp(`^${source.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`).test(text)
}

describe('a glob', () => {
  it('says what a regular expression of the same meaning says', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/'), maxLength: 9 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 12 })
    fc.assert(
      fc.property(pattern, text, (p, t) => fits(p, t) === fitsNaively(p, t)),
      { numRuns: 5_000 },
    )
  })

  it('takes a text that stands for itself as it is', () => {
    expect(fitsGlob(literalGlob('a*?'), 'a*?')).toBe(true)
    expect(fitsGlob(literalGlob('a*?'), 'axx')).toBe(false)
  })

  it.each([
    ['stars without end', '*a'.repeat(2_000), 'a'.repeat(1_999)],
    ['a long run that nearly fits', `*${'a'.repeat(2_000)}b`, 'a'.repeat(10_000)],
    ['single characters between stars', `${'*?a'.repeat(1_000)}b`, 'a'.repeat(10_000)],
  ])('is not slow on %s', (_, pattern, text) => {
    const start = performance.now()
    expect(fits(pattern, text)).toBe(false)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
