import {
  CreateAuthorizerCommand,
  type CreateAuthorizerCommandInput,
  CreateRestApiCommand,
  TestInvokeAuthorizerCommand,
  type TestInvokeAuthorizerCommandInput,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import type { Outbound } from '../../src/bindings/outbound.ts'
import type { FunctionAnswer, FunctionError } from '../../src/functions/functions.ts'
import { signer } from '../authorizers/jwt/issuer-under-test.ts'
import { fakeFunctions } from '../gateway/fake-services.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const FUNCTION =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:f/invocations'
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: ['*'] }],
}

/** An API with an authorizer before a function that answers. */
async function testable(
  answer: object | Partial<FunctionAnswer> | FunctionError,
  authorizer: Partial<CreateAuthorizerCommandInput> = {},
) {
  const isRaw = 'payload' in answer || answer instanceof Error
  const { functions, calls } = fakeFunctions(isRaw ? (answer as Partial<FunctionAnswer>) : JSON.stringify(answer))
  const gateway = gatewayUnderTest(undefined, undefined, undefined, functions)
  const { client } = gateway
  const { id: restApiId = '' } = await client.send(new CreateRestApiCommand({ name: 'Pets' }))
  const { id: authorizerId = '' } = await client.send(
    new CreateAuthorizerCommand({
      ...{ restApiId, name: 'guard', type: 'TOKEN', authorizerUri: FUNCTION },
      identitySource: 'method.request.header.Auth',
      ...authorizer,
    }),
  )
  return {
    ...gateway,
    ...{ restApiId, authorizerId, calls },
    async invoke(input: Partial<TestInvokeAuthorizerCommandInput> = {}) {
      const { $metadata: _, ...result } = await client.send(
        new TestInvokeAuthorizerCommand({ restApiId, authorizerId, headers: { Auth: 'secret-token' }, ...input }),
      )
      return result
    },
  }
}

const linesOf = (log = '') => log.split('\n').map((line) => line.replace(/^.* UTC \d{4} : /, ''))

describe('TestInvokeAuthorizer', () => {
  it('shows principal and policy, whatever the policy says, and status 0 (a published test of AWS; documentation)', async () => {
    const { invoke, calls, restApiId, authorizerId } = await testable({ principalId: 'user', policyDocument: POLICY })
    const { log, ...result } = await invoke()
    expect(result).toEqual({ clientStatus: 0, latency: 0, principalId: 'user', policy: JSON.stringify(POLICY) })
    const [first, ...lines] = linesOf(log)
    expect(first).toMatch(/^Execution log for request [0-9a-f-]{36}$/)
    expect(lines).toEqual([
      `Starting authorizer: ${authorizerId} for request: ${first?.slice(-36)}`,
      'Incoming identity: {method.request.header.Auth=********}',
      "Calling the authorizer's function arn:aws:lambda:us-east-1:111111111111:function:f",
      'Successfully completed authorizer execution',
      '',
    ])
    expect(calls).toHaveLength(1)
    expect(JSON.parse(calls[0]?.payload ?? '')).toEqual({
      type: 'TOKEN',
      authorizationToken: 'secret-token',
      methodArn: `arn:aws:execute-api:us-east-1:111111111111:${restApiId}/ESTestInvoke-stage/GET/`,
    })
    expect(calls[0]?.sourceArn).toBe(
      `arn:aws:execute-api:us-east-1:111111111111:${restApiId}/authorizers/${authorizerId}`,
    )
  })

  it('gives a REQUEST authorizer the request, with names for what only a real one has (a published test of AWS)', async () => {
    const { invoke, calls } = await testable(
      { principalId: 'user', policyDocument: POLICY },
      { type: 'REQUEST', identitySource: 'method.request.header.Hash, context.identity.user, stageVariables.v' },
    )
    const input = {
      headers: { Authorizer: 'b', Hash: 'a' },
      pathWithQueryString: '/?q=1',
      stageVariables: { v: 'x' },
      additionalContext: { 'identity.user': 'me' },
    }
    expect(await invoke(input)).toMatchObject({ clientStatus: 0, principalId: 'user' })
    expect(JSON.parse(calls[0]?.payload ?? '')).toMatchObject({
      ...{ type: 'REQUEST', resource: '/', path: '/', httpMethod: 'GET' },
      headers: { Authorizer: 'b', Hash: 'a' },
      multiValueHeaders: { Authorizer: ['b'], Hash: ['a'] },
      queryStringParameters: { q: '1' },
      pathParameters: {},
      stageVariables: { v: 'x' },
      requestContext: {
        ...{ resourceId: 'test-invoke-resource-id', resourcePath: '/', httpMethod: 'GET', path: '/' },
        ...{ stage: 'test-invoke-stage', domainPrefix: 'testPrefix', protocol: 'HTTP/1.1' },
      },
    })
    expect(await invoke({ ...input, additionalContext: {} })).toMatchObject({ clientStatus: 401 })
  })

  it('is 401 without a token, and asks nobody', async () => {
    const { invoke, calls } = await testable({})
    const { log, ...result } = await invoke({ headers: { Other: 'a' } })
    expect(result).toEqual({ clientStatus: 401, latency: 0 })
    expect(linesOf(log).slice(2)).toEqual([
      expect.stringMatching(/^Unauthorized request: [0-9a-f-]{36}$/),
      'Execution failed: The identity source method.request.header.Auth is missing or empty',
      'Unauthorized',
      '',
    ])
    expect(calls).toEqual([])
  })

  it.each([
    ['refuses', { functionError: 'Unhandled', payload: '{"errorMessage":"Unauthorized"}' }, 401, 'Unauthorized'],
    ['fails', { functionError: 'Unhandled', payload: '{"errorMessage":"x"}' }, 500, 'AuthorizerFailureException'],
    ['answers null', { payload: 'null' }, 500, 'AuthorizerConfigurationException'],
  ] as const)('says so when the function %s', async (_, answer, clientStatus, last) => {
    const { invoke } = await testable(answer)
    const { log, ...result } = await invoke()
    expect(result).toEqual({ clientStatus, latency: 0 })
    expect(linesOf(log).at(-2)).toBe(last)
    expect(log).not.toContain('secret-token')
  })

  it('asks each time', async () => {
    const { invoke, calls } = await testable({ principalId: 'user', policyDocument: POLICY })
    await invoke()
    await invoke()
    expect(calls).toHaveLength(2)
  })

  it('is refused for an authorizer that is not there, and for input of another shape', async () => {
    const { invoke, call, restApiId, authorizerId } = await testable({})
    await expect(invoke({ authorizerId: 'none00' })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Authorizer identifier specified',
    })
    await expect(invoke({ restApiId: 'none' })).rejects.toMatchObject({ name: 'NotFoundException' })
    const path = `/restapis/${restApiId}/authorizers/${authorizerId}`
    for (const body of ['{"headers":1}', '{"additionalContext":{"a":1}}', '[]', '{'])
      expect((await call('POST', path, body)).status).toBe(400)
    await expect(invoke({ headers: { 'a b': 'c' } })).rejects.toMatchObject({ name: 'BadRequestException' })
  })
})

describe('TestInvokeAuthorizer of a user pool', () => {
  const POOL = 'arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_AbC123'
  const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123'
  const TIMES = { iat: 1_699_999_990, exp: 1_700_000_600 }

  it('shows the claims of an id token (documentation), and refuses an expired one', async () => {
    const pool = await signer('key-1', 'RS256', ISSUER)
    const outbound: Outbound = async ({ url }) =>
      Response.json(url.endsWith('/keys') ? { keys: [pool.jwk] } : { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` })
    const { client } = gatewayUnderTest(undefined, undefined, outbound)
    const { id: restApiId } = await client.send(new CreateRestApiCommand({ name: 'Pets' }))
    const { id: authorizerId } = await client.send(
      new CreateAuthorizerCommand({
        ...{ restApiId, name: 'pool', type: 'COGNITO_USER_POOLS', providerARNs: [POOL] },
        identitySource: 'method.request.header.Auth',
      }),
    )
    const invoke = async (token: string) =>
      await client.send(new TestInvokeAuthorizerCommand({ restApiId, authorizerId, headers: { Auth: token } }))
    const { clientStatus, claims, log } = await invoke(await pool.token(TIMES))
    expect({ clientStatus, claims }).toMatchObject({
      clientStatus: 0,
      claims: { sub: 'user-1', aud: 'app-1', exp: 'Tue Nov 14 22:23:20 UTC 2023' },
    })
    expect(log).toContain('Token accepted (age 10 s): verified now')
    const expired = await invoke(await pool.token({ ...TIMES, exp: 1_699_999_999 }))
    expect(expired.clientStatus).toBe(401)
    expect(expired.claims).toBeUndefined()
    expect(expired.log).toContain('it expired 1 s ago')
  })
})
