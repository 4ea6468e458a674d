import { describe, expect, it } from 'vitest'
import { firstAccepted, linkBinaryMediaTypes } from '../../src/mapping/binary-media-types.ts'
import { converted, linkRequestConversion, linkResponseConversion } from '../../src/mapping/content-handling.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('binary media types', () => {
  it.each([
    [['image/png'], 'image/png', true],
    [['image/png'], 'Image/PNG; q=1', true],
    [['image/*'], 'image/png', true],
    [['*/*'], 'text/plain', true],
    [['*/*'], undefined, true],
    [['*/png'], 'image/png', false],
    [['image/png'], 'image/*', false],
    [['image/png'], undefined, false],
    [['image/*'], 'imagex/png', false],
    [['image/*'], 'image', false],
    [[], 'image/png', false],
  ] as const)('of %j: %s is binary: %s (reference: wildcards as recorded)', (entries, type, expected) => {
    expect(linkBinaryMediaTypes(entries)(type)).toBe(expected)
  })

  it('are compared with the first media type of Accept (recorded)', () => {
    expect([firstAccepted('image/webp, image/png'), firstAccepted(undefined)]).toEqual(['image/webp', undefined])
  })
})

describe('content handling', () => {
  const isBinary = linkBinaryMediaTypes(['image/png'])

  it('of a request: the Content-Type decides (documented table)', () => {
    const table = (['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT', undefined] as const).map((handling) => {
      const conversionOf = linkRequestConversion(isBinary, handling)
      return [conversionOf('text/plain'), conversionOf('image/png')]
    })
    expect(table).toEqual([
      ['decode', 'bytes'],
      ['text', 'encode'],
      ['text', 'bytes'],
    ])
  })

  it('of a response: the Content-Type, and Accept where the owner says nothing (documented table)', () => {
    const table = (['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT', undefined] as const).map((handling) => {
      const conversionOf = linkResponseConversion(isBinary, handling)
      return ['text/plain', 'image/png'].flatMap((type) => [
        conversionOf(type, 'text/plain'),
        conversionOf(type, 'image/png, */*'),
      ])
    })
    expect(table).toEqual([
      ['decode', 'decode', 'bytes', 'bytes'],
      ['text', 'text', 'encode', 'encode'],
      ['text', 'decode', 'encode', 'bytes'],
    ])
  })

  it('replaces what is no UTF-8, and keeps a byte order mark', () => {
    expect(converted(new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xff]), 'text')).toBe('\ufeffa\ufffd')
  })

  it.each([
    ['SGVsbG8=', 'Hello'],
    ['SGVs\r\nbG8=', 'Hello'],
    ['', ''],
    ['SGVsbG8', undefined],
    ['SGVsbG8hI', undefined],
    ['S', undefined],
    ['Zg=', undefined],
  ])('reads base64 %j as %j', (text, expected) => {
    expect(converted(bytes(text), 'decode')).toEqual(expected === undefined ? undefined : bytes(expected))
  })

  it('writes base64 of any length', () => {
    const payload = new Uint8Array(100_001).map((_, index) => index)
    expect(converted(payload, 'encode')).toBe(Buffer.from(payload).toString('base64'))
  })
})
