import { randomBytes } from 'node:crypto'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Integration } from '../../../src/definition/rest-api.ts'
import { type ExchangeOptions, exchangeFor, fakeBackend, fakeServices, replyTo, runExchange } from '../fake-services.ts'

// Source of what has no other: developer guide, "Call an API method with a compressed payload".

const PROXY: Integration = { type: 'HTTP_PROXY', httpMethod: 'ANY', uri: 'https://backend.example/' }
const MOCK: Integration = {
  type: 'MOCK',
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  integrationResponses: { 200: { statusCode: '200' } },
}
const PET = '{"type":"dog","price":249.99}'
const UNSUPPORTED = { type: 'UNSUPPORTED_MEDIA_TYPE' }
const TOO_LARGE = { type: 'REQUEST_TOO_LARGE' }

const streamOf = (...chunks: readonly Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })

const sent = (coding: string, bytes: Uint8Array, more: ExchangeOptions = {}): ExchangeOptions => ({
  method: 'POST',
  integration: PROXY,
  headers: { 'content-encoding': coding, 'content-type': 'application/json' },
  body: streamOf(bytes),
  ...more,
})

/** What the backend got; the refusal, where the call was refused. */
async function call(options: ExchangeOptions) {
  const backend = fakeBackend()
  const x = exchangeFor({ ...options, services: fakeServices({ outbound: backend.outbound }) })
  const refusal = await runExchange(x).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { x, refusal, received: backend.received }
}

describe('a request body in a Content-Encoding', () => {
  it.each([
    ['gzip', gzipSync(PET)],
    ['deflate', deflateSync(PET)],
    ['GZIP ', gzipSync(PET)],
    ['identity', Buffer.from(PET)],
  ])('reaches the backend decoded, with no Content-Encoding: %s', async (coding, bytes) => {
    const { received, refusal } = await call(sent(coding, bytes))
    expect(refusal).toBeUndefined()
    expect(received).toMatchObject([{ text: PET }])
    expect(received[0]?.headers.has('content-encoding')).toBe(false)
  })

  it('tells the backend its length where it is short', async () => {
    const { received } = await call(sent('gzip', gzipSync(PET)))
    expect(received[0]?.body).toEqual(new TextEncoder().encode(PET))
  })

  it('is decoded before a mapping reads it, and sent on as it was read', async () => {
    const integration: Integration = {
      type: 'HTTP',
      httpMethod: 'POST',
      uri: 'https://backend.example/',
      requestParameters: { 'integration.request.header.x-type': 'method.request.body.type' },
      integrationResponses: { 200: { statusCode: '200' } },
    }
    const { received } = await call(sent('deflate', deflateSync(PET), { integration }))
    expect(received[0]?.headers.get('x-type')).toBe('dog')
    expect(received[0]?.text).toBe(PET)
  })

  it('arrives whole, whatever its size and however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), fc.nat(100), fc.nat(3_000), async (unit, times, place) => {
        const bytes = Buffer.concat(Array.from({ length: times }, () => unit))
        const wire = new Uint8Array(gzipSync(bytes))
        const chunks = streamOf(wire.subarray(0, place), wire.subarray(place))
        let got: unknown
        const services = fakeServices({
          outbound: async ({ body }) => {
            got = Buffer.from(await new Response(body).arrayBuffer())
            return new Response()
          },
        })
        await replyTo(sent('gzip', wire, { body: chunks, services }))
        expect(got).toEqual(bytes)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['br', gzipSync(PET), 'a coding that AWS does not list'],
    ['compress', gzipSync(PET), 'a coding that AWS does not list'],
    ['gzip, gzip', gzipSync(gzipSync(PET)), 'two codings'],
    ['gzip', Buffer.from(PET), 'no gzip'],
    ['gzip', gzipSync(PET).subarray(0, 20), 'gzip that breaks off'],
    ['gzip', Buffer.concat([gzipSync(PET), Buffer.from('x')]), 'gzip with something behind it'],
    ['deflate', deflateRawSync(PET), 'deflate without the header of zlib (RFC 9110)'],
    ['deflate', gzipSync(PET), 'gzip in place of deflate'],
  ])('is refused with 415 before the backend is called: %s, %3$s', async (coding, bytes) => {
    const { refusal, received } = await call(sent(coding, bytes))
    expect(refusal).toMatchObject(UNSUPPORTED)
    expect(received).toEqual([])
  })

  it('is refused with 415 even where nothing reads the body', async () => {
    await expect(replyTo(sent('gzip', Buffer.from(PET), { integration: MOCK }))).rejects.toMatchObject(UNSUPPORTED)
  })

  it('ends the call with 415 where a fault comes late', async () => {
    const large = gzipSync(randomBytes(300_000))
    large[large.length - 6] = 1 ^ (large[large.length - 6] as number)
    expect((await call(sent('gzip', large))).refusal).toMatchObject(UNSUPPORTED)
    const integration: Integration = {
      ...PROXY,
      requestParameters: { 'integration.request.header.x-all': 'method.request.body' },
    }
    expect((await call(sent('gzip', large, { integration }))).refusal).toMatchObject(UNSUPPORTED)
  })

  it('may be empty in any coding (rpm-0028)', async () => {
    for (const coding of ['deflate', 'gzip', 'br']) {
      const { refusal, received } = await call(sent(coding, new Uint8Array()))
      expect(refusal).toBeUndefined()
      expect(received).toMatchObject([{ text: '' }])
    }
  })

  it('stays visible to mappings as what it was (rpm-0029)', async () => {
    const { x } = await call(sent('gzip', gzipSync(PET)))
    expect(x.arrival.headers.get('content-encoding')).toBe('gzip')
  })
})

describe('a request body that is over the limit once it is decoded', () => {
  const bomb = gzipSync(new Uint8Array(4_000_000))

  it('is refused with 413, before the backend is called where the limit is small', async () => {
    const { refusal, received } = await call(sent('gzip', bomb, { limits: { requestBodyBytes: 50_000 } }))
    expect(refusal).toMatchObject(TOO_LARGE)
    expect(received).toEqual([])
  })

  it('is refused with 413 while it is sent, where the limit is large', async () => {
    const { refusal } = await call(sent('gzip', bomb, { limits: { requestBodyBytes: 1_000_000 } }))
    expect(refusal).toMatchObject(TOO_LARGE)
  })

  it('is refused with 413 where a mapping reads it', async () => {
    const integration: Integration = {
      ...PROXY,
      requestParameters: { 'integration.request.header.x': 'method.request.body' },
    }
    const options = sent('gzip', bomb, { integration, limits: { requestBodyBytes: 1_000_000 } })
    expect((await call(options)).refusal).toMatchObject(TOO_LARGE)
  })

  it('is refused with 413 for what was sent too: empty blocks without end decode to nothing', async () => {
    const header = gzipSync('').subarray(0, 10)
    const blocks = Buffer.alloc(50_000, Buffer.from([0, 0, 0, 0xff, 0xff]))
    const { refusal } = await call(
      sent('gzip', Buffer.concat([header, blocks]), { limits: { requestBodyBytes: 10_000 } }),
    )
    expect(refusal).toMatchObject(TOO_LARGE)
  })
})
