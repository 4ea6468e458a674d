import { describe, expect, it } from 'vitest'
import type { Integration } from '../../../src/definition/rest-api.ts'
import { type ExchangeOptions, exchangeFor, fakeBackend, fakeServices, runExchange } from '../fake-services.ts'

const http = (members: Partial<Integration> = {}): Integration => ({
  type: 'HTTP',
  httpMethod: 'POST',
  uri: 'https://backend.example/',
  integrationResponses: { 200: { statusCode: '200' } },
  ...members,
})

/** What the backend receives. */
async function sent(options: ExchangeOptions) {
  const backend = fakeBackend()
  await runExchange(exchangeFor({ method: 'POST', services: fakeServices({ outbound: backend.outbound }), ...options }))
  return backend.received[0]
}

const streamOf = (...chunks: Uint8Array[]): ReadableStream =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })

describe('the body of an integration request', () => {
  it('keeps a character that comes in two pieces', async () => {
    const [first, second] = [new Uint8Array([0x61, 0xc3]), new Uint8Array([0xa4])]
    expect((await sent({ integration: http(), body: streamOf(first, second) }))?.text).toBe('aä')
  })

  it('streams where nothing needs it whole', async () => {
    const { body } = (await sent({ integration: http(), body: streamOf(new Uint8Array([0x61])) })) ?? {}
    expect(body).toBeInstanceOf(ReadableStream)
  })

  it('is converted for HTTP_PROXY only where the owner asks (our own choice: there bytes pass)', async () => {
    const proxy: Integration = { type: 'HTTP_PROXY', httpMethod: 'POST', uri: 'https://backend.example/' }
    const snapshot = { binaryMediaTypes: ['image/png'] }
    const request = { headers: { 'content-type': 'image/png' }, body: 'Hello', snapshot }
    expect((await sent({ integration: proxy, ...request }))?.text).toBe('Hello')
    const handled: Integration = { ...proxy, contentHandling: 'CONVERT_TO_TEXT' }
    expect((await sent({ integration: handled, ...request }))?.text).toBe('SGVsbG8=')
  })

  const mock: Integration = {
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: { 200: { statusCode: '200' } },
  }

  it('of a binary type is nothing for a template: 500, as AWS answers a preflight of an API with */*', async () => {
    const x = exchangeFor({ integration: mock, snapshot: { binaryMediaTypes: ['*/*'] } })
    await expect(runExchange(x)).rejects.toMatchObject({
      type: 'API_CONFIGURATION_ERROR',
      detail: { reason: expect.stringContaining('Unable to transform request') },
    })
  })

  it('of a binary type is text for a template with CONVERT_TO_TEXT', async () => {
    const integration: Integration = { ...mock, contentHandling: 'CONVERT_TO_TEXT' }
    const reply = await runExchange(exchangeFor({ integration, snapshot: { binaryMediaTypes: ['*/*'] } }))
    expect(reply.status).toBe(200)
  })
})
