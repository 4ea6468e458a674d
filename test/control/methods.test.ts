import {
  CreateDeploymentCommand,
  CreateRequestValidatorCommand,
  CreateRestApiCommand,
  DeleteMethodCommand,
  GetMethodCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
  type PatchOperation,
  PutMethodCommand,
  type PutMethodCommandInput,
  UpdateMethodCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { readDefinition } from '../../src/control/store/definition.ts'
import { putPart } from '../../src/control/store/part.ts'
import { encoded, PETS, proxy } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const AUTHORIZER_ID = 'auth01'

/** A new API with an authorizer, and the operations on methods of its root in short. */
async function api() {
  const gateway = gatewayUnderTest()
  const { client, db } = gateway
  const { id: restApiId = '', rootResourceId: resourceId = '' } = await client.send(
    new CreateRestApiCommand({ name: 'a' }),
  )
  const authorizer = { id: AUTHORIZER_ID, name: 'a', type: 'TOKEN' }
  await db.batch([putPart(restApiId, { kind: 'Authorizer', id: AUTHORIZER_ID, name: 'a', body: authorizer })])
  const validator = await client.send(
    new CreateRequestValidatorCommand({ restApiId, name: 'v', validateRequestBody: true }),
  )
  const target = { restApiId, resourceId, httpMethod: 'ANY' }
  return {
    ...gateway,
    target,
    validatorId: validator.id ?? '',
    put: async (input: Partial<PutMethodCommandInput> = {}) => {
      const command = new PutMethodCommand({ ...target, authorizationType: 'NONE', ...input })
      const { $metadata, ...method } = await client.send(command)
      return { status: $metadata.httpStatusCode, method }
    },
    get: async () => {
      const { $metadata: _, ...method } = await client.send(new GetMethodCommand(target))
      return method
    },
    patch: async (...patchOperations: PatchOperation[]) => {
      const { $metadata: _, ...method } = await client.send(new UpdateMethodCommand({ ...target, patchOperations }))
      return method
    },
  }
}

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    ({ name, message }: Error) => `${name}: ${message}`,
  )

const add = (path: string, value?: string): PatchOperation => ({ op: 'add', path, value })
const replace = (path: string, value?: string): PatchOperation => ({ op: 'replace', path, value })
const remove = (path: string, value?: string): PatchOperation => ({ op: 'remove', path, value })

const BASE = { apiKeyRequired: false, authorizationType: 'NONE', httpMethod: 'ANY' }
const NO_AUTHORIZER =
  'BadRequestException: Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.'
/** Quoted in aws/aws-cdk#30035. */
const NO_SCOPES =
  'BadRequestException: Invalid Method authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS authorization type'

describe('PutMethod', () => {
  it('answers 201 with the method and its defaults (cpl-0023)', async () => {
    const { put, get } = await api()
    expect(await put()).toEqual({ status: 201, method: BASE })
    expect(await get()).toEqual(BASE)
  })

  it('keeps all that a method may have', async () => {
    const { put, get, validatorId } = await api()
    const input = {
      authorizationType: 'COGNITO_USER_POOLS',
      authorizerId: AUTHORIZER_ID,
      authorizationScopes: ['read', 'write'],
      apiKeyRequired: true,
      operationName: 'list',
      requestValidatorId: validatorId,
      requestModels: { 'application/json': 'Empty', 'text/plain': 'Error' },
      requestParameters: { 'method.request.querystring.page': false, 'method.request.header.X-Id': true },
    }
    expect((await put(input)).method).toEqual({ ...input, httpMethod: 'ANY' })
    expect(await get()).toEqual({ ...input, httpMethod: 'ANY' })
  })

  it('takes a path parameter that the resource has no variable of, and adds none by itself (cpl-0062)', async () => {
    const { put } = await api()
    const requestParameters = { 'method.request.path.testPath': true }
    expect((await put({ requestParameters })).method).toEqual({ ...BASE, requestParameters })
  })

  it('keeps no empty maps and texts, and no authorizer of a method without (cpl-0028; empty ones: LocalStack)', async () => {
    const { put } = await api()
    const empty = { requestModels: {}, requestParameters: {}, authorizationScopes: [] }
    const { method } = await put({ ...empty, operationName: '', requestValidatorId: '', authorizerId: 'abc123' })
    expect(method).toEqual(BASE)
  })

  it('takes the authorization type in any case', async () => {
    const { put } = await api()
    expect((await put({ authorizationType: 'aws_iam' })).method).toMatchObject({ authorizationType: 'AWS_IAM' })
  })

  it('refuses a method that is there (aws/aws-cli#3992 quotes AWS)', async () => {
    const { put } = await api()
    await put()
    expect(await refusalOf(put())).toBe('ConflictException: Method already exists for this resource')
    expect(await refusalOf(put({ httpMethod: 'GET' }))).toBe('accepted')
  })

  it.each([
    ['an unknown API', { restApiId: 'fake-api' }, 'NotFoundException: Invalid Resource identifier specified'],
    [
      'an unknown resource',
      { resourceId: 'fake', httpMethod: 'WRONG' },
      'NotFoundException: Invalid Resource identifier specified',
    ],
    [
      'an unknown method',
      { httpMethod: 'WRONG' },
      'BadRequestException: Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY',
    ],
    ['CUSTOM without an authorizer', { authorizationType: 'CUSTOM' }, NO_AUTHORIZER],
    ['an authorizer of no one', { authorizationType: 'CUSTOM', authorizerId: 'abc123' }, NO_AUTHORIZER],
    [
      'an unknown validator',
      { requestValidatorId: 'fake-validator' },
      'BadRequestException: Invalid Request Validator identifier specified',
    ],
    [
      'an unknown model',
      { requestModels: { 'application/json': 'petModel' } },
      'BadRequestException: Invalid model identifier specified: petModel',
    ],
  ])('refuses %s (recorded by LocalStack)', async (_, input, refusal) => {
    const { put } = await api()
    expect(await refusalOf(put(input))).toBe(refusal)
  })

  it.each([
    [
      'an unknown authorization type (our own words)',
      { authorizationType: 'BASIC' },
      'BadRequestException: Invalid Method authorization type specified. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS',
    ],
    ['scopes without a user pool', { authorizationScopes: ['read'] }, NO_SCOPES],
    [
      'equal names in two places (cpl-0024)',
      { requestParameters: { 'method.request.querystring.a': false, 'method.request.header.a': false } },
      'BadRequestException: Parameter names must be unique across querystring, header and path',
    ],
    ...[
      'true',
      'method.request.body.a',
      'method.request.header.',
      'method.request.header.a b',
      'integration.request.header.a',
    ].map((name): [string, Partial<PutMethodCommandInput>, string] => [
      `the parameter '${name}' (cpl-0062)`,
      { requestParameters: { [name]: true } },
      `BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${name}]`,
    ]),
  ] as [string, Partial<PutMethodCommandInput>, string][])('refuses %s', async (_, input, refusal) => {
    const { put } = await api()
    expect(await refusalOf(put(input))).toBe(refusal)
  })

  it.each([
    ['nothing', '', 'ValidationException'],
    ['no authorization type', '{"apiKeyRequired":true}', 'ValidationException'],
    ['a number for a text', '{"authorizationType":1}', 'SerializationException'],
    ['a text for a boolean', '{"authorizationType":"NONE","apiKeyRequired":"true"}', 'SerializationException'],
    [
      'a parameter that is no boolean',
      '{"authorizationType":"NONE","requestParameters":{"method.request.header.a":"true"}}',
      'SerializationException',
    ],
    ['parameters that are a list', '{"authorizationType":"NONE","requestParameters":[]}', 'SerializationException'],
    ['a model that is no text', '{"authorizationType":"NONE","requestModels":{"a/b":null}}', 'SerializationException'],
    ['an unknown member', '{"authorizationType":"NONE","methodIntegration":{}}', 'BadRequestException'],
    ['what is no JSON', '{', 'SerializationException'],
  ])('refuses %s as its body, and writes nothing', async (_, body, type) => {
    const { call, target, get } = await api()
    const path = `/restapis/${target.restApiId}/resources/${target.resourceId}/methods/ANY`
    const response = await call('PUT', path, body)
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, type])
    expect(await refusalOf(get())).toBe('NotFoundException: Invalid Method identifier specified')
  })
})

describe('UpdateMethod', () => {
  it('adds, replaces and removes (cpl-0027)', async () => {
    const { put, patch } = await api()
    await put()
    const optional = '/requestParameters/method.request.querystring.optional'
    expect(await patch(add(optional, 'true'), add('/requestModels/application~1json', 'Empty'))).toEqual({
      ...BASE,
      requestModels: { 'application/json': 'Empty' },
      requestParameters: { 'method.request.querystring.optional': true },
    })
    const replaced = await patch(
      replace('/operationName', 'ReplacedOperationName'),
      replace('/apiKeyRequired', 'true'),
      replace('/authorizationType', 'AWS_IAM'),
      replace(optional, 'false'),
    )
    expect(replaced).toEqual({
      apiKeyRequired: true,
      authorizationType: 'AWS_IAM',
      httpMethod: 'ANY',
      operationName: 'ReplacedOperationName',
      requestModels: { 'application/json': 'Empty' },
      requestParameters: { 'method.request.querystring.optional': false },
    })
    await patch(replace('/authorizerId', AUTHORIZER_ID), replace('/authorizationType', 'CUSTOM'))
    expect(await patch(remove(optional, 'true'), remove('/requestModels/application~1json', 'Empty'))).toEqual({
      apiKeyRequired: true,
      authorizationType: 'CUSTOM',
      authorizerId: AUTHORIZER_ID,
      httpMethod: 'ANY',
      operationName: 'ReplacedOperationName',
    })
  })

  it('adds and removes scopes one by one (documentation), and takes a validator away by an empty id', async () => {
    const { put, patch, validatorId } = await api()
    await put({ authorizationType: 'COGNITO_USER_POOLS', authorizerId: AUTHORIZER_ID })
    const method = await patch(
      add('/authorizationScopes', 'read'),
      add('/authorizationScopes', 'write'),
      add('/authorizationScopes', 'read'),
      replace('/requestValidatorId', validatorId),
    )
    expect(method).toMatchObject({ authorizationScopes: ['read', 'write'], requestValidatorId: validatorId })
    const without = await patch(remove('/authorizationScopes', 'read'), replace('/requestValidatorId', ''))
    expect(without).toMatchObject({ authorizationScopes: ['write'] })
    expect(without).not.toHaveProperty('requestValidatorId')
    expect(await refusalOf(patch(replace('/authorizationType', 'NONE')))).toBe(NO_SCOPES)
    expect(await patch(remove('/authorizationScopes', 'write'), replace('/authorizationType', 'NONE'))).toEqual(BASE)
  })

  it('takes any value but true as false, and an authorizer that it does not keep (cpl-0028)', async () => {
    const { put, patch } = await api()
    await put({ apiKeyRequired: true })
    expect(await patch(replace('/apiKeyRequired', 'whatever'))).toEqual(BASE)
    expect(await patch(replace('/authorizerId', 'abc123'))).toEqual(BASE)
  })

  it.each([
    ['add /operationName', add('/operationName', 'a'), 'Invalid patch operation specified. Must be one of: [replace]'],
    [
      'add /requestValidatorId',
      add('/requestValidatorId', 'a'),
      'Invalid patch operation specified. Must be one of: [replace]',
    ],
    ['add /httpMethod', add('/httpMethod', 'PUT'), 'Invalid patch path /httpMethod'],
    ['replace /requestParameters', replace('/requestParameters', 'a=false'), 'Invalid patch path /requestParameters'],
    [
      'an unescaped slash',
      add('/requestModels/application/json', 'Empty'),
      'Invalid patch path /requestModels/application/json',
    ],
    [
      'an unknown validator',
      replace('/requestValidatorId', 'fake-id'),
      'Invalid Request Validator identifier specified',
    ],
  ])('refuses %s (cpl-0028)', async (_, operation, message) => {
    const { put, patch, get } = await api()
    await put()
    expect(await refusalOf(patch(replace('/apiKeyRequired', 'true'), operation))).toBe(
      `BadRequestException: ${message}`,
    )
    expect(await get()).toEqual(BASE)
  })

  it('refuses an authorizer that is not there (cpl-0028)', async () => {
    const { put, patch } = await api()
    await put()
    const custom = replace('/authorizationType', 'CUSTOM')
    expect(await refusalOf(patch(custom))).toBe(NO_AUTHORIZER)
    expect(await refusalOf(patch(custom, replace('/authorizerId', 'abc123')))).toBe(NO_AUTHORIZER)
  })

  it('refuses names and models as PutMethod does, and to change what is not there (as cpl-0075)', async () => {
    const { put, patch } = await api()
    await put({ requestParameters: { 'method.request.querystring.a': true } })
    const cases: [PatchOperation, string][] = [
      [
        add('/requestParameters/method.request.header.a', 'true'),
        'BadRequestException: Parameter names must be unique',
      ],
      [add('/requestParameters/a', 'true'), 'BadRequestException: Invalid mapping expression specified'],
      [add('/requestParameters/', 'true'), 'BadRequestException: Invalid patch path /requestParameters/'],
      [
        add('/requestModels/text~1plain', 'petModel'),
        'BadRequestException: Invalid model identifier specified: petModel',
      ],
      [remove('/requestParameters/method.request.header.b'), 'NotFoundException: Invalid parameter name specified'],
      [
        replace('/requestParameters/method.request.header.b', 'true'),
        'NotFoundException: Invalid parameter name specified',
      ],
      [remove('/requestModels/__proto__'), 'NotFoundException: Content-Type specified was not found'],
      [remove('/authorizationScopes', 'a'), 'NotFoundException: Invalid authorization scope specified'],
    ]
    for (const [operation, refusal] of cases) expect(await refusalOf(patch(operation))).toContain(refusal)
  })

  it('refuses an unknown API, resource or method (cpl-0028)', async () => {
    const { client, put, target } = await api()
    await put()
    const update = (elsewhere: Partial<typeof target>) =>
      refusalOf(client.send(new UpdateMethodCommand({ ...target, ...elsewhere, patchOperations: [] })))
    expect(await update({ restApiId: 'fake' })).toBe('NotFoundException: Invalid Resource identifier specified')
    expect(await update({ resourceId: 'fake' })).toBe('NotFoundException: Invalid Resource identifier specified')
    expect(await update({ httpMethod: 'GET' })).toBe('NotFoundException: Invalid Method identifier specified')
    expect(await update({})).toBe('accepted')
  })

  it('loses nothing when many write at once', async () => {
    const { put, patch, get } = await api()
    await put()
    const names = Array.from({ length: 20 }, (_, n) => `method.request.header.h${n}`)
    await Promise.all(names.map((name) => patch(add(`/requestParameters/${name}`, 'true'))))
    expect(Object.keys((await get()).requestParameters ?? {}).sort()).toEqual([...names].sort())
  })

  it('keeps the integration, and what a stage serves stays until the next deployment', async () => {
    const { client, config } = await api()
    const { id: restApiId = '' } = await client.send(new ImportRestApiCommand({ body: encoded(PETS) }))
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
    const served = new Map(config.values)
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }))
    const target = { restApiId, resourceId: items[0]?.id, httpMethod: 'GET' }
    const patchOperations = [replace('/apiKeyRequired', 'true')]
    const updated = await client.send(new UpdateMethodCommand({ ...target, patchOperations }))
    expect(updated).toMatchObject({ apiKeyRequired: true, methodIntegration: { type: 'MOCK' } })
    await client.send(new DeleteMethodCommand(target))
    expect(config.values).toEqual(served)
  })
})

describe('DeleteMethod', () => {
  it('answers 204, and 404 when there is none (cpl-0023)', async () => {
    const { client, put, target } = await api()
    await put()
    const { $metadata } = await client.send(new DeleteMethodCommand(target))
    expect($metadata.httpStatusCode).toBe(204)
    const missing = 'NotFoundException: Invalid Method identifier specified'
    expect(await refusalOf(client.send(new GetMethodCommand(target)))).toBe(missing)
    expect(await refusalOf(client.send(new DeleteMethodCommand(target)))).toBe(missing)
  })

  it('takes the limits of the method with it, so that a new one has those of AWS', async () => {
    const { client, db } = await api()
    const limited = { ...proxy('http://origin.test/'), 'x-postern-limits': { requestBodyBytes: 7 } }
    const document = { ...PETS, paths: { '/a': { get: limited, post: limited } } }
    const { id: restApiId = '' } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }))
    const resourceId = items.find(({ path }) => path === '/a')?.id
    await client.send(new DeleteMethodCommand({ restApiId, resourceId, httpMethod: 'GET' }))
    const { parts } = (await readDefinition(db, restApiId))?.definition ?? { parts: [] }
    expect(parts.filter(({ kind }) => kind === 'Extension').map(({ name }) => name)).toEqual([
      'x-postern-limits POST /a',
    ])
  })
})

describe('a method that an import declared otherwise than PutMethod would', () => {
  it('can be updated: what was there before is no fault of the call (our own choice)', async () => {
    const { client } = await api()
    const parameters = [{ name: 'a b', in: 'query', schema: { type: 'string' } }]
    const document = { ...PETS, paths: { '/': { get: { ...proxy('http://origin.test/'), parameters } } } }
    const { id: restApiId, rootResourceId: resourceId } = await client.send(
      new ImportRestApiCommand({ body: encoded(document) }),
    )
    const update = (operation: PatchOperation) =>
      client.send(new UpdateMethodCommand({ restApiId, resourceId, httpMethod: 'GET', patchOperations: [operation] }))
    expect((await update(replace('/apiKeyRequired', 'true'))).requestParameters).toEqual({
      'method.request.querystring.a b': false,
    })
    expect(await refusalOf(update(add('/requestParameters/method.request.querystring.c d', 'true')))).toContain(
      'Invalid mapping expression specified: method.request.querystring.c d',
    )
  })
})
