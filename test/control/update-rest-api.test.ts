import {
  type APIGatewayServiceException,
  CreateRestApiCommand,
  type CreateRestApiCommandInput,
  GetRestApiCommand,
  ImportRestApiCommand,
  type PatchOperation,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded, PETS } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

async function withApi(input: Partial<CreateRestApiCommandInput> = {}) {
  const { client, ...gateway } = gatewayUnderTest()
  const restApiId = (await client.send(new CreateRestApiCommand({ name: 'pets', ...input }))).id ?? ''
  const send = (patchOperations: PatchOperation[]) =>
    client.send(new UpdateRestApiCommand({ restApiId, patchOperations }))
  return {
    ...gateway,
    client,
    restApiId,
    async patch(...patchOperations: PatchOperation[]) {
      const { $metadata: _, ...api } = await send(patchOperations)
      return api
    },
    refusal: (...patchOperations: PatchOperation[]) =>
      send(patchOperations).then(
        () => 'accepted',
        ({ message }: APIGatewayServiceException) => message,
      ),
    read: async () => await client.send(new GetRestApiCommand({ restApiId })),
  }
}

const replace = (path: string, value?: string): PatchOperation => ({ op: 'replace', path, value })
const add = (path: string, value?: string): PatchOperation => ({ op: 'add', path, value })
const remove = (path: string, value?: string): PatchOperation => ({ op: 'remove', path, value })

const statement = (members: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', ...members },
    ],
  })
const POLICY = statement()
// AWS's words; what follows them is ours.
const INVALID = 'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.'

describe('UpdateRestApi', () => {
  it('answers with the API and its tags, if only {} (cpl-0008)', async () => {
    const { patch, restApiId, read } = await withApi({ description: 'this is my api' })
    const api = await patch(
      replace('/name', 'cats'),
      replace('/description', 'new'),
      replace('/apiKeySource', 'AUTHORIZER'),
      replace('/disableExecuteApiEndpoint', 'true'),
      replace('/minimumCompressionSize', '10'),
      replace('/policy', POLICY),
    )
    expect(api).toMatchObject({
      ...{ id: restApiId, name: 'cats', description: 'new', apiKeySource: 'AUTHORIZER', tags: {} },
      ...{ disableExecuteApiEndpoint: true, minimumCompressionSize: 10, policy: POLICY },
    })
    expect(await read()).toMatchObject({ name: 'cats', minimumCompressionSize: 10 })
  })

  it('takes binary media types from the path, the - of JSON Patch too (cpl-0008)', async () => {
    const { patch } = await withApi()
    const types = async (...operations: PatchOperation[]) => (await patch(...operations)).binaryMediaTypes
    expect(await types(add('/binaryMediaTypes/-', 'image/png'))).toEqual(['-'])
    expect(await types(add('/binaryMediaTypes/image~1png'), add('/binaryMediaTypes/image~1jpeg'))).toEqual([
      ...['-', 'image/png', 'image/jpeg'],
    ])
    // The replaced one goes and the new one stands last, as LocalStack saw on AWS.
    expect(await types(replace('/binaryMediaTypes/-', 'image/gif'))).toEqual(['image/png', 'image/jpeg', 'image/gif'])
    expect(await types(add('/binaryMediaTypes/image~1gif'))).toEqual(['image/png', 'image/jpeg', 'image/gif'])
    const all = ['png', 'jpeg', 'gif'].map((type) => remove(`/binaryMediaTypes/image~1${type}`))
    expect(await types(...all)).toBeUndefined()
  })

  it.each([undefined, ''])('turns compression off with the value %j (documentation)', async (value) => {
    const { patch } = await withApi({ minimumCompressionSize: 10 })
    expect((await patch(replace('/minimumCompressionSize', value))).minimumCompressionSize).toBeUndefined()
    expect((await patch(replace('/minimumCompressionSize', '0'))).minimumCompressionSize).toBe(0)
  })

  it('empties a description and a policy (Terraform does it so)', async () => {
    const { patch } = await withApi({ description: 'a', policy: POLICY })
    const api = await patch(replace('/description', ''), replace('/policy', ''))
    expect([api.description, api.policy]).toEqual([undefined, undefined])
    expect((await patch(replace('/description', 'b'), remove('/description'))).description).toBeUndefined()
  })

  it('changes the endpoint type by its position or by what it was (cpl-0011)', async () => {
    const { patch } = await withApi()
    const endpoint = async (...operations: PatchOperation[]) => (await patch(...operations)).endpointConfiguration
    expect(await endpoint(replace('/endpointConfiguration/types/EDGE', 'REGIONAL'))).toEqual({
      types: ['REGIONAL'],
      ipAddressType: 'ipv4',
    })
    const dualStack = { types: ['PRIVATE'], ipAddressType: 'dualstack' }
    expect(await endpoint(replace('/endpointConfiguration/types/0', 'PRIVATE'))).toEqual(dualStack)
    const path = '/endpointConfiguration/vpcEndpointIds'
    expect(await endpoint(add(path, 'vpce-1'), add(path, 'vpce-2,vpce-3'))).toMatchObject({
      vpcEndpointIds: ['vpce-1', 'vpce-2', 'vpce-3'],
    })
    expect(await endpoint(remove(path, 'vpce-1'))).toMatchObject({ vpcEndpointIds: ['vpce-2', 'vpce-3'] })
    expect(await endpoint(remove(path, 'vpce-2,vpce-3'))).toEqual(dualStack)
  })

  it('shows a security policy and its access mode', async () => {
    const { patch } = await withApi()
    const security = [
      replace('/securityPolicy', 'SecurityPolicy_TLS13_1_3_2025_09'),
      replace('/endpointAccessMode', 'STRICT'),
    ]
    expect(await patch(...security)).toMatchObject({
      securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
      endpointAccessMode: 'STRICT',
    })
    const api = await patch(replace('/securityPolicy', 'TLS_1_2'), replace('/endpointAccessMode', ''))
    expect([api.securityPolicy, api.endpointAccessMode]).toEqual(['TLS_1_2', undefined])
  })

  const PRIVATE = { endpointConfiguration: { types: ['PRIVATE' as const] } }
  const REGIONAL = { endpointConfiguration: { types: ['REGIONAL' as const] } }
  it.each<[string, PatchOperation, string, Partial<CreateRestApiCommandInput>?]>([
    ['cpl-0008', add('/binaryMediaTypes', 'image/gif'), 'Invalid patch path /binaryMediaTypes'],
    ['cpl-0008', remove('/binaryMediaTypes'), 'Invalid patch path /binaryMediaTypes'],
    [
      'https://github.com/aws/aws-cdk/issues/1157',
      add('/binaryMediaTypes/image/png'),
      'Invalid patch path /binaryMediaTypes/image/png',
    ],
    [
      'cpl-0011',
      replace('/endpointConfiguration/ipAddressType', 'ipv4'),
      'Only dualstack ipAddressType is supported for Private APIs.',
      PRIVATE,
    ],
    [
      'cpl-0011',
      replace('/endpointConfiguration/ipAddressType', 'wrong'),
      'ipAddressType must be either ipv4 or dualstack.',
    ],
    [
      'cpl-0011',
      replace('/endpointConfiguration/types/0', 'wrong'),
      'Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE',
    ],
    [
      'cpl-0011',
      remove('/endpointConfiguration/ipAddressType', 'dualstack'),
      'Invalid patch operation specified. Must be one of: [replace]',
    ],
    [
      'cpl-0011',
      remove('/endpointConfiguration/types/0', 'EDGE'),
      "Invalid patch operation specified. Must be 'add'|'remove'|'replace'",
    ],
    [
      'ours',
      replace('/endpointConfiguration/types/EDGE', 'PRIVATE'),
      'Invalid patch path /endpointConfiguration/types/EDGE',
      REGIONAL,
    ],
    [
      'https://github.com/hashicorp/terraform-provider-aws/issues/14269',
      add('/endpointConfiguration/vpcEndpointIds', 'vpce-1'),
      'VPCEndpoints can only be specified with PRIVATE apis.',
    ],
    [
      'ours',
      add('/endpointConfiguration/vpcEndpointIds'),
      'Invalid vpcEndpointIds: pass the id of a VPC endpoint as the value',
      PRIVATE,
    ],
    [
      'LocalStack, seen on AWS',
      replace('/minimumCompressionSize', '-1'),
      'Invalid minimum compression size, must be between 0 and 10485760',
    ],
    [
      'LocalStack, seen on AWS',
      replace('/minimumCompressionSize', 'ten'),
      'Invalid minimum compression size, must be between 0 and 10485760',
    ],
    [
      'LocalStack, seen on AWS',
      add('/minimumCompressionSize', '10'),
      'Invalid patch operation specified. Must be one of: [replace]',
    ],
    ['as CreateRestApi', replace('/name', ' '), 'Name cannot be empty'],
    [
      'ours',
      replace('/apiKeySource', 'QUERY'),
      'Invalid API key source specified. Valid options are HEADER,AUTHORIZER',
    ],
    [
      "AWS's words",
      replace('/policy', 'text'),
      'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.',
    ],
    [
      'ours',
      replace('/policy', '{"Version":"2012-10-17"}'),
      `${INVALID} Statement is missing: a policy has a list of them`,
    ],
    [
      'ours',
      replace('/policy', statement({ Condition: { IpAdress: { 'aws:SourceIp': '192.0.2.0/24' } } })),
      `${INVALID} Statement[0]: unknown condition operator "IpAdress"`,
    ],
    [
      'ours',
      replace('/policy', statement({ Condition: { IpAddress: { 'aws:SourceIps': '192.0.2.0/24' } } })),
      `${INVALID} Statement[0]: unknown condition key "aws:SourceIps"`,
    ],
    [
      'ours',
      replace('/policy', statement({ Principal: { AWS: 'Bob' } })),
      `${INVALID} Statement[0]: Principal "Bob" is no principal of AWS`,
    ],
    ['ours', remove('/binaryMediaTypes/image~1png'), "Invalid binary media type specified: the API has no 'image/png'"],
    ['ours', add('/binaryMediaTypes/ '), 'A binary media type cannot be empty'],
    ['as other resources', replace('/version', '2'), 'Invalid patch path /version'],
    ['as other resources', replace('', '2'), 'Invalid patch path '],
    [
      'https://github.com/aws/aws-sam-cli/issues/9007',
      replace('/securityPolicy', 'SecurityPolicy_TLS13_1_3_2025_09'),
      'Endpoint access mode is required for the specified security policy',
    ],
    [
      "AWS's model",
      replace('/securityPolicy', 'SSL3'),
      "1 validation error detected: Value 'SSL3' at 'updateRestApiInput.securityPolicy' failed to satisfy constraint: Member must satisfy enum value set: [TLS_1_0, TLS_1_2, SecurityPolicy_TLS13_1_3_2025_09, SecurityPolicy_TLS13_1_3_FIPS_2025_09, SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09, SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09, SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09, SecurityPolicy_TLS13_1_2_PQ_2025_09, SecurityPolicy_TLS13_1_2_2021_06, SecurityPolicy_TLS13_2025_EDGE, SecurityPolicy_TLS13_1_2_Ext2_PQ_2025_09, SecurityPolicy_TLS13_1_2_Ext2_FIPS_PQ_2025_09, SecurityPolicy_TLS12_PFS_2025_EDGE, SecurityPolicy_TLS12_2018_EDGE]",
    ],
  ])('refuses (%s) %j', async (_, operation, message, input) => {
    const { refusal, read } = await withApi(input)
    const { $metadata: __, ...before } = await read()
    expect(await refusal(replace('/name', 'half'), operation)).toBe(message)
    expect(await read()).toMatchObject(before)
  })

  it('does not answer for settings that an import brought (our own choice)', async () => {
    const { client } = gatewayUnderTest()
    const document = {
      ...PETS,
      'x-amazon-apigateway-endpoint-access-mode': 'BASIC',
      'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: ['vpce-1'] },
    }
    const { id: restApiId } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    const patched = (...patchOperations: PatchOperation[]) =>
      client.send(new UpdateRestApiCommand({ restApiId, patchOperations }))
    expect(await patched(replace('/name', 'cats'))).toMatchObject({ name: 'cats' })
    await expect(patched(replace('/endpointAccessMode', 'STRICT'))).rejects.toMatchObject({
      message: 'Endpoint access mode is only available with a security policy that starts with SecurityPolicy_',
    })
    await expect(patched(replace('/endpointConfiguration/types/0', 'REGIONAL'))).rejects.toMatchObject({
      message: 'VPCEndpoints can only be specified with PRIVATE apis.',
    })
  })

  it('refuses an API that is not there (cpl-0009)', async () => {
    const { client } = await withApi()
    const patchOperations = [replace('/apiKeySource', 'AUTHORIZER')]
    await expect(client.send(new UpdateRestApiCommand({ restApiId: 'api_id', patchOperations }))).rejects.toThrow(
      'Invalid API identifier specified 111111111111:api_id',
    )
  })

  it('loses none of many changes at once', async () => {
    const { client, restApiId, read } = await withApi()
    const types = Array.from({ length: 12 }, (_, index) => `image~1${index}`)
    const update = (type: string) =>
      client.send(new UpdateRestApiCommand({ restApiId, patchOperations: [add(`/binaryMediaTypes/${type}`)] }))
    await Promise.all(types.map(update))
    expect((await read()).binaryMediaTypes).toHaveLength(12)
  })
})
