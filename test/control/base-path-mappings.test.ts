import {
  CreateBasePathMappingCommand,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  DeleteBasePathMappingCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  GetBasePathMappingCommand,
  GetBasePathMappingsCommand,
  ImportRestApiCommand,
  type PatchOperation,
  UpdateBasePathMappingCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded, PETS } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const CERTIFICATE = 'arn:aws:acm:us-east-1:111111111111:certificate/fb1b9770-a305-495d-aefb-27e5e101ff3a'
const domainName = 'api.example.com'

/** A domain name, and an API with the stages `dev` and `prod`. */
async function underTest() {
  const gateway = gatewayUnderTest()
  const { client, raw } = gateway
  const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(PETS) }))).id ?? ''
  for (const stageName of ['dev', 'prod']) await client.send(new CreateDeploymentCommand({ restApiId, stageName }))
  await client.send(new CreateDomainNameCommand({ domainName, certificateArn: CERTIFICATE }))
  return {
    ...gateway,
    restApiId,
    async map(basePath?: string, stage?: string) {
      const answer = await raw(new CreateBasePathMappingCommand({ domainName, restApiId, basePath, stage }))
      return [answer.status, JSON.parse(answer.body)]
    },
    get: async (basePath: string) =>
      JSON.parse((await raw(new GetBasePathMappingCommand({ domainName, basePath }))).body),
    patch: (basePath: string, ...patchOperations: PatchOperation[]) =>
      client.send(new UpdateBasePathMappingCommand({ domainName, basePath, patchOperations })),
    list: async () => (await client.send(new GetBasePathMappingsCommand({ domainName }))).items,
  }
}

const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value })

describe('BasePathMapping', () => {
  it('leads a base path to a stage (documentation)', async () => {
    const { map, get, list, restApiId } = await underTest()
    const mapping = { basePath: 'v1', restApiId, stage: 'prod' }
    expect(await map('v1', 'prod')).toEqual([201, mapping])
    expect(await get('v1')).toEqual(mapping)
    expect(await list()).toEqual([mapping])
  })

  it("is '(none)' without a base path, and has no stage without one (documentation)", async () => {
    const { map, get, restApiId } = await underTest()
    expect(await map()).toEqual([201, { basePath: '(none)', restApiId }])
    expect(await get('(none)')).toEqual({ basePath: '(none)', restApiId })
  })

  it("takes the empty values that Terraform's AWS provider sends for none", async () => {
    const { map, restApiId } = await underTest()
    expect(await map('', '')).toEqual([201, { basePath: '(none)', restApiId }])
  })

  it('is one per base path (moto, after AWS)', async () => {
    const { client, map, restApiId } = await underTest()
    await map('v1', 'dev')
    const again = client.send(
      new CreateBasePathMappingCommand({ domainName, restApiId, basePath: 'v1', stage: 'prod' }),
    )
    await expect(again).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Base path already exists for this domain name',
    })
  })

  it.each([
    [
      'an unknown domain name',
      { domainName: 'no.example.com' },
      'NotFoundException',
      'Invalid domain name identifier specified',
    ],
    ['an unknown API', { restApiId: 'nosuch' }, 'BadRequestException', 'Invalid REST API identifier specified'],
    ['an unknown stage', { stage: 'nosuch' }, 'BadRequestException', 'Invalid stage identifier specified'],
    [
      'a slash',
      { basePath: 'v1/a' },
      'BadRequestException',
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    ],
    [
      'a blank (our own words)',
      { basePath: 'v 1' },
      'BadRequestException',
      "Invalid base path specified. It has 1 to 300 letters, digits and characters of $-_.+!*'()",
    ],
  ])('refuses %s', async (_, input, name, message) => {
    const { client, restApiId, list } = await underTest()
    const create = client.send(new CreateBasePathMappingCommand({ domainName, restApiId, basePath: 'v1', ...input }))
    await expect(create).rejects.toMatchObject({ name, message })
    expect(await list()).toEqual([])
  })

  it('changes its stage, its API and its base path (documentation)', async () => {
    const { map, get, patch, list, restApiId, client } = await underTest()
    await map('v1', 'dev')
    const other = (await client.send(new ImportRestApiCommand({ body: encoded(PETS) }))).id ?? ''
    expect(await patch('v1', replace('/stage', 'prod'))).toMatchObject({ stage: 'prod' })
    const moved = await patch('v1', replace('/restapiId', other), replace('/stage', ''), replace('/basePath', 'v2'))
    expect(moved).toMatchObject({ basePath: 'v2', restApiId: other })
    expect(moved).not.toHaveProperty('stage')
    expect(await get('v2')).toEqual({ basePath: 'v2', restApiId: other })
    expect(await list()).toHaveLength(1)
    expect(await patch('v2', replace('/basepath', ''))).toMatchObject({ basePath: '(none)' })
    expect(await patch('(none)', replace('/restApiId', restApiId))).toMatchObject({ restApiId })
  })

  it.each<[PatchOperation, string, string]>([
    [replace('/basePath', 'v2'), 'ConflictException', 'Base path already exists for this domain name'],
    [replace('/restapiId', 'nosuch'), 'BadRequestException', 'Invalid REST API identifier specified'],
    [replace('/stage', 'nosuch'), 'BadRequestException', 'Invalid stage identifier specified'],
    [replace('/domainName', 'x'), 'BadRequestException', 'Invalid patch path /domainName'],
    [
      { op: 'remove', path: '/stage' },
      'BadRequestException',
      'Invalid patch operation specified. Must be one of: [replace]',
    ],
  ])('refuses the patch %o and changes nothing', async (operation, name, message) => {
    const { map, patch, list } = await underTest()
    await map('v1', 'dev')
    await map('v2', 'dev')
    const before = await list()
    await expect(patch('v1', operation)).rejects.toMatchObject({ name, message })
    expect(await list()).toEqual(before)
  })

  it('is deleted, and then not found (moto, after AWS)', async () => {
    const { client, raw, map, patch } = await underTest()
    await map('v1', 'dev')
    const deleted = await raw(new DeleteBasePathMappingCommand({ domainName, basePath: 'v1' }))
    expect(deleted).toMatchObject({ status: 202, body: '' })
    const refusal = { name: 'NotFoundException', message: 'Invalid base path mapping identifier specified' }
    const input = { domainName, basePath: 'v1' }
    await expect(client.send(new GetBasePathMappingCommand(input))).rejects.toMatchObject(refusal)
    await expect(client.send(new DeleteBasePathMappingCommand(input))).rejects.toMatchObject(refusal)
    await expect(patch('v1')).rejects.toMatchObject(refusal)
  })

  it('keeps what it leads to from being deleted (messages quoted by users of AWS)', async () => {
    const { client, map, restApiId } = await underTest()
    await map('v1', 'prod')
    await expect(client.send(new DeleteStageCommand({ restApiId, stageName: 'prod' }))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: `Deleting stage prod failed. Please remove all base path mappings related to the stage in your domains: ${domainName}`,
    })
    await expect(client.send(new DeleteRestApiCommand({ restApiId }))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Deleting RestApi failed. Please remove all base path mappings related to the RestApi in your domains.',
    })
    await client.send(new DeleteStageCommand({ restApiId, stageName: 'dev' }))
    await client.send(new DeleteBasePathMappingCommand({ domainName, basePath: 'v1' }))
    await client.send(new DeleteRestApiCommand({ restApiId }))
  })

  it('is listed in pages', async () => {
    const { client, map } = await underTest()
    for (const basePath of ['a', 'b', 'c']) await map(basePath, 'dev')
    const first = await client.send(new GetBasePathMappingsCommand({ domainName, limit: 2 }))
    expect(first.items?.map(({ basePath }) => basePath)).toEqual(['a', 'b'])
    const second = await client.send(new GetBasePathMappingsCommand({ domainName, position: first.position }))
    expect(second.items?.map(({ basePath }) => basePath)).toEqual(['c'])
  })
})
