import fc from 'fast-check'
import { deflateSync, strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { unzip, ZipError } from '../../../src/control/lambda/zip.ts'

const LIMITS = { files: 10, bytes: 100_000 }

function refusal(zip: Uint8Array, limits = LIMITS): string {
  try {
    unzip(zip, limits)
    return 'accepted'
  } catch (error) {
    if (error instanceof ZipError) return `${error.reason}: ${error.message}`
    throw error
  }
}

/** With a number of two or four bytes in another place of its one central entry or local header. */
function patched(zip: Uint8Array, signature: number, offset: number, value: number, bytes: 2 | 4): Uint8Array {
  const copy = zip.slice()
  const view = new DataView(copy.buffer)
  for (let at = 0; at + 4 <= copy.length; at++) {
    if (view.getUint32(at, true) !== signature) continue
    if (bytes === 2) view.setUint16(at + offset, value, true)
    else view.setUint32(at + offset, value, true)
  }
  return copy
}

const CENTRAL = 0x02014b50

describe('a zip', () => {
  it('is read, stored or deflated, with folders, a comment and any names', () => {
    const files = {
      'index.js': strToU8('a'.repeat(1_000)),
      'lib/é/data.json': strToU8('{}'),
      'empty.txt': new Uint8Array(),
    }
    expect(unzip(zipSync({ ...files, 'folder/': new Uint8Array() }), LIMITS)).toEqual(files)
    expect(unzip(zipSync(files, { level: 0 }), LIMITS)).toEqual(files)
    expect(unzip(zipSync({ a: [strToU8('x'), { comment: 'a comment' }] }, { comment: 'b' }), LIMITS)).toEqual({
      a: strToU8('x'),
    })
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['text', strToU8('this is not a zip file, just a random string')],
    ['a zip that is cut off', zipSync({ a: strToU8('x'.repeat(100)) }).subarray(0, 60)],
  ])('is none when it is %s', (_, bytes) => {
    expect(refusal(bytes)).toBe('invalid: ')
  })

  it.each(['../evil.js', '/etc/passwd', 'a/../../b', 'a//b', './a', 'a\\b', 'a\0b'])(
    'may not hold the path %j',
    (path) => {
      expect(refusal(zipSync({ [path]: strToU8('x') }))).toMatch(/^invalid: the name '.*' is no path within it$/s)
    },
  )

  it('may not hold symbolic links', () => {
    const zip = zipSync({ link: [strToU8('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] })
    expect(refusal(zip)).toBe('invalid: link is a symbolic link')
  })

  it('may not be encrypted', () => {
    expect(refusal(patched(zipSync({ a: strToU8('x') }), CENTRAL, 8, 1, 2))).toBe('invalid: a is encrypted')
  })

  it('is damaged when a checksum is wrong', () => {
    expect(refusal(patched(zipSync({ a: strToU8('x') }), CENTRAL, 16, 7, 4))).toBe('invalid: a is damaged')
  })

  it('has a bounded number of files, and bytes unfolded', () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`f${i}`, strToU8('x')]))
    expect(refusal(zipSync(many))).toBe('too-large: it holds 11 files; 10 are the most')
    expect(refusal(zipSync({ zeros: new Uint8Array(100_001) }))).toBe(
      'too-large: it unfolds to 100001 bytes; 100000 are the most',
    )
  })

  it('is not unfolded beyond the size that it claims', () => {
    const bomb = zipSync({ a: new Uint8Array(50_000_000) })
    const lying = patched(bomb, CENTRAL, 24, 10, 4)
    const started = Date.now()
    expect(refusal(lying)).toBe('invalid: a is larger than it says')
    // All of it would take about a second.
    expect(Date.now() - started).toBeLessThan(300)
  })

  it('may not share packed bytes between files', () => {
    const packed = deflateSync(new Uint8Array(20_000))
    const zip = zipSync({ a: new Uint8Array(20_000), b: new Uint8Array(20_000) })
    expect(packed.length).toBeLessThan(zip.length)
    expect(refusal(patched(zip, CENTRAL, 20, zip.length, 4))).toBe('invalid: its files overlap')
  })

  it('of any bytes is refused or read, and never breaks the reader', () => {
    const good = zipSync({ 'index.js': strToU8('exports.handler = 1'), 'a/b.txt': strToU8('b'.repeat(500)) })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(good.length),
        (edits, length) => {
          const bytes = good.slice()
          for (const [at, value] of edits) bytes[at] = value
          refusal(bytes)
          refusal(bytes.subarray(0, length))
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
