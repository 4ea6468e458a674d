import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ContentCoding, compressed, decompressed } from '../../src/lib/content-coding.ts'

// The other side of each round trip is zlib itself.

const FAULT = new Error('not in this coding')
const ZLIB = {
  gzip: { encode: gzipSync, decode: gunzipSync },
  deflate: { encode: deflateSync, decode: inflateSync },
} as const

const bytesOf = async (stream: ReadableStream) => new Uint8Array(await new Response(stream).arrayBuffer())

/** A stream that hands out pieces as it is asked, and counts them. */
function pieces(chunks: readonly Uint8Array[]) {
  const seen = { pulled: 0, cancelled: undefined as unknown }
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[seen.pulled++]
        if (chunk === undefined) controller.close()
        else controller.enqueue(chunk)
      },
      cancel: (reason) => {
        seen.cancelled = reason
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, seen }
}

/** Cut at these places, in any order. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.byteLength + 1)).sort((a, b) => a - b), bytes.byteLength]
  return ends.map((end, position) => bytes.subarray(ends[position - 1] ?? 0, end))
}

const coding = fc.constantFrom<ContentCoding>('gzip', 'deflate')
const body = fc.oneof(
  fc.uint8Array({ maxLength: 20_000 }),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 3_000 }))
    .map(([unit, times]) =>
      Uint8Array.from({ length: unit.length * times }, (_, n) => unit[n % unit.length] as number),
    ),
)
const places = fc.array(fc.nat(100_000), { maxLength: 12 })

describe('a body in gzip or deflate', () => {
  it('comes back as it was, whatever its bytes and however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(coding, body, places, async (name, bytes, at) => {
        const wire = await bytesOf(compressed(pieces(cut(bytes, at)).stream, name))
        expect(new Uint8Array(ZLIB[name].decode(wire))).toEqual(bytes)
        const encoded = new Uint8Array(ZLIB[name].encode(bytes))
        expect(await bytesOf(decompressed(pieces(cut(encoded, at)).stream, name, FAULT))).toEqual(bytes)
      }),
      { numRuns: 100 },
    )
  })

  it('is refused where a byte of it is missing or wrong, and never comes back as something else', async () => {
    await fc.assert(
      fc.asyncProperty(coding, body, fc.nat(), places, async (name, bytes, place, at) => {
        const encoded = new Uint8Array(ZLIB[name].encode(bytes))
        const truncated = encoded.subarray(0, place % encoded.byteLength)
        await expect(bytesOf(decompressed(pieces(cut(truncated, at)).stream, name, FAULT))).rejects.toBe(FAULT)
        // The last bytes are the checksum (deflate), or the length (gzip).
        const wrong = Uint8Array.from(encoded)
        wrong[wrong.length - 1] = 1 ^ (encoded.at(-1) as number)
        await expect(bytesOf(decompressed(pieces(cut(wrong, at)).stream, name, FAULT))).rejects.toBe(FAULT)
      }),
      { numRuns: 50 },
    )
  })

  it.each(['gzip', 'deflate'] as const)('is refused where it is no %s at all', async (name) => {
    const plain = new TextEncoder().encode('{"type":"dog"}')
    await expect(bytesOf(decompressed(pieces([plain]).stream, name, FAULT))).rejects.toBe(FAULT)
  })

  it('fails as its source fails', async () => {
    const broken = new Error('broken off')
    const source = () => new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(broken) })
    await expect(bytesOf(compressed(source(), 'gzip'))).rejects.toBe(broken)
    await expect(bytesOf(decompressed(source(), 'gzip', FAULT))).rejects.toBe(broken)
  })

  it('is decompressed no faster than it is read', async () => {
    const unit = crypto.getRandomValues(new Uint8Array(65_536))
    const stored = new Uint8Array(gzipSync(Buffer.concat(Array.from({ length: 32 }, () => unit)), { level: 0 }))
    const { stream, seen } = pieces(
      cut(
        stored,
        Array.from({ length: 2_000 }, (_, n) => n * 1_024),
      ),
    )
    const reader = decompressed(stream, 'gzip', FAULT).getReader()
    expect((await reader.read()).done).toBe(false)
    // zlib under Node takes 64 KB ahead; workerd is measured end to end.
    expect(seen.pulled).toBeLessThan(200)
    await reader.cancel('enough')
    expect(seen.cancelled).toBe('enough')
  })

  it('is compressed no faster than it is read', async () => {
    const chunk = crypto.getRandomValues(new Uint8Array(65_536))
    const { stream, seen } = pieces(Array.from({ length: 500 }, () => chunk))
    const reader = compressed(stream, 'gzip').getReader()
    await reader.read()
    await reader.read()
    expect(seen.pulled).toBeLessThan(20)
    await reader.cancel('gone')
    expect(seen.cancelled).toBe('gone')
  })
})
