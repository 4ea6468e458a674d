import { type APIGatewayClient, GetAuthorizersCommand, GetExportCommand } from '@aws-sdk/client-api-gateway'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, sdkClient } from './clients.ts'
import { documentOf, mock, proxyTo } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { type LocalIssuer, startIssuer } from './issuer.ts'
import { type Echo, type Origin, startOrigin } from './origin.ts'

// Cognito user pool authorizers in workerd, with an issuer on this machine in place of Cognito.

const POOL = 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_Local'
const MAPPED_POOL = 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_Mapped'

let gateway: RunningGateway
let origin: Origin
let issuer: LocalIssuer
let client: APIGatewayClient
let api: string

beforeAll(async () => {
  ;[origin, issuer] = await Promise.all([startOrigin(), startIssuer()])
  gateway = await startGateway({ env: { POSTERN_ISSUERS: JSON.stringify({ [MAPPED_POOL]: issuer.url }) } })
  client = sdkClient(gateway.url)
  const scheme = (authorizer: object) => ({
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'cognito_user_pools',
    'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', ...authorizer },
  })
  const claims = '{"sub":"$context.authorizer.claims.sub","exp":"$context.authorizer.claims.exp"}'
  const guarded = (security: object, operation: object) => ({ ...operation, security: [security] })
  const document = documentOf(
    'guarded',
    {
      '/open': { get: mock('{}') },
      '/claims': { get: guarded({ users: [] }, mock(claims)) },
      '/pets': { get: guarded({ users: ['pets/read'] }, proxyTo(`${origin.url}/echo`)) },
      '/mapped': { get: guarded({ mapped: [] }, mock('{}')) },
    },
    {
      components: {
        securitySchemes: {
          users: scheme({
            providerARNs: [POOL],
            'x-postern-issuer': issuer.url,
            identityValidationExpression: 'app-1',
          }),
          mapped: scheme({ providerARNs: [MAPPED_POOL] }),
        },
      },
    },
  )
  api = await deployDocument(client, document)
})

afterAll(async () => {
  client.destroy()
  await Promise.all([gateway.dispose(), origin.close(), issuer.close()])
})

async function call(path: string, token?: string) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(gateway.invokeUrl(api, 'prod', path), { headers })
  const errorType = response.headers.get('x-amzn-errortype')
  return { status: response.status, errorType, text: await response.text() }
}

const UNAUTHORIZED = { status: 401, errorType: 'UnauthorizedException', text: '{"message":"Unauthorized"}' }

describe('a document with a Cognito user pool authorizer', () => {
  test('is guarded: no token, a good one, an expired one, one of somebody else', async () => {
    expect(await call('/open')).toMatchObject({ status: 200 })
    expect(await call('/claims')).toEqual(UNAUTHORIZED)
    const good = await issuer.token()
    for (let time = 0; time < 3; time++) {
      const { status, text } = await call('/claims', good)
      expect({ status, claims: JSON.parse(text) }).toEqual({
        status: 200,
        claims: { sub: 'user-1', exp: expect.stringMatching(/^\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}$/) },
      })
    }
    expect(await call('/claims', await issuer.token({ exp: 1_700_000_000 }))).toEqual({
      ...UNAUTHORIZED,
      text: '{"message":"The incoming token has expired"}',
    })
    expect(await call('/claims', await issuer.token({ aud: 'app-2' }))).toEqual(UNAUTHORIZED)
    expect(await call('/claims', await issuer.token({ iss: 'https://evil.example.com' }))).toEqual(UNAUTHORIZED)
    expect(await call('/claims', good.replace(/.{20}$/, 'A'.repeat(20)))).toEqual(UNAUTHORIZED)
    expect(issuer.fetched).toEqual(['/.well-known/openid-configuration', '/keys.json'])
  })

  test('asks for scopes, and for an access token then; what is refused never reaches the backend', async () => {
    const access = { token_use: 'access', aud: undefined, client_id: 'app-1' }
    origin.seen.length = 0
    expect(await call('/pets', await issuer.token({ ...access, scope: 'pets/write' }))).toEqual(UNAUTHORIZED)
    expect(await call('/pets', await issuer.token({ scope: 'pets/read' }))).toEqual(UNAUTHORIZED)
    expect(await call('/pets')).toEqual(UNAUTHORIZED)
    expect(origin.seen).toEqual([])
    const token = await issuer.token({ ...access, scope: 'pets/read' })
    const { status, text } = await call('/pets', token)
    expect(status).toBe(200)
    // The token goes on to the backend, as on AWS.
    expect((JSON.parse(text) as Echo).headers.authorization).toBe(`Bearer ${token}`)
  })

  test('takes a pool that POSTERN_ISSUERS puts an issuer in place of', async () => {
    expect(await call('/mapped', await issuer.token())).toMatchObject({ status: 200 })
    expect(await call('/mapped')).toEqual(UNAUTHORIZED)
  })

  test('follows the issuer to a new key', async () => {
    await issuer.rotate()
    const token = await issuer.token()
    expect(decodeProtectedHeader(token).kid).not.toBe('key-1')
    const deadline = Date.now() + 15_000
    let answer = await call('/claims', token)
    // A fetch for an unknown key is made once in ten seconds.
    while (answer.status !== 200 && Date.now() < deadline) {
      await new Promise((waited) => setTimeout(waited, 500))
      answer = await call('/claims', token)
    }
    expect(answer.status).toBe(200)
  })

  test('keeps its issuer in the management API and in its export', async () => {
    const { items = [] } = await client.send(new GetAuthorizersCommand({ restApiId: api }))
    expect(items.map(({ name, providerARNs }) => [name, providerARNs])).toEqual(
      expect.arrayContaining([['users', [POOL]]]),
    )
    const input = { restApiId: api, stageName: 'prod', exportType: 'oas30', parameters: { extensions: 'apigateway' } }
    const { body } = await client.send(new GetExportCommand(input))
    const exported = JSON.parse(new TextDecoder().decode(body))
    expect(exported.components.securitySchemes.users['x-amazon-apigateway-authorizer']).toMatchObject({
      type: 'cognito_user_pools',
      'x-postern-issuer': issuer.url,
    })
  })
})

describe('an issuer that is slow', () => {
  let slow: LocalIssuer

  const guardedBy = (issuer: string) => {
    const authorizer = { type: 'cognito_user_pools', providerARNs: [POOL], 'x-postern-issuer': issuer }
    const users = {
      ...{ type: 'apiKey', name: 'Authorization', in: 'header' },
      'x-amazon-apigateway-authorizer': authorizer,
    }
    return documentOf(
      'slow',
      { '/x': { get: { ...mock('{}'), security: [{ users: [] }] } } },
      { components: { securitySchemes: { users } } },
    )
  }

  afterAll(() => slow.close())

  test('is asked once for all who wait, though the first of them goes away', async () => {
    slow = await startIssuer(500)
    const id = await deployDocument(client, guardedBy(slow.url))
    const headers = { authorization: await slow.token() }
    const gone = fetch(gateway.invokeUrl(id, 'prod', '/x'), { headers, signal: AbortSignal.timeout(150) })
    await expect(gone).rejects.toThrow()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(gateway.invokeUrl(id, 'prod', '/x'), { headers })),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(slow.fetched).toHaveLength(2)
    // Another isolate has them from the cache of its location.
    await gateway.stop()
    gateway = await gateway.restart()
    expect((await fetch(gateway.invokeUrl(id, 'prod', '/x'), { headers })).status).toBe(200)
    expect(slow.fetched).toHaveLength(2)
  })

  test('lets nobody in when it takes more than 1.5 seconds, or is not there', async () => {
    const never = await startIssuer(20_000)
    try {
      const id = await deployDocument(client, guardedBy(never.url))
      const start = performance.now()
      const answer = await fetch(gateway.invokeUrl(id, 'prod', '/x'), {
        headers: { authorization: await never.token() },
      })
      expect([answer.status, await answer.text()]).toEqual([500, '{"message":null}'])
      expect(performance.now() - start).toBeLessThan(4_000)
    } finally {
      await never.close()
    }
    const absent = await deployDocument(client, guardedBy('http://localhost:1'))
    const headers = { authorization: await slow.token({ iss: 'http://localhost:1' }) }
    expect((await fetch(gateway.invokeUrl(absent, 'prod', '/x'), { headers })).status).toBe(500)
  })
})

describe('path confusion over a guarded route', () => {
  test.each([
    '/claims/',
    '//claims',
    '/claims?x',
    '/./claims',
    '/CLAIMS',
    '/cl%61ims',
    '/claims%00',
    '/open/../claims',
    '/claims;x',
  ])('lets nobody in by %s', async (path) => {
    const { status } = await call(path)
    expect([401, 403, 404, 400]).toContain(status)
  })
})
