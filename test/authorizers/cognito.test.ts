import { beforeAll, describe, expect, it } from 'vitest'
import { parseAuthorizer } from '../../src/authorizers/index.ts'
import { readIssuers } from '../../src/authorizers/jwt/issuers.ts'
import type { Authorizer } from '../../src/definition/parts.ts'
import type { Integration } from '../../src/definition/rest-api.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import type { Exchange } from '../../src/gateway/exchange.ts'
import { defaultGatewayResponse } from '../../src/gateway/gateway-response.ts'
import { Problems } from '../../src/lib/problems.ts'
import { exchangeFor, fakeServices, runExchange } from '../gateway/fake-services.ts'
import { ISSUER, issuerUnderTest, NOW_SECONDS, type Signer, signer } from './jwt/issuer-under-test.ts'

const POOL = 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbC123'
const COGNITO = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123'
const AUTHORIZER: Authorizer = {
  id: 'auth1',
  name: 'pool',
  type: 'COGNITO_USER_POOLS',
  identitySource: 'method.request.header.Authorization',
  providerARNs: [POOL],
}

let own: Signer
let pool: Signer

beforeAll(async () => {
  ;[own, pool] = await Promise.all([signer('key-1', 'RS256'), signer('key-1', 'RS256', COGNITO)])
})

const mockBy = (template: string): Integration => ({
  type: 'MOCK',
  requestTemplates: { 'application/json': template },
  integrationResponses: { 200: { statusCode: '200' } },
})

const claimsOf = (x: Exchange) => {
  const claims = x.authorizer?.get('claims')
  return claims instanceof Map ? Object.fromEntries(claims) : undefined
}

interface Call {
  readonly authorizer?: Partial<Authorizer>
  readonly scopes?: readonly string[]
  readonly headers?: Record<string, string>
  readonly issuers?: string
  readonly issuer?: ReturnType<typeof issuerUnderTest>
  readonly template?: string
}

/** A call of a guarded route, and what its caller receives. */
async function call({ authorizer = {}, scopes, headers = {}, issuers, issuer, template = '{"statusCode":200}' }: Call) {
  const spec = parseAuthorizer({ ...AUTHORIZER, ...authorizer }, 'authorizer pool', new Problems())
  if (spec === undefined) throw new Error('no spec')
  const { verifier, clock } = issuer ?? issuerUnderTest([pool.jwk], { issuer: COGNITO })
  const x = exchangeFor({
    headers,
    integration: mockBy(template),
    route: { authorization: { authorizerId: 'auth1', ...(scopes && { scopes }) }, methodResponses: ['200'] },
    snapshot: { authorizers: { auth1: JSON.parse(JSON.stringify(spec)) } },
    services: fakeServices({ tokens: verifier, issuers: readIssuers(issuers), now: () => clock.now }),
  })
  try {
    await runExchange(x)
    return { x, status: 200, reason: undefined }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const { status, headers, body } = defaultGatewayResponse(error)
    return { x, status, errorType: headers.get('x-amzn-errortype'), body, reason: error.detail.reason }
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const UNAUTHORIZED = { status: 401, errorType: 'UnauthorizedException', body: '{"message":"Unauthorized"}' }

describe('a Cognito user pool authorizer', () => {
  it('takes an id token of the pool, alone or behind Bearer', async () => {
    const token = await pool.token()
    for (const value of [token, `Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`])
      expect(await call({ headers: { authorization: value } })).toMatchObject({ status: 200 })
  })

  it('tells its claims as texts, and no principalId (published events of REST APIs)', async () => {
    const { x } = await call({ headers: bearer(await pool.token({ 'cognito:groups': ['a', 'b'] })) })
    expect([...(x.authorizer?.keys() ?? [])]).toEqual(['claims'])
    expect(claimsOf(x)).toEqual({
      iss: COGNITO,
      sub: 'user-1',
      aud: 'app-1',
      token_use: 'id',
      iat: 'Sun Nov 22 08:04:09 UTC 2026',
      exp: 'Sun Nov 22 09:05:09 UTC 2026',
      'cognito:groups': 'a,b',
    })
  })

  it('gives each request claims of its own: what a template changes, no other sees', async () => {
    const issuer = issuerUnderTest([pool.jwk], { issuer: COGNITO })
    const headers = bearer(await pool.token())
    const template = '#set($x = $context.authorizer.claims.put("sub", "admin")){"statusCode":200}'
    await call({ headers, issuer, template })
    const { x } = await call({ headers, issuer })
    expect(claimsOf(x)).toMatchObject({ sub: 'user-1' })
  })

  it('answers as AWS does to no token, a forged and an expired one', async () => {
    expect(await call({})).toMatchObject({
      ...UNAUTHORIZED,
      reason: 'Authorizer pool refuses the token: there is none in the header Authorization',
    })
    expect(await call({ headers: bearer(await own.token()) })).toMatchObject(UNAUTHORIZED)
    expect(await call({ headers: bearer(await own.token({ iss: COGNITO })) })).toMatchObject({
      ...UNAUTHORIZED,
      reason: 'Authorizer pool refuses the token: its signature is wrong',
    })
    // As clients of REST APIs report it.
    expect(await call({ headers: bearer(await pool.token({ exp: NOW_SECONDS - 5 })) })).toMatchObject({
      ...UNAUTHORIZED,
      body: '{"message":"The incoming token has expired"}',
      reason: 'Authorizer pool refuses the token: it expired 5 s ago',
    })
  })

  it('names the header of the token, so that no log shows it', () => {
    expect(parseAuthorizer(AUTHORIZER, '', new Problems())).toMatchObject({
      identitySources: [{ from: 'header', name: 'Authorization' }],
    })
  })

  it('reads the header that the owner chose, and no other', async () => {
    const authorizer = { identitySource: 'method.request.header.X-Token' }
    const token = await pool.token()
    expect(await call({ authorizer, headers: { 'x-token': token } })).toMatchObject({ status: 200 })
    expect(await call({ authorizer, headers: bearer(token) })).toMatchObject(UNAUTHORIZED)
    expect(await call({ authorizer: { identitySource: undefined }, headers: bearer(token) } as Call)).toMatchObject(
      UNAUTHORIZED,
    )
  })

  it('takes the tokens of each of its pools', async () => {
    const second = POOL.replace('AbC123', 'Second')
    const authorizer = { providerARNs: [second, POOL] }
    expect(await call({ authorizer, headers: bearer(await pool.token()) })).toMatchObject({ status: 200 })
    expect(await call({ authorizer: { providerARNs: [second] }, headers: bearer(await pool.token()) })).toMatchObject(
      UNAUTHORIZED,
    )
  })

  it('wants an id token where the method has no scopes, an access token where it has (documentation)', async () => {
    const access = { token_use: 'access', aud: undefined, client_id: 'app-1', scope: 'openid pets/read' }
    const [id, accessToken, untold] = await Promise.all([
      pool.token(),
      pool.token(access),
      pool.token({ token_use: undefined }),
    ])
    const scopes = ['pets/read', 'pets/write']
    expect(await call({ headers: bearer(accessToken) })).toMatchObject(UNAUTHORIZED)
    expect(await call({ headers: bearer(accessToken), scopes })).toMatchObject({ status: 200 })
    expect(await call({ headers: bearer(id), scopes })).toMatchObject({
      ...UNAUTHORIZED,
      reason:
        'Authorizer pool refuses the token: it is no access token, and the method has authorizationScopes (age 60 s): verified now',
    })
    // Cognito always says what a token is for.
    expect(await call({ headers: bearer(untold) })).toMatchObject(UNAUTHORIZED)
  })

  it.each([
    [{ scope: 'pets/read' }, true],
    [{ scope: ' other  pets/write ' }, true],
    [{ scope: ['pets/read'] }, true],
    [{ scp: ['pets/read'] }, true],
    [{ scp: 'pets/read other' }, true],
    [{ scope: 'pets' }, false],
    [{ scope: 'pets/readx xpets/read' }, false],
    [{ scope: 'PETS/READ' }, false],
    [{ scope: 'pets/read,pets/write' }, false],
    [{ scope: 'other', scp: 'pets/read' }, false],
    [{ scope: { 'pets/read': true } }, false],
    [{ scope: 1 }, false],
    [{ scope: '' }, false],
    [{}, false],
  ])('lets one of the scopes be enough: %j → %s', async (claims, isLetIn) => {
    const token = await pool.token({ token_use: 'access', ...claims })
    const { status } = await call({ headers: bearer(token), scopes: ['pets/read', 'pets/write'] })
    expect(status).toBe(isLetIn ? 200 : 401)
  })

  it('looks at the scopes again of a token that it remembers', async () => {
    const issuer = issuerUnderTest([pool.jwk], { issuer: COGNITO })
    const headers = bearer(await pool.token({ token_use: 'access', scope: 'a' }))
    expect(await call({ issuer, headers, scopes: ['a'] })).toMatchObject({ status: 200 })
    expect(await call({ issuer, headers, scopes: ['b'] })).toMatchObject(UNAUTHORIZED)
    expect(await call({ issuer, headers })).toMatchObject(UNAUTHORIZED)
  })

  it.each([
    ['app-1', 'app-1', true],
    ['app-[0-9]', 'app-1', true],
    ['app', 'app-1', false],
    ['app-1', ['other', 'app-1'], true],
    ['app-1', ['other'], false],
    ['app-1', [], false],
    ['.*', undefined, false],
    ['.*', 1, false],
    ['(a+)+b', 'a'.repeat(5_000), false],
  ])('matches aud as a whole against %j: %j', async (identityValidationExpression, aud, isLetIn) => {
    const { status } = await call({
      authorizer: { identityValidationExpression },
      headers: bearer(await pool.token({ aud })),
    })
    expect(status).toBe(isLetIn ? 200 : 401)
  })

  it('matches the client of an access token, which has no aud', async () => {
    const claims = { token_use: 'access', aud: undefined, scope: 'a', client_id: 'app-1' }
    const expected = { headers: bearer(await pool.token(claims)), scopes: ['a'] }
    expect(await call({ ...expected, authorizer: { identityValidationExpression: 'app-1' } })).toMatchObject({
      status: 200,
    })
    expect(await call({ ...expected, authorizer: { identityValidationExpression: 'app-2' } })).toMatchObject(
      UNAUTHORIZED,
    )
  })

  it('says how a token was accepted, and nothing of the token', async () => {
    const issuer = issuerUnderTest([pool.jwk], { issuer: COGNITO })
    const token = await pool.token()
    const lines: string[] = []
    for (let time = 0; time < 2; time++) {
      const spec = parseAuthorizer(AUTHORIZER, '', new Problems())
      const x = exchangeFor({
        headers: bearer(token),
        integration: mockBy('{"statusCode":200}'),
        route: { authorization: { authorizerId: 'auth1' }, methodResponses: ['200'] },
        snapshot: { authorizers: { auth1: spec as never } },
        services: fakeServices({ tokens: issuer.verifier }),
      })
      Object.assign(x, { logging: 'INFO' })
      await runExchange(x)
      lines.push(...x.record.executionLog.filter((line) => line.includes('Token accepted')))
    }
    expect(lines.map((line) => line.replace(/^.*(?=Token accepted)/, ''))).toEqual([
      'Token accepted (age 60 s): verified now',
      'Token accepted (age 60 s): verified before',
    ])
  })
})

describe('another issuer', () => {
  const issuer = () => issuerUnderTest([own.jwk])

  it('is named by x-postern-issuer, which stands in place of the pools', async () => {
    const authorizer = { 'x-postern-issuer': ISSUER }
    expect(await call({ authorizer, issuer: issuer(), headers: bearer(await own.token()) })).toMatchObject({
      status: 200,
    })
    expect(await call({ authorizer, headers: bearer(await pool.token()) })).toMatchObject(UNAUTHORIZED)
  })

  it('need not say what its tokens are for; if it does, that counts', async () => {
    const authorizer = { 'x-postern-issuer': ISSUER }
    const untold = bearer(await own.token({ token_use: undefined, scope: 'a' }))
    expect(await call({ authorizer, issuer: issuer(), headers: untold })).toMatchObject({ status: 200 })
    expect(await call({ authorizer, issuer: issuer(), headers: untold, scopes: ['a'] })).toMatchObject({ status: 200 })
    const access = bearer(await own.token({ token_use: 'access' }))
    expect(await call({ authorizer, issuer: issuer(), headers: access })).toMatchObject(UNAUTHORIZED)
  })

  it('is named by POSTERN_ISSUERS for a pool', async () => {
    const issuers = JSON.stringify({ [POOL]: ISSUER })
    expect(await call({ issuers, issuer: issuer(), headers: bearer(await own.token()) })).toMatchObject({ status: 200 })
    expect(await call({ issuers, issuer: issuer(), headers: bearer(await pool.token()) })).toMatchObject(UNAUTHORIZED)
  })
})

describe('what fails', () => {
  const FAILURE = { status: 500, errorType: 'AuthorizerFailureException', body: '{"message":null}' }

  it('lets nobody in: the issuer, the configuration, the verifier', async () => {
    const down = issuerUnderTest([], { issuer: COGNITO, answer: () => Promise.reject(new Error('secret')) })
    const headers = bearer(await pool.token())
    expect(await call({ issuer: down, headers })).toMatchObject({
      ...FAILURE,
      reason: 'Authorizer pool cannot verify tokens: its discovery document cannot be fetched',
    })
    expect(await call({ issuers: '{', headers })).toMatchObject(FAILURE)
    expect(await call({ authorizer: { providerARNs: ['${PoolArn}'] }, headers })).toMatchObject(FAILURE)
    expect(await call({ authorizer: { providerARNs: [] }, headers })).toMatchObject(FAILURE)
    const thrown = { ...down, verifier: { verify: () => Promise.reject(new TypeError('a stack')) } }
    expect(await call({ issuer: thrown, headers })).toMatchObject({ ...FAILURE, reason: 'Authorizer pool failed' })
  })
})

describe('many requests at once', () => {
  it('get each their own verdict: 5,000 over two authorizers, tokens, methods and scopes', async () => {
    const issuer = issuerUnderTest([own.jwk])
    const other = 'https://other.example.com'
    const authorizers = [
      { 'x-postern-issuer': ISSUER, identityValidationExpression: 'app-1' },
      { 'x-postern-issuer': ISSUER, identityValidationExpression: 'app-2' },
    ]
    const scopes = [undefined, ['a'], ['b']]
    const tokens = await Promise.all(
      ['app-1', 'app-2'].flatMap((aud) =>
        [undefined, 'a', 'b', 'a b'].flatMap((scope) =>
          [ISSUER, other].flatMap((iss) =>
            [NOW_SECONDS + 60, NOW_SECONDS - 60].map(async (exp, n) => {
              const sub = `${aud} ${scope} ${iss} ${n}`
              const token = await own.token({
                aud,
                scope,
                iss,
                exp,
                sub,
                token_use: scope === undefined ? 'id' : 'access',
              })
              return { token, sub, aud, scope, isGood: iss === ISSUER && n === 0 }
            }),
          ),
        ),
      ),
    )
    let seed = 7
    const draw = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((seed / 2_147_483_648) * below)
    }
    const one = async () => {
      const which = draw(authorizers.length)
      const wanted = scopes[draw(scopes.length)]
      const { token, sub, aud, scope, isGood } = tokens[draw(tokens.length)] as (typeof tokens)[number]
      const isRight =
        wanted === undefined ? scope === undefined : wanted.some((each) => scope?.split(' ').includes(each))
      const expected = isGood && isRight && aud === `app-${which + 1}`
      const { status, x } = await call({
        ...{ authorizer: authorizers[which], issuer, headers: bearer(token) },
        ...(wanted !== undefined && { scopes: wanted }),
      })
      expect([status, claimsOf(x)?.sub]).toEqual(expected ? [200, sub] : [401, undefined])
      return expected
    }
    let accepted = 0
    for (let round = 0; round < 50; round++) {
      const verdicts = await Promise.all(Array.from({ length: 100 }, one))
      accepted += verdicts.filter((isLetIn) => isLetIn).length
    }
    expect(accepted).toBeGreaterThan(200)
  })
})
