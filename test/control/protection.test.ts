import { describe, expect, it } from 'vitest'
import { utf8 } from '../../src/aws/sigv4-encoding.ts'
import { presignRequest, signRequest } from '../../src/aws/sigv4-sign.ts'
import {
  authenticate,
  MAX_MANAGEMENT_BODY_BYTES,
  type ManagementSettings,
  presign,
} from '../../src/control/protection.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const settings: ManagementSettings = {
  managementHosts: ['localhost', '127.0.0.1', '[::1]'],
  accessKeyId: 'local',
  secretAccessKey: 'a local secret',
  region: 'us-east-1',
}

interface Call {
  readonly method?: string
  readonly url?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly secret?: string
  readonly accessKeyId?: string
  readonly region?: string
  readonly service?: string
  /** Added once the request is signed. */
  readonly later?: Record<string, string>
}

function parts(call: Call) {
  const url = new URL(call.url ?? 'http://localhost:8787/restapis?limit=5')
  const headers = [['host', url.host], ...Object.entries(call.headers ?? {})] as [string, string][]
  return { url, request: { method: call.method ?? 'GET', path: url.pathname, query: url.search.slice(1), headers } }
}

const signOptions = (call: Call) => ({
  credentials: { accessKeyId: call.accessKeyId ?? 'local', secretAccessKey: call.secret ?? 'a local secret' },
  region: call.region ?? 'us-east-1',
  service: call.service ?? 'apigateway',
  now: NOW,
})

async function signed(call: Call = {}): Promise<Request> {
  const { url, request } = parts(call)
  const { headers } = await signRequest(request, utf8(call.body ?? ''), signOptions(call))
  const all = [...headers, ...Object.entries(call.later ?? {})] as [string, string][]
  return new Request(url, { method: request.method, headers: all, body: call.body })
}

async function presigned(call: Call = {}): Promise<Request> {
  const { url, request } = parts(call)
  const { query, headers } = await presignRequest(request, utf8(''), { ...signOptions(call), expiresInSeconds: 60 })
  url.search = query
  return new Request(url, { method: request.method, headers: headers as [string, string][] })
}

const admit = async (request: Request | Promise<Request>, changed: Partial<ManagementSettings> = {}) =>
  authenticate(await request, { ...settings, ...changed }, NOW)

describe('a management call is served', () => {
  it('when the owner signed it', async () => {
    const body = '{"name":"pets"}'
    const call = await admit(signed({ method: 'POST', body }))
    expect(call).toMatchObject({ service: 'apigateway', accessKeyId: 'local' })
    expect(new TextDecoder().decode(call.body)).toBe(body)
  })

  it.each(['lambda', 'iam', 'sts'])('and says that its service is %s', async (service) => {
    await expect(admit(signed({ service }))).resolves.toMatchObject({ service })
  })

  // Our own choice: a gateway is one region of its own.
  it('whatever region it is signed for', async () => {
    await expect(admit(signed({ region: 'eu-central-1' }))).resolves.toMatchObject({ accessKeyId: 'local' })
  })

  it('when it is a presigned GET', async () => {
    await expect(admit(presigned())).resolves.toMatchObject({ accessKeyId: 'local' })
  })

  it.each(['http://127.0.0.1:8787/x', 'http://[::1]:8787/x', 'http://LOCALHOST/x'])('at %s', async (url) => {
    await expect(admit(signed({ url }))).resolves.toMatchObject({ accessKeyId: 'local' })
  })

  it.each([
    ['its own page', { origin: 'http://localhost:8787', 'sec-fetch-site': 'same-origin' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('when it comes from %s', async (_name, later) => {
    await expect(admit(signed({ later }))).resolves.toMatchObject({ accessKeyId: 'local' })
  })
})

describe('a management call is refused', () => {
  it.each([
    ['another host', { url: 'http://evil.example:8787/restapis' }],
    ['a name that only begins like a management host', { url: 'http://localhost.evil.example/restapis' }],
    ['a host of the data plane', { url: 'http://abc.execute-api.localhost:8787/restapis' }],
    ['a name with a dot behind it', { url: 'http://localhost.:8787/restapis' }],
    ["a Host header that is not the URL's", { later: { host: 'evil.example' } }],
    ['a foreign Origin', { later: { origin: 'http://evil.example' } }],
    ['an Origin on another port', { later: { origin: 'http://localhost:3000' } }],
    ['an Origin of another scheme', { later: { origin: 'https://localhost:8787' } }],
    ['an Origin that hides itself', { later: { origin: 'null' } }],
    ['an empty Origin', { later: { origin: '' } }],
    ['a cross-site fetch', { later: { 'sec-fetch-site': 'cross-site' } }],
    ['a same-site fetch', { later: { 'sec-fetch-site': 'same-site' } }],
    ['a fetch site of some later browser', { later: { 'sec-fetch-site': 'Cross-Site' } }],
  ] as [string, Call][])('from %s, however well signed', async (_name, call) => {
    const request = await signed({ ...call, later: {} })
    for (const [name, value] of Object.entries(call.later ?? {})) request.headers.set(name, value)
    await expect(admit(request)).rejects.toMatchObject({ type: 'ForbiddenException', status: 403 })
  })

  it('without a signature', async () => {
    await expect(admit(new Request('http://localhost:8787/restapis'))).rejects.toMatchObject({
      type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
      status: 403,
    })
  })

  it('when its key is unknown', async () => {
    await expect(admit(signed({ accessKeyId: 'other' }))).rejects.toMatchObject({
      type: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    })
  })

  it('when nobody we know signed it, without its body in memory', async () => {
    for (const request of [
      new Request('http://localhost:8787/restapis', { method: 'POST', body: '{}' }),
      await signed({ method: 'POST', body: '{}', accessKeyId: 'other' }),
    ]) {
      await expect(admit(request)).rejects.toMatchObject({ status: 403 })
      expect(request.bodyUsed).toBe(false)
    }
  })

  it('when its secret is wrong, and the message holds no secret', async () => {
    const error = await admit(signed({ secret: 'guess' })).catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ type: 'InvalidSignatureException', status: 403 })
    expect(String(error)).not.toMatch(/a local secret|guess/)
  })

  it('when it is presigned and no GET', async () => {
    await expect(admit(presigned({ method: 'DELETE' }))).rejects.toThrow('Only GET')
  })

  it.each([
    ['no key', { accessKeyId: undefined }],
    ['no secret', { secretAccessKey: undefined }],
    ['an empty key', { accessKeyId: '' }],
    ['an empty secret', { secretAccessKey: '' }],
  ])('while %s is set, and says what to set', async (_name, changed) => {
    for (const request of [signed(), signed({ secret: 'undefined' })]) {
      const refusal = expect(admit(request, changed)).rejects
      await refusal.toThrow(/POSTERN_ACCESS_KEY_ID and POSTERN_SECRET_ACCESS_KEY/)
    }
  })

  it('when no host is a management host', async () => {
    await expect(admit(signed(), { managementHosts: [] })).rejects.toMatchObject({ type: 'ForbiddenException' })
  })

  it.each([
    ['path', 'http://localhost:8787/restapis/abc', 'http://localhost:8787/restapis/abd'],
    ['path, by an escaped slash', 'http://localhost:8787/restapis/a/b', 'http://localhost:8787/restapis/a%2Fb'],
    ['path, by an escaped letter', 'http://localhost:8787/restapis/a', 'http://localhost:8787/restapis/%61'],
    ['query', 'http://localhost:8787/restapis?limit=5', 'http://localhost:8787/restapis?limit=6'],
    ['query, by a name sent twice', 'http://localhost:8787/restapis?a=1', 'http://localhost:8787/restapis?a=1&a=2'],
    ['query, by a plus', 'http://localhost:8787/restapis?a=1%2B2', 'http://localhost:8787/restapis?a=1+2'],
    ['port', 'http://localhost:8787/restapis', 'http://localhost:8788/restapis'],
  ])('when its %s was changed', async (_name, from, to) => {
    const original = await signed({ url: from })
    const headers = [...original.headers].filter(([name]) => name !== 'host')
    const changed = new Request(to, { headers: [...headers, ['host', new URL(to).host]] as [string, string][] })
    await expect(admit(changed)).rejects.toMatchObject({ type: 'InvalidSignatureException' })
  })

  it('when its method or body was changed', async () => {
    const { url, headers } = await signed({ method: 'POST', body: '{}' })
    await expect(admit(new Request(url, { method: 'PUT', headers, body: '{}' }))).rejects.toThrow('does not match')
    await expect(admit(new Request(url, { method: 'POST', headers, body: '[]' }))).rejects.toThrow('does not match')
  })
})

describe('a body over the limit', () => {
  it('is refused by its declared length, unread', async () => {
    const request = await signed({ method: 'POST', body: '{}' })
    request.headers.set('content-length', String(MAX_MANAGEMENT_BODY_BYTES + 1))
    await expect(admit(request)).rejects.toMatchObject({ type: 'RequestTooLargeException', status: 413 })
    expect(request.bodyUsed).toBe(false)
  })

  it('is refused while it streams, before it is all read', async () => {
    const CHUNK = 64 * 1024
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        sent += CHUNK
        controller.enqueue(new Uint8Array(CHUNK))
      },
    })
    const { url, headers } = await signed({ method: 'POST' })
    const endless = new Request(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    await expect(admit(endless)).rejects.toMatchObject({ type: 'RequestTooLargeException' })
    expect(sent).toBeLessThan(MAX_MANAGEMENT_BODY_BYTES + 4 * CHUNK)
  })

  it('may be larger for Lambda, whose calls hold zips', async () => {
    const body = 'x'.repeat(MAX_MANAGEMENT_BODY_BYTES + 1)
    const call = await admit(signed({ method: 'POST', body, service: 'lambda' }))
    expect(call.body.length).toBe(body.length)
    const request = await signed({ method: 'POST', body: '{}', service: 'lambda' })
    request.headers.set('content-length', String(15 * 1024 * 1024))
    await expect(admit(request)).rejects.toThrow('Request Too Long: a management call takes 14 MB at most.')
  })
})

describe('a URL that the gateway gives out', () => {
  const url = new URL('http://localhost:8787/_postern/function-code/0123')

  it('may be got for as long as it says, as a call of Lambda', async () => {
    const given = await presign(url, 600, settings, NOW)
    expect((await admit(new Request(given))).service).toBe('lambda')
    await expect(authenticate(new Request(given), settings, NOW + 601_000)).rejects.toMatchObject({ status: 403 })
    await expect(admit(new Request(given.replace('0123', '4567')))).rejects.toThrow('does not match')
  })

  it('is not given by a gateway without credentials', async () => {
    const { accessKeyId: _, ...without } = settings
    await expect(presign(url, 600, without, NOW)).rejects.toThrow('no management credentials')
  })
})
