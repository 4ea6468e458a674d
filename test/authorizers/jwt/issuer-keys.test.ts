import { beforeAll, describe, expect, it } from 'vitest'
import { fetchKeySet, issuerAddressFault } from '../../../src/authorizers/jwt/fetch-key-set.ts'
import { fetchOutbound, OutboundError } from '../../../src/bindings/outbound.ts'
import { ISSUER, issuerUnderTest, type Signer, signer, TRUST } from './issuer-under-test.ts'

const MINUTE = 60_000
let key: Signer
let next: Signer

beforeAll(async () => {
  ;[key, next] = await Promise.all([signer('key-1', 'ES256'), signer('key-2', 'ES256')])
})

/** A token that does not expire within a test. */
const tokenOf = (signer: Signer, header: object = {}) => signer.token({ exp: 9_999_999_999 }, header)

/** A location's cache. */
function sharedCache(documents: Record<string, string> = {}) {
  return {
    documents,
    cache: {
      read: async (name: string) => documents[name],
      write: async (name: string, text: string) => {
        documents[name] = text
      },
    },
  }
}

describe('keys of an issuer', () => {
  it('are fetched once however many requests wait for them', async () => {
    const { verifier, fetched } = issuerUnderTest([key.jwk])
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, n) => key.token({ sub: `user-${n}` })))
    await Promise.all(tokens.map((token) => verifier.verify(token, TRUST)))
    expect(fetched).toEqual([`${ISSUER}/.well-known/openid-configuration`, `${ISSUER}/keys.json`])
  })

  it('are fetched again for a key id that they lack: rotation needs no wait', async () => {
    const { verifier, published, clock } = issuerUnderTest([key.jwk])
    await verifier.verify(await tokenOf(key), TRUST)
    published.keys = [key.jwk, next.jwk]
    clock.now += 10_000
    await verifier.verify(await tokenOf(next), TRUST)
  })

  it('are fetched once in ten seconds for a flood of invented key ids', async () => {
    const { verifier, fetched, clock } = issuerUnderTest([key.jwk])
    await verifier.verify(await tokenOf(key), TRUST)
    for (let second = 0; second < 30; second++) {
      const forged = await Promise.all([1, 2, 3].map((n) => tokenOf(next, { kid: `invented-${second}-${n}` })))
      await Promise.all(forged.map((token) => expect(verifier.verify(token, TRUST)).rejects.toThrow('its key (kid)')))
      clock.now += 1_000
    }
    expect(fetched.length).toBeLessThanOrEqual(2 + 3 * 2)
  })

  it('are fetched behind the requests after an hour, before them after two', async () => {
    const { verifier, fetched, clock, settled, published } = issuerUnderTest([key.jwk])
    await verifier.verify(await tokenOf(key), TRUST)
    clock.now += 60 * MINUTE
    await verifier.verify(await tokenOf(key), TRUST)
    expect(fetched).toHaveLength(2)
    clock.now += 1
    published.keys = [next.jwk]
    // Told what was known, while they are fetched.
    await verifier.verify(await tokenOf(key), TRUST)
    await settled()
    expect(fetched).toHaveLength(4)
    await expect(verifier.verify(await tokenOf(key), TRUST)).rejects.toThrow('its key (kid)')
    clock.now += 120 * MINUTE + 1
    published.keys = [key.jwk]
    await verifier.verify(await tokenOf(key), TRUST)
  })

  it('serve on while the issuer fails, and deny once they are two hours and five minutes old', async () => {
    let isDown = false
    const { verifier, fetched, clock, settled } = issuerUnderTest([key.jwk], {
      answer: () => (isDown ? new Response('down', { status: 503 }) : undefined),
    })
    const token = await tokenOf(key)
    await verifier.verify(token, TRUST)
    isDown = true
    for (const minutes of [61, 90, 120, 125]) {
      clock.now += (minutes - ageOf(minutes)) * MINUTE
      await verifier.verify(token, TRUST)
      await settled()
    }
    clock.now += 1
    await expect(verifier.verify(token, TRUST)).rejects.toThrow('could not be fetched a moment ago')
    clock.now += 10_000
    await expect(verifier.verify(token, TRUST)).rejects.toThrow('its discovery document was answered with status 503')
    expect(fetched.length).toBeLessThan(10)
    isDown = false
    clock.now += 10_000
    expect(await verifier.verify(token, TRUST)).toMatchObject({ isRemembered: true })
  })

  it('that were never had deny, and the issuer is asked at most once a second', async () => {
    const { verifier, fetched, clock } = issuerUnderTest([], { answer: () => Promise.reject(new Error('no route')) })
    for (let time = 0; time < 50; time++) await expect(verifier.verify(await tokenOf(key), TRUST)).rejects.toThrow()
    expect(fetched).toHaveLength(1)
    clock.now += 1_000
    await expect(verifier.verify(await tokenOf(key), TRUST)).rejects.toThrow('its discovery document cannot be fetched')
    expect(fetched).toHaveLength(2)
  })
})

/** Minutes that have passed before each step above. */
const ageOf = (minutes: number) => ({ 61: 0, 90: 61, 120: 90, 125: 120 })[minutes] ?? 0

describe('the cache of a location', () => {
  it('gives another isolate the keys without a fetch', async () => {
    const issuer = issuerUnderTest([key.jwk], { cache: sharedCache().cache })
    await issuer.verifier.verify(await tokenOf(key), TRUST)
    await issuer.settled()
    await issuer.isolate().verifier.verify(await tokenOf(key), TRUST)
    expect(issuer.fetched).toHaveLength(2)
  })

  it('gives none that are too old, those of another issuer or garbage', async () => {
    const { documents, cache } = sharedCache()
    const issuer = issuerUnderTest([key.jwk], { cache })
    const text = JSON.stringify({ keys: [next.jwk] })
    const poisoned = [
      '',
      'null',
      '{',
      JSON.stringify({ issuer: 'https://evil.example.com', fetchedAt: issuer.clock.now, text }),
      JSON.stringify({ issuer: ISSUER, fetchedAt: issuer.clock.now - 126 * MINUTE, text }),
      JSON.stringify({ issuer: ISSUER, fetchedAt: 'now', text }),
      JSON.stringify({ issuer: ISSUER, fetchedAt: issuer.clock.now, text: '<html>' }),
      JSON.stringify({ issuer: ISSUER, fetchedAt: issuer.clock.now }),
    ]
    for (const document of poisoned) {
      documents[ISSUER] = document
      const { verifier } = issuer.isolate()
      await verifier.verify(await tokenOf(key), TRUST)
      await expect(verifier.verify(await tokenOf(next), TRUST)).rejects.toThrow('its key (kid)')
    }
  })

  it('helps when the issuer is down, and when it fails itself nothing is lost', async () => {
    const { documents, cache } = sharedCache()
    const down = issuerUnderTest([], { cache, answer: () => Promise.reject(new Error('down')) })
    const text = JSON.stringify({ keys: [key.jwk] })
    documents[ISSUER] = JSON.stringify({ issuer: ISSUER, fetchedAt: down.clock.now - 110 * MINUTE, text })
    await down.verifier.verify(await tokenOf(key), TRUST)
    const broken = { read: () => Promise.reject(new Error('no')), write: () => Promise.reject(new Error('no')) }
    const issuer = issuerUnderTest([key.jwk], { cache: broken })
    await issuer.verifier.verify(await tokenOf(key), TRUST)
    await issuer.settled()
  })
})

describe('an issuer that misbehaves', () => {
  const discovery =
    (document: unknown) =>
    ({ url }: { url: string }) =>
      url.endsWith('openid-configuration') ? Response.json(document) : undefined
  const jwks =
    (body: BodyInit, init: ResponseInit = {}) =>
    ({ url }: { url: string }) =>
      url.endsWith('keys.json') ? new Response(body, init) : undefined

  it.each([
    ['HTML', jwks('<html>'), 'its key set is no JSON'],
    ['no list', jwks('{"keys":{}}'), 'its key set has no list "keys"'],
    ['nothing', jwks('null'), 'its key set has no list "keys"'],
    ['a redirect', jwks('', { status: 302, headers: { location: 'https://evil.example.com' } }), 'status 302'],
    ['an error', jwks('{"keys":[]}', { status: 500 }), 'status 500'],
    ['too much', jwks(' '.repeat(150 * 1_024 + 1)), 'larger than 153600 bytes'],
    ['another issuer', discovery({ issuer: `${ISSUER}/`, jwks_uri: `${ISSUER}/keys.json` }), 'names another issuer'],
    ['no jwks_uri', discovery({ issuer: ISSUER }), 'has no jwks_uri'],
    ['null', discovery(null), 'names another issuer'],
    ['a list', discovery([]), 'names another issuer'],
    ['plain http', discovery({ issuer: ISSUER, jwks_uri: 'http://keys.example.com/' }), 'begin with https://'],
    ['a file', discovery({ issuer: ISSUER, jwks_uri: 'file:///etc/passwd' }), 'begins with https://'],
    ['no URL', discovery({ issuer: ISSUER, jwks_uri: '/keys.json' }), 'begins with https://'],
    ['a password', discovery({ issuer: ISSUER, jwks_uri: 'https://a:b@keys.example.com/' }), 'user name or a password'],
  ])('answers %s: nobody is let in', async (_, answer, message) => {
    const { verifier } = issuerUnderTest([key.jwk], { answer })
    const verified = verifier.verify(await tokenOf(key), TRUST)
    await expect(verified).rejects.toThrow(message)
    await expect(verified).rejects.toMatchObject({ name: 'IssuerFault' })
  })

  it('never answers, or goes on for ever: after 1.5 seconds each it is given up', async () => {
    const endless = () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
    const trials = [() => new Promise<Response>(() => {}), endless].map(async (answer) => {
      const { verifier } = issuerUnderTest([key.jwk], { answer })
      const start = performance.now()
      await expect(verifier.verify(await tokenOf(key), TRUST)).rejects.toThrow('its discovery document did not come')
      expect(performance.now() - start).toBeLessThan(3_000)
    })
    await Promise.all(trials)
  })

  it('is at a private address: only where the configuration allows it', async () => {
    const closed = fetchOutbound({ allowedPrivateHosts: [] })
    for (const issuer of ['http://localhost:1', 'https://127.0.0.1', 'https://169.254.169.254', 'http://[::1]:9'])
      await expect(fetchKeySet(issuer, closed)).rejects.toThrow(
        'its discovery document cannot be fetched (refused-address)',
      )
    const failing = () => Promise.reject(new OutboundError('unreachable', 'secret detail'))
    await expect(fetchKeySet(ISSUER, failing)).rejects.toThrow(
      /^its discovery document cannot be fetched \(unreachable\)$/,
    )
  })
})

describe('the address of an issuer', () => {
  it.each([
    'https://issuer.example.com',
    'https://issuer.example.com/a/',
    'http://localhost:8080',
    'http://10.0.0.7/x',
  ])('may be %s', (issuer) => expect(issuerAddressFault(issuer)).toBeUndefined())

  it.each([
    'http://issuer.example.com',
    'issuer.example.com',
    '',
    'ftp://a.example',
    'https://a.example/?x',
    'https://a.example/#',
    'https://u:p@a.example',
  ])('may not be %j', (issuer) => expect(issuerAddressFault(issuer)).toBeDefined())
})
