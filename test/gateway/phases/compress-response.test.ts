import { gunzipSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Integration } from '../../../src/definition/rest-api.ts'
import type { Reply } from '../../../src/gateway/exchange.ts'
import { type ExchangeOptions, exchangeFor, fakeBackend, fakeServices, replyTo, runExchange } from '../fake-services.ts'

// Source of what has no other: developer guide, "Receive an API response with a compressed payload".

const PETS = '[{"id":1,"type":"dog"},{"id":2,"type":"cat"},{"id":3,"type":"fish"}]'
const GZIP = { 'accept-encoding': 'gzip' }

const mock = (text: string, status = '200'): Integration => ({
  type: 'MOCK',
  requestTemplates: { 'application/json': `{"statusCode": ${status}}` },
  integrationResponses: { [status]: { statusCode: status, responseTemplates: { 'application/json': text } } },
})
const PROXY: Integration = { type: 'HTTP_PROXY', httpMethod: 'ANY', uri: 'https://backend.example/' }

/** The reply of an API that compresses from `minimum` bytes on. */
const replyOf = (minimum: number | undefined, options: ExchangeOptions) =>
  replyTo({ headers: GZIP, ...options, snapshot: { minimumCompressionSize: minimum } })

/** The reply to what a backend answers. */
function proxied(minimum: number, answer: () => Response, options: ExchangeOptions = {}) {
  const services = fakeServices({ outbound: fakeBackend(answer).outbound })
  return replyOf(minimum, { integration: PROXY, services, ...options })
}

const bytesOf = async ({ body }: Reply) => Buffer.from(await new Response(body).arrayBuffer())
const decoded = async (reply: Reply) => gunzipSync(await bytesOf(reply)).toString()

/** As it came from the integration. */
async function expectPlain(reply: Reply, text: string): Promise<void> {
  expect([reply.headers.get('content-encoding'), reply.encoded]).toEqual([undefined, undefined])
  expect((await bytesOf(reply)).toString()).toBe(text)
}

const streamed = (...chunks: readonly string[]) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })

describe('a response of an API with a minimumCompressionSize', () => {
  it('is compressed in the coding that the client asks for, and says so', async () => {
    const gzip = await replyOf(0, { integration: mock(PETS) })
    expect([gzip.headers.get('content-encoding'), gzip.encoded]).toEqual(['gzip', true])
    expect(await decoded(gzip)).toBe(PETS)
    const deflate = await replyOf(0, { integration: mock(PETS), headers: { 'accept-encoding': 'deflate' } })
    expect(deflate.headers.get('content-encoding')).toBe('deflate')
    expect(inflateSync(await bytesOf(deflate)).toString()).toBe(PETS)
  })

  it('is compressed from this size on, after templates, in bytes', async () => {
    const text = 'ä'.repeat(50)
    expect((await replyOf(100, { integration: mock(text) })).encoded).toBe(true)
    await expectPlain(await replyOf(101, { integration: mock(text) }), text)
  })

  it.each([
    ['no Accept-Encoding', {}],
    ['*', { 'accept-encoding': '*' }],
    ['identity', { 'accept-encoding': 'identity' }],
    ['a coding that is not supported before one that is', { 'accept-encoding': 'br, gzip' }],
  ])('is not compressed for %s', async (_, headers) => {
    await expectPlain(await replyOf(0, { integration: mock(PETS), headers: { ...headers } }), PETS)
  })

  it('is not compressed where the integration response has a Content-Encoding', async () => {
    const integration: Integration = {
      ...mock(PETS),
      integrationResponses: {
        200: {
          statusCode: '200',
          responseParameters: { 'method.response.header.Content-Encoding': "'br'" },
          responseTemplates: { 'application/json': PETS },
        },
      },
    }
    const reply = await replyOf(0, { integration })
    expect([reply.headers.get('content-encoding'), reply.body]).toEqual(['br', PETS])
  })

  it('goes by what the client sent to Cloudflare where the edge tells (our own choice)', async () => {
    const x = exchangeFor({
      integration: mock(PETS),
      headers: { 'accept-encoding': 'gzip, br' },
      snapshot: { minimumCompressionSize: 0 },
    })
    Object.defineProperty(x.request, 'cf', { value: { clientAcceptEncoding: 'deflate' } })
    expect((await runExchange(x)).headers.get('content-encoding')).toBe('deflate')
  })

  it('is not compressed without that setting, as in every snapshot that does not have it', async () => {
    await expectPlain(await replyOf(undefined, { integration: mock(PETS) }), PETS)
  })

  it('is not compressed where there is no body: HEAD, 204, 304 and an empty one (our own choice)', async () => {
    expect((await replyOf(0, { integration: mock(PETS), method: 'HEAD' })).encoded).toBeUndefined()
    for (const status of ['204', '304']) {
      expect((await replyOf(0, { integration: mock(PETS, status) })).encoded).toBeUndefined()
    }
    const empty = await proxied(0, () => new Response(streamed()))
    await expectPlain(empty, '')
  })

  it('is not compressed where it is a part of a file, or an event stream (our own choice)', async () => {
    await expectPlain(await proxied(0, () => new Response(PETS, { status: 206 })), PETS)
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
    await expectPlain(await proxied(0, () => new Response(streamed('data: 1\n\n'), { headers })), 'data: 1\n\n')
  })
})

describe('a streamed response', () => {
  const told = (text: string) => new Response(streamed(text), { headers: { 'content-length': String(text.length) } })

  it('is compressed whole where it is known to be short, so that its length can be told', async () => {
    const reply = await proxied(10, () => told(PETS))
    expect(reply.body).toBeInstanceOf(Uint8Array)
    expect(await decoded(reply)).toBe(PETS)
    await expectPlain(await proxied(1_000, () => told(PETS)), PETS)
  })

  it('is compressed while it passes where it is long', async () => {
    const text = PETS.repeat(2_000)
    const reply = await proxied(10, () => told(text))
    expect(reply.body).toBeInstanceOf(ReadableStream)
    expect(reply.length).toBeUndefined()
    expect(await decoded(reply)).toBe(text)
  })

  it('of unknown length is read ahead to the minimum', async () => {
    const chunks = ['[1', ',2', ',3]']
    await expectPlain(await proxied(8, () => new Response(streamed(...chunks))), '[1,2,3]')
    expect(await decoded(await proxied(7, () => new Response(streamed(...chunks))))).toBe('[1,2,3]')
  })

  it('comes back whole, whatever its bytes, its pieces and the minimum', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 400 })), fc.nat(3_000), async (chunks, minimum) => {
        const reply = await proxied(minimum, () => new Response(streamed(...chunks)))
        const sent = Buffer.from(new TextEncoder().encode(chunks.join('')))
        const compressed = sent.byteLength >= Math.max(1, minimum)
        expect(reply.headers.get('content-encoding')).toBe(compressed ? 'gzip' : undefined)
        const bytes = await bytesOf(reply)
        expect(compressed ? gunzipSync(bytes) : bytes).toEqual(sent)
      }),
      { numRuns: 100 },
    )
  })

  it('that its backend breaks off while it is read ahead is refused with 504', async () => {
    const broken = () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('connection lost')) }))
    await expect(proxied(10, broken)).rejects.toMatchObject({ type: 'INTEGRATION_FAILURE' })
  })
})
