import { connect } from 'node:net'
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import type { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, sdkClient } from './clients.ts'
import { documentOf, httpTo, mock, proxyTo } from './documents.ts'
import { type RunningGateway, residentBytes, startGateway, workerdOf } from './gateway.ts'
import { type Echo, type Origin, startOrigin } from './origin.ts'

// Expected behaviour without another source: developer guide, "Payload compression". Every byte is read off a bare socket, because
// HTTP clients decode what they get.

const PETS = JSON.stringify(Array.from({ length: 40 }, (_, id) => ({ id, type: 'dog', price: 249.99 })))
const MEGABYTE = 1024 ** 2
/** What an isolate has; the bomb below is four times as large. */
const ALLOWED_BYTES = 128 * MEGABYTE

let gateway: RunningGateway
let origin: Origin
let client: APIGatewayClient
let api: string
let plainApi: string

beforeAll(async () => {
  ;[gateway, origin] = await Promise.all([startGateway(), startOrigin()])
  client = sdkClient(gateway.url)
  const paths = {
    '/pets': { get: mock(PETS), head: mock(PETS), post: httpTo(`${origin.url}/echo`) },
    '/short': { get: mock('[]') },
    '/none': { get: mock(PETS, 204) },
    '/mapped': {
      post: httpTo(`${origin.url}/echo`, {
        requestParameters: { 'integration.request.header.x-type': 'method.request.body.type' },
      }),
    },
    '/origin/{proxy+}': { 'x-amazon-apigateway-any-method': proxyTo(`${origin.url}/{proxy}`) },
  }
  api = await deployDocument(
    client,
    documentOf('Compressed', paths, { 'x-amazon-apigateway-minimum-compression-size': 100 }),
  )
  plainApi = await deployDocument(client, documentOf('Plain', paths))
})

afterAll(async () => {
  client.destroy()
  await Promise.all([gateway.dispose(), origin.close()])
})

interface Answer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** As on the wire, but for the chunks' framing. */
  readonly body: Buffer
}

interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
  readonly apiId?: string
}

/** One request over a socket of its own. */
async function send(path: string, { method = 'GET', headers = {}, body, apiId = api }: Call = {}): Promise<Answer> {
  const lines = [
    `${method} /_aws/execute-api/${apiId}/prod${path} HTTP/1.1`,
    `Host: localhost:${gateway.port}`,
    'Connection: close',
    ...(body && headers['Transfer-Encoding'] === undefined ? [`Content-Length: ${body.length}`] : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  const wire = await new Promise<Buffer>((done, failed) => {
    const chunks: Buffer[] = []
    const socket = connect(gateway.port, '127.0.0.1', () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n`)
      if (body) socket.write(body)
    })
    socket.on('data', (chunk) => chunks.push(chunk))
    // A gateway that refuses a body may close before it has read all of it.
    socket.on('error', (error) => (chunks.length > 0 ? done(Buffer.concat(chunks)) : failed(error)))
    socket.on('close', () => done(Buffer.concat(chunks)))
  })
  return answerOf(wire)
}

function answerOf(wire: Buffer): Answer {
  const end = wire.indexOf('\r\n\r\n')
  const [statusLine = '', ...fields] = wire.subarray(0, end).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    fields.map((field) => [
      field.slice(0, field.indexOf(':')).toLowerCase(),
      field.slice(field.indexOf(':') + 1).trim(),
    ]),
  )
  const rest = wire.subarray(end + 4)
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest
  return { status: Number(statusLine.split(' ')[1]), headers, body }
}

function unchunked(rest: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let from = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', from)
    const size = Number.parseInt(rest.subarray(from, lineEnd).toString('latin1'), 16)
    if (!(size > 0)) return Buffer.concat(chunks)
    chunks.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size))
    from = lineEnd + 2 + size + 2
  }
}

const posted = (coding: string, body: Buffer, more: Readonly<Record<string, string>> = {}): Call => ({
  method: 'POST',
  headers: { 'Content-Encoding': coding, 'Content-Type': 'application/json', ...more },
  body,
})

const echoOf = ({ body }: Answer) => JSON.parse(body.toString()) as Echo

/** The next good request after a bad one is served: every test of bad input ends with this. */
async function expectServing(): Promise<void> {
  const { status, body } = await send('/pets')
  expect([status, body.toString()]).toEqual([200, PETS])
}

describe('a response', () => {
  test.each([
    ['gzip', gunzipSync],
    ['deflate', inflateSync],
  ])('is sent in %s to a client that asks for it', async (coding, decode) => {
    const { status, headers, body } = await send('/pets', { headers: { 'Accept-Encoding': coding } })
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-encoding': coding,
      'content-type': 'application/json',
      'content-length': String(body.length),
    })
    expect(body.length).toBeLessThan(PETS.length / 2)
    expect(decode(body).toString()).toBe(PETS)
  })

  test.each([
    ['to a client that names no coding', '/pets', undefined],
    ['to a client that takes any', '/pets', '*'],
    ['to a client that likes an unsupported coding best', '/pets', 'br, gzip'],
    ['where it is under the minimum', '/short', 'gzip'],
  ])('is sent as it is %s', async (_, path, accept) => {
    const { headers, body } = await send(path, { headers: accept ? { 'Accept-Encoding': accept } : {} })
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.toString()).toBe(path === '/pets' ? PETS : '[]')
  })

  test('is sent as it is by an API without minimumCompressionSize', async () => {
    const { headers, body } = await send('/pets', { headers: { 'Accept-Encoding': 'gzip' }, apiId: plainApi })
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.toString()).toBe(PETS)
  })

  test('without a body has no Content-Encoding: HEAD, 204', async () => {
    for (const [method, path] of [
      ['HEAD', '/pets'],
      ['GET', '/none'],
    ] as const) {
      const { headers, body } = await send(path, { method, headers: { 'Accept-Encoding': 'gzip' } })
      expect([headers['content-encoding'], body.length]).toEqual([undefined, 0])
    }
  })

  test('that refuses is not compressed (our own choice)', async () => {
    const { status, headers } = await send('/nothing', { headers: { 'Accept-Encoding': 'gzip' } })
    expect([status, headers['content-encoding']]).toEqual([403, undefined])
  })

  test('of a backend is compressed while it streams', async () => {
    const { headers, body } = await send(`/origin/big?bytes=${5 * MEGABYTE}`, {
      headers: { 'Accept-Encoding': 'gzip' },
    })
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' })
    expect(gunzipSync(body)).toEqual(Buffer.alloc(5 * MEGABYTE, 'x'))
  })

  test('of a backend that compresses reaches the client in one coding, once', async () => {
    const { headers, body } = await send('/origin/gzip', { headers: { 'Accept-Encoding': 'gzip' } })
    const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
    expect(text.toString()).toBe('compressed by the origin')
  })

  test('that is an event stream is passed on event by event', async () => {
    const { headers, body } = await send('/origin/trickle', { headers: { 'Accept-Encoding': 'gzip' } })
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.toString()).toMatch(/^data: 0\n/)
  })
})

describe('a request', () => {
  const pet = '{"type":"dog","price":249.99}'

  test.each([
    ['gzip', gzipSync(pet), '/origin/echo'],
    ['deflate', deflateSync(pet), '/origin/echo'],
    ['gzip', gzipSync(pet), '/pets'],
  ])('in %s reaches the backend decoded, with its length', async (coding, body, path) => {
    for (const apiId of [api, plainApi]) {
      const echo = echoOf(await send(path, { ...posted(coding, body), apiId }))
      expect(echo.body).toBe(pet)
      expect(echo.headers['content-length']).toBe(String(pet.length))
      expect(echo.headers).not.toHaveProperty('content-encoding')
    }
  })

  test('is decoded before it is mapped', async () => {
    const echo = echoOf(await send('/mapped', posted('gzip', gzipSync(pet))))
    expect([echo.headers['x-type'], echo.body]).toEqual(['dog', pet])
  })

  test('of megabytes is decoded while it streams', async () => {
    const body = gzipSync(Buffer.alloc(8 * MEGABYTE, 'a long story; '))
    expect(JSON.parse((await send('/origin/sink', posted('gzip', body))).body.toString())).toEqual({
      bytes: 8 * MEGABYTE,
    })
  })

  test.each([
    ['that is in none', 'gzip', Buffer.from(pet)],
    ['that breaks off', 'gzip', gzipSync(pet).subarray(0, -4)],
    ['of another name', 'br', gzipSync(pet)],
  ])('is refused with 415 for a coding %s, and no backend hears of it', async (_, coding, body) => {
    origin.seen.length = 0
    const answer = await send('/origin/echo', posted(coding, body))
    expect([answer.status, answer.body.toString()]).toEqual([415, '{"message": "Unsupported Media Type"}'])
    expect(answer.headers['x-amzn-errortype']).toBe('BadRequestException')
    expect(origin.seen).toEqual([])
    await expectServing()
  })

  test('is refused with 415 where its last byte is wrong, long after the first ones went on', async () => {
    const body = gzipSync(Buffer.alloc(8 * MEGABYTE, 'a long story; '))
    body[body.length - 1] = 1 ^ (body.at(-1) as number)
    expect((await send('/origin/sink', posted('gzip', body))).status).toBe(415)
    await expectServing()
  })

  test('with an empty body may name any coding', async () => {
    const answer = await send(
      '/origin/echo',
      posted('deflate', Buffer.from('0\r\n\r\n'), { 'Transfer-Encoding': 'chunked' }),
    )
    expect([answer.status, echoOf(answer).body]).toEqual([200, ''])
  })

  test.skipIf(process.platform !== 'linux')('that is a bomb is cut off with 413, in little memory', async () => {
    const [workerd] = workerdOf(gateway.pid)
    if (workerd === undefined) throw new Error('no workerd below the gateway')
    const bomb = gzipSync(Buffer.alloc(512 * MEGABYTE))
    const before = residentBytes(workerd)
    let peak = before
    const timer = setInterval(() => {
      peak = Math.max(peak, residentBytes(workerd))
    }, 10)
    try {
      for (const path of ['/origin/sink', '/mapped', '/origin/sink', '/mapped']) {
        const { status, body } = await send(path, posted('gzip', bomb))
        expect([status, body.toString()]).toEqual([413, '{"message":"Request Too Long"}'])
      }
    } finally {
      clearInterval(timer)
    }
    console.log(`workerd: ${Math.round((peak - before) / MEGABYTE)} MB more at most`)
    expect(peak - before).toBeLessThan(ALLOWED_BYTES)
    await expectServing()
  })
})

test('fifty clients at once, each in its own coding, get what is theirs', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const text = JSON.stringify({ type: `pet ${n}`, story: 'woof '.repeat(n * 200) })
      const coding = n % 2 === 0 ? 'gzip' : 'deflate'
      const call = posted(coding, coding === 'gzip' ? gzipSync(text) : deflateSync(text), { 'Accept-Encoding': coding })
      const { headers, body } = await send('/origin/echo', call)
      expect(headers['content-encoding']).toBe(coding)
      const decoded = coding === 'gzip' ? gunzipSync(body) : inflateSync(body)
      return (JSON.parse(decoded.toString()) as Echo).body === text
    }),
  )
  expect(answers).toEqual(Array(50).fill(true))
})
