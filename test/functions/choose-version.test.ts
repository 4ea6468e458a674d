import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseVersion, versionOf } from '../../src/functions/choose-version.ts'
import type { PublishedFunction } from '../../src/functions/published-function.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html

const published = (aliases: PublishedFunction['aliases']) =>
  ({
    name: 'hello',
    aliases,
    versions: { $LATEST: { codeHash: 'x' }, 1: { codeHash: 'y' } },
  }) as unknown as PublishedFunction
const never = () => {
  throw new Error('nothing is drawn')
}

describe('what a qualifier names', () => {
  const hello = published({ prod: { version: '1' } })
  it.each([
    [undefined, '$LATEST'],
    ['$LATEST', '$LATEST'],
    ['1', '1'],
    ['prod', '1'],
    ['other', 'other'],
    ['constructor', 'constructor'],
  ])('%s is version %s', (qualifier, version) => expect(chooseVersion(hello, qualifier, never)).toBe(version))

  it.each(['2', 'other', 'constructor', '__proto__'])('is not found: %s', (version) => {
    expect(() => versionOf(hello, version)).toThrow(`Function not found: hello:${version}`)
  })
})

describe('an alias with weights', () => {
  it.each([
    [0, '2'],
    [0.0999, '2'],
    [0.1, '3'],
    [0.2999, '3'],
    [0.301, '1'],
    [0.9999, '1'],
  ])('draws %d as version %s', (drawn, version) => {
    const hello = published({ prod: { version: '1', routing: { 2: 0.1, 3: 0.2 } } })
    expect(chooseVersion(hello, 'prod', () => drawn)).toBe(version)
  })

  it('of 1 takes all', () => {
    expect(chooseVersion(published({ prod: { version: '1', routing: { 2: 1 } } }), 'prod', () => 0.999999)).toBe('2')
  })

  it('gives each version its share', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (weight) => {
        const hello = published({ prod: { version: '1', routing: { 2: weight } } })
        const draws = 1_000
        let i = 0
        const second = Array.from({ length: draws }, () => chooseVersion(hello, 'prod', () => i++ / draws))
        expect(Math.abs(second.filter((version) => version === '2').length - weight * draws)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 50 },
    )
  })
})
