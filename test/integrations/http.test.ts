import { describe, expect, it } from 'vitest'
import type { Integration, IntegrationResponse } from '../../src/definition/rest-api.ts'
import {
  type ExchangeOptions,
  exchangeFor,
  fakeBackend,
  fakeServices,
  runExchange,
  textOf,
} from '../gateway/fake-services.ts'

const http = (more: Partial<Integration> = {}): Integration => ({
  type: 'HTTP',
  httpMethod: 'POST',
  uri: 'https://backend.example/v1',
  integrationResponses: { 200: { statusCode: '200' } },
  ...more,
})

const responses = (...list: IntegrationResponse[]) =>
  Object.fromEntries(list.map((response) => [response.statusCode, response]))

async function call(options: ExchangeOptions, answer?: () => Response) {
  const backend = fakeBackend(answer)
  const x = exchangeFor({ integration: http(), ...options, services: fakeServices({ outbound: backend.outbound }) })
  const reply = await runExchange(x)
  return { received: backend.received[0], reply, x }
}

describe('HTTP sends to the backend', () => {
  it('nothing of the client but its body and Content-Type (rpm-0028, rpm-0026)', async () => {
    const headers = { 'content-type': 'text/plain', 'x-a': '1', cookie: 'c=1', authorization: 'Bearer x' }
    const { received } = await call({ method: 'POST', headers, body: 'abc', rawQuery: 'a=1' })
    expect(received?.url).toBe('https://backend.example/v1')
    expect(received?.text).toBe('abc')
    expect([...(received?.headers ?? [])].map(([name]) => name).sort()).toEqual([
      'accept',
      'content-type',
      'user-agent',
      'x-amzn-apigateway-api-id',
      'x-amzn-trace-id',
    ])
  })

  it('the template that the Content-Type selects', async () => {
    const integration = http({ requestTemplates: { 'application/xml': '<a/>', $default: 'none' } })
    const options = { method: 'POST', body: 'abc', integration }
    const xml = await call({ ...options, headers: { 'content-type': 'application/XML; charset=utf-8' } })
    expect(xml.received?.text).toBe('<a/>')
    const other = await call({ ...options, headers: { 'content-type': 'text/plain' } })
    expect(other.received?.text).toBe('none')
  })

  it.each([null, ''])('the body as it is where its template is %o: input passthrough', async (template) => {
    const integration = http({
      passthroughBehavior: 'NEVER',
      requestTemplates: { 'text/plain': template, $default: 'x' },
    })
    const options = { method: 'POST', body: 'abc', integration }
    const { received } = await call({ ...options, headers: { 'content-type': 'text/plain' } })
    expect(received?.text).toBe('abc')
  })

  it.each([
    ['NEVER', {}],
    ['NEVER', { 'application/xml': '<a/>' }],
    ['WHEN_NO_TEMPLATES', { 'application/xml': '' }],
  ] as const)(
    'nothing when no template takes the body and %s lets none pass: 415 (pth-0001, 0002, 0007)',
    async (passthroughBehavior, requestTemplates) => {
      await expect(call({ integration: http({ passthroughBehavior, requestTemplates }) })).rejects.toMatchObject({
        type: 'UNSUPPORTED_MEDIA_TYPE',
      })
    },
  )
})

describe('HTTP answers', () => {
  const byStatus = responses(
    { statusCode: '200' },
    { statusCode: '400', selectionPattern: '4\\d{2}' },
    { statusCode: '500', selectionPattern: '5' },
  )

  it.each([
    [404, 400],
    [201, 200],
    // A pattern has to match the whole status: `5` matches none.
    [501, 200],
  ])('a backend’s %d with %d (irs-0014, irs-0015; whole match: AWS guide)', async (backendStatus, status) => {
    const { reply } = await call(
      { integration: http({ integrationResponses: byStatus }) },
      () => new Response('x', { status: backendStatus }),
    )
    expect(reply.status).toBe(status)
    expect(await textOf(reply)).toBe('x')
  })

  it('500 when nothing matches and there is no default (irs-0006)', async () => {
    const integrationResponses = responses({ statusCode: '200', selectionPattern: '200' })
    await expect(
      call({ integration: http({ integrationResponses }) }, () => new Response('x', { status: 404 })),
    ).rejects.toMatchObject({ type: 'API_CONFIGURATION_ERROR', detail: { reason: /404/ } })
  })

  it('500 when the method declares no such status', async () => {
    await expect(call({ route: { methodResponses: ['201'] } })).rejects.toMatchObject({
      type: 'API_CONFIGURATION_ERROR',
      detail: { reason: /invalid method response: 200/ },
    })
  })

  it('with no header of the backend but the mapped, with a trace id, and JSON by default (rpm-0028)', async () => {
    const integrationResponses = responses({
      statusCode: '200',
      responseParameters: {
        'method.response.header.X-B': 'integration.response.header.x-a',
        'method.response.header.X-Type': 'integration.response.header.content-type',
        'method.response.header.X-None': 'integration.response.header.none',
      },
    })
    const answer = () =>
      new Response('<p>', { headers: { 'X-A': '1', 'Content-Type': 'text/html', 'Set-Cookie': 'a' } })
    const { reply, received } = await call({ integration: http({ integrationResponses }) }, answer)
    expect(Object.fromEntries(reply.headers)).toEqual({
      'content-type': 'application/json',
      'x-b': '1',
      'x-type': 'text/html',
      'x-amzn-trace-id': received?.headers.get('x-amzn-trace-id'),
    })
  })

  it('with reserved headers under another name (rpm-0029)', async () => {
    const integrationResponses = responses({
      statusCode: '200',
      responseParameters: {
        'method.response.header.Server': "'s'",
        'method.response.header.WWW-Authenticate': "'w'",
        'method.response.header.Content-Length': "'7'",
        'method.response.header.Via': "'v'",
        'method.response.header.Transfer-Encoding': "'t'",
      },
    })
    const { reply } = await call({ integration: http({ integrationResponses }) })
    const { 'x-amzn-trace-id': _, ...headers } = Object.fromEntries(reply.headers)
    expect(headers).toEqual({
      'content-type': 'application/json',
      via: 'v',
      'x-amzn-remapped-content-length': '7',
      'x-amzn-remapped-server': 's',
      'x-amzn-remapped-www-authenticate': 'w',
    })
  })

  it('with what a mapping reads of the body, and the same bytes', async () => {
    const integrationResponses = responses({
      statusCode: '200',
      responseParameters: { 'method.response.header.X-Id': 'integration.response.body.pets[0].id' },
    })
    const { reply } = await call(
      { integration: http({ integrationResponses }) },
      () => new Response('{"pets": [{"id": 7}]}'),
    )
    expect(reply.headers.get('x-id')).toBe('7')
    expect(await textOf(reply)).toBe('{"pets": [{"id": 7}]}')
  })

  it('with what is no UTF-8 replaced, unless its type is binary (recorded: cth-0108, cth-0105)', async () => {
    const bytes = new Uint8Array([0x61, 0xff])
    const answer = async (binaryMediaTypes: string[]) => {
      const headers = { 'content-type': 'image/png' }
      const options = { integration: http(), headers: { accept: 'image/png' }, snapshot: { binaryMediaTypes } }
      const { reply } = await call(options, () => new Response(bytes, { headers }))
      return new Uint8Array(await new Response(reply.body).arrayBuffer())
    }
    expect(await answer([])).toEqual(new TextEncoder().encode('a\ufffd'))
    expect(await answer(['image/png'])).toEqual(bytes)
  })

  it('the same bytes of a binary type, though a mapping reads the body', async () => {
    const integrationResponses = responses({
      statusCode: '200',
      responseParameters: { 'method.response.header.X-Id': 'integration.response.body.id' },
    })
    const bytes = new Uint8Array([0xff, 0x00, 0xfe])
    const options = { integration: http({ integrationResponses }), snapshot: { binaryMediaTypes: ['*/*'] } }
    const { reply } = await call(options, () => new Response(bytes))
    expect(new Uint8Array(await new Response(reply.body).arrayBuffer())).toEqual(bytes)
  })

  it('504 when the backend breaks off a body that a mapping reads', async () => {
    const integrationResponses = responses({
      statusCode: '200',
      responseParameters: { 'method.response.header.X-Id': 'integration.response.body.id' },
    })
    const broken = () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) }))
    await expect(call({ integration: http({ integrationResponses }) }, broken)).rejects.toMatchObject({
      type: 'INTEGRATION_FAILURE',
    })
  })

  it.each([
    [null, 'json'],
    ['application/xml', 'xml'],
    ['text/html, application/xml;q=0.9, */*', 'xml'],
    ['text/html', 'json'],
  ])('Accept %s with the template %s (irs-0029 to irs-0032)', async (accept, text) => {
    const responseTemplates = { 'application/xml': 'xml', 'application/json': 'json' }
    const integrationResponses = responses({ statusCode: '200', responseTemplates })
    const headers: Record<string, string> = accept === null ? {} : { accept }
    const { reply } = await call(
      { headers, integration: http({ integrationResponses }) },
      () => new Response('backend'),
    )
    expect(await textOf(reply)).toBe(text)
  })

  it.each([null, ''])('the body as it is where its template is %o: output passthrough', async (template) => {
    const responseTemplates = { 'application/xml': 'xml', 'application/json': template }
    const integrationResponses = responses({ statusCode: '200', responseTemplates })
    const { reply } = await call({ integration: http({ integrationResponses }) }, () => new Response('backend'))
    expect(await textOf(reply)).toBe('backend')
  })
})
