import {
  CreateDeploymentCommand,
  CreateVpcLinkCommand,
  DeleteVpcLinkCommand,
  GetVpcLinkCommand,
  GetVpcLinksCommand,
  ImportRestApiCommand,
  UpdateVpcLinkCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const TARGET = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/orders/1f8df693cd094a72'
const READY = { status: 'AVAILABLE', statusMessage: 'Your vpc link is ready for use' }

async function withLink() {
  const gateway = gatewayUnderTest()
  const link = await gateway.client.send(new CreateVpcLinkCommand({ name: 'orders', targetArns: [TARGET] }))
  return { ...gateway, vpcLinkId: link.id ?? '' }
}

describe('VpcLink', () => {
  it('is pending in the answer of its creation and available from then on (cpl-0052)', async () => {
    const { client, raw } = gatewayUnderTest()
    const created = await raw(new CreateVpcLinkCommand({ name: 'orders', targetArns: [TARGET] }))
    expect(created.status).toBe(202)
    const link = JSON.parse(created.body)
    expect(link).toEqual({ id: expect.stringMatching(/^[a-z0-9]{6}$/), ...link, status: 'PENDING' })
    expect(Object.keys(link).sort()).toEqual(['id', 'name', 'status', 'targetArns'])
    const read = JSON.parse((await raw(new GetVpcLinkCommand({ vpcLinkId: link.id }))).body)
    expect(read).toEqual({ ...link, ...READY, tags: {} })
    const { items } = await client.send(new GetVpcLinksCommand({}))
    expect(items).toEqual([{ ...link, ...READY }])
  })

  it('keeps its description and tags', async () => {
    const { client } = gatewayUnderTest()
    const input = { name: 'orders', targetArns: [TARGET], description: 'the orders', tags: { team: 'shop' } }
    const created = await client.send(new CreateVpcLinkCommand(input))
    expect(created).toMatchObject(input)
    expect(await client.send(new GetVpcLinkCommand({ vpcLinkId: created.id }))).toMatchObject({ ...input, ...READY })
  })

  it.each([
    ['cpl-0053', { name: 'link', targetArns: ['invalid-arn'] }, 'Invalid ARN. ARN is not well formed invalid-arn'],
    ['cpl-0053', { name: '', targetArns: [] }, 'Name cannot be empty'],
    [
      'our own words',
      { name: 'link', targetArns: [] },
      'A VPC link has exactly one target: pass the ARN of one Network Load Balancer in targetArns.',
    ],
    [
      'our own words',
      { name: 'link', targetArns: [TARGET, TARGET] },
      'A VPC link has exactly one target: pass the ARN of one Network Load Balancer in targetArns.',
    ],
    [
      'our own words',
      { name: 'x'.repeat(1025), targetArns: [TARGET] },
      'Invalid VPC link name, can be at most 1024 characters.',
    ],
  ])('is refused when it is ill (%s)', async (_, input, message) => {
    const { client } = gatewayUnderTest()
    const create = client.send(new CreateVpcLinkCommand(input))
    await expect(create).rejects.toMatchObject({ name: 'BadRequestException', message })
    expect((await client.send(new GetVpcLinksCommand({}))).items).toEqual([])
  })

  it('is renamed and described anew by patches (cpl-0052)', async () => {
    const { client, vpcLinkId } = await withLink()
    const updated = await client.send(
      new UpdateVpcLinkCommand({
        vpcLinkId,
        patchOperations: [
          { op: 'replace', path: '/name', value: 'orders-2' },
          { op: 'replace', path: '/description', value: 'second' },
        ],
      }),
    )
    expect(updated).toMatchObject({ name: 'orders-2', description: 'second', ...READY, tags: {} })
  })

  it.each([
    [{ op: 'replace', path: '/name', value: '' } as const, 'Name cannot be empty'],
    [{ op: 'add', path: '/name', value: 'x' } as const, 'Invalid patch operation specified. Must be one of: [replace]'],
    [{ op: 'replace', path: '/targetArns', value: TARGET } as const, 'Invalid patch path /targetArns'],
  ])('refuses the patch %o', async (operation, message) => {
    const { client, vpcLinkId } = await withLink()
    const update = client.send(new UpdateVpcLinkCommand({ vpcLinkId, patchOperations: [operation] }))
    await expect(update).rejects.toMatchObject({ name: 'BadRequestException', message })
  })

  it('answers 404 for an id that names none (cpl-0054, cpl-0056)', async () => {
    const { client } = gatewayUnderTest()
    const vpcLinkId = 'invalid-id'
    const refusal = { name: 'NotFoundException', message: 'Invalid Vpc Link identifier specified' }
    await expect(client.send(new GetVpcLinkCommand({ vpcLinkId }))).rejects.toMatchObject(refusal)
    await expect(client.send(new UpdateVpcLinkCommand({ vpcLinkId }))).rejects.toMatchObject(refusal)
    await expect(client.send(new DeleteVpcLinkCommand({ vpcLinkId }))).rejects.toMatchObject(refusal)
  })

  it('is gone once deleted: who waits for that gets 404', async () => {
    const { client, raw, vpcLinkId } = await withLink()
    expect(await raw(new DeleteVpcLinkCommand({ vpcLinkId }))).toMatchObject({ status: 202, body: '' })
    await expect(client.send(new GetVpcLinkCommand({ vpcLinkId }))).rejects.toMatchObject({ name: 'NotFoundException' })
  })

  it('stays while a deployed integration goes through it, which AWS says in these words (a message quoted by its users)', async () => {
    const { client, vpcLinkId } = await withLink()
    const integration = {
      type: 'http_proxy',
      httpMethod: 'GET',
      uri: 'http://orders.internal/',
      connectionType: 'VPC_LINK',
    }
    const get = { 'x-amazon-apigateway-integration': { ...integration, connectionId: vpcLinkId } }
    const document = { openapi: '3.0.1', info: { title: 'orders', version: '1' }, paths: { '/': { get } } }
    const api = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    await client.send(new CreateDeploymentCommand({ restApiId: api.id, stageName: 'dev' }))
    await expect(client.send(new DeleteVpcLinkCommand({ vpcLinkId }))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: `Cannot delete vpc link. Vpc link '${vpcLinkId}', is referenced in [GET:${api.rootResourceId}:dev] in format of [Method:Resource:Stage].`,
    })
  })

  it('is listed in pages', async () => {
    const { client } = gatewayUnderTest()
    for (const name of ['a', 'b', 'c']) await client.send(new CreateVpcLinkCommand({ name, targetArns: [TARGET] }))
    const first = await client.send(new GetVpcLinksCommand({ limit: 2 }))
    expect(first.items?.map(({ name }) => name)).toEqual(['a', 'b'])
    const second = await client.send(new GetVpcLinksCommand({ limit: 2, position: first.position }))
    expect(second.items?.map(({ name }) => name)).toEqual(['c'])
    expect(second.position).toBeUndefined()
  })

  it.each([
    ['{"name":1}', 'SerializationException', 400],
    ['{"name":"x","targetArns":"arn:aws:x:::y"}', 'SerializationException', 400],
    ['{"surname":"x"}', 'BadRequestException', 400],
    ['[', 'SerializationException', 400],
  ])('refuses the body %s', async (body, type, status) => {
    const answer = await gatewayUnderTest().call('POST', '/vpclinks', body)
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([status, type])
  })
})
