import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { base64url, CompactSign, exportSPKI, importJWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { ISSUER, issuerUnderTest, NOW_SECONDS, type Signer, signer, TRUST } from './issuer-under-test.ts'

// Attacks: https://www.rfc-editor.org/rfc/rfc8725 (JSON Web Token Best Current Practices), and our own.

let good: Signer
let other: Signer
let token: string

beforeAll(async () => {
  ;[good, other] = await Promise.all([signer(), signer('key-2')])
  token = await good.token()
})

/** What a verifier says to a token of an issuer with one good key: why not, or undefined. */
async function refusal(presented: string, keys: readonly object[] = [good.jwk], trust = TRUST) {
  const { verifier, fetched } = issuerUnderTest(keys)
  const reason = await verifier.verify(presented, trust).then(
    () => undefined,
    (error: Error) => `${error.name}: ${error.message}`,
  )
  expect(fetched.every((url) => url.startsWith(`${ISSUER}/`))).toBe(true)
  return reason
}

const encoded = (value: unknown) => base64url.encode(typeof value === 'string' ? value : JSON.stringify(value))
const parts = () => token.split('.') as [string, string, string]
const withHeader = (header: unknown) => [encoded(header), parts()[1], parts()[2]].join('.')

describe('a good token', () => {
  it('tells its claims, as text too', async () => {
    const { verifier } = issuerUnderTest([good.jwk])
    const groups = {
      'cognito:groups': ['a', 'b'],
      email_verified: true,
      auth_time: 1_616_935_242,
      address: { city: 'X' },
    }
    const { claims, texts, issuer, isRemembered } = await verifier.verify(await good.token(groups), TRUST)
    expect(claims).toMatchObject({ sub: 'user-1', ...groups })
    expect({ issuer, isRemembered }).toEqual({ issuer: ISSUER, isRemembered: false })
    // Dates as in published events of REST APIs: only exp and iat.
    expect(Object.fromEntries(texts)).toMatchObject({
      'cognito:groups': 'a,b',
      email_verified: 'true',
      auth_time: '1616935242',
      address: '{"city":"X"}',
      iat: 'Sun Nov 22 08:04:09 UTC 2026',
      exp: 'Sun Nov 22 09:05:09 UTC 2026',
    })
  })

  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'])(
    'may be signed by %s',
    async (alg) => {
      const key = await signer('k', alg)
      expect(await refusal(await key.token(), [key.jwk])).toBeUndefined()
      // A key that names no algorithm stands for all of its kind.
      expect(await refusal(await key.token(), [{ ...key.jwk, alg: undefined }])).toBeUndefined()
    },
  )
})

describe('a forged signature', () => {
  it.each(['none', 'None', 'NONE', 'nOnE', '', 'HS256', 'hs256', 'RS257', 'rs256', 'RSA-OAEP', 'dir'])(
    'is not covered by alg %j',
    async (alg) => {
      const header = encoded({ alg, kid: good.kid })
      const [, payload, signature] = parts()
      for (const forged of [`${header}.${payload}.`, `${header}.${payload}`, `${header}.${payload}.${signature}`])
        expect(await refusal(forged)).toMatch(/^TokenFault/)
    },
  )

  it.each(['HS256', 'HS384', 'HS512'])('is none by %s with the public key as the secret', async (alg) => {
    const pem = await exportSPKI((await importJWK(good.jwk, 'RS256')) as never)
    const body = `${encoded({ alg, kid: good.kid })}.${parts()[1]}`
    for (const secret of [pem, pem.trim(), JSON.stringify(good.jwk), good.jwk.n ?? '', ''])
      expect(
        await refusal(`${body}.${createHmac(alg.replace('HS', 'sha'), secret).update(body).digest('base64url')}`),
      ).toMatch(/^TokenFault/)
    // Not even where the issuer publishes a secret.
    const k = base64url.encode('secret')
    const byOct = await new SignJWT({ iss: ISSUER, exp: NOW_SECONDS + 60 })
      .setProtectedHeader({ alg, kid: 'oct' })
      .sign(new TextEncoder().encode('secret'.repeat(20)))
    expect(await refusal(byOct, [{ kty: 'oct', k, kid: 'oct', alg }])).toMatch(/^TokenFault/)
  })

  it('is not covered by another algorithm of the same key', async () => {
    const pss = await importJWK({ ...good.jwk, alg: 'RS512' }, 'RS512')
    expect(pss).toBeDefined()
    const forged = `${encoded({ alg: 'RS512', kid: good.kid })}.${parts()[1]}.${parts()[2]}`
    expect(await refusal(forged)).toBe('TokenFault: its key (kid) is none of its issuer, or not for its algorithm')
  })

  it.each([
    ['jwk', () => ({ jwk: other.jwk })],
    ['jku', () => ({ jku: 'https://evil.example.com/keys.json' })],
    ['x5u', () => ({ x5u: 'https://evil.example.com/cert.pem' })],
    ['x5c', () => ({ x5c: ['MIIB'] })],
    ['x5t', () => ({ x5t: 'AAAA' })],
  ])('is not covered by a key that the header brings: %s', async (_, extra) => {
    expect(await refusal(await other.token({}, { kid: good.kid, ...extra() }))).toBe(
      'TokenFault: its signature is wrong',
    )
    // Beside a good signature it is not looked at.
    expect(await refusal(await good.token({}, extra()))).toBeUndefined()
  })

  it.each([
    '../../../dev/null',
    'https://evil.example.com/key',
    "key-1' OR '1'='1",
    'key-1\u0000',
    'KEY-1',
    ' key-1',
    '__proto__',
    'constructor',
    'x'.repeat(10_000),
    '',
  ])('is not found by the key id %j', async (kid) => {
    expect(await refusal(await other.token({}, { kid }))).toMatch(/^TokenFault: (?:its key|its header names no key)/)
  })

  it.each([[42], [null], [['key-1']], [{ toString: 'key-1' }], [undefined]])(
    'is not found by the key id %j',
    async (kid) => {
      const signed = await new CompactSign(
        new TextEncoder().encode(JSON.stringify({ iss: ISSUER, exp: NOW_SECONDS + 60 })),
      )
        .setProtectedHeader({ alg: 'RS256', kid } as never)
        .sign(good.privateKey)
      expect(await refusal(signed)).toMatch(/^TokenFault/)
    },
  )

  it.each([
    { crit: ['exp'], exp: 1 },
    { crit: [] },
    { crit: ['b64'], b64: false },
    { b64: true },
    { crit: ['b64'], b64: true },
  ])('has a header with extensions: %j', async (extra) => {
    expect(await refusal(withHeader({ alg: 'RS256', kid: good.kid, ...extra }))).toMatch(/^TokenFault/)
  })

  it('is no key of another use, a private one or garbage', async () => {
    const garbage = [
      { ...good.jwk, use: 'enc' },
      { ...good.jwk, key_ops: ['encrypt'] },
      { ...good.jwk, d: 'AQAB' },
      { ...good.jwk, kty: 'EC' },
      { ...good.jwk, alg: 'ES256' },
      { ...good.jwk, n: 'AQAB' },
      { ...good.jwk, n: '!' },
      { ...good.jwk, e: undefined },
      { kid: good.kid, kty: '__proto__' },
      ...[null, 1, 'key', [], {}],
    ]
    for (const jwk of garbage) expect(await refusal(token, [jwk as object])).toMatch(/^TokenFault/)
    // Among garbage, the good key is found.
    expect(await refusal(token, [...(garbage.slice(-6) as object[]), good.jwk])).toBeUndefined()
  })

  it('is any byte changed, added or taken away, and any other text for the same bytes', async () => {
    const { verifier } = issuerUnderTest([good.jwk])
    await verifier.verify(token, TRUST)
    const character = fc.oneof(
      fc.constantFrom(...'ABab01-_.=+/ \t\n\u0000%?é'),
      fc.string({ minLength: 1, maxLength: 1 }),
    )
    const change = fc.tuple(fc.nat(token.length), fc.nat(1), character)
    await fc.assert(
      fc.asyncProperty(change, async ([at, removed, added]) => {
        const changed = token.slice(0, at) + added + token.slice(at + removed)
        fc.pre(changed !== token)
        await expect(verifier.verify(changed, TRUST)).rejects.toThrow()
      }),
      { numRuns: 1_500 },
    )
    for (let at = 0; at < token.length; at++)
      await expect(verifier.verify(token.slice(0, at) + token.slice(at + 1), TRUST)).rejects.toThrow()
  })

  it('is every other last digit of a part', async () => {
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const part of [0, 1, 2])
      for (const digit of digits) {
        const changed = parts()
          .map((text, at) => (at === part ? text.slice(0, -1) + digit : text))
          .join('.')
        if (changed !== token) expect(await refusal(changed)).toMatch(/^TokenFault/)
      }
  })
})

describe('a text that is no token', () => {
  it.each([
    ...['', ' ', '.', '..', '...', 'a.b', 'a.b.c', 'null', '{}', 'a.b.c.d.e', '%00.%00.%00'],
    ...['eyJhbGciOiJub25lIn0..', 'é.é.é', 'Bearer', 'Basic dXNlcjpwYXNz'],
  ])('is refused: %j', async (text) => {
    expect(await refusal(text)).toMatch(/^TokenFault/)
  })

  it('is two tokens, a token with spaces around it, and an encrypted one', async () => {
    for (const text of [
      `${token}, ${token}`,
      `${token},${token}`,
      `${token} `,
      ` ${token}`,
      `${token}.${token}`,
      `${token}..`,
    ])
      expect(await refusal(text)).toBe('TokenFault: it is no JWT')
  })

  it('is one of megabytes, which is not even hashed', async () => {
    const huge = `${parts()[0]}.${'A'.repeat(8_000_000)}.${parts()[2]}`
    const start = performance.now()
    expect(await refusal(huge)).toBe('TokenFault: it is longer than 16384 characters')
    expect(performance.now() - start).toBeLessThan(500)
  })

  it.each(['null', '[]', '"text"', '1', '', '{', '\ufeff{}', '{"iss":"a"}{}', '\u0000'])(
    'has the claims %j',
    async (payload) => {
      const signed = await new CompactSign(new TextEncoder().encode(payload))
        .setProtectedHeader({ alg: 'RS256', kid: good.kid })
        .sign(good.privateKey)
      expect(await refusal(signed)).toMatch(/^TokenFault/)
    },
  )

  it('has claims that are no UTF-8', async () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode(`{"iss":"${ISSUER}","exp":9999999999,"a":"`),
      0xc0,
      0xaf,
      0x22,
      0x7d,
    ])
    const signed = await new CompactSign(bytes)
      .setProtectedHeader({ alg: 'RS256', kid: good.kid })
      .sign(good.privateKey)
    expect(await refusal(signed)).toBe('TokenFault: its claims are no JSON')
  })
})

describe('the issuer', () => {
  it.each([
    ...[
      `${ISSUER}/`,
      ISSUER.toUpperCase(),
      ` ${ISSUER}`,
      `${ISSUER}\u0000`,
      ISSUER.replace('e', 'е'),
      `${ISSUER}#`,
      `${ISSUER}?`,
    ],
    ...[ISSUER.replace('https', 'http'), 'https://evil.example.com', '', 'https://issuer.example.com/tenant/../tenant'],
  ])('has to be the same text, not %j', async (iss) => {
    expect(await refusal(await good.token({ iss }))).toBe('TokenFault: its issuer is not that of the authorizer')
  })

  it.each([[undefined], [null], [[ISSUER]], [{ issuer: ISSUER }], [1]])('has to be text, not %j', async (iss) => {
    expect(await refusal(await good.token({ iss }))).toMatch(/^TokenFault/)
  })

  it('is the last of two, which is the one that is looked at everywhere', async () => {
    const sign = (json: string) =>
      new CompactSign(new TextEncoder().encode(json))
        .setProtectedHeader({ alg: 'RS256', kid: good.kid })
        .sign(good.privateKey)
    const exp = NOW_SECONDS + 60
    expect(await refusal(await sign(`{"iss":"${ISSUER}","iss":"https://evil.example.com","exp":${exp}}`))).toMatch(
      /issuer/,
    )
    expect(await refusal(await sign(`{"iss":"${ISSUER}","exp":${exp},"exp":1}`))).toMatch(/expired/)
  })

  it('of another authorizer is not trusted, even where its token is remembered', async () => {
    const { verifier } = issuerUnderTest([good.jwk])
    await verifier.verify(token, TRUST)
    const elsewhere = { issuers: ['https://other.example.com'], configuration: 'other' }
    await expect(verifier.verify(token, elsewhere)).rejects.toThrow('its issuer is not that of the authorizer')
  })
})

describe('the times', () => {
  const at = (seconds: number) => NOW_SECONDS + seconds

  it.each([
    [{ exp: at(0) }, 'it expired 0 s ago'],
    [{ exp: at(-90) }, 'it expired 90 s ago'],
    [{ exp: undefined }, 'it has no exp'],
    [{ exp: String(at(60)) }, 'its exp is no time'],
    [{ exp: null }, 'its exp is no time'],
    [{ exp: [at(60)] }, 'its exp is no time'],
    [{ exp: 1e300 }, 'its exp is no time'],
    [{ exp: -1 }, /^it expired/],
    [{ nbf: at(1) }, 'it is not valid yet (nbf)'],
    [{ nbf: 'now' }, 'its nbf is no time'],
    [{ iat: at(1) }, 'it was issued in the future (iat)'],
    [{ iat: true }, 'its iat is no time'],
  ] as const)('refuse %j', async (claims, message) => {
    const { verifier } = issuerUnderTest([good.jwk])
    await expect(verifier.verify(await good.token(claims), TRUST)).rejects.toThrow(message)
  })

  it('refuse infinity and what JSON has no number for', async () => {
    for (const exp of ['1e999', 'NaN', 'Infinity', '0x7fffffffff']) {
      const json = `{"iss":"${ISSUER}","exp":${exp}}`
      const signed = await new CompactSign(new TextEncoder().encode(json))
        .setProtectedHeader({ alg: 'RS256', kid: good.kid })
        .sign(good.privateKey)
      expect(await refusal(signed)).toMatch(/^TokenFault/)
    }
  })

  it('may have fractions, and say nothing of the beginning', async () => {
    expect(await refusal(await good.token({ exp: at(0.5), iat: undefined }))).toBeUndefined()
    expect(await refusal(await good.token({ nbf: at(0), iat: at(0) }))).toBeUndefined()
  })

  it('are looked at again when a token is remembered', async () => {
    const { verifier, clock } = issuerUnderTest([good.jwk])
    const short = await good.token({ exp: at(10) })
    await verifier.verify(short, TRUST)
    expect(await verifier.verify(short, TRUST)).toMatchObject({ isRemembered: true })
    clock.now += 10_000
    await expect(verifier.verify(short, TRUST)).rejects.toMatchObject({ isExpired: true })
    // And before it is valid, should a clock go back.
    clock.now -= 20_000 + 60_000
    await expect(verifier.verify(short, TRUST)).rejects.toThrow('issued in the future')
  })

  it('of a token with a wrong signature are not told', async () => {
    expect(await refusal(await other.token({ exp: 1 }, { kid: good.kid }))).toBe('TokenFault: its signature is wrong')
  })
})

describe('a remembered token', () => {
  it('is forgotten when its issuer withdraws its key', async () => {
    const { verifier, clock, published } = issuerUnderTest([good.jwk, other.jwk])
    const long = await good.token({ exp: NOW_SECONDS + 100_000 })
    await verifier.verify(long, TRUST)
    published.keys = [other.jwk]
    clock.now += 2 * 3_600_000 + 1
    await expect(verifier.verify(long, TRUST)).rejects.toThrow('its key (kid) is none of its issuer')
  })

  it('is not believed for another key of the same name', async () => {
    const { verifier, clock, published } = issuerUnderTest([good.jwk])
    const long = await good.token({ exp: NOW_SECONDS + 100_000 })
    await verifier.verify(long, TRUST)
    published.keys = [{ ...other.jwk, kid: good.kid }]
    clock.now += 2 * 3_600_000 + 1
    await expect(verifier.verify(long, TRUST)).rejects.toThrow('its signature is wrong')
  })

  it('costs no fetch, and its text and key are nowhere', async () => {
    const { verifier, fetched } = issuerUnderTest([good.jwk])
    await verifier.verify(token, TRUST)
    for (let time = 0; time < 100; time++) await verifier.verify(token, TRUST)
    expect(fetched).toHaveLength(2)
  })
})
