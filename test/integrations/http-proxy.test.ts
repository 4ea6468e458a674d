import { describe, expect, it } from 'vitest'
import type { Integration } from '../../src/definition/rest-api.ts'
import {
  type ExchangeOptions,
  exchangeFor,
  fakeBackend,
  fakeServices,
  runExchange,
  textOf,
} from '../gateway/fake-services.ts'

const proxy = (more: Partial<Integration> = {}): Integration => ({
  type: 'HTTP_PROXY',
  httpMethod: 'ANY',
  uri: 'https://backend.example/v1',
  ...more,
})

/** What the backend receives and what comes back. */
async function call(options: ExchangeOptions, answer?: () => Response) {
  const backend = fakeBackend(answer)
  const x = exchangeFor({ integration: proxy(), ...options, services: fakeServices({ outbound: backend.outbound }) })
  const reply = await runExchange(x)
  const [received] = backend.received
  if (received === undefined) throw new Error('The backend was not called')
  return { received, reply, x }
}

describe('HTTP_PROXY sends on', () => {
  it('method, query and body as they came', async () => {
    const { received } = await call({ method: 'PUT', rawQuery: 'a=1&a=%2B+&b', body: 'täxt' })
    expect(received).toMatchObject({ method: 'PUT', url: 'https://backend.example/v1?a=1&a=%2B+&b', text: 'täxt' })
  })

  it('the query of the URI, the client and the mappings, in this order', async () => {
    const integration = proxy({
      uri: 'https://backend.example/?k=0',
      requestParameters: { 'integration.request.querystring.a': "'x&y'" },
    })
    const { received } = await call({ integration, rawQuery: 'a=1' })
    expect(received.url).toBe('https://backend.example/?k=0&a=1&a=x%26y')
  })

  it('no body with GET and HEAD', async () => {
    const { received } = await call({ method: 'POST', body: 'x', integration: proxy({ httpMethod: 'GET' }) })
    expect(received).toMatchObject({ method: 'GET', body: null })
  })

  it('a mapped header in place of the client’s (rpm-0031)', async () => {
    const integration = proxy({ requestParameters: { 'integration.request.header.X-A': "'mapped'" } })
    const { received } = await call({ integration, headers: { 'x-a': 'sent', 'x-b': 'sent' } })
    expect(received.headers.get('x-a')).toBe('mapped')
    expect(received.headers.get('x-b')).toBe('sent')
  })

  it('the client’s address behind those that the client names', async () => {
    const { received } = await call({ headers: { 'x-forwarded-for': '10.0.0.1', 'x-forwarded-proto': 'gopher' } })
    expect(received.headers.get('x-forwarded-for')).toBe('10.0.0.1, 203.0.113.7')
    expect(received.headers.get('x-forwarded-proto')).toBe('http')
    expect(received.headers.get('x-forwarded-port')).toBe('80')
  })

  it('the client’s address once, where the edge has already added it', async () => {
    for (const known of ['203.0.113.7', '10.0.0.1, 203.0.113.7']) {
      const { received } = await call({ headers: { 'x-forwarded-for': known } })
      expect(received.headers.get('x-forwarded-for')).toBe(known)
    }
  })

  it('no signature that was made for the gateway (reference: SigV4)', async () => {
    const signed = await call({ headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } })
    expect(signed.received.headers.has('authorization')).toBe(false)
    for (const authorization of ['Bearer x, AWS4-HMAC-SHA256 Credential=a', 'aws4-hmac-sha256 Credential=a'])
      expect((await call({ headers: { authorization } })).received.headers.has('authorization')).toBe(false)
    const bearer = await call({ headers: { authorization: 'Bearer x' } })
    expect(bearer.received.headers.get('authorization')).toBe('Bearer x')
  })

  it('the client’s User-Agent, or the gateway’s when there is none', async () => {
    expect((await call({ headers: { 'user-agent': 'curl/8' } })).received.headers.get('user-agent')).toBe('curl/8')
    expect((await call({})).received.headers.get('user-agent')).toBe('AmazonAPIGateway_api1')
  })

  it('a mapped X-HTTP-Method-Override as the method', async () => {
    const requestParameters = { 'integration.request.header.X-HTTP-Method-Override': 'method.request.header.x-m' }
    const { received } = await call({ integration: proxy({ requestParameters }), headers: { 'x-m': 'delete' } })
    expect(received.method).toBe('DELETE')
  })

  it('the body that a mapping has read, whole', async () => {
    const requestParameters = { 'integration.request.header.x-name': 'method.request.body.name' }
    const { received } = await call({
      method: 'POST',
      integration: proxy({ requestParameters }),
      body: '{"name": "a"}',
    })
    expect(received.headers.get('x-name')).toBe('a')
    expect(received.text).toBe('{"name": "a"}')
  })

  it('its own timeout, else the route’s', async () => {
    expect((await call({})).received.timeoutInMillis).toBe(29_000)
    expect((await call({ limits: { timeoutInMillis: 60_000 } })).received.timeoutInMillis).toBe(60_000)
    const integration = proxy({ timeoutInMillis: 500 })
    expect((await call({ integration, limits: { timeoutInMillis: 60_000 } })).received.timeoutInMillis).toBe(500)
  })
})

describe('HTTP_PROXY refuses', () => {
  it('a mapped value that no header can hold, as the client’s mistake', async () => {
    const requestParameters = { 'integration.request.header.x-q': 'method.request.querystring.q' }
    await expect(call({ integration: proxy({ requestParameters }), rawQuery: 'q=a%0D%0Ab:c' })).rejects.toMatchObject({
      type: 'BAD_REQUEST_PARAMETERS',
    })
  })

  it('a body over the limit, told by Content-Length', async () => {
    const options = {
      method: 'POST',
      body: 'abcdef',
      headers: { 'content-length': '6' },
      limits: { requestBodyBytes: 5 },
    }
    await expect(call(options)).rejects.toMatchObject({ type: 'REQUEST_TOO_LARGE' })
  })

  it('a body over the limit, counted while it streams', async () => {
    const options = { method: 'POST', body: streamOf('abc', 'def'), limits: { requestBodyBytes: 5 } }
    await expect(call(options)).rejects.toMatchObject({ type: 'REQUEST_TOO_LARGE' })
  })
})

describe('HTTP_PROXY hands a body through untouched', () => {
  it('when its length is known, or no limit stands', async () => {
    for (const options of [{ headers: { 'content-length': '3' } }, { limits: { requestBodyBytes: null } }]) {
      let body: unknown
      const x = exchangeFor({
        integration: proxy(),
        method: 'POST',
        body: 'abc',
        ...options,
        services: fakeServices({
          outbound: (request) => {
            body = request.body
            return Promise.resolve(new Response())
          },
        }),
      })
      await runExchange(x)
      expect(body).toBe(x.request.body)
    }
  })
})

describe('HTTP_PROXY answers', () => {
  it('with the status, body and headers of the backend', async () => {
    const { reply } = await call({}, () => new Response('gone', { status: 410, headers: { 'X-A': '1' } }))
    expect(reply.status).toBe(410)
    expect(await textOf(reply)).toBe('gone')
    expect(reply.headers.get('x-a')).toBe('1')
    expect(reply.headers.has('x-amzn-trace-id')).toBe(false)
  })

  it('with each of several cookies', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1; Expires=Mon, 01 Jan 2029 00:00:00 GMT'],
      ['set-cookie', 'b=2'],
    ])
    const { reply } = await call({}, () => new Response('', { headers }))
    expect(reply.headers.getSetCookie()).toEqual(['a=1; Expires=Mon, 01 Jan 2029 00:00:00 GMT', 'b=2'])
  })

  it('with the backend’s request id under another name', async () => {
    const { reply } = await call({}, () => new Response('', { headers: { 'x-amzn-RequestId': 'theirs' } }))
    expect(reply.headers.get('x-amzn-remapped-x-amzn-requestid')).toBe('theirs')
    expect(reply.headers.has('x-amzn-requestid')).toBe(false)
  })

  it('without the Content-Encoding that was decoded on the way, and with one that was not', async () => {
    const gzip = await call(
      {},
      () => new Response('x', { headers: { 'content-encoding': 'gzip', 'content-length': '9' } }),
    )
    expect(gzip.reply.headers.has('content-encoding')).toBe(false)
    expect(gzip.reply.length).toBeUndefined()
    const zstd = await call({}, () => new Response('x', { headers: { 'content-encoding': 'zstd' } }))
    expect(zstd.reply.headers.get('content-encoding')).toBe('zstd')
  })

  it('500 to a body over the limit, told by Content-Length', async () => {
    const answer = () => new Response('abcdef', { headers: { 'content-length': '6' } })
    await expect(call({ limits: { responseBodyBytes: 5 } }, answer)).rejects.toMatchObject({
      type: 'API_CONFIGURATION_ERROR',
      detail: { reason: /responseBodyBytes/ },
    })
  })

  it('a stream that is cut off when an encoded body unfolds to more than the limit, whatever Content-Length tells', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-length': '3' }
    const answer = () => new Response(streamOf('abc', 'def'), { headers })
    const { reply } = await call({ limits: { responseBodyBytes: 5 } }, answer)
    await expect(textOf(reply)).rejects.toThrow('over 5 bytes')
  })

  it('a stream that is cut off when it turns out to be over the limit', async () => {
    const { reply } = await call({ limits: { responseBodyBytes: 5 } }, () => new Response(streamOf('abc', 'def')))
    await expect(textOf(reply)).rejects.toThrow()
  })

  it('a stream of any length where responseTransferMode is STREAM', async () => {
    const integration = proxy({ responseTransferMode: 'STREAM' })
    const { reply } = await call({ integration, limits: { responseBodyBytes: 5 } }, () => new Response('abcdef'))
    expect(await textOf(reply)).toBe('abcdef')
  })

  it('500 to headers over the limit', async () => {
    const answer = () => new Response('x', { headers: { 'x-large': 'a'.repeat(100) } })
    await expect(call({ limits: { responseHeaderBytes: 100 } }, answer)).rejects.toMatchObject({
      type: 'API_CONFIGURATION_ERROR',
      detail: { reason: /responseHeaderBytes/ },
    })
    for (const responseHeaderBytes of [1_000, null])
      expect((await call({ limits: { responseHeaderBytes } }, answer)).reply.status).toBe(200)
  })

  it('a HEAD of any size, with the length that GET would have', async () => {
    const answer = () => new Response(null, { headers: { 'content-length': '600' } })
    const { reply } = await call({ method: 'HEAD', limits: { responseBodyBytes: 5 } }, answer)
    expect(reply.headers.get('content-length')).toBe('600')
  })
})

const streamOf = (...chunks: string[]) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })
