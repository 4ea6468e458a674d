import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { createIssuerKeys, type IssuerKeysInit } from '../../../src/authorizers/jwt/issuer-keys.ts'
import { createTokenVerifier } from '../../../src/authorizers/jwt/token-verifier.ts'
import type { DocumentCache } from '../../../src/bindings/document-cache.ts'
import type { OutboundRequest } from '../../../src/bindings/outbound.ts'

export const ISSUER = 'https://issuer.example.com/tenant'
/** 2026-11-22T08:05:09Z, in seconds. */
export const NOW_SECONDS = Date.UTC(2026, 10, 22, 8, 5, 9) / 1_000

/** A key pair of an issuer, and tokens by it. */
export interface Signer {
  readonly kid: string
  readonly alg: string
  readonly jwk: JWK
  readonly privateKey: CryptoKey
  /** `claims` in place of good ones, or beside them; undefined takes one away. */
  token(claims?: object, header?: object): Promise<string>
}

export async function signer(kid = 'key-1', alg = 'RS256', issuer = ISSUER): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }
  const good = {
    iss: issuer,
    sub: 'user-1',
    aud: 'app-1',
    token_use: 'id',
    iat: NOW_SECONDS - 60,
    exp: NOW_SECONDS + 3_600,
  }
  return {
    ...{ kid, alg, jwk, privateKey },
    token: (claims = {}, header = {}) =>
      new SignJWT({ ...good, ...claims }).setProtectedHeader({ alg, kid, ...header }).sign(privateKey),
  }
}

export interface IssuerOptions {
  readonly issuer?: string
  readonly answer?: (request: OutboundRequest) => Response | Promise<Response> | undefined
  readonly cache?: DocumentCache
}

/** An issuer behind a faked way out: what it publishes can be changed, and what was fetched is counted. */
export function issuerUnderTest(keys: readonly object[], options: IssuerOptions = {}) {
  const { issuer = ISSUER, answer = () => undefined } = options
  const clock = { now: NOW_SECONDS * 1_000 }
  const fetched: string[] = []
  const published = { keys }
  const background: Promise<unknown>[] = []
  const outbound: IssuerKeysInit['outbound'] = async (request) => {
    fetched.push(request.url)
    const own = await answer(request)
    if (own !== undefined) return own
    if (request.url === `${issuer}/.well-known/openid-configuration`)
      return Response.json({ issuer, jwks_uri: `${issuer}/keys.json` })
    if (request.url === `${issuer}/keys.json`) return Response.json({ keys: published.keys })
    return new Response('not here', { status: 404 })
  }
  const isolate = () => {
    const issuerKeys = createIssuerKeys({
      outbound,
      cache: options.cache ?? { read: async () => undefined, write: async () => undefined },
      now: () => clock.now,
      waitUntil: (promise) => background.push(promise),
    })
    return { keys: issuerKeys, verifier: createTokenVerifier({ keys: issuerKeys, now: () => clock.now }) }
  }
  return {
    ...{ clock, fetched, published },
    ...isolate(),
    /** Another isolate, which knows nothing yet. */
    isolate,
    settled: () => Promise.allSettled(background),
  }
}

export const TRUST = { issuers: [ISSUER], configuration: 'test' }
