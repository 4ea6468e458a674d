import {
  type AuthorizerType,
  CreateAuthorizerCommand,
  type CreateAuthorizerCommandInput,
  CreateRestApiCommand,
  DeleteAuthorizerCommand,
  GetAuthorizerCommand,
  GetAuthorizersCommand,
  ImportRestApiCommand,
  type PatchOperation,
  UpdateAuthorizerCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded, mock } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

type Input = Partial<CreateAuthorizerCommandInput>

const FUNCTION =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:f/invocations'
const POOL = 'arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_ABC123'
const TOKEN = { type: 'TOKEN', authorizerUri: FUNCTION, identitySource: 'method.request.header.Auth' } as const
const COGNITO: Input = {
  type: 'COGNITO_USER_POOLS',
  providerARNs: [POOL],
  identitySource: 'method.request.header.Auth',
}
const UNKNOWN = { name: 'NotFoundException', message: 'Invalid Authorizer identifier specified' }

async function api() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const restApiId = (await client.send(new CreateRestApiCommand({ name: 'a' }))).id ?? ''
  const create = async (input: Input) => {
    const { $metadata: _, ...authorizer } = await client.send(
      new CreateAuthorizerCommand({ restApiId, name: 'own', type: 'TOKEN', ...input }),
    )
    return authorizer
  }
  return {
    ...gateway,
    restApiId,
    create,
    refusal: (input: Input) =>
      create(input).then(
        () => 'accepted',
        ({ message }: Error) => message,
      ),
    async patch(authorizerId: string | undefined, ...patchOperations: PatchOperation[]) {
      const { $metadata: _, ...authorizer } = await client.send(
        new UpdateAuthorizerCommand({ restApiId, authorizerId, patchOperations }),
      )
      return authorizer
    },
    list: async () => (await client.send(new GetAuthorizersCommand({ restApiId }))).items,
  }
}

describe('CreateAuthorizer', () => {
  it('answers with what was given and the authType, and no default TTL (cpl-0116)', async () => {
    const { create, client, restApiId, list } = await api()
    const authorizer = await create(TOKEN)
    expect(authorizer).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      name: 'own',
      authType: 'custom',
      ...TOKEN,
    })
    const { $metadata: _, ...got } = await client.send(
      new GetAuthorizerCommand({ restApiId, authorizerId: authorizer.id }),
    )
    expect(got).toEqual(authorizer)
    expect(await list()).toEqual([authorizer])
  })

  it('answers 201, and 404 for an unknown API', async () => {
    const { client, restApiId } = await api()
    const create = (id: string) => client.send(new CreateAuthorizerCommand({ restApiId: id, name: 'a', ...TOKEN }))
    expect((await create(restApiId)).$metadata.httpStatusCode).toBe(201)
    await expect(create('fake')).rejects.toThrow('Invalid API identifier specified 111111111111:fake')
  })

  it('takes user pools (oai-0021) and request authorizers (documentation)', async () => {
    const { create } = await api()
    expect(await create({ ...COGNITO, name: 'pool' })).toMatchObject({ authType: 'cognito_user_pools', ...COGNITO })
    const identitySource =
      'method.request.header.Auth, method.request.querystring.Name,context.identity.sourceIp,stageVariables.v'
    expect(await create({ type: 'REQUEST', authorizerUri: FUNCTION, identitySource })).toMatchObject({ identitySource })
    const uncached = { type: 'REQUEST', authorizerUri: FUNCTION, authorizerResultTtlInSeconds: 0 } as const
    expect(await create({ ...uncached, name: 'uncached' })).toMatchObject(uncached)
  })

  it('refuses a name that is taken (AWS, as its users quote it for a WebSocket API)', async () => {
    const { create } = await api()
    await create(TOKEN)
    await expect(create(TOKEN)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Authorizer name must be unique. Authorizer own already exists in this RestApi.',
    })
  })

  // The sentence about the URI is AWS's; the other words are our own, the rules are AWS's documentation.
  it.each<[Input, string]>([
    [
      { ...TOKEN, authorizerUri: 'http://a' },
      'Invalid Authorizer URI: http://a. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.',
    ],
    [{ ...TOKEN, authorizerUri: undefined }, 'Authorizer URI is missing: a TOKEN authorizer needs one'],
    [{ ...TOKEN, identitySource: '' }, 'Identity source is missing: a TOKEN authorizer needs one'],
    [
      { ...TOKEN, identitySource: 'method.request.header.A,method.request.header.B' },
      'Invalid identity source: method.request.header.A,method.request.header.B. A TOKEN authorizer has one: method.request.header.{name}',
    ],
    [
      { ...TOKEN, type: 'REQUEST', identitySource: undefined },
      'Identity source is missing: a REQUEST authorizer whose results are cached (authorizerResultTtlInSeconds above 0) needs one',
    ],
    [{ ...TOKEN, authorizerCredentials: 'role' }, 'Invalid ARN specified in the request'],
    [
      { ...TOKEN, authorizerResultTtlInSeconds: 3_601 },
      'Invalid authorizer result TTL 3601: it has to be 0 to 3600 seconds',
    ],
    [
      { ...TOKEN, authorizerResultTtlInSeconds: -1 },
      'Invalid authorizer result TTL -1: it has to be 0 to 3600 seconds',
    ],
    [{ ...COGNITO, providerARNs: [] }, 'Provider ARNs are missing: a COGNITO_USER_POOLS authorizer needs at least one'],
    [{ ...COGNITO, providerARNs: ['pool'] }, 'Invalid Cognito User Pool ARN: pool'],
    [{ ...TOKEN, name: ' ' }, 'Authorizer name cannot be blank'],
    [
      { type: 'JWT' as AuthorizerType },
      "1 validation error detected: Value 'JWT' at 'createAuthorizerInput.type' failed to satisfy constraint: Member must satisfy enum value set: [TOKEN, REQUEST, COGNITO_USER_POOLS]",
    ],
  ])('refuses %j', async (input, message) => {
    const { refusal, list } = await api()
    expect(await refusal(input)).toBe(message)
    expect(await list()).toEqual([])
  })

  it('refuses an expression that is none, and tells all faults at once', async () => {
    const { refusal } = await api()
    expect(await refusal({ ...TOKEN, authorizerUri: undefined, identityValidationExpression: '(' })).toMatch(
      /^Authorizer URI is missing: .*; Invalid identity validation expression: /,
    )
  })

  it('needs name and type', async () => {
    const { call, restApiId } = await api()
    const response = await call('POST', `/restapis/${restApiId}/authorizers`, '{}')
    expect(await response.json()).toMatchObject({
      message:
        "2 validation errors detected: Value null at 'createAuthorizerInput.name' failed to satisfy constraint: Member must not be null; Value null at 'createAuthorizerInput.type' failed to satisfy constraint: Member must not be null",
    })
  })
})

describe('UpdateAuthorizer', () => {
  it('replaces members, and takes an optional one away with empty text (documentation)', async () => {
    const { create, patch } = await api()
    const { id } = await create({ ...TOKEN, identityValidationExpression: '^a' })
    const changed = await patch(
      id,
      { op: 'replace', path: '/name', value: 'other' },
      { op: 'replace', path: '/identitySource', value: 'method.request.header.Token' },
      { op: 'replace', path: '/authorizerResultTtlInSeconds', value: '60' },
      { op: 'replace', path: '/identityValidationExpression', value: '' },
    )
    expect(changed).toEqual({
      ...TOKEN,
      id,
      name: 'other',
      authType: 'custom',
      identitySource: 'method.request.header.Token',
      authorizerResultTtlInSeconds: 60,
    })
  })

  it('adds and removes user pools (documentation)', async () => {
    const { create, patch } = await api()
    const { id } = await create(COGNITO)
    const path = '/providerARNs'
    expect(await patch(id, { op: 'add', path, value: `${POOL}4` }, { op: 'remove', path, value: POOL })).toMatchObject({
      providerARNs: [`${POOL}4`],
    })
    await expect(patch(id, { op: 'remove', path, value: POOL })).rejects.toThrow(
      `Invalid provider ARN specified: ${POOL}`,
    )
    await expect(patch(id, { op: 'remove', path, value: `${POOL}4` })).rejects.toThrow('Provider ARNs are missing')
  })

  it.each([
    [
      'replace',
      '/type',
      'COGNITO_USER_POOLS',
      'Provider ARNs are missing: a COGNITO_USER_POOLS authorizer needs at least one',
    ],
    ['replace', '/type', 'JWT', 'Invalid authorizer type. Must be one of: [TOKEN, REQUEST, COGNITO_USER_POOLS]'],
    ['replace', '/authorizerUri', 'a', /^Invalid Authorizer URI: a\./],
    [
      'replace',
      '/authorizerResultTtlInSeconds',
      'x',
      "Invalid authorizer result TTL 'x': it has to be a whole number of seconds",
    ],
    [
      'replace',
      '/authorizerResultTtlInSeconds',
      '9999',
      'Invalid authorizer result TTL 9999: it has to be 0 to 3600 seconds',
    ],
    ['add', '/name', 'a', 'Invalid patch operation specified. Must be one of: [replace]'],
    ['replace', '/providerARNs', 'a', 'Invalid patch operation specified. Must be one of: [add, remove]'],
    ['replace', '/id', 'a', 'Invalid patch path /id'],
  ] as const)('refuses to %s %s with %j', async (op, path, value, message) => {
    const { create, patch, list } = await api()
    const authorizer = await create(TOKEN)
    await expect(patch(authorizer.id, { op, path, value })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
    expect(await list()).toEqual([authorizer])
  })

  it('answers for what it brings, not for what an import had let pass (our own choice)', async () => {
    const { client } = gatewayUnderTest()
    const pool = {
      type: 'oauth2',
      'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['pool'] },
    }
    const document = {
      ...{ openapi: '3.0.1', info: { title: 'a', version: '1' }, paths: { '/': { get: mock() } } },
      components: { securitySchemes: { pool } },
    }
    const { id: restApiId } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    const { items = [] } = await client.send(new GetAuthorizersCommand({ restApiId }))
    const patch = (path: string, value: string) =>
      client.send(
        new UpdateAuthorizerCommand({
          ...{ restApiId, authorizerId: items[0]?.id },
          patchOperations: [{ op: 'replace', path, value }],
        }),
      )
    expect(await patch('/name', 'other')).toMatchObject({ name: 'other', providerARNs: ['pool'] })
    await expect(patch('/identitySource', 'a')).rejects.toThrow('Invalid identity source: a.')
  })

  it('refuses an unknown authorizer before it looks at the operations', async () => {
    const { patch } = await api()
    await expect(patch('xxx', { op: 'add', path: '/type', value: 'sth' })).rejects.toMatchObject(UNKNOWN)
  })
})

describe('DeleteAuthorizer', () => {
  it('deletes; afterwards it is unknown', async () => {
    const { create, client, restApiId } = await api()
    const at = { restApiId, authorizerId: (await create(TOKEN)).id }
    expect((await client.send(new DeleteAuthorizerCommand(at))).$metadata.httpStatusCode).toBe(202)
    await expect(client.send(new GetAuthorizerCommand(at))).rejects.toMatchObject(UNKNOWN)
    await expect(client.send(new DeleteAuthorizerCommand(at))).rejects.toMatchObject(UNKNOWN)
  })

  it("refuses to delete one that a method uses (AWS's words as Terraform's users quote them)", async () => {
    const { client } = gatewayUnderTest()
    const own = {
      ...{ type: 'apiKey', name: 'Auth', in: 'header', 'x-amazon-apigateway-authtype': 'custom' },
      'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: FUNCTION },
    }
    const document = {
      openapi: '3.0.1',
      info: { title: 'a', version: '1' },
      paths: { '/test': { get: { ...mock(), security: [{ own: [] }] } } },
      components: { securitySchemes: { own } },
    }
    const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(document) }))).id ?? ''
    const { items = [] } = await client.send(new GetAuthorizersCommand({ restApiId }))
    const at = { restApiId, authorizerId: items[0]?.id }
    await expect(client.send(new DeleteAuthorizerCommand(at))).rejects.toMatchObject({
      name: 'ConflictException',
      message: "Cannot delete authorizer 'own', is referenced in method: GET//test",
    })
    expect(await client.send(new GetAuthorizerCommand(at))).toMatchObject({ name: 'own' })
  })
})
