import {
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRestApiCommand,
  DeleteModelCommand,
  GetDocumentationPartsCommand,
  GetModelCommand,
  GetResourcesCommand,
  GetStagesCommand,
  ImportRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { readDefinition } from '../../src/control/store/definition.ts'
import { encoded, PETS, proxy } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const SOURCE = {
  ...PETS,
  paths: {
    ...PETS.paths,
    '/guarded': {
      post: {
        ...proxy('http://origin.test/guarded'),
        security: [{ guard: [] }],
        'x-amazon-apigateway-request-validator': 'all',
      },
    },
  },
  components: {
    schemas: { Pet: { type: 'object' } },
    securitySchemes: {
      guard: {
        ...{ type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'custom' },
        'x-amazon-apigateway-authorizer': {
          type: 'token',
          authorizerUri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations',
        },
      },
    },
  },
  'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } },
  'x-amazon-apigateway-binary-media-types': ['image/png'],
  'x-amazon-apigateway-gateway-responses': { DEFAULT_4XX: { statusCode: 418 } },
}

async function withSource() {
  const gateway = gatewayUnderTest()
  const { client, db } = gateway
  const cloneFrom = (await client.send(new ImportRestApiCommand({ body: encoded(SOURCE) }))).id ?? ''
  await client.send(new CreateDeploymentCommand({ restApiId: cloneFrom, stageName: 'dev' }))
  return {
    ...gateway,
    cloneFrom,
    definitionOf: async (apiId = '') => {
      const read = await readDefinition(db, apiId)
      if (read === undefined) throw new Error(`no API ${apiId}`)
      return read.definition
    },
  }
}

describe('CreateRestApi with cloneFrom', () => {
  it('copies settings that the call leaves open (our own reading of the documentation)', async () => {
    const { client, cloneFrom } = await withSource()
    const { $metadata: _, ...clone } = await client.send(new CreateRestApiCommand({ name: 'clone', cloneFrom }))
    expect(clone).toMatchObject({ name: 'clone', version: '1', binaryMediaTypes: ['image/png'] })
    expect(clone.id).not.toBe(cloneFrom)
    const other = await client.send(
      new CreateRestApiCommand({
        ...{ name: 'other', cloneFrom, description: 'mine', binaryMediaTypes: [], tags: { team: 'pets' } },
        endpointConfiguration: { types: ['REGIONAL'] },
      }),
    )
    expect(other).toMatchObject({
      ...{ name: 'other', description: 'mine', binaryMediaTypes: [], tags: { team: 'pets' } },
      endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' },
    })
  })

  it('copies everything the API defines, under new ids that fit together', async () => {
    const { client, cloneFrom, definitionOf } = await withSource()
    const { id } = await client.send(new CreateRestApiCommand({ name: 'clone', cloneFrom }))
    const [source, clone] = [await definitionOf(cloneFrom), await definitionOf(id)]
    const names = ({ parts }: typeof source) => parts.map(({ kind, name }) => `${kind} ${name}`)
    expect(names(clone)).toEqual(names(source))
    expect(names(clone)).toEqual(
      expect.arrayContaining(['Model Pet', 'Authorizer guard', 'RequestValidator all', 'GatewayResponse DEFAULT_4XX']),
    )
    const ids = ({ resources, parts }: typeof source) => [...resources, ...parts].map((thing) => thing.id)
    expect(ids(clone).filter((own) => ids(source).includes(own))).toEqual([])
    const idOf = (kind: string) => clone.parts.find((part) => part.kind === kind)?.id
    const guarded = clone.resources.find(({ path }) => path === '/guarded')
    expect(guarded?.parentId).toBe(clone.api.rootResourceId)
    expect(guarded?.resourceMethods?.POST).toMatchObject({
      authorizerId: idOf('Authorizer'),
      requestValidatorId: idOf('RequestValidator'),
      methodIntegration: { cacheNamespace: guarded?.id, uri: 'http://origin.test/guarded' },
    })
    for (const { id: partId, body } of clone.parts)
      if (body !== null && typeof body === 'object' && 'id' in body) expect(body.id).toBe(partId)
  })

  it('copies models that refer to each other: in the clone they refer to its own (our own reading of the documentation)', async () => {
    const { client, cloneFrom } = await withSource()
    const urlOf = (apiId = '') => `https://apigateway.amazonaws.com/restapis/${apiId}/models/Pet`
    const schema = `{ "type" : "array", "items" : { "$ref" : "${urlOf(cloneFrom)}" } }`
    const pets = { restApiId: cloneFrom, name: 'Pets', contentType: 'application/json', schema }
    await client.send(new CreateModelCommand(pets))
    const { id: restApiId } = await client.send(new CreateRestApiCommand({ name: 'clone', cloneFrom }))
    const clone = await client.send(new GetModelCommand({ restApiId, modelName: 'Pets' }))
    expect(clone.schema).toBe(schema.replace(urlOf(cloneFrom), urlOf(restApiId)))
    await expect(client.send(new DeleteModelCommand({ restApiId, modelName: 'Pet' }))).rejects.toMatchObject({
      name: 'ConflictException',
      message: "Cannot delete model 'Pet', is referenced in model: Pets",
    })
  })

  it('can be deployed as its source; deployments and stages are not copied', async () => {
    const { client, cloneFrom, definitionOf } = await withSource()
    const { id: restApiId } = await client.send(new CreateRestApiCommand({ name: 'clone', cloneFrom }))
    expect((await client.send(new GetStagesCommand({ restApiId }))).item).toEqual([])
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
    const { items } = await client.send(new GetResourcesCommand({ restApiId }))
    expect(items?.map(({ path }) => path).sort()).toEqual(['/', '/guarded', '/pets', '/pets/{petId}'])
    const { items: parts } = await client.send(new GetDocumentationPartsCommand({ restApiId, limit: 500 }))
    expect(parts?.length).toBe(
      (await definitionOf(cloneFrom)).parts.filter(({ kind }) => kind === 'DocumentationPart').length,
    )
  })

  it('refuses an API that is not there', async () => {
    const { client } = await withSource()
    await expect(client.send(new CreateRestApiCommand({ name: 'clone', cloneFrom: 'none' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid API identifier specified 111111111111:none',
    })
  })
})
