import {
  DeleteIntegrationResponseCommand,
  GetIntegrationResponseCommand,
  GetMethodCommand,
  type PatchOperation,
  PutIntegrationResponseCommand,
  type PutIntegrationResponseCommandInput,
  UpdateIntegrationResponseCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { type IntegrationApi, integrationApi } from './integration-api.ts'

const MOCK = { type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' } }

type Put = Partial<PutIntegrationResponseCommandInput>
const put = ({ client, place }: IntegrationApi, input: Put = {}) =>
  client.send(new PutIntegrationResponseCommand({ ...place, statusCode: '200', ...input }))
const get = ({ client, place }: IntegrationApi, statusCode = '200') =>
  client.send(new GetIntegrationResponseCommand({ ...place, statusCode }))
const update = ({ client, place }: IntegrationApi, ...patchOperations: PatchOperation[]) =>
  client.send(new UpdateIntegrationResponseCommand({ ...place, statusCode: '200', patchOperations }))

async function members(call: Promise<object & { $metadata: { httpStatusCode?: number } }>) {
  const { $metadata, ...answer } = await call
  return { status: $metadata.httpStatusCode, ...answer }
}

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    ({ name, message }: Error) => `${name}: ${message}`,
  )

const mappings = (fault: string) =>
  `BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [${fault}]`

describe('an integration response', () => {
  it('is put, read, updated, overwritten and deleted (cpl-0072)', async () => {
    const api = await integrationApi(MOCK)
    const created = { selectionPattern: '', responseTemplates: { 'application/json': '"created"' } }
    expect(await members(put(api, created))).toEqual({ status: 201, statusCode: '200', ...created })
    expect(await members(get(api))).toEqual({ status: 200, statusCode: '200', ...created })

    const patch = { op: 'replace', path: '/selectionPattern', value: 'updated-pattern' } as const
    const updated = { ...created, selectionPattern: 'updated-pattern' }
    expect(await members(update(api, patch))).toEqual({ status: 200, statusCode: '200', ...updated })

    const overwritten = { selectionPattern: 'overwrite-pattern' }
    expect(await members(put(api, overwritten))).toEqual({ status: 201, statusCode: '200', ...overwritten })
    const { methodIntegration } = await api.client.send(new GetMethodCommand(api.place))
    expect(methodIntegration?.integrationResponses).toEqual({ 200: { statusCode: '200', ...overwritten } })

    expect(await api.wire('DELETE', '/responses/200')).toEqual({ status: 204, type: null, body: undefined })
    expect((await api.client.send(new GetMethodCommand(api.place))).methodIntegration).toEqual({
      ...methodIntegration,
      integrationResponses: undefined,
    })
  })

  it.each([
    ['null', { responseTemplates: { 'application/json': null } }, { responseTemplates: { 'application/json': null } }],
    ['empty', { responseTemplates: { 'application/json': '' } }, { responseTemplates: { 'application/json': null } }],
    ['absent', {}, {}],
  ])('shows a template that is %s as AWS does (cpl-0061)', async (_, input, shown) => {
    const { wire } = await integrationApi(MOCK)
    const { body } = await wire('PUT', '/responses/200', { selectionPattern: '', ...input })
    expect(body).toEqual({ selectionPattern: '', statusCode: '200', ...shown })
  })

  it('keeps a mapping to a header that the method response declares', async () => {
    const api = await integrationApi(MOCK)
    const responseParameters = { 'method.response.header.X-Out': 'integration.response.header.X-Backend' }
    const given = { responseParameters, contentHandling: 'CONVERT_TO_TEXT' } as const
    expect(await members(put(api, given))).toEqual({ status: 201, statusCode: '200', ...given })
  })

  it.each<[what: string, input: Put, refusal: string]>([
    [
      'a mapping to a header that is not declared (as observed)',
      { responseParameters: { 'method.response.header.Other': "'a'" } },
      mappings('Invalid mapping expression parameter specified: method.response.header.Other'),
    ],
    [
      'a mapping where the method has no response of that status (as observed)',
      { statusCode: '404', responseParameters: { 'method.response.header.X-Out': "'a'" } },
      mappings('No method response exists for method.'),
    ],
    [
      'an expression that is none (form of cpl-0062)',
      { responseParameters: { 'method.response.header.X-Out': '*' } },
      mappings('Invalid mapping expression specified: *'),
    ],
    [
      'a pattern that is none (our own words)',
      { selectionPattern: '(' },
      'BadRequestException: Invalid selection pattern specified: it is no regular expression: (',
    ],
  ])('is refused with %s', async (_, input, refusal) => {
    expect(await refusalOf(put(await integrationApi(MOCK), input))).toBe(refusal)
  })

  it('is looked for by resource, method, integration, status (cpl-0060, cpl-0067, cpl-0070, cpl-0071)', async () => {
    const api = await integrationApi(MOCK)
    const bare = await integrationApi()
    expect(await refusalOf(put(api, { resourceId: 'badresource' }))).toBe(
      'NotFoundException: Invalid Resource identifier specified',
    )
    expect(await refusalOf(put(api, { httpMethod: 'wrong-method' }))).toBe(
      'NotFoundException: Invalid Method identifier specified',
    )
    expect(await refusalOf(put(bare))).toBe('NotFoundException: Invalid Integration identifier specified')
    expect(await refusalOf(get(bare))).toBe('NotFoundException: Invalid Integration identifier specified')
    const missing = 'NotFoundException: Invalid Response status code specified'
    expect(await refusalOf(get(api, '201'))).toBe(missing)
    expect(await refusalOf(update(api))).toBe(missing)
    const deletion = new DeleteIntegrationResponseCommand({ ...api.place, statusCode: '200' })
    expect(await refusalOf(api.client.send(deletion))).toBe(missing)
  })

  it('is refused for every broken constraint at once, before all else (as cpl-0076)', async () => {
    const { wire } = await integrationApi()
    const status =
      "Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d"
    const patchOperations = [{ op: 'wrong_op', path: '/selectionPattern' }]
    expect(await wire('PATCH', '/responses/wrong', { patchOperations })).toMatchObject({
      status: 400,
      type: 'ValidationException',
      body: {
        message: `2 validation errors detected: Value 'wrong_op' at 'updateIntegrationResponseInput.patchOperations.1.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]; ${status}`,
      },
    })
    for (const method of ['GET', 'DELETE', 'PUT'])
      expect(await wire(method, '/responses/wrong')).toMatchObject({
        type: 'ValidationException',
        body: { message: `1 validation error detected: ${status}` },
      })
  })
})

describe('UpdateIntegrationResponse', () => {
  it('adds, replaces and removes templates and parameters, and sets contentHandling', async () => {
    const api = await integrationApi(MOCK)
    await put(api)
    const header = '/responseParameters/method.response.header.X-Out'
    const added = await update(
      api,
      { op: 'add', path: header, value: "'a'" },
      { op: 'add', path: '/responseTemplates/text~1plain', value: 'a' },
      { op: 'add', path: '/responseTemplates/application~1json', value: '[]' },
      { op: 'replace', path: '/responseTemplates/application~1json', value: '{}' },
      { op: 'replace', path: '/contentHandling', value: 'CONVERT_TO_BINARY' },
    )
    expect(added).toMatchObject({
      responseParameters: { 'method.response.header.X-Out': "'a'" },
      responseTemplates: { 'text/plain': 'a', 'application/json': '{}' },
      contentHandling: 'CONVERT_TO_BINARY',
    })
    const removed = await update(
      api,
      { op: 'remove', path: header },
      { op: 'remove', path: '/responseTemplates/text~1plain' },
      { op: 'replace', path: '/contentHandling', value: '' },
    )
    expect(removed.responseTemplates).toEqual({ 'application/json': '{}' })
    expect(removed.responseParameters).toBeUndefined()
    expect(removed.contentHandling).toBeUndefined()
  })

  it.each<[operation: PatchOperation, refusal: string]>([
    [
      { op: 'remove', path: '/responseParameters/method.response.header.a' },
      'NotFoundException: Invalid parameter name specified',
    ],
    [
      { op: 'remove', path: '/responseTemplates/text~1plain' },
      'NotFoundException: Content-Type specified was not found',
    ],
    [{ op: 'replace', path: '/statusCode', value: '201' }, 'BadRequestException: Invalid patch path /statusCode'],
    [
      { op: 'add', path: '/responseParameters/method.response.header.Other', value: "'a'" },
      mappings('Invalid mapping expression parameter specified: method.response.header.Other'),
    ],
    [
      { op: 'replace', path: '/contentHandling', value: 'TEXT' },
      'BadRequestException: Invalid ContentHandling specified. Valid options are CONVERT_TO_BINARY,CONVERT_TO_TEXT',
    ],
  ])('refuses %o (as cpl-0075 for method responses)', async (operation, refusal) => {
    const api = await integrationApi(MOCK)
    await put(api)
    expect(await refusalOf(update(api, operation))).toBe(refusal)
  })
})
