import {
  CreateBasePathMappingCommand,
  CreateDomainNameCommand,
  type CreateDomainNameCommandInput,
  CreateRestApiCommand,
  DeleteDomainNameCommand,
  GetBasePathMappingsCommand,
  GetDomainNameCommand,
  GetDomainNamesCommand,
  type PatchOperation,
  UpdateDomainNameCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from './gateway-under-test.ts'

const CERTIFICATE = 'arn:aws:acm:us-east-1:111111111111:certificate/fb1b9770-a305-495d-aefb-27e5e101ff3a'
const OTHER = 'arn:aws:acm:us-east-1:111111111111:certificate/34a95aa1-77fa-427c-aa07-3a88bd9f3c0a'
const POLICY = '{"Version":"2012-10-17","Statement":[]}'

const REGIONAL = {
  domainName: 'api.example.com',
  regionalCertificateArn: CERTIFICATE,
  endpointConfiguration: { types: ['REGIONAL'] },
} satisfies CreateDomainNameCommandInput
const EDGE = { domainName: 'edge.example.com', certificateArn: CERTIFICATE } satisfies CreateDomainNameCommandInput
const PRIVATE = {
  domainName: 'in.example.com',
  certificateArn: CERTIFICATE,
  endpointConfiguration: { types: ['PRIVATE'] },
  policy: POLICY,
} satisfies CreateDomainNameCommandInput
const TARGET = /^d-[a-z0-9]{10}\.execute-api\.localhost$/

function underTest() {
  const gateway = gatewayUnderTest()
  const { client, raw } = gateway
  return {
    ...gateway,
    async create(input: CreateDomainNameCommandInput) {
      const { status, body } = await raw(new CreateDomainNameCommand(input))
      return { status, domain: JSON.parse(body) }
    },
    get: async (domainName: string, domainNameId?: string) =>
      JSON.parse((await raw(new GetDomainNameCommand({ domainName, domainNameId }))).body),
    patch: (domainName: string, ...patchOperations: PatchOperation[]) =>
      client.send(new UpdateDomainNameCommand({ domainName, patchOperations })),
  }
}

const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value })

// Members: the examples in AWS's command reference (create-domain-name) and developer guide.
describe('CreateDomainName', () => {
  it('makes an edge-optimized domain name unless it is asked for another (documentation)', async () => {
    const { create, clock } = underTest()
    expect(await create({ ...EDGE, certificateName: 'edge cert' })).toEqual({
      status: 201,
      domain: {
        domainName: 'edge.example.com',
        certificateName: 'edge cert',
        certificateArn: CERTIFICATE,
        certificateUploadDate: clock.now / 1000,
        distributionDomainName: expect.stringMatching(TARGET),
        distributionHostedZoneId: 'Z2FDTNDATAQYW2',
        endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
        domainNameStatus: 'AVAILABLE',
        securityPolicy: 'TLS_1_2',
        routingMode: 'BASE_PATH_MAPPING_ONLY',
      },
    })
  })

  it('makes a regional one (documentation)', async () => {
    const { create, clock } = underTest()
    const mutualTlsAuthentication = { truststoreUri: 's3://bucket/trust.pem', truststoreVersion: '3' }
    expect((await create({ ...REGIONAL, mutualTlsAuthentication, tags: { team: 'shop' } })).domain).toEqual({
      domainName: 'api.example.com',
      regionalCertificateArn: CERTIFICATE,
      certificateUploadDate: clock.now / 1000,
      regionalDomainName: expect.stringMatching(TARGET),
      regionalHostedZoneId: 'Z1UJRXOUMOOFQ8',
      endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' },
      domainNameStatus: 'AVAILABLE',
      securityPolicy: 'TLS_1_2',
      mutualTlsAuthentication,
      routingMode: 'BASE_PATH_MAPPING_ONLY',
      tags: { team: 'shop' },
    })
  })

  it('makes a private one with an id and an ARN; without its id it is not found (documentation)', async () => {
    const { create, get, client, clock } = underTest()
    const { domain } = await create(PRIVATE)
    const { domainNameId } = domain
    expect(domain).toEqual({
      domainName: 'in.example.com',
      domainNameId: expect.stringMatching(/^[a-z0-9]{10}$/),
      domainNameArn: `arn:aws:apigateway:us-east-1:111111111111:/domainnames/in.example.com+${domainNameId}`,
      certificateArn: CERTIFICATE,
      certificateUploadDate: clock.now / 1000,
      endpointConfiguration: { types: ['PRIVATE'], ipAddressType: 'dualstack' },
      domainNameStatus: 'AVAILABLE',
      securityPolicy: 'TLS_1_2',
      policy: POLICY,
      routingMode: 'BASE_PATH_MAPPING_ONLY',
    })
    expect(await get('in.example.com', domainNameId)).toEqual({ ...domain, tags: {} })
    await expect(client.send(new GetDomainNameCommand({ domainName: 'in.example.com' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid domain name identifier specified',
    })
    expect((await create(PRIVATE)).status).toBe(201)
  })

  it("names a target below the gateway's own domain, where there is one (our own choice)", async () => {
    const { services, call } = gatewayUnderTest()
    Object.assign(services.settings, { domain: 'apis.example.com' })
    const answer = await call('POST', '/domainnames', JSON.stringify(REGIONAL))
    expect(await answer.json()).toMatchObject({
      regionalDomainName: expect.stringMatching(/^d-[a-z0-9]{10}\.apis\.example\.com$/),
    })
  })

  it('refuses a name that is taken (a message quoted by its users)', async () => {
    const { create, client } = underTest()
    await create(REGIONAL)
    await expect(client.send(new CreateDomainNameCommand(REGIONAL))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'The domain name you provided already exists.',
    })
  })

  it.each<[string, Partial<CreateDomainNameCommandInput>, string, RegExp]>([
    [
      'a name in upper case',
      { domainName: 'API.example.com' },
      'BadRequestException',
      /^Invalid domain name specified/,
    ],
    ['a name that is no host', { domainName: 'a/b' }, 'BadRequestException', /^Invalid domain name specified/],
    [
      'no certificate',
      { regionalCertificateArn: undefined },
      'BadRequestException',
      /needs a certificate: pass regionalCertificateArn/,
    ],
    [
      'an edge name with a regional certificate alone',
      { endpointConfiguration: undefined },
      'BadRequestException',
      /needs a certificate: pass certificateArn/,
    ],
    [
      'an ill certificate ARN',
      { regionalCertificateArn: 'arn:aws:s3:::x' },
      'BadRequestException',
      /^Invalid certificate ARN specified in regionalCertificateArn/,
    ],
    [
      'two endpoint types (a message quoted in a client of AWS)',
      { endpointConfiguration: { types: ['EDGE', 'REGIONAL'] } },
      'BadRequestException',
      /^Cannot create an api with multiple Endpoint Types\.$/,
    ],
    [
      'an unknown security policy',
      { securityPolicy: 'SSL_3' as never },
      'ValidationException',
      /^1 validation error detected: Value 'SSL_3' at 'createDomainNameInput\.securityPolicy' failed to satisfy constraint/,
    ],
    [
      'an unknown routing mode',
      { routingMode: 'NONE' as never },
      'ValidationException',
      /^1 validation error detected: Value 'NONE' at 'createDomainNameInput\.routingMode' failed to satisfy constraint/,
    ],
    ['a tag of AWS (documentation)', { tags: { 'aws:x': 'y' } }, 'BadRequestException', /^Invalid tag key/],
    ['an uploaded key', { certificatePrivateKey: 'key' }, 'BadRequestException', /Pass certificateArn/],
    ['a policy on a public name', { policy: POLICY }, 'BadRequestException', /only supported for private domain names/],
    [
      'a truststore that is not in S3',
      { mutualTlsAuthentication: { truststoreUri: 'https://example.com/x' } },
      'BadRequestException',
      /^Invalid truststoreUri/,
    ],
    [
      'mutual TLS at the edge',
      {
        certificateArn: CERTIFICATE,
        endpointConfiguration: { types: ['EDGE'] },
        mutualTlsAuthentication: { truststoreUri: 's3://a/b' },
      },
      'BadRequestException',
      /only supported for regional domain names/,
    ],
    [
      'an access mode without a policy of its kind (documentation)',
      { endpointAccessMode: 'STRICT' },
      'BadRequestException',
      /^Endpoint access mode is only available/,
    ],
  ])('refuses %s', async (_, input, name, message) => {
    const { client } = underTest()
    const create = client.send(new CreateDomainNameCommand({ ...REGIONAL, ...input }))
    await expect(create).rejects.toMatchObject({ name, message: expect.stringMatching(message) })
    expect((await client.send(new GetDomainNamesCommand({}))).items).toEqual([])
  })

  it.each([
    ['{"domainName":["a"]}', 'SerializationException'],
    ['{"domainName":"a.example.com","mutualTlsAuthentication":{"uri":"x"}}', 'BadRequestException'],
    ['{"domainName":"a.example.com","colour":"x"}', 'BadRequestException'],
    ['{}', 'ValidationException'],
  ])('refuses the body %s', async (body, type) => {
    const answer = await gatewayUnderTest().call('POST', '/domainnames', body)
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, type])
  })
})

describe('GetDomainNames', () => {
  it('lists them in pages; none is of other accounts (our own choice)', async () => {
    const { create, client } = underTest()
    for (const host of ['a', 'b', 'c']) await create({ ...REGIONAL, domainName: `${host}.example.com` })
    const first = await client.send(new GetDomainNamesCommand({ limit: 2 }))
    expect(first.items?.map(({ domainName }) => domainName)).toEqual(['a.example.com', 'b.example.com'])
    const second = await client.send(new GetDomainNamesCommand({ position: first.position, resourceOwner: 'SELF' }))
    expect(second.items?.map(({ domainName }) => domainName)).toEqual(['c.example.com'])
    expect((await client.send(new GetDomainNamesCommand({ resourceOwner: 'OTHER_ACCOUNTS' }))).items).toEqual([])
    const list = client.send(new GetDomainNamesCommand({ resourceOwner: 'ALL' as never }))
    await expect(list).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

// Paths: AWS's table of patch operations.
describe('UpdateDomainName', () => {
  it('renews a certificate, and the date of it', async () => {
    const { create, patch, clock } = underTest()
    await create(REGIONAL)
    clock.now += 60_000
    const updated = await patch(REGIONAL.domainName, replace('/regionalCertificateArn', OTHER))
    expect(updated).toMatchObject({
      regionalCertificateArn: OTHER,
      certificateUploadDate: new Date(clock.now),
      tags: {},
    })
  })

  it('moves a name from the edge to a region in two calls, as the developer guide does it', async () => {
    const { create, patch } = underTest()
    await create({ ...EDGE, certificateName: 'edge cert' })
    const both = await patch(
      EDGE.domainName,
      { op: 'add', path: '/endpointConfiguration/types', value: 'REGIONAL' },
      { op: 'add', path: '/regionalCertificateArn', value: OTHER },
    )
    expect(both).toMatchObject({
      endpointConfiguration: { types: ['EDGE', 'REGIONAL'] },
      certificateArn: CERTIFICATE,
      regionalCertificateArn: OTHER,
      regionalDomainName: expect.stringMatching(TARGET),
      distributionDomainName: expect.stringMatching(TARGET),
    })
    const regional = await patch(
      EDGE.domainName,
      { op: 'remove', path: '/endpointConfiguration/types', value: 'EDGE' },
      { op: 'remove', path: '/certificateName' },
      { op: 'remove', path: '/certificateArn' },
    )
    expect(regional).toMatchObject({
      endpointConfiguration: { types: ['REGIONAL'] },
      regionalDomainName: both.regionalDomainName,
    })
    for (const gone of ['certificateName', 'certificateArn', 'distributionDomainName', 'distributionHostedZoneId']) {
      expect(regional).not.toHaveProperty(gone)
    }
  })

  it("moves it in one call, as Terraform's AWS provider does", async () => {
    const { create, patch } = underTest()
    await create(EDGE)
    const regional = await patch(
      EDGE.domainName,
      replace('/certificateArn', ''),
      replace('/endpointConfiguration/types/0', 'REGIONAL'),
      replace('/regionalCertificateArn', OTHER),
    )
    expect(regional).toMatchObject({ endpointConfiguration: { types: ['REGIONAL'] }, regionalCertificateArn: OTHER })
    expect(regional).not.toHaveProperty('certificateArn')
  })

  it('sets a truststore, and takes mutual TLS away with it', async () => {
    const { create, patch } = underTest()
    await create(REGIONAL)
    const set = await patch(
      REGIONAL.domainName,
      replace('/mutualTlsAuthentication/truststoreUri', 's3://bucket/trust.pem'),
      replace('/mutualTlsAuthentication/truststoreVersion', '2'),
    )
    expect(set.mutualTlsAuthentication).toEqual({ truststoreUri: 's3://bucket/trust.pem', truststoreVersion: '2' })
    const gone = await patch(REGIONAL.domainName, replace('/mutualTlsAuthentication/truststoreUri', ''))
    expect(gone).not.toHaveProperty('mutualTlsAuthentication')
  })

  it('sets what else may change', async () => {
    const { create, patch, client } = underTest()
    await create(REGIONAL)
    const updated = await patch(
      REGIONAL.domainName,
      replace('/securityPolicy', 'TLS_1_0'),
      replace('/routingMode', 'ROUTING_RULE_ONLY'),
      replace('/endpointConfiguration/ipAddressType', 'dualstack'),
      { op: 'add', path: '/ownershipVerificationCertificateArn', value: OTHER },
    )
    expect(updated).toMatchObject({
      securityPolicy: 'TLS_1_0',
      routingMode: 'ROUTING_RULE_ONLY',
      endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'dualstack' },
      ownershipVerificationCertificateArn: OTHER,
    })
    const { domain } = await create(PRIVATE)
    const { domainName, domainNameId } = domain
    const patchOperations = [replace('/managementPolicy', POLICY)]
    const command = new UpdateDomainNameCommand({ domainName, domainNameId, patchOperations })
    expect(await client.send(command)).toMatchObject({ domainNameId, managementPolicy: POLICY })
  })

  it('loses no change when ten writers change one name at once', async () => {
    const { create, patch } = underTest()
    await create({ ...REGIONAL, mutualTlsAuthentication: { truststoreUri: 's3://bucket/trust.pem' } })
    const changes = [
      replace('/certificateName', 'a'),
      replace('/certificateArn', OTHER),
      replace('/regionalCertificateName', 'b'),
      replace('/ownershipVerificationCertificateArn', OTHER),
      replace('/mutualTlsAuthentication/truststoreVersion', '2'),
      replace('/securityPolicy', 'TLS_1_0'),
      replace('/routingMode', 'ROUTING_RULE_ONLY'),
      replace('/endpointConfiguration/ipAddressType', 'dualstack'),
      replace('/regionalCertificateArn', OTHER),
      replace('/mutualTlsAuthentication/truststoreUri', 's3://bucket/other.pem'),
    ]
    await Promise.all(changes.map((change) => patch(REGIONAL.domainName, change)))
    expect(await patch(REGIONAL.domainName)).toMatchObject({
      certificateName: 'a',
      certificateArn: OTHER,
      regionalCertificateName: 'b',
      regionalCertificateArn: OTHER,
      ownershipVerificationCertificateArn: OTHER,
      mutualTlsAuthentication: { truststoreUri: 's3://bucket/other.pem', truststoreVersion: '2' },
      securityPolicy: 'TLS_1_0',
      routingMode: 'ROUTING_RULE_ONLY',
      endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'dualstack' },
    })
  })

  it.each<[PatchOperation[], RegExp]>([
    [[replace('/domainName', 'x.example.com')], /^Invalid patch path \/domainName$/],
    [[replace('/tags/a', 'b')], /^Invalid patch path \/tags\/a$/],
    [
      [{ op: 'add', path: '/securityPolicy', value: 'TLS_1_2' }],
      /^Invalid patch operation specified\. Must be one of: \[replace\]$/,
    ],
    [[replace('/endpointAccessMode', 'STRICT')], /^Endpoint access mode is only available/],
    [[replace('/routingMode', '')], /^Invalid routingMode '' specified/],
    [[replace('/endpointConfiguration/ipAddressType', 'ipv6')], /^Invalid ipAddressType 'ipv6' specified/],
    [[replace('/regionalCertificateArn', '')], /needs a certificate/],
    [[replace('/policy', POLICY)], /only supported for private domain names/],
    [[replace('/endpointConfiguration/types/1', 'EDGE')], /^Invalid patch path \/endpointConfiguration\/types\/1$/],
    [[replace('/endpointConfiguration/types/0', 'PRIVATE')], /^Invalid endpoint type 'PRIVATE' specified/],
    [[{ op: 'remove', path: '/endpointConfiguration/types', value: 'REGIONAL' }], /cannot be both DISABLED\.$/],
    [
      [
        { op: 'add', path: '/endpointConfiguration/types', value: 'EDGE' },
        { op: 'remove', path: '/regionalCertificateArn' },
      ],
      /^One call cannot both add and remove/,
    ],
    [[replace('/mutualTlsAuthentication/truststoreVersion', '2')], /^Invalid truststoreUri ''/],
  ])('refuses %j and changes nothing', async (operations, message) => {
    const { create, patch, get } = underTest()
    const { domain } = await create(REGIONAL)
    await expect(patch(REGIONAL.domainName, ...operations)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringMatching(message),
    })
    expect(await get(REGIONAL.domainName)).toEqual({ ...domain, tags: {} })
  })

  it.each(['SSL_3', ''])("refuses the security policy '%s'", async (value) => {
    const { create, patch } = underTest()
    await create(REGIONAL)
    await expect(patch(REGIONAL.domainName, replace('/securityPolicy', value))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(`Value '${value}' at 'updateDomainNameInput.securityPolicy'`),
    })
  })
})

describe('DeleteDomainName', () => {
  it('takes its base path mappings along and leaves those of others', async () => {
    const { create, client, raw } = underTest()
    const { id: restApiId } = await client.send(new CreateRestApiCommand({ name: 'orders' }))
    for (const domainName of ['a.example.com', 'b.example.com']) {
      await create({ ...REGIONAL, domainName })
      await client.send(new CreateBasePathMappingCommand({ domainName, restApiId, basePath: 'orders' }))
    }
    const deleted = await raw(new DeleteDomainNameCommand({ domainName: 'a.example.com' }))
    expect(deleted).toMatchObject({ status: 202, body: '' })
    const mappings = async (domainName: string) =>
      (await client.send(new GetBasePathMappingsCommand({ domainName }))).items?.length
    await expect(mappings('a.example.com')).rejects.toMatchObject({ name: 'NotFoundException' })
    await create({ ...REGIONAL, domainName: 'a.example.com' })
    expect([await mappings('a.example.com'), await mappings('b.example.com')]).toEqual([0, 1])
  })

  it('answers 404 for a name that is not there (moto, after AWS)', async () => {
    const { client, patch } = underTest()
    const refusal = { name: 'NotFoundException', message: 'Invalid domain name identifier specified' }
    const domainName = 'none.example.com'
    await expect(client.send(new DeleteDomainNameCommand({ domainName }))).rejects.toMatchObject(refusal)
    await expect(client.send(new GetDomainNameCommand({ domainName }))).rejects.toMatchObject(refusal)
    await expect(patch(domainName)).rejects.toMatchObject(refusal)
  })
})
