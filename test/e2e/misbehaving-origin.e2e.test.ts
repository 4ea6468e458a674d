import type { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deployDocument, sdkClient } from './clients.ts'
import { documentOf, httpTo, mock, proxyTo } from './documents.ts'
import { freePort, type RunningGateway, startGateway } from './gateway.ts'
import { type MisbehavingOrigin, startMisbehavingOrigin } from './misbehaving-origin.ts'

// Statuses and bodies of failures: developer guide, "Gateway response types". What is cut off, and what is tried again, is our own choice.

const NETWORK_ERROR = '{"message": "Network error communicating with endpoint"}'
const TIMED_OUT = '{"message": "Endpoint request timed out"}'
const INTERNAL = '{"message": "Internal server error"}'

let gateway: RunningGateway
let origin: MisbehavingOrigin
let client: APIGatewayClient
let api: string

beforeAll(async () => {
  ;[gateway, origin] = await Promise.all([startGateway({ args: ['--log'] }), startMisbehavingOrigin()])
  client = sdkClient(gateway.url)
  const dead = await freePort()
  const timeoutInMillis = 500
  // Reads the whole body.
  const reads = {
    timeoutInMillis,
    responses: { default: { statusCode: '200', responseTemplates: { 'text/plain': "got: $input.path('$')" } } },
  }
  const mapped = { requestTemplates: { 'application/json': '{"mapped": true}' } }
  api = await deployDocument(
    client,
    documentOf('Misbehaving', {
      '/proxy/{what}': { 'x-amazon-apigateway-any-method': proxyTo(`${origin.url}/{what}`, { timeoutInMillis }) },
      ...Object.fromEntries(
        ['reset', 'slow-body', 'reset-in-body', 'cut-body', 'cut-chunks', 'bad-chunks', 'gzip-garbage', 'too-much'].map(
          (what) => [`/reads/${what}`, { get: httpTo(`${origin.url}/${what}`, { httpMethod: 'GET', ...reads }) }],
        ),
      ),
      '/mapped/flaky': {
        put: httpTo(`${origin.url}/flaky`, { httpMethod: 'PUT', ...mapped }),
        post: httpTo(`${origin.url}/flaky`, { httpMethod: 'POST', ...mapped }),
      },
      '/refused': { get: proxyTo(`http://127.0.0.1:${dead}/`) },
      '/mock': { get: mock('{"from": "mock"}') },
    }),
  )
})

beforeEach(() => origin.forget())

afterAll(async () => {
  client.destroy()
  await Promise.all([gateway.dispose(), origin.close()])
})

const invoke = (path: string, init?: RequestInit) =>
  fetch(gateway.invokeUrl(api, 'prod', path), { redirect: 'manual', ...init })

const answerOf = async (path: string, init?: RequestInit) => {
  const response = await invoke(path, init)
  return [response.status, await response.text()]
}

/** What a caller sees whose answer may break off. */
const outcomeOf = (path: string) =>
  invoke(path).then(
    async (response) => {
      const body = await response.text().catch(() => 'broken off')
      return `${response.status} ${body}`
    },
    () => 'no answer',
  )

/** The next good request after a bad one is served. */
const expectServing = async () => expect(await answerOf('/mock')).toEqual([200, '{"from": "mock"}'])

describe('a backend that gives no answer', () => {
  test.each([
    'reset',
    'closed',
    'garbage',
    'half-headers',
    'bad-length',
    'two-lengths',
    'endless-headers',
    'status-000',
  ])('but %s: 504, once more for GET, and once for POST', async (what) => {
    expect(await answerOf(`/proxy/${what}`)).toEqual([504, NETWORK_ERROR])
    expect(origin.seen).toEqual([`GET /${what}`, `GET /${what}`])
    origin.forget()
    expect(await answerOf(`/proxy/${what}`, { method: 'POST', body: 'order' })).toEqual([504, NETWORK_ERROR])
    expect(origin.seen).toEqual([`POST /${what}`])
    await expectServing()
  })

  test('because nobody listens: 504, and the record says that it was tried again', async () => {
    expect(await answerOf('/refused')).toEqual([504, NETWORK_ERROR])
    await expect.poll(() => gateway.stdout()).toMatch(/"resourcePath":"\/refused".*"integrationRetry":"[^"]+"/)
    await expectServing()
  })

  test('in time: 504, and it is not asked again', async () => {
    const started = Date.now()
    expect(await answerOf('/proxy/slow-headers')).toEqual([504, TIMED_OUT])
    expect(Date.now() - started).toBeLessThan(3_000)
    expect(origin.seen).toEqual(['GET /slow-headers'])
    await expectServing()
  })

  test.each(['switches', 'status-999'])('that HTTP allows: 504 (%s), and it is not asked again', async (what) => {
    expect(await answerOf(`/proxy/${what}`)).toEqual([504, NETWORK_ERROR])
    expect(origin.seen).toHaveLength(1)
    await expectServing()
  })
})

describe('a lost connection is tried once more', () => {
  test.each(['GET', 'DELETE', 'OPTIONS'])('for %s', async (method) => {
    expect(await answerOf('/proxy/flaky', { method })).toEqual([200, 'ok'])
    expect(origin.seen).toEqual([`${method} /flaky`, `${method} /flaky`])
  })

  test('for PUT with a body that a template made', async () => {
    const put = { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } }
    expect(await answerOf('/mapped/flaky', put)).toEqual([200, 'ok'])
    expect(origin.seen).toHaveLength(2)
  })

  test('not for POST, nor for a body that has streamed by', async () => {
    const post = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
    expect(await answerOf('/mapped/flaky', post)).toEqual([504, NETWORK_ERROR])
    expect(await answerOf('/proxy/flaky', { method: 'PUT', body: 'content' })).toEqual([504, NETWORK_ERROR])
    expect(origin.seen).toEqual(['POST /flaky', 'PUT /flaky'])
  })
})

describe('a body that', () => {
  const BROKEN = /^(200 broken off|no answer)$/

  test.each(['reset-in-body', 'cut-body', 'cut-chunks', 'bad-chunks', 'gzip-garbage', 'slow-chunks'])(
    'is no whole one (%s) breaks off for the caller who is sent it as it comes, and is not asked for again',
    async (what) => {
      const started = Date.now()
      expect(await outcomeOf(`/proxy/${what}`)).toMatch(BROKEN)
      expect(Date.now() - started).toBeLessThan(5_000)
      expect(origin.seen).toHaveLength(1)
      await expectServing()
    },
  )

  test.each(['reset-in-body', 'cut-body', 'cut-chunks', 'bad-chunks', 'gzip-garbage'])(
    'is no whole one (%s) answers 504 where a template reads it',
    async (what) => {
      expect(await answerOf(`/reads/${what}`)).toEqual([504, NETWORK_ERROR])
      expect(origin.seen).toHaveLength(1)
      await expectServing()
    },
  )

  test('has a length goes on beyond the timeout once it has begun: the platform passes it on', async () => {
    expect(await answerOf('/proxy/slow-body')).toEqual([200, 'x'.repeat(20)])
  })

  test('takes too long answers 504 where a template reads it', async () => {
    expect(await answerOf('/reads/slow-body')).toEqual([504, TIMED_OUT])
    await expectServing()
  })

  test('is longer than its Content-Length ends there', async () => {
    expect(await answerOf('/proxy/too-much')).toEqual([200, 'ok'])
    expect(await answerOf('/reads/too-much')).toEqual([200, 'got: ok'])
    await expectServing()
  })

  test.each(['body-of-204', 'chunks-of-204'])('comes where there can be none (%s) is dropped', async (what) => {
    expect(await answerOf(`/proxy/${what}`)).toEqual([204, ''])
    expect(await answerOf(`/proxy/${what}`)).toEqual([204, ''])
    await expectServing()
  })

  test('says that it is over 10 MB answers 500', async () => {
    expect(await answerOf('/proxy/large-body')).toEqual([500, INTERNAL])
    await expect.poll(() => gateway.stdout()).toContain('The integration response is over 10485760 bytes')
    await expectServing()
  })
})

describe('headers', () => {
  test('of over 10,240 bytes answer 500, and the log says so', async () => {
    expect(await answerOf('/proxy/large-headers')).toEqual([500, INTERNAL])
    await expect.poll(() => gateway.stdout()).toContain('The headers of the integration response are over 10240 bytes')
    await expectServing()
  })

  test.each(['continue', 'early-hints'])('before the answer (%s) are passed over', async (what) => {
    expect(await answerOf(`/proxy/${what}`)).toEqual([200, 'ok'])
    await expectServing()
  })

  test('of a redirect go to the caller; it is not followed', async () => {
    const response = await invoke('/proxy/redirects')
    expect([response.status, response.headers.get('location'), await response.text()]).toEqual([
      307,
      '/elsewhere',
      'there',
    ])
    expect(origin.seen).toEqual(['GET /redirects'])
  })
})
