import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joined, peek } from '../../src/lib/peek.ts'

const streamOf = (chunks: readonly Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })

describe('the beginning of a stream', () => {
  it('is all of it where it ends before enough has come, else the stream is whole as before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 })), fc.nat(200), async (chunks, enough) => {
        const bytes = joined(chunks)
        const start = await peek(streamOf(chunks), enough)
        expect(start instanceof Uint8Array).toBe(bytes.byteLength < enough)
        const all = start instanceof Uint8Array ? start : new Uint8Array(await new Response(start).arrayBuffer())
        expect(all).toEqual(bytes)
      }),
    )
  })

  it('is read no further than was asked', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>(
      { pull: (controller) => controller.enqueue(new Uint8Array(++pulled && 10)) },
      { highWaterMark: 0 },
    )
    await peek(endless, 25)
    expect(pulled).toBe(3)
  })

  it('fails as the stream fails, and what nobody reads on is cancelled', async () => {
    const failing = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('broken off')) })
    await expect(peek(failing, 1)).rejects.toThrow('broken off')
    let reason: unknown
    const cancelled = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: (given) => {
        reason = given
      },
    })
    const start = await peek(cancelled, 1)
    await (start as ReadableStream).cancel('enough')
    expect(reason).toBe('enough')
  })
})
