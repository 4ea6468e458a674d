import { request as httpRequest } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { DeleteRestApiCommand } from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, rawRequest, redeployDocument, sdkClient } from './clients.ts'
import { documentOf, httpTo, mock, proxyTo } from './documents.ts'
import { freePort, type RunningGateway, startGateway } from './gateway.ts'
import { allBytes, type Echo, type Origin, startOrigin } from './origin.ts'

// Expected bodies and headers without another source: developer guide, "Gateway response types" and "Important notes".

let gateway: RunningGateway
let origin: Origin
let client: APIGatewayClient
let api: string

beforeAll(async () => {
  ;[gateway, origin] = await Promise.all([startGateway(), startOrigin()])
  client = sdkClient(gateway.url)
  api = await deployDocument(client, await documentUnderTest())
})

afterAll(async () => {
  client.destroy()
  await Promise.all([gateway.dispose(), origin.close()])
})

async function documentUnderTest() {
  const dead = await freePort()
  const at = (path: string) => origin.url + path
  return documentOf('Under test', {
    '/mock': { get: mock('{"from": "mock"}'), post: mock('{"made": true}', 201) },
    '/pets': { get: proxyTo(at('/echo/pets')), post: httpTo(at('/echo/made')) },
    '/pets/{petId}': { get: proxyTo(at('/echo/pets/{petId}')) },
    '/files/{proxy+}': { 'x-amazon-apigateway-any-method': proxyTo(at('/{proxy}')) },
    '/mapped/{id}': {
      get: httpTo(at('/echo'), {
        httpMethod: 'GET',
        requestParameters: {
          'integration.request.header.x-id': 'method.request.path.id',
          'integration.request.querystring.q': 'method.request.querystring.search',
          'integration.request.header.x-fixed': "'constant'",
        },
      }),
    },
    '/soon': { get: proxyTo(at('/hang'), { timeoutInMillis: 300 }) },
    '/dead': { get: proxyTo(`http://127.0.0.1:${dead}/`) },
  })
}

const invoke = (path: string, init?: RequestInit) =>
  fetch(gateway.invokeUrl(api, 'prod', path), { redirect: 'manual', ...init })
const echoOf = async (response: Response) => (await response.json()) as Echo

/** The next good request after a bad one is served: every test of bad input ends with this. */
async function expectServing(): Promise<void> {
  const response = await invoke('/mock')
  expect([response.status, await response.text()]).toEqual([200, '{"from": "mock"}'])
}

describe('a deployed API', () => {
  test('answers a MOCK method with its static response', async () => {
    const response = await invoke('/mock', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect([response.status, await response.text()]).toEqual([201, '{"made": true}'])
  })

  test('answers through its own host name as through the path form', async () => {
    const answer = await rawRequest(
      gateway.port,
      `GET /prod/mock HTTP/1.1\r\nHost: ${api}.execute-api.localhost:${gateway.port}\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toContain('{"from": "mock"}')
  })

  test('sends method, path parameters, query and body of an HTTP_PROXY call to the origin', async () => {
    const get = await echoOf(await invoke('/pets/7?a=1&a=2&b=%20x'))
    expect([get.method, get.url]).toEqual(['GET', '/echo/pets/7?a=1&a=2&b=%20x'])
    const put = await echoOf(await invoke('/files/echo/deep/er', { method: 'PUT', body: 'content' }))
    expect([put.method, put.url, put.body]).toEqual(['PUT', '/echo/deep/er', 'content'])
  })

  test('sends an HTTP call with the integration method and what is mapped, and nothing else of the client', async () => {
    const made = await echoOf(
      await invoke('/pets', {
        method: 'POST',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json', 'x-mine': '1' },
      }),
    )
    expect([made.method, made.url, made.body]).toEqual(['POST', '/echo/made', '{"a":1}'])
    expect(made.headers).not.toHaveProperty('x-mine')
    const mapped = await echoOf(await invoke('/mapped/42?search=dogs&other=1'))
    expect(mapped.url).toBe('/echo?q=dogs')
    expect(mapped.headers).toMatchObject({ 'x-id': '42', 'x-fixed': 'constant' })
  })

  test('carries every byte of a binary body both ways', async () => {
    const body = allBytes()
    const echo = await echoOf(
      await invoke('/files/echo', { method: 'POST', body, headers: { 'content-type': 'image/png' } }),
    )
    expect(Buffer.from(echo.bodyBase64, 'base64')).toEqual(Buffer.from(body))
    expect(new Uint8Array(await (await invoke('/files/binary')).arrayBuffer())).toEqual(body)
  })

  test('passes each part of a streamed answer on when it comes', async () => {
    const response = await invoke('/files/trickle')
    const times: number[] = []
    for await (const _ of response.body ?? []) times.push(Date.now())
    expect(times.length).toBeGreaterThan(2)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(400)
  })

  test('answers a redirect of the origin to the caller instead of following it', async () => {
    const response = await invoke('/files/redirect')
    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://elsewhere.example/there'])
  })

  test("passes the origin's errors on as they are", async () => {
    const response = await invoke('/files/status/503')
    expect([response.status, await response.text()]).toEqual([503, 'as asked'])
  })

  test('delivers what a compressing origin sends as the text that it is', async () => {
    const chunks: Buffer[] = []
    const [encoding] = await new Promise<[string | undefined]>((done, failed) => {
      httpRequest(
        gateway.invokeUrl(api, 'prod', '/files/gzip'),
        { headers: { 'accept-encoding': 'gzip' } },
        (response) => {
          response.on('data', (chunk) => chunks.push(chunk))
          response.on('end', () => done([response.headers['content-encoding']]))
        },
      )
        .on('error', failed)
        .end()
    })
    const body = Buffer.concat(chunks)
    expect((encoding === 'gzip' ? gunzipSync(body) : body).toString()).toBe('compressed by the origin')
  })
})

describe('headers', () => {
  test('towards the origin say who asked and leave out what belongs to the connection', async () => {
    const { headers } = await echoOf(await invoke('/files/echo', { headers: { te: 'trailers', 'x-mine': 'kept' } }))
    expect(headers).toMatchObject({
      'x-mine': 'kept',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': String(gateway.port),
      'x-amzn-apigateway-api-id': api,
    })
    expect(headers['x-forwarded-for']).toMatch(/127\.0\.0\.1$/)
    expect(headers['x-amzn-trace-id']).toMatch(/Root=1-[0-9a-f]{8}-[0-9a-f]{24}/)
    expect(headers).not.toHaveProperty('te')
    expect(headers.host).toBe(`127.0.0.1:${origin.port}`)
  })

  test("from a proxied origin keep its own and remap those of AWS's list", async () => {
    const response = await invoke('/files/headers')
    expect(response.headers.get('x-own')).toBe('kept')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; Expires=Wed, 21 Oct 2037 07:28:00 GMT'])
    expect(response.headers.get('x-amzn-remapped-server')).toBe('the-origin/1.0')
    expect(response.headers.get('x-amzn-remapped-date')).toBe('Thu, 01 Jan 1970 00:00:00 GMT')
  })

  test('of every answer hold a request id, an extended request id and no trace of the platform', async () => {
    const { headers } = await invoke('/mock')
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('x-amz-apigw-id')).toMatch(/\S+/)
  })
})

describe('a call that leads nowhere', () => {
  test.each([
    ['a path that no resource has', '/nothing', 'GET'],
    ['a method that the resource does not have', '/pets', 'DELETE'],
  ])('is refused with 403 Missing Authentication Token: %s', async (_, path, method) => {
    const response = await invoke(path, { method })
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Missing Authentication Token"}'])
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException')
  })

  test.each([
    ['a stage that does not exist', () => gateway.invokeUrl(api, 'nostage', '/mock')],
    ['an API that does not exist', () => gateway.invokeUrl('zzzzzzzzzz', 'prod', '/mock')],
  ])('is refused with 403 Forbidden: %s', async (_, url) => {
    const response = await fetch(url())
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}'])
    expect(response.headers.get('x-amzn-errortype')).toBe('ForbiddenException')
  })

  test.each(['evil.example', 'zzzzzzzzzz.execute-api.localhost', 'execute-api.localhost'])(
    'is refused with 403 Forbidden: host %s',
    async (host) => {
      const answer = await rawRequest(
        gateway.port,
        `GET /prod/mock HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      )
      expect(answer).toMatch(/^HTTP\/1\.1 403 /)
      expect(answer).toContain('{"message":"Forbidden"}')
    },
  )

  test('stays refused after its API is deleted', async () => {
    const gone = await deployDocument(client, documentOf('Short-lived', { '/x': { get: mock('here') } }))
    expect((await fetch(gateway.invokeUrl(gone, 'prod', '/x'))).status).toBe(200)
    await client.send(new DeleteRestApiCommand({ restApiId: gone }))
    await expect
      .poll(async () => (await fetch(gateway.invokeUrl(gone, 'prod', '/x'))).status, { timeout: 5_000 })
      .toBe(403)
  })
})

describe('a backend that fails', () => {
  test('hanging beyond timeoutInMillis: 504 Endpoint request timed out', async () => {
    const started = Date.now()
    const response = await invoke('/soon')
    expect([response.status, await response.text()]).toEqual([504, '{"message": "Endpoint request timed out"}'])
    expect(Date.now() - started).toBeLessThan(5_000)
    await expectServing()
  })

  test.each(['/dead', '/files/close', '/files/garbage'])('not answering HTTP: 504 (%s)', async (path) => {
    const response = await invoke(path)
    // gateway-error vectors; AWS documents INTEGRATION_FAILURE as 504 "Network error communicating with endpoint".
    expect([response.status, await response.text()]).toEqual([
      504,
      '{"message": "Network error communicating with endpoint"}',
    ])
    await expectServing()
  })

  test('promising more than it sends: the caller sees that the answer broke off', async () => {
    const outcome = await invoke('/files/lying').then(
      async (response) => `${response.status} ${await response.text().catch(() => 'broken off')}`,
      () => 'no answer',
    )
    expect(outcome).toMatch(/^(200 broken off|50[24] .*|no answer)$/)
    await expectServing()
  })
})

describe('path spellings, sent as raw bytes', () => {
  test.each([
    ['//mock', 200],
    ['/mock/', 200],
    ['/pets/a%2Fb', 200],
    ['/pets/%20', 200],
    ['/files/echo/a//b', 200],
    ['/mock%00', 403],
    ['/%ZZ', 403],
    ['/MOCK', 403],
  ])('%s answers %i', async (path, status) => {
    const answer = await raw(`GET /_aws/execute-api/${api}/prod${path}`)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    await expectServing()
  })

  test.each([['/files/../mock'], ['/files/%2e%2e/mock'], ['/files/./../mock']])(
    '%s never reaches the origin with dot segments in it',
    async (path) => {
      const before = origin.seen.length
      await raw(`GET /_aws/execute-api/${api}/prod${path}`)
      for (const line of origin.seen.slice(before)) expect(line).not.toMatch(/\.\./)
      await expectServing()
    },
  )

  test.each([
    [
      'an unknown method',
      'BREW /_aws/execute-api/API/prod/mock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ],
    ['no host', 'GET /_aws/execute-api/API/prod/mock HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
    [
      'a broken chunk',
      'POST /_aws/execute-api/API/prod/files/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
    ],
    [
      'two lengths',
      'POST /_aws/execute-api/API/prod/files/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('%s does no harm', async (_, text) => {
    const answer = await rawRequest(gateway.port, text.replaceAll('API', api))
    expect(answer).not.toMatch(/^HTTP\/1\.1 500/)
    await expectServing()
  })

  test('a request line over 10,240 bytes is refused and the next request is served', async () => {
    const answer = await raw(`GET /_aws/execute-api/${api}/prod/mock?q=${'x'.repeat(11_000)}`)
    expect(answer).toMatch(/^HTTP\/1\.1 4(14|31|13|00) /)
    await expectServing()
  })

  test('a body over 10 MB is refused with 413 and the next request is served', async () => {
    // Refused by its length alone, so that the sender learns it before it has sent the body.
    const answer = await rawRequest(
      gateway.port,
      `POST /_aws/execute-api/${api}/prod/files/sink HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10485761\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toMatch(/\{"message": ?"Request Too Long"\}$/)
    await expectServing()
  })

  test('a body that turns out to be over 10 MB is refused with 413, and the origin does not take a part for all of it', async () => {
    const chunk = Buffer.alloc(1024 ** 2, 'z')
    const [status, text] = await new Promise<[number | undefined, string]>((done, failed) => {
      const request = httpRequest(gateway.invokeUrl(api, 'prod', '/files/sink'), { method: 'POST' }, (response) => {
        let answer = ''
        response.on('data', (part) => {
          answer += part
        })
        response.on('end', () => done([response.statusCode, answer]))
      })
      request.on('error', failed)
      // Without a Content-Length it goes out in chunks.
      for (let n = 0; n < 11; n++) request.write(chunk)
      request.end()
    })
    expect([status, text]).toEqual([413, '{"message":"Request Too Long"}'])
    await expectServing()
  })

  const raw = (line: string) =>
    rawRequest(gateway.port, `${line} HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nConnection: close\r\n\r\n`)
})

test('an update takes effect within a second and the old version does not come back', async () => {
  const version = (v: number) => documentOf('Versions', { '/v': { get: mock(`${v}`) } })
  const id = await deployDocument(client, version(1))
  const read = async () => (await fetch(gateway.invokeUrl(id, 'prod', '/v'))).text()
  expect(await read()).toBe('1')
  await redeployDocument(client, id, version(2))
  await expect.poll(read, { timeout: 3_000, interval: 50 }).toBe('2')
  for (let i = 0; i < 20; i++) expect(await read()).toBe('2')
})
