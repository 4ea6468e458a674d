import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAws, readAwsSettings } from '../../src/aws/aws.ts'
import { utf8 } from '../../src/aws/sigv4-encoding.ts'
import { verifySigV4 } from '../../src/aws/sigv4-verify.ts'
import { OutboundError, type OutboundRequest } from '../../src/bindings/outbound.ts'
import type { Integration, IntegrationResponse } from '../../src/definition/rest-api.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { parseIntegration } from '../../src/integrations/index.ts'
import { Problems } from '../../src/lib/problems.ts'
import {
  type ExchangeOptions,
  exchangeFor,
  fakeAws,
  fakeBackend,
  fakeServices,
  NOW,
  runExchange,
  textOf,
} from '../gateway/fake-services.ts'

const uriOf = (rest: string, region = 'us-east-1') => `arn:aws:apigateway:${region}:${rest}`

const aws = (rest: string, more: Partial<Integration> = {}): Integration => ({
  type: 'AWS',
  httpMethod: 'POST',
  uri: uriOf(rest),
  integrationResponses: { 200: { statusCode: '200' } },
  ...more,
})

async function call(options: ExchangeOptions, answer?: (request: OutboundRequest) => Response | Promise<Response>) {
  const backend = fakeBackend(answer)
  const x = exchangeFor({
    method: 'POST',
    services: fakeServices({ outbound: backend.outbound }),
    ...options,
  })
  const reply = await runExchange(x)
  const received = backend.received[0]
  if (received === undefined) throw new Error('Nothing was sent')
  return { received, reply, x }
}

const verify = ({ url, method, headers, text }: OutboundRequest & { readonly text: string }) => {
  const { host, pathname, search } = new URL(url)
  const request = { method, path: pathname, query: search.slice(1), headers: [['host', host] as const, ...headers] }
  return verifySigV4(request, utf8(text), {
    secretOf: (id) => (id === 'AKIDEXAMPLE' ? 'secret' : undefined),
    now: NOW,
  })
}

describe('AWS sends to the service', () => {
  it('a path of its URI, with path parameters, mapped query strings and headers', async () => {
    const { received } = await call({
      path: '/files/a%20b/c',
      pathParameters: { key: 'a%20b/c' },
      rawQuery: 'v=1%2B1',
      integration: aws('s3:path/bucket/{prefix}/{key}', {
        httpMethod: 'GET',
        requestParameters: {
          'integration.request.path.key': 'method.request.path.key',
          'integration.request.path.prefix': "'p+?#/é'",
          'integration.request.querystring.versionId': 'method.request.querystring.v',
          'integration.request.header.x-amz-expected-bucket-owner': 'context.accountId',
        },
      }),
    })
    expect(received.method).toBe('GET')
    expect(received.url).toBe('https://s3.us-east-1.amazonaws.com/bucket/p%2B%3F%23/%C3%A9/a%20b/c?versionId=1%2B1')
    expect(received.headers.get('x-amz-expected-bucket-owner')).toBe('000000000000')
    expect((await verify(received)).scope.service).toBe('s3')
  })

  it('the query of its URI before what is mapped', async () => {
    const { received } = await call({
      pathParameters: { q: 'a%26b=c' },
      integration: aws('sqs:path/1/q?Action=ReceiveMessage&Q={q}', {
        requestParameters: {
          'integration.request.path.q': 'method.request.path.q',
          'integration.request.querystring.N': "'10'",
        },
      }),
    })
    expect(received.url).toBe('https://sqs.us-east-1.amazonaws.com/1/q?Action=ReceiveMessage&Q=a%26b%3Dc&N=10')
    await verify(received)
  })

  it('an action of a Query service in the query string, with the version of its API (URL as in a test log of the AWS console)', async () => {
    const { received } = await call({
      body: '{}',
      integration: aws('sns:action/Publish', {
        requestParameters: { 'integration.request.querystring.Message': "'a b&c'" },
      }),
    })
    expect(received.url).toBe(
      'https://sns.us-east-1.amazonaws.com/?Action=Publish&Message=a%20b%26c&Version=2010-03-31',
    )
    expect(received.headers.has('x-amz-target')).toBe(false)
    await verify(received)
  })

  it('an action with parameters in its URI, and the version that a mapping names', async () => {
    const { received } = await call({
      integration: aws('ec2:action/DescribeInstances&Tag=#1&MaxResults={n}', {
        requestParameters: {
          'integration.request.path.n': "'5'",
          'integration.request.querystring.Version': "'2015-01-01'",
        },
      }),
    })
    expect(received.url).toBe(
      'https://ec2.us-east-1.amazonaws.com/?Action=DescribeInstances&Tag=%231&MaxResults=5&Version=2015-01-01',
    )
  })

  // Targets and versions: AWS's service models, as botocore has them.
  it.each([
    ['dynamodb', 'GetItem', '1.0', 'DynamoDB_20120810.GetItem'],
    ['kinesis', 'PutRecord', '1.1', 'Kinesis_20131202.PutRecord'],
    ['states', 'StartExecution', '1.0', 'AWSStepFunctions.StartExecution'],
    ['events', 'PutEvents', '1.1', 'AWSEvents.PutEvents'],
    ['firehose', 'PutRecord', '1.1', 'Firehose_20150804.PutRecord'],
    ['secretsmanager', 'GetSecretValue', '1.1', 'secretsmanager.GetSecretValue'],
    ['logs', 'PutLogEvents', '1.1', 'Logs_20140328.PutLogEvents'],
    ['streams.dynamodb', 'ListStreams', '1.0', 'DynamoDBStreams_20120810.ListStreams'],
  ])('an action of a JSON service with its target: %s %s', async (service, action, version, target) => {
    const { received } = await call({ body: '{"a":1}', integration: aws(`${service}:action/${action}`) })
    expect(received.url).toBe(`https://${service}.us-east-1.amazonaws.com/?Action=${action}`)
    expect(received.headers.get('x-amz-target')).toBe(target)
    expect(received.headers.get('content-type')).toBe(`application/x-amz-json-${version}`)
    expect(received.text).toBe('{"a":1}')
    await verify(received)
  })

  it('an action to the host that answers it', async () => {
    const { received } = await call({ integration: aws('states:action/StartSyncExecution') })
    expect(received.url).toBe('https://sync-states.us-east-1.amazonaws.com/?Action=StartSyncExecution')
    expect((await verify(received)).scope.service).toBe('states')
  })

  it('the Content-Type and X-Amz-Target that are mapped, or that a template sets (asi-0019)', async () => {
    const template = '#set($context.requestOverride.header.X-Amz-Target = "AWSEvents.PutPartnerEvents"){}'
    const { received } = await call({
      integration: aws('events:action/PutEvents', {
        requestParameters: { 'integration.request.header.Content-Type': "'application/x-amz-json-1.1; x'" },
        requestTemplates: { 'application/json': template },
      }),
    })
    expect(received.headers.get('x-amz-target')).toBe('AWSEvents.PutPartnerEvents')
    expect(received.headers.get('content-type')).toBe('application/x-amz-json-1.1; x')
  })

  it('SSM actions by the Query protocol, as AWS does', async () => {
    const { received } = await call({ integration: aws('ssm:action/GetParameter') })
    expect(received.url).toBe('https://ssm.us-east-1.amazonaws.com/?Action=GetParameter&Version=2014-11-06')
  })

  it('a body of no type as JSON, as AWS does', async () => {
    const body = new Blob(['a=1']).stream()
    const { received } = await call({ body, integration: aws('sqs:path/1/q') })
    expect([received.headers.get('content-type'), received.text]).toEqual(['application/json', 'a=1'])
    await verify(received)
  })

  it.each(['GET', 'HEAD', 'OPTIONS'])('no body with %s', async (httpMethod) => {
    const { received } = await call({ body: '{"a":1}', integration: aws('s3:path/b', { httpMethod }) })
    expect([received.method, received.body]).toEqual([httpMethod, null])
    await verify(received)
  })

  it("the client's method where its own is ANY (asi-0020)", async () => {
    const { received } = await call({
      method: 'PUT',
      body: 'é',
      integration: aws('s3:path/b/k', { httpMethod: 'ANY' }),
    })
    expect([received.method, received.text]).toEqual(['PUT', 'é'])
    await verify(received)
  })

  it('nothing of the client, and Accept: application/json', async () => {
    const { received } = await call({
      headers: {
        'x-a': '1',
        accept: 'text/xml',
        authorization: 'Bearer x',
        'content-type': 'text/plain',
        cookie: 'a=1',
      },
      body: 'abc',
      integration: aws('sqs:path/1/q'),
    })
    expect([...received.headers].map(([name]) => name).sort()).toEqual([
      ...['accept', 'authorization', 'content-type', 'user-agent', 'x-amz-content-sha256', 'x-amz-date'],
      ...['x-amzn-apigateway-api-id', 'x-amzn-trace-id'],
    ])
    expect(received.headers.get('accept')).toBe('application/json')
    expect(received.headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261122\/us-east-1\/sqs\//,
    )
  })

  it('to the region, subdomain and stage variables of its URI', async () => {
    const options = { stageVariables: { region: 'eu-west-1', queue: 'orders', thing: 'a1-ats' } }
    const sqs = aws('sqs:path/1/${stageVariables.queue}', {
      uri: 'arn:aws:apigateway:${stageVariables.region}:sqs:path/1/${stageVariables.queue}',
    })
    expect((await call({ ...options, integration: sqs })).received.url).toBe(
      'https://sqs.eu-west-1.amazonaws.com/1/orders',
    )
    const iot = aws('${stageVariables.thing}.iotdata:path/topics/t')
    const { received } = await call({ ...options, integration: iot })
    expect(received.url).toBe('https://a1-ats.iot.us-east-1.amazonaws.com/topics/t')
    expect((await verify(received)).scope.service).toBe('iotdata')
  })

  it('what must be signed anew, whatever a mapping says', async () => {
    const { received } = await call({
      body: 'abc',
      integration: aws('s3:path/b/k', {
        httpMethod: 'PUT',
        requestParameters: {
          'integration.request.header.x-amz-content-sha256': "'UNSIGNED-PAYLOAD'",
          'integration.request.header.x-amz-date': "'20200101T000000Z'",
          'integration.request.header.x-amz-acl': "'private'",
        },
      }),
    })
    expect(received.headers.get('x-amz-acl')).toBe('private')
    await verify(received)
  })
})

describe('AWS refuses', () => {
  it.each(['../other', 'a/../../other', '%2e%2e/other', '..'])(
    'a path parameter that leads elsewhere: %s',
    async (key) => {
      const integration = aws('s3:path/bucket/{key}', {
        requestParameters: { 'integration.request.path.key': 'method.request.path.key' },
      })
      await expect(call({ pathParameters: { key }, integration })).rejects.toMatchObject({
        type: 'BAD_REQUEST_PARAMETERS',
      })
    },
  )

  it("whatever would leave its owner's path or add a parameter, and signs what it sends", async () => {
    const tricky = fc.constantFrom(
      ...['.', '..', '/', '\\', '%2e', '%2F', '%', '?', '#', '&', '=', '+', ' ', '\t', '@', ':', 'é', '~'],
    )
    const values = fc.array(fc.oneof(tricky, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 6 })
    const requestParameters = {
      'integration.request.path.key': 'method.request.path.key',
      'integration.request.path.query': 'method.request.path.query',
      'integration.request.querystring.mapped': 'method.request.path.query',
    }
    const integration = aws('s3:path/bucket/dir/{key}?fixed={query}', { requestParameters })
    await fc.assert(
      fc.asyncProperty(values, values, async (key, query) => {
        const pathParameters = { key: key.join(''), query: query.join('') }
        const sent = await call({ pathParameters, integration }).catch((error: unknown) => error)
        if (sent instanceof GatewayError) {
          expect(sent.type).toBe('BAD_REQUEST_PARAMETERS')
          return
        }
        const { received } = sent as Awaited<ReturnType<typeof call>>
        const { host, pathname, searchParams, hash } = new URL(received.url)
        expect([host, hash, [...searchParams.keys()]]).toEqual(['s3.us-east-1.amazonaws.com', '', ['fixed', 'mapped']])
        expect(pathname).toMatch(/^\/bucket\/dir\//)
        await verify(received)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['sqs:path/1/q', { uri: 'arn:aws:apigateway:${stageVariables.none}:sqs:path/1/q' }],
    ['sqs:path/1/q', { uri: '${stageVariables.none}' }],
    ['sqs:path/1/q', { credentials: '${stageVariables.none}' }],
    ['sqs:path/1/q', { credentials: 'arn:aws:iam::${stageVariables.none}*:user/*' }],
    ['${stageVariables.none}unknown:action/X', {}],
  ])('what stage variables make no call of: %s %o', async (rest, more) => {
    await expect(call({ integration: aws(rest, more) })).rejects.toMatchObject({ type: 'API_CONFIGURATION_ERROR' })
  })

  it('a call without credentials, with the reason for the log alone', async () => {
    const services = fakeServices({ aws: fakeAws({ settings: readAwsSettings({}) }) })
    const x = exchangeFor({ method: 'POST', services, integration: aws('sqs:path/1/q') })
    await expect(runExchange(x)).rejects.toMatchObject({
      type: 'API_CONFIGURATION_ERROR',
      detail: { reason: expect.stringContaining('POSTERN_AWS_ACCESS_KEY_ID') },
    })
  })

  it.each([
    [
      'credentials of the caller, which need IAM authorization',
      { credentials: 'arn:aws:iam::*:user/*' },
      'IAM authorization',
    ],
    ['credentials that are no role', { credentials: 'gateway' }, 'no ARN of a role'],
    ['an action of a service that has none', { uri: uriOf('s3:action/GetObject') }, 'use the path form'],
    ['an action that is no name', { uri: uriOf('dynamodb:action/ GetItem') }, 'which is no name'],
    ['an action that the caller would choose', { uri: uriOf('dynamodb:action/{action}') }, 'which is no name'],
  ])('%s, with a warning at deployment and 500', async (_, more, reason) => {
    const problems = new Problems()
    const integration = aws('sqs:path/1/q', more)
    const spec = parseIntegration(integration, 'POST /', problems)
    expect(spec).toMatchObject({ type: 'NOT_SERVED', reason: expect.stringContaining(reason) })
    expect(problems.warnings.map(({ message }) => message)).toEqual([expect.stringContaining('calls answer 500')])
    await expect(call({ integration })).rejects.toMatchObject({ type: 'API_CONFIGURATION_ERROR' })
  })

  it('what it could not send, at deployment', () => {
    const problems = new Problems()
    for (const more of [{ httpMethod: '' }, { httpMethod: 'FETCH' }, { timeoutInMillis: 1 }])
      expect(parseIntegration(aws('sqs:path/1/q', more), 'POST /', problems)).toBeUndefined()
    expect(problems.errors).toHaveLength(3)
  })
})

describe('the role of an AWS integration', () => {
  it('signs, with its session token; stage variables are put in', async () => {
    const roles: string[] = []
    const answer = `<Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>role</SecretAccessKey>
      <SessionToken>token</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials>`
    const backend = fakeBackend(({ url }) => new Response(url.includes('//sts.') ? answer : '{}'))
    const services = fakeServices({
      outbound: backend.outbound,
      aws: createAws({
        settings: { credentials: { accessKeyId: 'A', secretAccessKey: 'B' }, endpoints: {} },
        outbound: backend.outbound,
        now: () => NOW,
        waitUntil: () => {},
      }),
    })
    const integration = aws('sqs:path/1/q', { credentials: 'arn:aws:iam::${stageVariables.account}:role/path/sqs' })
    await call({ services, integration, stageVariables: { account: '123456789012' } }).catch(() => {})
    const [sts, sqs] = backend.received
    roles.push(new URLSearchParams(sts?.text).get('RoleArn') ?? '')
    expect(roles).toEqual(['arn:aws:iam::123456789012:role/path/sqs'])
    expect(sqs?.headers.get('x-amz-security-token')).toBe('token')
    expect(sqs?.headers.get('authorization')).toContain('Credential=ROLE/')
    expect(sqs?.headers.get('authorization')).toContain('x-amz-security-token')
  })
})

describe('AWS answers', () => {
  const responses = (...list: IntegrationResponse[]) =>
    Object.fromEntries(list.map((response) => [response.statusCode, response]))

  it('by the status of the service, and none of its headers (asi-0010)', async () => {
    const integrationResponses = responses(
      { statusCode: '200' },
      { statusCode: '404', selectionPattern: '4\\d\\d' },
      { statusCode: '502', selectionPattern: '5\\d\\d' },
    )
    for (const [status, expected] of [
      [200, 200],
      [400, 404],
      [503, 502],
    ] as const) {
      const { reply } = await call(
        { integration: aws('dynamodb:action/Scan', { integrationResponses }) },
        () =>
          new Response('{"__type":"x"}', {
            status,
            headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': '1', server: 'Server' },
          }),
      )
      expect(reply.status).toBe(expected)
      expect(await textOf(reply)).toBe('{"__type":"x"}')
      expect([...reply.headers].map(([name]) => name).sort()).toEqual(['content-type', 'x-amzn-trace-id'])
      expect(reply.headers.get('content-type')).toBe('application/json')
    }
  })

  it.each([
    [{ 'x-amzn-RequestId': 'id-1' }, 'id-1'],
    [{ 'x-amz-request-id': 'id-2', 'x-amz-id-2': 'x' }, 'id-2'],
    [{}, undefined],
  ])("with the service's request id in the record: %o", async (headers, id) => {
    const template = 'Id $context.awsEndpointRequestId'
    const integrationResponses = responses({ statusCode: '200', responseTemplates: { 'application/json': template } })
    const { x, reply } = await call(
      { integration: aws('sqs:path/1/q', { integrationResponses }) },
      () => new Response('{}', { headers }),
    )
    expect(x.record.integrationRequestId).toBe(id)
    expect(await textOf(reply)).toBe(`Id ${id ?? ''}`)
  })

  it.each([
    ['timeout', 'INTEGRATION_TIMEOUT'],
    ['unreachable', 'INTEGRATION_FAILURE'],
    ['refused-address', 'API_CONFIGURATION_ERROR'],
  ] as const)('a %s of the service as AWS does: %s', async (failure, type) => {
    const answer = () => Promise.reject(new OutboundError(failure, 'why'))
    await expect(call({ integration: aws('sqs:path/1/q') }, answer)).rejects.toMatchObject({ type })
  })
})
