import {
  CreateRestApiCommand,
  DeleteMethodResponseCommand,
  GetMethodCommand,
  GetMethodResponseCommand,
  type PatchOperation,
  PutMethodCommand,
  PutMethodResponseCommand,
  type PutMethodResponseCommandInput,
  UpdateMethodResponseCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from './gateway-under-test.ts'

/** A new API with GET at its root, and the operations on responses of it in short. */
async function method() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const { id: restApiId = '', rootResourceId: resourceId = '' } = await client.send(
    new CreateRestApiCommand({ name: 'a' }),
  )
  const target = { restApiId, resourceId, httpMethod: 'GET' }
  await client.send(new PutMethodCommand({ ...target, authorizationType: 'NONE' }))
  const at = { ...target, statusCode: '200' }
  const plain = async (answer: Promise<{ $metadata: { httpStatusCode?: number } }>) => {
    const { $metadata, ...body } = await answer
    return { status: $metadata.httpStatusCode, body }
  }
  return {
    ...gateway,
    target,
    put: (input: Partial<PutMethodResponseCommandInput> = {}) =>
      plain(client.send(new PutMethodResponseCommand({ ...at, ...input }))),
    get: (input: Partial<typeof at> = {}) => plain(client.send(new GetMethodResponseCommand({ ...at, ...input }))),
    remove: (input: Partial<typeof at> = {}) =>
      plain(client.send(new DeleteMethodResponseCommand({ ...at, ...input }))),
    update: (patchOperations: PatchOperation[], input: Partial<typeof at> = {}) =>
      plain(client.send(new UpdateMethodResponseCommand({ ...at, ...input, patchOperations }))),
    shown: async () => (await client.send(new GetMethodCommand(target))).methodResponses,
  }
}

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    ({ name, message }: Error) => `${name}: ${message}`,
  )

const HEADER = '/responseParameters/method.response.header.my-header'
const MODEL = '/responseModels/application~1json'
const INVALID_STATUS =
  "ValidationException: 1 validation error detected: Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d"

describe('a method response', () => {
  it('is put, shown, changed and deleted (cpl-0079)', async () => {
    const { put, get, update, remove, shown } = await method()
    const empty = { responseModels: {}, responseParameters: {}, statusCode: '200' }
    expect(await put({ responseModels: {}, responseParameters: {} })).toEqual({ status: 201, body: empty })
    expect(await get()).toEqual({ status: 200, body: empty })
    const full = {
      responseModels: { 'application/json': 'Empty' },
      responseParameters: { 'method.response.header.my-header': true },
      statusCode: '200',
    }
    for (const op of ['add', 'replace'] as const)
      expect(
        await update([
          { op, path: HEADER, value: 'true' },
          { op, path: MODEL, value: 'Empty' },
        ]),
      ).toEqual({ status: 201, body: full })
    expect(await shown()).toEqual({ '200': full })
    expect((await remove()).status).toBe(204)
    expect(await shown()).toBe(undefined)
  })

  it('has no members that nobody gave it, and loses those that are emptied (LocalStack, of UpdateMethodResponse)', async () => {
    const { put, update } = await method()
    expect((await put()).body).toEqual({ statusCode: '200' })
    await update([{ op: 'add', path: HEADER, value: 'no' }])
    expect((await update([{ op: 'remove', path: HEADER }])).body).toEqual({ statusCode: '200' })
  })

  it('stands beside others', async () => {
    const { put, remove, shown } = await method()
    await put()
    await put({ statusCode: '404', responseModels: { 'application/json': 'Error' } })
    await remove()
    expect(await shown()).toEqual({ '404': { statusCode: '404', responseModels: { 'application/json': 'Error' } } })
  })

  it('is refused where there is one', async () => {
    const { put } = await method()
    await put()
    expect(await refusalOf(put())).toBe('ConflictException: Response already exists for this resource')
  })

  it('is named by a status (cpl-0076)', async () => {
    const { put, get, update, remove } = await method()
    const statusCode = 'wrong'
    for (const call of [put({ statusCode }), get({ statusCode }), update([], { statusCode }), remove({ statusCode })])
      expect(await refusalOf(call)).toBe(INVALID_STATUS)
    for (const code of ['099', '600', '20', '2000', '2xx'])
      expect(await refusalOf(put({ statusCode: code })), code).toContain('1 validation error detected')
  })

  it('is found on its API, resource and method alone (cpl-0076)', async () => {
    const { put, get, update, remove } = await method()
    await put()
    const noResource = 'NotFoundException: Invalid Resource identifier specified'
    const noMethod = 'NotFoundException: Invalid Method identifier specified'
    const noResponse = 'NotFoundException: Invalid Response status code specified'
    for (const call of [get, remove, put, (input: object) => update([], input)]) {
      expect(await refusalOf(call({ restApiId: 'wrong' }))).toBe(noResource)
      expect(await refusalOf(call({ resourceId: 'wrong' }))).toBe(noResource)
      expect(await refusalOf(call({ httpMethod: 'POST' }))).toBe(noMethod)
    }
    for (const call of [get, remove, (input: object) => update([], input)])
      expect(await refusalOf(call({ statusCode: '201' }))).toBe(noResponse)
  })

  it.each([
    ['an unknown model', { responseModels: { 'application/json': 'pet' } }, 'Invalid model identifier specified: pet'],
    ...['a', 'method.response.body', 'method.response.header.', 'method.response.header.a b'].map(
      (name): [string, Partial<PutMethodResponseCommandInput>, string] => [
        `the parameter '${name}'`,
        { responseParameters: { [name]: true } },
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${name}]`,
      ],
    ),
  ] as [string, Partial<PutMethodResponseCommandInput>, string][])('refuses %s', async (_, input, message) => {
    const { put, shown } = await method()
    expect(await refusalOf(put(input))).toBe(`BadRequestException: ${message}`)
    expect(await shown()).toBe(undefined)
  })

  it.each([
    [
      'to remove a header that is not there',
      { op: 'remove', path: HEADER },
      'NotFoundException: Invalid parameter name specified',
    ],
    [
      'to remove a model that is not there',
      { op: 'remove', path: MODEL },
      'NotFoundException: Content-Type specified was not found',
    ],
    ['a wrong path', { op: 'remove', path: '/wrong/a' }, 'BadRequestException: Invalid patch path /wrong/a'],
    [
      'to change its status',
      { op: 'replace', path: '/statusCode', value: '201' },
      'BadRequestException: Invalid patch path /statusCode',
    ],
    [
      'an unknown model',
      { op: 'add', path: MODEL, value: 'pet' },
      'BadRequestException: Invalid model identifier specified: pet',
    ],
    [
      'a wrong header',
      { op: 'add', path: '/responseParameters/a', value: 'true' },
      'BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: a]',
    ],
    [
      'to copy',
      { op: 'copy', path: HEADER, from: HEADER },
      'BadRequestException: Invalid patch operation specified. Must be one of: [add, remove, replace]',
    ],
  ] as [string, PatchOperation, string][])('refuses %s (cpl-0075 and alike)', async (_, operation, refusal) => {
    const { put, get, update } = await method()
    await put()
    expect(
      await refusalOf(
        update([{ op: 'add', path: '/responseParameters/method.response.header.x', value: 'true' }, operation]),
      ),
    ).toBe(refusal)
    expect((await get()).body).toEqual({ statusCode: '200' })
  })

  it.each([
    ['{"responseParameters":{"method.response.header.a":"true"}}', 'SerializationException'],
    ['{"responseParameters":"a"}', 'SerializationException'],
    ['{"responseModels":{"a/b":1}}', 'SerializationException'],
    ['{"responseTemplates":{}}', 'BadRequestException'],
    ['x', 'SerializationException'],
  ])('refuses the body %s', async (body, type) => {
    const { call, target, shown } = await method()
    const path = `/restapis/${target.restApiId}/resources/${target.resourceId}/methods/GET/responses/200`
    const response = await call('PUT', path, body)
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, type])
    expect(await shown()).toBe(undefined)
  })
})
