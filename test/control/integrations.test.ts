import {
  DeleteIntegrationCommand,
  GetIntegrationCommand,
  GetMethodCommand,
  type PatchOperation,
  PutIntegrationCommand,
  type PutIntegrationCommandInput,
  UpdateIntegrationCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { type IntegrationApi, integrationApi } from './integration-api.ts'

const HTTP = { type: 'HTTP', uri: 'http://example.com', integrationHttpMethod: 'POST' } as const
const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:MyLambda/invocations'

type Put = Partial<PutIntegrationCommandInput>

function put({ client, place }: IntegrationApi, input: Put) {
  return client.send(new PutIntegrationCommand({ ...place, ...HTTP, ...input }))
}

/** `NotFoundException: Invalid Method identifier specified`, or `accepted`. */
const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    ({ name, message }: Error) => `${name}: ${message}`,
  )

async function members(call: Promise<object & { $metadata: { httpStatusCode?: number } }>) {
  const { $metadata, ...answer } = await call
  return { status: $metadata.httpStatusCode, ...answer }
}

describe('PutIntegration', () => {
  it.each<[type: string, input: Put, shown: object]>([
    ['HTTP', {}, { connectionType: 'INTERNET', httpMethod: 'POST', uri: 'http://example.com' }],
    ['HTTP_PROXY', {}, { connectionType: 'INTERNET', httpMethod: 'POST', uri: 'http://example.com' }],
    ['MOCK', { integrationHttpMethod: undefined }, {}],
    ['AWS', { uri: LAMBDA }, { httpMethod: 'POST', uri: LAMBDA }],
    ['AWS_PROXY', { uri: LAMBDA }, { httpMethod: 'POST', uri: LAMBDA }],
  ])('answers 201 with the defaults of %s, and no other member (cpl-0113)', async (type, input, shown) => {
    const api = await integrationApi()
    const answer = await members(put(api, { type: type as PutIntegrationCommandInput['type'], ...input }))
    expect(answer).toEqual({
      status: 201,
      type,
      cacheKeyParameters: [],
      cacheNamespace: api.place.resourceId,
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: 29_000,
      ...shown,
    })
    expect(await members(api.client.send(new GetIntegrationCommand(api.place)))).toEqual({ ...answer, status: 200 })
  })

  it('keeps and shows every member that it is given (documentation)', async () => {
    const api = await integrationApi()
    const given: Put = {
      type: 'HTTP_PROXY',
      uri: 'https://${stageVariables.host}/pets/{petId}',
      connectionType: 'VPC_LINK',
      connectionId: '${stageVariables.link}',
      credentials: 'arn:aws:iam::*:user/*',
      requestParameters: { 'integration.request.path.petId': 'method.request.path.petId' },
      requestTemplates: { 'text/plain': 'a' },
      passthroughBehavior: 'NEVER',
      cacheNamespace: 'mine',
      cacheKeyParameters: ['method.request.path.petId', 'integration.request.path.petId'],
      contentHandling: 'CONVERT_TO_TEXT',
      timeoutInMillis: 60_000,
      tlsConfig: { insecureSkipVerification: true },
      responseTransferMode: 'STREAM',
      integrationTarget: 'arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/net/nlb/1/2',
    }
    const answer = await members(put(api, { ...given, integrationHttpMethod: 'ANY' }))
    expect(answer).toEqual({ status: 201, httpMethod: 'ANY', ...given })
  })

  it('shows empty maps as they were given, and an empty template as null (cpl-0079, cpl-0061)', async () => {
    const { wire } = await integrationApi()
    const given = { type: 'MOCK', requestParameters: {}, requestTemplates: { 'text/a': '', 'text/b': null } }
    expect((await wire('PUT', '', given)).body).toMatchObject({
      requestParameters: {},
      requestTemplates: { 'text/a': null, 'text/b': null },
    })
  })

  it('replaces the integration and its responses (our own choice)', async () => {
    const api = await integrationApi({ type: 'mock', responses: { default: { statusCode: '200' } } })
    await put(api, {})
    const { methodIntegration } = await api.client.send(new GetMethodCommand(api.place))
    expect(methodIntegration).toMatchObject({ type: 'HTTP' })
    expect(methodIntegration?.integrationResponses).toBeUndefined()
  })

  it.each<[what: string, input: Put, refusal: string]>([
    [
      'an HTTP type without method',
      { integrationHttpMethod: undefined },
      'Enumeration value for HttpMethod must be non-empty',
    ],
    [
      'an AWS type without method, before its uri',
      { type: 'AWS', integrationHttpMethod: undefined },
      'Enumeration value for HttpMethod must be non-empty',
    ],
    ['an address that is none', { uri: 'non-valid-http' }, 'Invalid HTTP endpoint specified for URI'],
    ['no address', { uri: undefined }, 'Invalid HTTP endpoint specified for URI'],
    ['an ARN that is none', { type: 'AWS', uri: 'non-valid-arn' }, 'Invalid ARN specified in the request'],
    [
      'an ARN of no action',
      { type: 'AWS', uri: 'arn:aws:iam::0000000000:role/service-role/asdf' },
      'AWS ARN for integration must contain path or action',
    ],
    [
      'a proxy of S3',
      { type: 'AWS_PROXY', uri: 'arn:aws:apigateway:us-east-1:s3:path/b/k' },
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    ],
  ])('refuses %s (cpl-0113)', async (_, input, refusal) => {
    expect(await refusalOf(put(await integrationApi(), input))).toBe(`BadRequestException: ${refusal}`)
  })

  it.each<[what: string, source: string, input: Put, refusal: string]>([
    [
      'an unknown HTTP method',
      'as AWS refuses those of methods',
      { integrationHttpMethod: 'FETCH' },
      'Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY',
    ],
    [
      'a timeout that is too long',
      'aws-cdk#31063',
      { timeoutInMillis: 29_001 },
      'Timeout should be between 50 ms and 29000 ms',
    ],
    [
      'a timeout that is too short',
      'aws-cdk#31063',
      { timeoutInMillis: 49 },
      'Timeout should be between 50 ms and 29000 ms',
    ],
    [
      'a buffered answer of a streaming function',
      'as observed',
      { type: 'AWS_PROXY', uri: LAMBDA.replace('invocations', 'response-streaming-invocations') },
      'Invalid ResponseTransferMode. Cannot use ResponseTransferMode BUFFERED for Lambda functions invoked by InvokeWithResponseStream for AWS_PROXY integrations.',
    ],
    [
      'a streamed answer that templates would have to read',
      'our own words',
      { responseTransferMode: 'STREAM' },
      'Invalid ResponseTransferMode. Cannot use ResponseTransferMode STREAM for integrations of type HTTP: HTTP_PROXY and AWS_PROXY stream.',
    ],
    [
      'a VPC link without its id',
      'our own words',
      { connectionType: 'VPC_LINK' },
      'A connection of type VPC_LINK needs the connectionId of a VPC link',
    ],
    [
      'an integrationTarget that is no ARN',
      'as AWS refuses other ARNs',
      { integrationTarget: 'listener' },
      'Invalid ARN specified in the request',
    ],
    [
      'an unknown passthroughBehavior',
      'our own words',
      { passthroughBehavior: 'SOMETIMES' },
      'Invalid PassthroughBehavior specified. Valid options are WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER',
    ],
  ])('refuses %s (%s)', async (_, __, input, refusal) => {
    expect(await refusalOf(put(await integrationApi(), input))).toBe(`BadRequestException: ${refusal}`)
  })

  it.each<[what: string, input: Put, faults: string]>([
    [
      'an expression that is none',
      { requestParameters: { 'integration.request.header.a': 'b' } },
      'Invalid mapping expression specified: b',
    ],
    ['a target that is none', { requestParameters: { a: "'b'" } }, 'Invalid mapping expression parameter specified: a'],
    [
      'parameters that the method does not declare',
      {
        requestParameters: { 'integration.request.header.a': 'method.request.header.X-Other' },
        cacheKeyParameters: ['method.request.querystring.other'],
      },
      'Invalid mapping expression parameter specified: method.request.header.X-Other, Invalid mapping expression parameter specified: method.request.querystring.other',
    ],
  ])('refuses %s (form of cpl-0062; names as observed)', async (_, input, faults) => {
    expect(await refusalOf(put(await integrationApi(), input))).toBe(
      `BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [${faults}]`,
    )
  })

  it('takes mappings of what the method declares, of many values, and of what every method has', async () => {
    const requestParameters = {
      'integration.request.path.petId': 'method.request.path.petId',
      'integration.request.header.a': 'method.request.multivalueheader.X-In',
      'integration.request.querystring.b': 'method.request.multivaluequerystring.q',
      'integration.request.header.c': 'method.request.body.pet.id',
      'integration.request.header.d': 'context.requestId',
      'integration.request.header.e': "'e'",
    }
    expect(await put(await integrationApi(), { requestParameters })).toMatchObject({ requestParameters })
  })

  it.each([
    [
      'boolean mappings',
      { type: 'HTTP_PROXY', requestParameters: { True: true } },
      'Boolean can not be converted to an String',
    ],
    [
      'a list for a template',
      { type: 'MOCK', requestTemplates: { a: [] } },
      'ArrayList can not be converted to an String',
    ],
    ['a text for tlsConfig', { type: 'MOCK', tlsConfig: 'x' }, 'String can not be converted to an Object'],
    ['a text for the timeout', { type: 'MOCK', timeoutInMillis: '1' }, 'String can not be converted to an Integer'],
  ])('refuses %s before all else (cpl-0062)', async (_, input, message) => {
    const { wire } = await integrationApi()
    const { status, type, body } = await wire('PUT', '', input)
    expect([status, type]).toEqual([400, 'SerializationException'])
    expect(JSON.stringify(body)).toContain(message)
  })

  it('names every broken constraint at once, before it looks for the method (cpl-0059)', async () => {
    const api = await integrationApi()
    const wrong = {
      resourceId: 'none',
      type: 'HTTPS_PROXY',
      connectionType: 'LAN',
      contentHandling: 'TEXT',
    } as unknown as Put
    expect(await refusalOf(put(api, wrong))).toBe(
      "ValidationException: 3 validation errors detected: Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]; Value 'LAN' at 'putIntegrationInput.connectionType' failed to satisfy constraint: Member must satisfy enum value set: [INTERNET, VPC_LINK]; Value 'TEXT' at 'putIntegrationInput.contentHandling' failed to satisfy constraint: Member must satisfy enum value set: [CONVERT_TO_BINARY, CONVERT_TO_TEXT]",
    )
    expect(await api.wire('PUT', '', {})).toMatchObject({ status: 400, type: 'ValidationException' })
  })

  it('looks for the resource, then for the method (cpl-0060)', async () => {
    const api = await integrationApi()
    const { client, place } = api
    const to = (other: object) => refusalOf(client.send(new PutIntegrationCommand({ ...place, ...HTTP, ...other })))
    expect(await to({ resourceId: 'none' })).toBe('NotFoundException: Invalid Resource identifier specified')
    expect(await to({ restApiId: 'none' })).toBe('NotFoundException: Invalid Resource identifier specified')
    expect(await to({ httpMethod: 'POST' })).toBe('NotFoundException: Invalid Method identifier specified')
    expect(await to({ httpMethod: 'POST', uri: 'x' })).toBe('NotFoundException: Invalid Method identifier specified')
  })

  it('allows as long a timeout as x-postern-limits does', async () => {
    const api = await integrationApi(undefined, { 'x-postern-limits': { timeoutInMillis: 60_000 } })
    expect(await put(api, { timeoutInMillis: 60_000 })).toMatchObject({ timeoutInMillis: 60_000 })
    expect(await refusalOf(put(api, { timeoutInMillis: 60_001 }))).toBe(
      'BadRequestException: Timeout should be between 50 ms and 60000 ms',
    )
  })

  it('refuses a member that it does not know, and a template beyond 300 KB', async () => {
    const { wire } = await integrationApi()
    expect(await wire('PUT', '', { type: 'MOCK', requestTemplate: {} })).toMatchObject({ status: 400 })
    expect(await wire('PUT', '', { type: 'MOCK', tlsConfig: { verify: true } })).toMatchObject({ status: 400 })
    const sized = (length: number) => ({ type: 'MOCK', requestTemplates: { 'text/plain': 'a'.repeat(length) } })
    expect(await wire('PUT', '', sized(300 * 1024))).toMatchObject({ status: 201 })
    expect(await wire('PUT', '', sized(300 * 1024 + 1))).toMatchObject({ status: 400 })
  })
})

describe('GetIntegration and DeleteIntegration', () => {
  it('answer 404 in the order of resource, method, integration (cpl-0064)', async () => {
    const { client, place } = await integrationApi()
    for (const Command of [GetIntegrationCommand, DeleteIntegrationCommand]) {
      const of = (other: object) => refusalOf(client.send(new Command({ ...place, ...other }) as GetIntegrationCommand))
      expect(await of({ resourceId: 'none' })).toBe('NotFoundException: Invalid Resource identifier specified')
      expect(await of({ httpMethod: 'POST' })).toBe('NotFoundException: Invalid Method identifier specified')
      expect(await of({})).toBe('NotFoundException: Invalid Integration identifier specified')
    }
  })

  it('deletes the integration and its responses alone, with 204 (service model)', async () => {
    const api = await integrationApi({ type: 'mock', responses: { default: { statusCode: '200' } } })
    expect(await api.wire('DELETE')).toEqual({ status: 204, type: null, body: undefined })
    const method = await api.client.send(new GetMethodCommand(api.place))
    expect(method.methodIntegration).toBeUndefined()
    expect(method.methodResponses).toHaveProperty('200')
  })
})

describe('UpdateIntegration', () => {
  const update = ({ client, place }: IntegrationApi, ...patchOperations: PatchOperation[]) =>
    client.send(new UpdateIntegrationCommand({ ...place, patchOperations }))
  const replace = (path: string, value?: string): PatchOperation => ({ op: 'replace', path, value })

  it('replaces one member of a VPC link integration (cpl-0063)', async () => {
    const api = await integrationApi()
    await put(api, { type: 'HTTP_PROXY', connectionType: 'VPC_LINK', connectionId: '${stageVariables.vpcLinkId}' })
    expect(await members(update(api, replace('/connectionId', '${stageVariables.vpcLinkIdBeta}')))).toEqual({
      status: 200,
      type: 'HTTP_PROXY',
      httpMethod: 'POST',
      uri: 'http://example.com',
      connectionType: 'VPC_LINK',
      connectionId: '${stageVariables.vpcLinkIdBeta}',
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: 29_000,
      cacheNamespace: api.place.resourceId,
      cacheKeyParameters: [],
    })
  })

  it.each([
    ['/httpMethod', 'GET', { httpMethod: 'GET' }],
    ['/uri', 'https://other.example/a', { uri: 'https://other.example/a' }],
    ['/credentials', 'arn:aws:iam::1:role/r', { credentials: 'arn:aws:iam::1:role/r' }],
    ['/cacheNamespace', 'n', { cacheNamespace: 'n' }],
    ['/contentHandling', 'CONVERT_TO_BINARY', { contentHandling: 'CONVERT_TO_BINARY' }],
    ['/passthroughBehavior', 'NEVER', { passthroughBehavior: 'NEVER' }],
    ['/timeoutInMillis', '1000', { timeoutInMillis: 1000 }],
    ['/responseTransferMode', 'BUFFERED', { responseTransferMode: 'BUFFERED' }],
    ['/tlsConfig/insecureSkipVerification', 'true', { tlsConfig: { insecureSkipVerification: true } }],
    ['/requestTemplates/text~1plain', 'b', { requestTemplates: { 'text/plain': 'b' } }],
    [
      '/requestParameters/integration.request.header.a',
      "'a'",
      { requestParameters: { 'integration.request.header.a': "'a'" } },
    ],
  ])('replaces %s (paths of terraform-provider-aws)', async (path, value, shown) => {
    const api = await integrationApi()
    await put(api, {
      requestTemplates: { 'text/plain': 'a' },
      requestParameters: { 'integration.request.header.a': "'b'" },
    })
    expect(await update(api, replace(path, value))).toMatchObject(shown)
    expect(await api.client.send(new GetIntegrationCommand(api.place))).toMatchObject(shown)
  })

  it('adds and removes parameters, templates and cache keys', async () => {
    const api = await integrationApi()
    await put(api, {})
    const added = await update(
      api,
      { op: 'add', path: '/requestParameters/integration.request.header.a', value: 'method.request.querystring.q' },
      { op: 'add', path: '/requestTemplates/application~1json', value: '{}' },
      { op: 'add', path: '/cacheKeyParameters/method.request.querystring.q', value: '' },
      { op: 'add', path: '/cacheKeyParameters/integration.request.header.a' },
    )
    expect(added).toMatchObject({
      requestParameters: { 'integration.request.header.a': 'method.request.querystring.q' },
      requestTemplates: { 'application/json': '{}' },
      cacheKeyParameters: ['method.request.querystring.q', 'integration.request.header.a'],
    })
    const removed = await update(
      api,
      { op: 'remove', path: '/cacheKeyParameters/method.request.querystring.q' },
      { op: 'remove', path: '/requestParameters/integration.request.header.a' },
      { op: 'remove', path: '/requestTemplates/application~1json' },
    )
    expect(removed.cacheKeyParameters).toEqual([])
    // As a map of a method that is left empty (cpl-0027).
    expect([removed.requestParameters, removed.requestTemplates]).toEqual([undefined, undefined])
  })

  it('makes null of a template without value: input passthrough (documentation of the AWS CLI)', async () => {
    const api = await integrationApi()
    await put(api, { type: 'MOCK' })
    const patchOperations = [{ op: 'add', path: '/requestTemplates/application~1json' }]
    const { status, body } = await api.wire('PATCH', '', { patchOperations })
    expect(status).toBe(200)
    expect(body).toMatchObject({ requestTemplates: { 'application/json': null } })
  })

  it('takes contentHandling, credentials and connectionId away with an empty value (as Terraform sends it)', async () => {
    const api = await integrationApi()
    await put(api, { contentHandling: 'CONVERT_TO_TEXT', credentials: 'c', connectionId: 'i' })
    const { contentHandling, credentials, connectionId } = await update(
      api,
      replace('/contentHandling', ''),
      replace('/credentials', ''),
      replace('/connectionId', ''),
    )
    expect([contentHandling, credentials, connectionId]).toEqual([undefined, undefined, undefined])
  })

  it('changes type of connection and link in one call, whatever their order', async () => {
    const api = await integrationApi()
    await put(api, {})
    const operations = [replace('/connectionType', 'VPC_LINK'), replace('/connectionId', 'abc')]
    expect(await update(api, ...operations)).toMatchObject({ connectionType: 'VPC_LINK', connectionId: 'abc' })
  })

  it.each<[operation: PatchOperation, refusal: string]>([
    [
      { op: 'remove', path: '/requestParameters/integration.request.header.x' },
      'NotFoundException: Invalid parameter name specified',
    ],
    [
      { op: 'remove', path: '/cacheKeyParameters/method.request.querystring.q' },
      'NotFoundException: Invalid parameter name specified',
    ],
    [
      { op: 'remove', path: '/requestTemplates/text~1plain' },
      'NotFoundException: Content-Type specified was not found',
    ],
    [replace('/requestTemplates/text~1plain', 'a'), 'NotFoundException: Content-Type specified was not found'],
    [
      replace('/requestParameters/integration.request.header.x', "'a'"),
      'NotFoundException: Invalid parameter name specified',
    ],
    [replace('/wrong', 'a'), 'BadRequestException: Invalid patch path /wrong'],
    [
      replace('/requestTemplates/text/plain', 'a'),
      'BadRequestException: Invalid patch path /requestTemplates/text/plain',
    ],
    [replace('/type', 'MOCK'), 'BadRequestException: Invalid patch path /type'],
    [
      { op: 'remove', path: '/uri' },
      'BadRequestException: Invalid patch operation specified. Must be one of: [replace]',
    ],
  ])('refuses %o (as cpl-0075 and cpl-0031 for methods)', async (operation, refusal) => {
    const api = await integrationApi()
    await put(api, {})
    expect(await refusalOf(update(api, operation))).toBe(refusal)
  })

  it.each<[operation: PatchOperation, refusal: string]>([
    [replace('/uri', 'nowhere'), 'Invalid HTTP endpoint specified for URI'],
    [replace('/httpMethod', ''), 'Enumeration value for HttpMethod must be non-empty'],
    [replace('/timeoutInMillis', '29001'), 'Timeout should be between 50 ms and 29000 ms'],
    [replace('/timeoutInMillis', 'long'), "Invalid timeoutInMillis 'long': it has to be a whole number."],
    [replace('/connectionType', 'VPC_LINK'), 'A connection of type VPC_LINK needs the connectionId of a VPC link'],
    [
      { op: 'add', path: '/requestParameters/integration.request.header.a', value: 'method.request.header.Other' },
      'Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: method.request.header.Other]',
    ],
  ])('refuses %o as PutIntegration does, and changes nothing', async (operation, refusal) => {
    const api = await integrationApi()
    const { status: _, ...before } = await members(put(api, {}))
    const call = update(api, replace('/cacheNamespace', 'other'), operation)
    expect(await refusalOf(call)).toBe(`BadRequestException: ${refusal}`)
    expect(await api.client.send(new GetIntegrationCommand(api.place))).toMatchObject(before)
  })

  it('does not hold against an edit what an import let through', async () => {
    const requestParameters = { 'integration.request.header.a': 'method.request.header.Undeclared' }
    const api = await integrationApi({ type: 'mock', requestParameters })
    expect(await update(api, replace('/cacheNamespace', 'n'))).toMatchObject({ cacheNamespace: 'n', requestParameters })
  })

  it('keeps the responses, and leaves the address of a MOCK alone', async () => {
    const api = await integrationApi({ type: 'mock', responses: { default: { statusCode: '200' } } })
    const { uri, integrationResponses } = await update(
      api,
      replace('/uri', 'http://a'),
      replace('/cacheNamespace', 'n'),
    )
    expect(uri).toBeUndefined()
    expect(integrationResponses).toEqual({ 200: { statusCode: '200' } })
  })

  it('loses none of two edits at once', async () => {
    const api = await integrationApi()
    await put(api, {})
    await Promise.all(
      ['a', 'b', 'c'].map((name) => update(api, { op: 'add', path: `/requestTemplates/text~1${name}`, value: name })),
    )
    expect((await api.client.send(new GetIntegrationCommand(api.place))).requestTemplates).toEqual({
      'text/a': 'a',
      'text/b': 'b',
      'text/c': 'c',
    })
  })
})
