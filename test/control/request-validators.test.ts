import {
  CreateRequestValidatorCommand,
  CreateRestApiCommand,
  DeleteRequestValidatorCommand,
  GetRequestValidatorCommand,
  GetRequestValidatorsCommand,
  ImportRestApiCommand,
  type PatchOperation,
  UpdateRequestValidatorCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded, mock } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const UNKNOWN = { name: 'NotFoundException', message: 'Invalid Request Validator identifier specified' }

/** A new API with the validator `all`. */
async function validated() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const restApiId = (await client.send(new CreateRestApiCommand({ name: 'a' }))).id ?? ''
  const create = async (input: { name?: string; validateRequestBody?: boolean }) => {
    const { $metadata: _, ...validator } = await client.send(new CreateRequestValidatorCommand({ restApiId, ...input }))
    return validator
  }
  const { id: requestValidatorId = '' } = await create({ name: 'all' })
  const at = { restApiId, requestValidatorId }
  return {
    ...gateway,
    at,
    create,
    async patch(...patchOperations: PatchOperation[]) {
      const { $metadata: _, ...validator } = await client.send(
        new UpdateRequestValidatorCommand({ ...at, patchOperations }),
      )
      return validator
    },
    list: async () => (await client.send(new GetRequestValidatorsCommand({ restApiId }))).items,
  }
}

describe('CreateRequestValidator', () => {
  it('validates nothing unless told (cpl-0033)', async () => {
    const { create, list } = await validated()
    const body = await create({ name: 'body', validateRequestBody: true })
    expect(body).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      name: 'body',
      validateRequestBody: true,
      validateRequestParameters: false,
    })
    expect(await list()).toEqual([
      { id: expect.any(String), name: 'all', validateRequestBody: false, validateRequestParameters: false },
      body,
    ])
  })

  it('refuses an unknown API as a bad request (cpl-0037)', async () => {
    const { client } = gatewayUnderTest()
    const create = new CreateRequestValidatorCommand({ restApiId: 'api_id', name: 'a' })
    await expect(client.send(create)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Invalid REST API identifier specified',
    })
  })

  it('refuses a name that is taken (the words are those for an authorizer) or none (our own choice)', async () => {
    const { create } = await validated()
    await expect(create({ name: 'all' })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Request Validator name must be unique. Request Validator all already exists in this RestApi.',
    })
    await expect(create({})).rejects.toThrow('Request Validator name cannot be blank')
  })
})

describe('UpdateRequestValidator', () => {
  it('replaces name and flags; a flag without a value is off (cpl-0033)', async () => {
    const { patch } = await validated()
    expect(await patch({ op: 'replace', path: '/validateRequestBody', value: 'true' })).toMatchObject({
      validateRequestBody: true,
    })
    expect(
      await patch({ op: 'replace', path: '/validateRequestBody' }, { op: 'replace', path: '/name', value: 'none' }),
    ).toMatchObject({ name: 'none', validateRequestBody: false })
  })

  it.each([
    ['replace', '/name', 'Request Validator name cannot be blank'],
    ['add', '/name', "Invalid patch path  '/name' specified for op 'add'. Please choose supported operations"],
    [
      'replace',
      '/id',
      "Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/name, /validateRequestParameters, /validateRequestBody]",
    ],
  ] as const)('refuses to %s %s without a value (cpl-0038)', async (op, path, message) => {
    const { patch } = await validated()
    await expect(patch({ op, path })).rejects.toMatchObject({ name: 'BadRequestException', message })
  })

  it('refuses the name of another one', async () => {
    const { patch, create } = await validated()
    await create({ name: 'body' })
    await expect(patch({ op: 'replace', path: '/name', value: 'body' })).rejects.toMatchObject({
      name: 'BadRequestException',
    })
    expect(await patch({ op: 'replace', path: '/name', value: 'all' })).toMatchObject({ name: 'all' })
  })
})

describe('DeleteRequestValidator', () => {
  it('deletes; afterwards it is unknown (cpl-0033)', async () => {
    const { client, at } = await validated()
    const { $metadata } = await client.send(new DeleteRequestValidatorCommand(at))
    expect($metadata.httpStatusCode).toBe(202)
    await expect(client.send(new GetRequestValidatorCommand(at))).rejects.toMatchObject(UNKNOWN)
    await expect(client.send(new DeleteRequestValidatorCommand(at))).rejects.toMatchObject(UNKNOWN)
  })

  it('refuses to delete one that a method uses (our own words, after those for an authorizer)', async () => {
    const { client } = gatewayUnderTest()
    const get = { ...mock(), 'x-amazon-apigateway-request-validator': 'all' }
    const document = {
      openapi: '3.0.1',
      info: { title: 'a', version: '1' },
      paths: { '/pets': { get } },
      'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } },
    }
    const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(document) }))).id ?? ''
    const { items = [] } = await client.send(new GetRequestValidatorsCommand({ restApiId }))
    const at = { restApiId, requestValidatorId: items[0]?.id ?? '' }
    await expect(client.send(new DeleteRequestValidatorCommand(at))).rejects.toMatchObject({
      name: 'ConflictException',
      message: "Cannot delete Request Validator 'all', is referenced in method: GET//pets",
    })
    expect(await client.send(new GetRequestValidatorCommand(at))).toMatchObject({ name: 'all' })
  })
})
