import { CreateDeploymentCommand, GetVpcLinksCommand, ImportRestApiCommand } from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

// Members and statuses: botocore's model apigatewayv2/2018-11-29. Values: the examples of AWS CLI's reference.

const INPUT = { name: 'orders', subnetIds: ['subnet-a', 'subnet-b'] }

function underTest() {
  const gateway = gatewayUnderTest()
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await gateway.call(method, path, body === undefined ? undefined : JSON.stringify(body))
    const text = await answer.text()
    return {
      status: answer.status,
      type: answer.headers.get('x-amzn-errortype'),
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
  const create = async (input: object = INPUT) => (await call('POST', '/v2/vpclinks', input)).body
  return { ...gateway, call, create }
}

const tagsOf = (id: string) => `/v2/tags/${encodeURIComponent(`arn:aws:apigateway:us-east-1::/vpclinks/${id}`)}`

describe('a VPC link of the second service model', () => {
  it('is pending in the answer of its creation and available from then on', async () => {
    const { call } = underTest()
    const created = await call('POST', '/v2/vpclinks', {
      ...INPUT,
      securityGroupIds: ['sg-1'],
      tags: { team: 'shop' },
    })
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      vpcLinkId: expect.stringMatching(/^[a-z0-9]{6}$/),
      name: 'orders',
      subnetIds: ['subnet-a', 'subnet-b'],
      securityGroupIds: ['sg-1'],
      createdDate: '2023-11-14T22:13:20Z',
      tags: { team: 'shop' },
      vpcLinkStatus: 'PENDING',
      vpcLinkStatusMessage: 'VPC link is provisioning ENIs',
      vpcLinkVersion: 'V2',
    })
    const ready = { vpcLinkStatus: 'AVAILABLE', vpcLinkStatusMessage: 'VPC link is ready to route traffic' }
    const read = await call('GET', `/v2/vpclinks/${created.body.vpcLinkId}`)
    expect([read.status, read.body]).toEqual([200, { ...created.body, ...ready }])
  })

  it('is renamed, and keeps what only its creation can say', async () => {
    const { call, create } = underTest()
    const { vpcLinkId } = await create()
    const updated = await call('PATCH', `/v2/vpclinks/${vpcLinkId}`, { name: 'orders-2' })
    expect([updated.status, updated.body]).toEqual([
      200,
      expect.objectContaining({ ...INPUT, name: 'orders-2', securityGroupIds: [], tags: {} }),
    ])
    expect((await call('PATCH', `/v2/vpclinks/${vpcLinkId}`, { subnetIds: ['subnet-c'] })).type).toBe(
      'BadRequestException',
    )
    expect((await call('GET', `/v2/vpclinks/${vpcLinkId}`)).body).toEqual(updated.body)
  })

  it('is listed in pages, apart from those of the first service model', async () => {
    const { call, create, client } = underTest()
    for (const name of ['a', 'b', 'c']) await create({ ...INPUT, name })
    const first = await call('GET', '/v2/vpclinks?maxResults=2')
    expect(first.body.items.map(({ name }: { name: string }) => name)).toEqual(['a', 'b'])
    const second = await call('GET', `/v2/vpclinks?maxResults=2&nextToken=${encodeURIComponent(first.body.nextToken)}`)
    expect(second.body).toEqual({ items: [expect.objectContaining({ name: 'c' })] })
    expect((await client.send(new GetVpcLinksCommand({}))).items).toEqual([])
  })

  it('is gone once deleted, and not found then', async () => {
    const { call, create } = underTest()
    const { vpcLinkId } = await create()
    const path = `/v2/vpclinks/${vpcLinkId}`
    expect(await call('DELETE', path)).toMatchObject({ status: 202, body: {} })
    const missing = {
      status: 404,
      type: 'NotFoundException',
      // As moto, our source for these words, has it.
      body: { message: `Invalid VpcLink identifier specified ${vpcLinkId}` },
    }
    expect(await call('GET', path)).toEqual(missing)
    expect(await call('PATCH', path, { name: 'x' })).toEqual(missing)
    expect(await call('DELETE', path)).toEqual(missing)
    expect(await call('GET', tagsOf(vpcLinkId))).toEqual(missing)
  })

  it('stays while a deployed integration goes through it', async () => {
    const { call, create, client } = underTest()
    const { vpcLinkId } = await create()
    const integration = {
      ...{ type: 'http_proxy', httpMethod: 'GET', uri: 'http://orders.internal/' },
      ...{ connectionType: 'VPC_LINK', connectionId: vpcLinkId },
      integrationTarget: 'arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/orders/1/2',
    }
    const get = { 'x-amazon-apigateway-integration': integration }
    const document = { openapi: '3.0.1', info: { title: 'orders', version: '1' }, paths: { '/': { get } } }
    const { id: restApiId } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
    expect(await call('DELETE', `/v2/vpclinks/${vpcLinkId}`)).toMatchObject({ status: 400 })
  })

  it('is tagged and untagged by its ARN', async () => {
    const { call, create } = underTest()
    const { vpcLinkId } = await create({ ...INPUT, tags: { a: '1' } })
    const tags = tagsOf(vpcLinkId)
    expect(await call('POST', tags, { tags: { b: '2' } })).toMatchObject({ status: 201, body: {} })
    expect((await call('GET', tags)).body).toEqual({ tags: { a: '1', b: '2' } })
    expect(await call('DELETE', `${tags}?tagKeys=a`)).toMatchObject({ status: 204, body: undefined })
    expect((await call('GET', `/v2/vpclinks/${vpcLinkId}`)).body.tags).toEqual({ b: '2' })
  })

  it.each([
    [{ subnetIds: ['s'] }, 'BadRequestException'],
    [{ name: ' ', subnetIds: ['s'] }, 'BadRequestException'],
    [{ name: 'x'.repeat(129), subnetIds: ['s'] }, 'BadRequestException'],
    [{ name: 'x' }, 'BadRequestException'],
    [{ name: 'x', subnetIds: [] }, 'BadRequestException'],
    [{ name: 'x', subnetIds: Array(11).fill('s') }, 'BadRequestException'],
    [{ name: 'x', subnetIds: 's' }, 'SerializationException'],
    [{ name: 'x', subnetIds: ['s'], targetArns: ['arn:aws:x'] }, 'BadRequestException'],
    [{ name: 'x', subnetIds: ['s'], tags: { 'aws:x': '1' } }, 'BadRequestException'],
  ])('is refused when it is ill: %j', async (input, type) => {
    const { call } = underTest()
    expect(await call('POST', '/v2/vpclinks', input)).toMatchObject({ status: 400, type })
    expect((await call('GET', '/v2/vpclinks')).body).toEqual({ items: [] })
  })

  it.each([
    ['GET', '/v2/vpclinks?maxResults=x'],
    ['GET', '/v2/vpclinks?nextToken=x'],
    ['GET', `/v2/tags/${encodeURIComponent('arn:aws:apigateway:us-east-1::/apis/a1b2c3d4')}`],
    ['GET', `/v2/tags/${encodeURIComponent('arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5')}`],
    ['DELETE', tagsOf('abc123')],
  ])('refuses %s %s', async (method, path) => {
    expect(await underTest().call(method, path)).toMatchObject({ status: 400, type: 'BadRequestException' })
  })
})
