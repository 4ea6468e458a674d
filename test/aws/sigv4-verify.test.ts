import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalRequest, pathStyleOf, type SigV4Request } from '../../src/aws/sigv4-canonical.ts'
import { EMPTY_SHA256, hex, utf8 } from '../../src/aws/sigv4-encoding.ts'
import { hmac, scopeText, signingKey, stringToSign } from '../../src/aws/sigv4-key.ts'
import { presignRequest, signRequest } from '../../src/aws/sigv4-sign.ts'
import { verifySigV4 } from '../../src/aws/sigv4-verify.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'a secret' }
const secretOf = (id: string) => (id === 'AKID' ? 'a secret' : undefined)
const options = { credentials, region: 'us-east-1', service: 'apigateway', now: NOW }
const NOTHING = utf8('')
const request: SigV4Request = {
  method: 'GET',
  path: '/restapis',
  query: 'limit=5',
  headers: [['host', 'localhost:8787']],
}

const verify = (signed: SigV4Request, body = NOTHING, now = NOW) => verifySigV4(signed, body, { secretOf, now })
const withHeader = (signed: SigV4Request, name: string, change: (value: string) => string): SigV4Request => ({
  ...signed,
  headers: signed.headers.map(([sent, value]) => [sent, sent.toLowerCase() === name ? change(value) : value]),
})

describe('a signed request', () => {
  it('tells who signed it and for what', async () => {
    expect(await verify(await signRequest(request, NOTHING, options))).toMatchObject({
      accessKeyId: 'AKID',
      scope: { date: '20260301', region: 'us-east-1', service: 'apigateway' },
      form: 'header',
    })
  })

  it('keeps its session token', async () => {
    const token = { ...options, credentials: { ...credentials, sessionToken: 'a/token+==' } }
    expect((await verify(await signRequest(request, NOTHING, token))).sessionToken).toBe('a/token+==')
    const presigned = await presignRequest(request, NOTHING, { ...token, expiresInSeconds: 60 })
    expect((await verify(presigned)).sessionToken).toBe('a/token+==')
  })

  it.each([
    ['five minutes late', 5 * 60_000],
    ['five minutes early', -5 * 60_000],
  ])('is accepted %s', async (_name, offset) => {
    await expect(verify(await signRequest(request, NOTHING, options), NOTHING, NOW + offset)).resolves.toMatchObject({
      accessKeyId: 'AKID',
    })
  })

  // The sentences are AWS's: reference of API errors, "InvalidSignatureException".
  it('is refused five minutes and a second late, in the words of AWS', async () => {
    await expect(verify(await signRequest(request, NOTHING, options), NOTHING, NOW + 301_000)).rejects.toMatchObject({
      type: 'InvalidSignatureException',
      message: 'Signature expired: 20260301T120000Z is now earlier than 20260301T120001Z (20260301T120501Z - 5 min.)',
    })
  })

  it('is refused five minutes and a second early, in the words of AWS', async () => {
    await expect(verify(await signRequest(request, NOTHING, options), NOTHING, NOW - 301_000)).rejects.toMatchObject({
      type: 'InvalidSignatureException',
      message:
        'Signature not yet current: 20260301T120000Z is still later than 20260301T115959Z (20260301T115459Z + 5 min.)',
    })
  })

  it.each([
    ['no signature', request, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
    [
      'another scheme',
      { ...request, headers: [...request.headers, ['Authorization', 'Bearer abc']] },
      'IncompleteSignatureException',
      'Unsupported',
    ],
    [
      'an empty signature',
      {
        ...request,
        headers: [...request.headers, ['Authorization', 'AWS4-HMAC-SHA256 Credential=a/20260301/r/s/aws4_request']],
      },
      'IncompleteSignatureException',
      "requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    ],
  ] as [string, SigV4Request, string, string][])('is refused with %s', async (_name, sent, type, message) => {
    await expect(verify(sent)).rejects.toMatchObject({ type, message: expect.stringContaining(message) })
  })

  it('is refused with an unknown key', async () => {
    const stranger = { ...options, credentials: { ...credentials, accessKeyId: 'other' } }
    await expect(verify(await signRequest(request, NOTHING, stranger))).rejects.toMatchObject({
      type: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    })
  })

  it('is refused with another secret, without naming either', async () => {
    const signed = await signRequest(request, NOTHING, {
      ...options,
      credentials: { ...credentials, secretAccessKey: 'wrong one' },
    })
    const error = await verify(signed).catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ type: 'InvalidSignatureException' })
    expect(String(error)).not.toMatch(/a secret|wrong one|AKID/)
  })

  it.each([
    ['a scope of yesterday', /20260301(?=\/)/, '20260228', 'Date in Credential scope does not match'],
    ['another terminator', 'aws4_request', 'aws5_request', 'valid terminator'],
    ['four parts in its credential', '/apigateway', '', 'exactly 5'],
    ['an upper-case signature', /[0-9a-f]{64}/, (hex: string) => hex.toUpperCase(), 'does not match'],
    ['a signature cut short', /.$/, '', 'does not match'],
    ['unsorted signed headers', 'host;x-amz-date', 'x-amz-date;host', 'sorted'],
    ['a header signed twice', 'host;x-amz-date', 'host;host;x-amz-date', 'sorted'],
    ['an unsigned host', 'host;x-amz-date', 'x-amz-date', "'Host' must be a 'SignedHeader'"],
    ['an unsigned date', 'host;x-amz-date', 'host', "'x-amz-date' must be a 'SignedHeader'"],
    ['a signed header that was not sent', 'host;', 'accept;host;', 'no such header'],
    ['two signatures', /$/, `, Signature=${'0'.repeat(64)}`, "'Signature' once"],
    ['a stray word', /$/, ', whatever', 'Invalid key=value pair'],
  ] as [string, string | RegExp, string | ((text: string) => string), string][])(
    'is refused with %s',
    async (_name, from, to, message) => {
      const signed = await signRequest(request, NOTHING, options)
      const changed = withHeader(signed, 'authorization', (value) => value.replace(from, to as string))
      await expect(verify(changed)).rejects.toThrow(message)
    },
  )

  it('is refused with an x-amz header slipped in', async () => {
    const signed = await signRequest(request, NOTHING, options)
    const changed = { ...signed, headers: [...signed.headers, ['X-Amz-Target', 'x'] as const] }
    await expect(verify(changed)).rejects.toThrow("'x-amz-target' must be a 'SignedHeader'")
  })

  it('is refused with a header doubled', async () => {
    const signed = await signRequest(request, NOTHING, options)
    await expect(verify({ ...signed, headers: [['host', 'localhost:8787'], ...signed.headers] })).rejects.toThrow(
      'does not match',
    )
  })

  it('is refused with a signature in both places', async () => {
    const presigned = await presignRequest(request, NOTHING, { ...options, expiresInSeconds: 60 })
    await expect(verify(await signRequest(presigned, NOTHING, options))).rejects.toThrow('Only one of')
  })

  it('is accepted with the Date header in place of X-Amz-Date', async () => {
    const scope = { date: '20260301', region: 'us-east-1', service: 'apigateway' }
    const dated = { ...request, headers: [...request.headers, ['date', 'Sun, 01 Mar 2026 12:00:00 GMT'] as const] }
    const canonical = canonicalRequest(dated, ['host'], EMPTY_SHA256, pathStyleOf('apigateway'))
    const key = await signingKey('a secret', scope)
    const signature = hex(await hmac(key, await stringToSign('20260301T120000Z', scope, canonical)))
    const authorization = `AWS4-HMAC-SHA256 Credential=AKID/${scopeText(scope)}, SignedHeaders=host, Signature=${signature}`
    const signed = { ...dated, headers: [...dated.headers, ['authorization', authorization] as const] }
    await expect(verify(signed)).resolves.toMatchObject({ accessKeyId: 'AKID' })
    await expect(verify(withHeader(signed, 'date', (value) => value.replace('12:00', '12:01')))).rejects.toThrow(
      'does not match',
    )
  })
})

describe('the payload hash', () => {
  const body = utf8('{"name":"pets"}')

  it('is that of the body', async () => {
    const signed = await signRequest({ ...request, method: 'POST' }, body, options)
    await expect(verify(signed, body)).resolves.toMatchObject({ body })
    await expect(verify(signed, utf8('{"name":"cats"}'))).rejects.toThrow('does not match')
  })

  it('is checked against the body when it is sent', async () => {
    const signed = await signRequest({ ...request, method: 'POST' }, body, { ...options, sendPayloadHash: true })
    await expect(verify(signed, body)).resolves.toMatchObject({ body })
    await expect(verify(signed, utf8('{"name":"cats"}'))).rejects.toThrow(
      "'x-amz-content-sha256' header does not match",
    )
  })

  it.each(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x'])(
    '"%s" cannot be swapped in after signing',
    async (value) => {
      const signed = await signRequest({ ...request, method: 'POST' }, body, { ...options, sendPayloadHash: true })
      await expect(
        verify(
          withHeader(signed, 'x-amz-content-sha256', () => value),
          body,
        ),
      ).rejects.toThrow('does not match')
    },
  )
})

describe('a presigned request', () => {
  const presign = (expiresInSeconds: number) => presignRequest(request, NOTHING, { ...options, expiresInSeconds })

  it('is good for a week at most', async () => {
    const week = await presign(604_800)
    await expect(verify(week, NOTHING, NOW + 604_800_000)).resolves.toMatchObject({ form: 'query' })
    await expect(verify(week, NOTHING, NOW + 604_801_000)).rejects.toThrow('Signature expired')
    await expect(verify(await presign(604_801))).rejects.toThrow('X-Amz-Expires must be')
    await expect(verify(await presign(0))).rejects.toThrow('X-Amz-Expires must be')
  })

  it.each([
    ['another parameter', 'limit=5', 'limit=6', 'does not match'],
    ['one more parameter', 'limit=5', 'limit=5&position=x', 'does not match'],
    ['a longer life', 'X-Amz-Expires=60', 'X-Amz-Expires=61', 'does not match'],
    ['its signature twice', /(&X-Amz-Signature=)(.*)/, '$1$2$1$2', 'must be sent once'],
    ['its date twice, once in disguise', /$/, '&X%2DAmz-Date=20260301T120001Z', "'X-Amz-Date' must be sent once"],
    ['no date', /&X-Amz-Date=[^&]*/, '', "must include 'X-Amz-Date'"],
    ['another algorithm', 'SHA256', 'SHA1', 'Unsupported'],
  ] as [string, string | RegExp, string, string][])('is refused with %s', async (_name, from, to, message) => {
    const presigned = await presign(60)
    await expect(verify({ ...presigned, query: presigned.query.replace(from, to) })).rejects.toThrow(message)
  })

  it('verifies however its escapes are spelled, since all spellings say the same', async () => {
    const presigned = await presignRequest({ ...request, query: 'name=a%20b%7E&x=%2f' }, NOTHING, {
      ...options,
      expiresInSeconds: 60,
    })
    const respelled = { ...presigned, query: presigned.query.replace('a%20b%7E', '%61+b~').replace('%2f', '%2F') }
    await expect(verify(respelled)).resolves.toMatchObject({ accessKeyId: 'AKID' })
  })

  it('does not verify when an escape says something else', async () => {
    const presigned = await presignRequest({ ...request, query: 'name=a%2Bb' }, NOTHING, {
      ...options,
      expiresInSeconds: 60,
    })
    await expect(verify({ ...presigned, query: presigned.query.replace('a%2Bb', 'a+b') })).rejects.toThrow(
      'does not match',
    )
  })
})

describe('whatever is signed', () => {
  const text = fc.string({ unit: 'binary' })
  const anyRequest = fc.record({
    method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
    path: text.map((path) => `/${path}`),
    query: text,
    headers: fc.array(fc.tuple(fc.constantFrom('accept', 'X-Custom', 'content-type'), text), { maxLength: 4 }),
    body: text,
  })

  it('verifies, and does not with a byte more in its body', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async ({ headers, body, ...rest }) => {
        const sent = { ...rest, headers: [...headers, ['host', 'localhost'] as [string, string]] }
        fc.pre(!/x-amz/i.test(decodeURIComponentSafely(sent.query)))
        const signed = await signRequest(sent, utf8(body), options)
        await expect(verify(signed, utf8(body))).resolves.toMatchObject({ accessKeyId: 'AKID' })
        await expect(verify(signed, utf8(`${body}x`))).rejects.toThrow('does not match')
      }),
      { numRuns: 200 },
    )
  })
})

function decodeURIComponentSafely(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
