import {
  type APIGatewayServiceException,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateVpcLinkCommand,
  GetRestApiCommand,
  GetStageCommand,
  GetTagsCommand,
  GetVpcLinkCommand,
  ImportRestApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { insertAccountResource } from '../../src/control/store/account-resource.ts'
import { encoded, PETS } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const arnOf = (path: string) => `arn:aws:apigateway:us-east-1::/${path}`

async function deployed() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(PETS) }))).id ?? ''
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
  const tag = (path: string, tags: Record<string, string>) =>
    client.send(new TagResourceCommand({ resourceArn: arnOf(path), tags }))
  return {
    ...gateway,
    restApiId,
    api: `restapis/${restApiId}`,
    tag,
    untag: (path: string, ...tagKeys: string[]) =>
      client.send(new UntagResourceCommand({ resourceArn: arnOf(path), tagKeys })),
    tags: async (path: string) => (await client.send(new GetTagsCommand({ resourceArn: arnOf(path) }))).tags,
    refusal: (path: string, tags: Record<string, string>) =>
      tag(path, tags).then(
        () => 'accepted',
        ({ name, message }: APIGatewayServiceException) => `${name}: ${message}`,
      ),
  }
}

describe('tags of an API', () => {
  it('are added, replaced and removed', async () => {
    const { client, restApiId, api, tag, untag, tags } = await deployed()
    expect(await tags(api)).toEqual({})
    const { $metadata } = await tag(api, { team: 'pets', 'cost center': '1' })
    expect($metadata.httpStatusCode).toBe(204)
    await tag(api, { team: 'cats' })
    expect(await tags(api)).toEqual({ team: 'cats', 'cost center': '1' })
    expect((await client.send(new GetRestApiCommand({ restApiId }))).tags).toEqual({ team: 'cats', 'cost center': '1' })
    expect((await untag(api, 'team', 'absent')).$metadata.httpStatusCode).toBe(204)
    expect(await tags(api)).toEqual({ 'cost center': '1' })
    await untag(api, 'cost center')
    expect((await client.send(new GetRestApiCommand({ restApiId }))).tags).toBeUndefined()
  })

  it('are kept, all of them, by calls at the same time', async () => {
    const { api, tag, tags } = await deployed()
    await Promise.all(Array.from({ length: 10 }, (_, index) => tag(api, { [`key${index}`]: '' })))
    expect(Object.keys((await tags(api)) ?? {})).toHaveLength(10)
  })
})

describe('tags of a stage', () => {
  it('are its own: those of its API are not shown (documentation)', async () => {
    const { client, restApiId, api, tag, tags, pointer } = await deployed()
    await tag(api, { x: 'y' })
    await tag(`${api}/stages/dev`, { foo: 'bar' })
    expect(await tags(`${api}/stages/dev`)).toEqual({ foo: 'bar' })
    const stage = await client.send(new GetStageCommand({ restApiId, stageName: 'dev' }))
    expect(stage.tags).toEqual({ foo: 'bar' })
    expect(pointer(restApiId, 'dev')).toMatchObject({ deploymentId: stage.deploymentId })
  })
})

describe('tags of what belongs to the account', () => {
  it('are those that the resource shows', async () => {
    const { client, tag, untag, tags } = await deployed()
    const targetArns = ['arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/net/nlb/1']
    const { id } = await client.send(new CreateVpcLinkCommand({ name: 'a', targetArns, tags: { a: '1' } }))
    await tag(`vpclinks/${id}`, { b: '2' })
    await untag(`vpclinks/${id}`, 'a')
    expect(await tags(`vpclinks/${id}`)).toEqual({ b: '2' })
    expect((await client.send(new GetVpcLinkCommand({ vpcLinkId: id }))).tags).toEqual({ b: '2' })
  })

  it('stand with the certificate, whose private key stays as it is', async () => {
    const { db, tag, tags } = await deployed()
    const body = { certificate: { clientCertificateId: 'abc' }, privateKey: 'sealed' }
    await db.batch([insertAccountResource('ClientCertificate', 'abc', body)])
    await tag('clientcertificates/abc', { a: '1' })
    expect(await tags('clientcertificates/abc')).toEqual({ a: '1' })
    const [row] = await db.all({ sql: 'SELECT body FROM account_resource', values: [] })
    expect(JSON.parse(String(row?.body))).toEqual({
      certificate: { clientCertificateId: 'abc', tags: { a: '1' } },
      privateKey: 'sealed',
    })
  })

  it.each([
    ['restapis/none', 'Invalid API identifier specified 111111111111:none'],
    ['restapis/none/stages/dev', 'Invalid API identifier specified 111111111111:none'],
    ['vpclinks/none', 'Invalid Vpc Link identifier specified'],
    ['clientcertificates/none', 'Invalid Client Certificate identifier specified'],
    ['domainnames/none.example', 'Invalid domain name identifier specified'],
    ['apikeys/none', 'Invalid API Key identifier specified'],
    ['usageplans/none', 'Invalid Usage Plan ID specified'],
  ])('are not found where the resource is not: %s', async (path, message) => {
    const { client, refusal } = await deployed()
    expect(await refusal(path, { a: '1' })).toBe(`NotFoundException: ${message}`)
    for (const command of [
      new GetTagsCommand({ resourceArn: arnOf(path) }),
      new UntagResourceCommand({ resourceArn: arnOf(path), tagKeys: ['a'] }),
    ] as const)
      await expect(client.send(command as GetTagsCommand)).rejects.toMatchObject({ name: 'NotFoundException', message })
  })

  it('are not found for a stage that is not there', async () => {
    const { api, refusal } = await deployed()
    expect(await refusal(`${api}/stages/prod`, { a: '1' })).toBe(
      'NotFoundException: Invalid Stage identifier specified',
    )
  })
})

describe('what is no tag', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, '']))

  // The rules are AWS's (developer guide, tag restrictions), the words ours but for the prefix: serverless/serverless#9223 quotes AWS.
  it.each<[string, Record<string, string>, RegExp]>([
    ['aws: in front', { 'AWS:x': '1' }, /Invalid tag key. Tag keys cannot start with 'aws:' \(case insensitive\)$/],
    ['an empty key', { '': '1' }, /Tag keys cannot be empty/],
    ['a key of 129 characters', { ['k'.repeat(129)]: '' }, /Invalid tag key of 'k+'. It can be at most 128 characters/],
    ['a value of 257 characters', { k: 'v'.repeat(257) }, /Invalid tag value of 'k'. It can be at most 256 characters/],
    ['a key of other characters', { 'a#b': '' }, /Invalid tag key of 'a#b'. It has letters/],
    ['a value of other characters', { k: 'a\nb' }, /Invalid tag value of 'k'. It has letters/],
    ['51 tags', many(51), /A resource has at most 50 tags/],
  ])('is refused with the call: %s', async (_, tags, message) => {
    const { client, api, refusal, tags: tagsOf } = await deployed()
    expect(await refusal(api, tags)).toMatch(message)
    expect(await tagsOf(api)).toEqual({})
    await expect(client.send(new CreateRestApiCommand({ name: 'a', tags }))).rejects.toThrow(message)
  })

  it('counts together with the tags there are, and counts a replaced one once', async () => {
    const { api, tag, refusal } = await deployed()
    await tag(api, many(50))
    expect(await refusal(api, { one: 'more' })).toMatch(/at most 50 tags; these are 51/)
    expect(await refusal(api, { key0: 'new' })).toBe('accepted')
  })

  it('keeps letters of any script and the longest texts', async () => {
    const { api, tag, tags } = await deployed()
    const longest = { ['ü'.repeat(128)]: '猫'.repeat(256), 'a.:+=@_/-1 ': '' }
    await tag(api, longest)
    expect(await tags(api)).toEqual(longest)
  })

  it.each([
    ['another region', 'arn:aws:apigateway:eu-west-1::/restapis/a'],
    ['another service', 'arn:aws:lambda:us-east-1::/restapis/a'],
    ['a resource that has no tags', 'arn:aws:apigateway:us-east-1::/restapis/a/deployments/b'],
    ['a collection', 'arn:aws:apigateway:us-east-1::/restapis'],
    ['no ARN', 'tags'],
  ])('refuses the ARN of %s', async (_, resourceArn) => {
    const { client } = await deployed()
    await expect(client.send(new GetTagsCommand({ resourceArn }))).rejects.toThrow(
      /^Invalid ARN specified in the request: /,
    )
  })

  it('refuses calls without tags or keys, and tags that are no map of texts', async () => {
    const { call, api } = await deployed()
    const path = `/tags/${encodeURIComponent(arnOf(api))}`
    const answer = async (method: string, body?: string) => {
      const response = await call(method, path, body)
      return [response.headers.get('x-amzn-errortype'), ((await response.json()) as { message: string }).message]
    }
    expect(await answer('PUT', '{}')).toEqual([
      'ValidationException',
      "1 validation error detected: Value null at 'tagResourceInput.tags' failed to satisfy constraint: Member must not be null",
    ])
    expect(await answer('DELETE')).toEqual([
      'ValidationException',
      "1 validation error detected: Value null at 'untagResourceInput.tagKeys' failed to satisfy constraint: Member must not be null",
    ])
    expect((await answer('PUT', '{"tags":{"a":1}}'))[0]).toBe('SerializationException')
    expect((await answer('PUT', '{"tags":["a"]}'))[0]).toBe('SerializationException')
  })
})
