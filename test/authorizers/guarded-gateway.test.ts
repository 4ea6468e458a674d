import { describe, expect, it } from 'vitest'
import { type AuthorizerSpec, parseAuthorizer } from '../../src/authorizers/index.ts'
import type { Authorizer, GatewayResponse } from '../../src/definition/parts.ts'
import type { RouteSpec } from '../../src/deployment/snapshot.ts'
import type { FunctionAnswer, Functions } from '../../src/functions/functions.ts'
import { linkAccessLog } from '../../src/gateway/access-log.ts'
import type { LiveStage } from '../../src/gateway/config-cache.ts'
import { handleInvoke } from '../../src/gateway/handle.ts'
import { linkDeployment } from '../../src/gateway/link.ts'
import { Problems } from '../../src/lib/problems.ts'
import { addressOf, targetOf } from '../../src/routing/host-mapping.ts'
import { buildRouteTree } from '../../src/routing/route-tree.ts'
import { Random } from '../fuzz/random.ts'
import { fakeServices, NOW, snapshotOf, specOf } from '../gateway/fake-services.ts'

// Requests through the whole gateway, several at once, whose callers functions decide about.

const uriOf = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:${name}/invocations`

const AUTHORIZERS: readonly Authorizer[] = [
  {
    ...{ id: 'token1', name: 'token', type: 'TOKEN', authorizerUri: uriOf('token') },
    ...{ identitySource: 'method.request.header.Auth', authorizerResultTtlInSeconds: 5 },
  },
  {
    ...{ id: 'reqst1', name: 'request', type: 'REQUEST', authorizerUri: uriOf('request') },
    ...{ identitySource: 'method.request.header.Auth,method.request.querystring.t', authorizerResultTtlInSeconds: 7 },
  },
]

function specsOf(): Record<string, AuthorizerSpec> {
  const specs = AUTHORIZERS.map((authorizer) => [authorizer.id, parseAuthorizer(authorizer, '', new Problems())])
  return Object.fromEntries(specs)
}

const routeOf = (resourcePath: string, httpMethod: string, authorizerId: string): RouteSpec => ({
  ...{ resourceId: `${httpMethod}${resourcePath}`, resourcePath, httpMethod, methodResponses: ['200'] },
  authorization: { authorizerId },
  integration: specOf({
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: {
      '200': { statusCode: '200', responseTemplates: { 'application/json': '$context.authorizer.principalId' } },
    },
  }),
})

interface World {
  readonly invoke: Functions['invoke']
  readonly gatewayResponses?: Readonly<Record<string, GatewayResponse>>
  readonly accessLogFormat?: string
}

function gateway({ invoke, gatewayResponses = {}, accessLogFormat }: World) {
  const routes = ['GET', 'POST'].flatMap((method) => [
    routeOf('/token', method, 'token1'),
    routeOf('/request', method, 'reqst1'),
  ])
  const tree = buildRouteTree(routes)
  const deployment = linkDeployment(snapshotOf(routes, { tree, authorizers: specsOf(), gatewayResponses }))
  const clock = { now: NOW }
  const lines: string[] = []
  const live = (apiId: string, stageName: string): LiveStage => ({
    pointer: { format: 1, apiId, stageName, deploymentId: 'dep1', hash: 'h', variables: {}, version: 1 },
    deployment,
    accessLog: linkAccessLog(accessLogFormat),
  })
  const services = fakeServices({
    now: () => clock.now,
    functions: { invoke },
    config: { expire: () => {}, resolve: live },
    writeLine: (line) => void lines.push(line),
  })
  async function call(path: string, init: RequestInit = {}) {
    const request = new Request(`http://api1.execute-api.localhost${path}`, init)
    const target = targetOf(request.url)
    const address = addressOf(target, { managementHosts: [], domain: 'execute-api.localhost', pathForm: false })
    if (address.kind !== 'invoke') throw new Error(`${path} leads nowhere`)
    const response = await handleInvoke(request, target, address, services)
    return { status: response.status, body: await response.text() }
  }
  return { call, clock, lines }
}

const answer = (result: unknown): FunctionAnswer => ({
  ...{ target: 'code', status: 200, requestId: 'fn-1', executedVersion: '$LATEST' },
  payload: JSON.stringify(result),
})
const policy = (Effect: string, Resource: string, context: object = {}) => ({
  policyDocument: { Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }] },
  context,
})

describe('what an authorizer has said', () => {
  const invoke: Functions['invoke'] = async () =>
    answer({ principalId: 'ann', ...policy('Deny', '*', { why: 'no "subscription"' }) })

  it("reaches the owner's gateway response to a denial (documentation)", async () => {
    const gatewayResponses = {
      ACCESS_DENIED: {
        responseType: 'ACCESS_DENIED',
        responseTemplates: {
          'application/json': '{"caller":"$context.authorizer.principalId","why":"$context.authorizer.why"}',
        },
      },
    }
    const { call } = gateway({ invoke, gatewayResponses })
    const { status, body } = await call('/prod/token', { headers: { auth: 'a' } })
    expect(status).toBe(403)
    expect(body).toContain('"caller":"ann"')
    expect(body).toContain('subscription')
  })

  it('reaches the access log, with what is known of the call', async () => {
    const accessLogFormat =
      '$context.authorizer.principalId $context.authorizer.status $context.authorizer.integrationStatus $context.authorizer.requestId $context.authorizer.error'
    const { call, lines } = gateway({ invoke, accessLogFormat })
    await call('/prod/token', { headers: { auth: 'a' } })
    expect(lines.at(-1)).toMatch(/^ann (?:200|403) 200 fn-1 -$/)
    await call('/prod/token')
    expect(lines.at(-1)).toBe('- 401 - - -')
  })
})

describe('callers of two authorizers', () => {
  it('each get their own verdict: 5,000 at random, 50 at once, over tokens, methods, stages and time', async () => {
    const random = new Random(2026)
    const turns = async () => {
      for (let left = random.below(6); left > 0; left--) await Promise.resolve()
    }
    /** Whether a token may, of each function by another rule. */
    const mayToken = (token: string, method: string, stage: string) =>
      token.startsWith('a') && (method === 'GET' || token.endsWith('w')) && (stage === 'prod' || token.includes('d'))
    const mayRequest = (token: string, tenant: string) => token.length % 2 === tenant.length % 2
    let asked = 0
    const { call, clock } = gateway({
      async invoke({ arn, payload }) {
        asked++
        await turns()
        const event = JSON.parse(payload)
        if (arn.endsWith('request')) {
          const { t } = event.queryStringParameters
          const token = event.headers.auth
          const effect = mayRequest(token, t) ? 'Allow' : 'Deny'
          return answer({ principalId: `request ${token} ${t}`, ...policy(effect, '*') })
        }
        const token: string = event.authorizationToken
        const [api = '', stage = ''] = event.methodArn.split('/')
        const methods = ['GET', 'POST'].filter((method) => mayToken(token, method, stage))
        const Resource = methods.map((method) => `${api}/${stage}/${method}/*`)
        const Statement = methods.length === 0 ? [] : [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource }]
        return answer({ principalId: `token ${token}`, policyDocument: { Statement } })
      },
    })
    const one = async () => {
      await turns()
      const token = random.pick(['a', 'aw', 'ad', 'adw', 'b', 'bw', 'b,w', 'A'])
      const tenant = random.pick(['x', 'xy', 'x,y', 'a'])
      const [method, stage] = [random.pick(['GET', 'POST']), random.pick(['prod', 'dev'])]
      clock.now += random.below(40)
      if (random.chance(0.5)) {
        const { status, body } = await call(`/${stage}/token`, { method, headers: { auth: token } })
        const may = mayToken(token, method, stage)
        return [status, may ? body : ''].join() === [may ? 200 : 403, may ? `token ${token}` : ''].join()
      }
      const query = `t=${encodeURIComponent(tenant)}`
      const { status, body } = await call(`/${stage}/request?${query}`, { method, headers: { auth: token } })
      const may = mayRequest(token, tenant)
      return [status, may ? body : ''].join() === [may ? 200 : 403, may ? `request ${token} ${tenant}` : ''].join()
    }
    for (let round = 0; round < 100; round++) {
      const right = await Promise.all(Array.from({ length: 50 }, one))
      expect(right).toEqual(right.map(() => true))
    }
    // Most were answered by a result that was kept, and those ran out again and again.
    expect(asked).toBeGreaterThan(200)
    expect(asked).toBeLessThan(3_000)
  })
})

describe('a gateway fails closed', () => {
  const throwing = (error: unknown) => async () => {
    throw error
  }
  const { body: _, ...nothing } = { ...answer({}), body: '' }

  it.each<[string, Functions['invoke']]>([
    ['throws', throwing(new Error('boom'))],
    ['throws what is no error', throwing('boom')],
    ['throws nothing', throwing(undefined)],
    ['answers nothing', async () => undefined as unknown as FunctionAnswer],
    ['answers without a payload', async () => ({ ...nothing, payload: undefined as unknown as string })],
    ['answers bytes', async () => ({ ...answer({}), payload: new Uint8Array(3) as unknown as string })],
    ['answers garbage', async () => ({ ...answer({}), payload: '\u0000\uffff{' })],
    ['answers true', async () => answer(true)],
    [
      'answers a policy that allows, as an error',
      async () => ({
        ...answer({ principalId: 'a', ...policy('Allow', '*') }),
        functionError: 'Handled' as const,
      }),
    ],
    [
      'answers a policy of a text',
      async () => answer({ principalId: 'a', policyDocument: JSON.stringify(policy('Allow', '*').policyDocument) }),
    ],
    [
      'answers with a condition that nobody knows',
      async () =>
        answer({
          principalId: 'a',
          policyDocument: {
            Statement: [{ ...policy('Allow', '*').policyDocument.Statement[0], Condition: { Maybe: { 'x:y': 'z' } } }],
          },
        }),
    ],
  ])('where the function %s', async (_, invoke) => {
    const { call, lines } = gateway({ invoke })
    for (const path of ['/prod/token', '/prod/request?t=1']) {
      const { status, body } = await call(path, { headers: { auth: 'secret-token' } })
      expect([401, 403, 500]).toContain(status)
      expect(body).toMatch(/^\{"(?:message":null|Message":"User is not authorized .*")\}$/)
    }
    expect(lines.join()).not.toContain('secret-token')
  })
})
