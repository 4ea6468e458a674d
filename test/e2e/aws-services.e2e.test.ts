import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { CreateStreamCommand, KinesisClient, waitUntilStreamExists } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type AwsAnswer, type AwsRequest, type AwsServer, startAwsServer } from './aws-server.ts'
import { deployDocument, LOCAL, sdkClient } from './clients.ts'
import { documentOf, type Operation } from './documents.ts'
import { PROJECT, type RunningGateway, startGateway } from './gateway.ts'

// AWS service integrations on the real Worker: DynamoDB and Kinesis against engines, the others against a server that checks signatures.

const require = createRequire(import.meta.url)
const startEngine = async (name: 'dynalite' | 'kinesalite', options: object): Promise<Server> => {
  const server: Server = require(name)(options)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  return server
}
const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const KEY = { accessKeyId: 'AKIDPOSTERN', secretAccessKey: 'a/secret+' }
const ROLE_KEY = { accessKeyId: 'ASIAROLE', secretAccessKey: 'role/secret' }
const SECRETS = { [KEY.accessKeyId]: KEY.secretAccessKey, [ROLE_KEY.accessKeyId]: ROLE_KEY.secretAccessKey }
const EXAMPLE = parse(readFileSync(join(PROJECT, 'examples/aws-services/openapi.yaml'), 'utf8'))

let dynamo: Server
let kinesis: Server
let aws: AwsServer
let gateway: RunningGateway
let client: APIGatewayClient
/** What the server answers next, whatever it is asked; else the service's usual answer. */
let next: AwsAnswer | undefined

beforeAll(async () => {
  ;[dynamo, kinesis, aws] = await Promise.all([
    startEngine('dynalite', { createTableMs: 0 }),
    startEngine('kinesalite', { createStreamMs: 0 }),
    startAwsServer(SECRETS, (request) => next ?? usualAnswer(request)),
  ])
  const moved = Object.fromEntries(
    ['SQS', 'SNS', 'STATES', 'EVENTS', 'S3', 'FIREHOSE', 'SSM', 'IOTDATA'].map((name) => [
      `POSTERN_ENDPOINT_${name}`,
      aws.url,
    ]),
  )
  gateway = await startGateway({
    env: {
      ...moved,
      POSTERN_ENDPOINT_DYNAMODB: urlOf(dynamo),
      POSTERN_ENDPOINT_KINESIS: urlOf(kinesis),
      POSTERN_AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      POSTERN_AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
    },
    args: ['--log'],
  })
  client = sdkClient(gateway.url)
})

afterAll(async () => {
  client?.destroy()
  await Promise.all([gateway?.dispose(), aws?.close()])
  dynamo?.close()
  kinesis?.close()
})

beforeEach(() => {
  next = undefined
  aws.seen.length = 0
  aws.refused.length = 0
})

/** Shapes as each service's API reference has them. */
function usualAnswer({ service, query, body, method }: AwsRequest): AwsAnswer {
  const action = query.Action ?? new URLSearchParams(body).get('Action')
  switch (service) {
    case 'sqs':
      return json({ SendMessageResponse: { SendMessageResult: { MessageId: 'message-1' }, ResponseMetadata: {} } })
    case 'sns':
      return json({ PublishResponse: { PublishResult: { MessageId: 'notice-1' } } })
    case 'states':
      return json({ executionArn: 'arn:aws:states:us-east-1:1:execution:jobs:1', startDate: 1.7e9 })
    case 'events':
      return json({ Entries: [{ EventId: 'event-1' }], FailedEntryCount: 0 })
    case 'firehose':
      return json({ RecordId: 'record-1' })
    case 's3':
      return method === 'GET'
        ? { headers: { 'content-type': 'image/png', etag: '"e1"' }, body: PIXELS }
        : { headers: { 'x-amz-request-id': 'S3ID', 'x-amz-id-2': 'x' }, body: '' }
    default:
      return json({ action })
  }
}

const json = (body: object): AwsAnswer => ({ body: JSON.stringify(body), headers: { 'x-amzn-requestid': 'AWSID' } })
const PIXELS = Uint8Array.from({ length: 256 }, (_, byte) => byte)

const invoke = (api: string, path: string, init?: RequestInit) => fetch(gateway.invokeUrl(api, 'prod', path), init)
const post = (body: unknown): RequestInit => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

/** The request that the server got, which must have been signed. */
function received(): AwsRequest {
  expect(aws.refused).toEqual([])
  expect(aws.seen).toHaveLength(1)
  return aws.seen[0] as AwsRequest
}

test('the documentation quotes the example word for word', () => {
  const [example, page] = ['examples/aws-services/openapi.yaml', 'docs/aws-services.md'].map((path) =>
    readFileSync(join(PROJECT, path), 'utf8'),
  )
  const quoted = [...(page ?? '').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)
  expect(quoted.length).toBe(8)
  expect(quoted.filter((text) => !example?.includes(text))).toEqual([])
})

describe('the example', () => {
  let api: string

  beforeAll(async () => {
    const tables = new DynamoDBClient({ endpoint: urlOf(dynamo), region: 'us-east-1', credentials: LOCAL })
    await tables.send(
      new CreateTableCommand({
        TableName: 'items',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    await waitUntilTableExists({ client: tables, maxWaitTime: 20, minDelay: 1 }, { TableName: 'items' })
    tables.destroy()
    // The client would speak HTTP/2, which the engine does not.
    const requestHandler = new NodeHttpHandler()
    const streams = new KinesisClient({
      ...{ endpoint: urlOf(kinesis), region: 'us-east-1', credentials: LOCAL, requestHandler },
    })
    await streams.send(new CreateStreamCommand({ StreamName: 'readings', ShardCount: 1 }))
    await waitUntilStreamExists({ client: streams, maxWaitTime: 20, minDelay: 1 }, { StreamName: 'readings' })
    streams.destroy()
    api = await deployDocument(client, EXAMPLE)
  })

  test('DynamoDB keeps an item and finds it', async () => {
    const kept = await invoke(api, '/items', post({ name: 'O\'Malley "the" cat' }))
    expect(kept.status).toBe(201)
    const { id } = (await kept.json()) as { id: string }
    const found = await invoke(api, `/items/${id}`)
    expect(await found.json()).toEqual({ id, name: 'O\'Malley "the" cat' })
    const none = await invoke(api, '/items/none')
    expect([none.status, await none.json()]).toEqual([404, { message: 'No such item' }])
  })

  test('Kinesis takes a record', async () => {
    const response = await invoke(api, '/readings/thermometer', post({ celsius: 21.5 }))
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({
      SequenceNumber: expect.stringMatching(/^\d+$/),
      ShardId: 'shardId-000000000000',
    })
  })

  test('SQS gets a form with the body as its message', async () => {
    const body = '{"item": "tea & cake+é"}'
    const response = await invoke(api, '/orders', post(body))
    expect([response.status, await response.json()]).toEqual([202, { id: 'message-1' }])
    const request = received()
    expect(request).toMatchObject({ service: 'sqs', region: 'us-east-1', method: 'POST', path: '/123456789012/orders' })
    expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(request.body))).toEqual({ Action: 'SendMessage', MessageBody: body })
  })

  test('SNS gets its parameters in the query string', async () => {
    const response = await invoke(api, '/notices', post({ title: 'A & B', text: 'tea + cake = é' }))
    expect([response.status, await response.json()]).toEqual([202, { id: 'notice-1' }])
    expect(received()).toMatchObject({
      service: 'sns',
      path: '/',
      query: {
        Action: 'Publish',
        TopicArn: 'arn:aws:sns:us-east-1:123456789012:notices',
        Subject: 'A & B',
        Message: 'tea + cake = é',
        Version: '2010-03-31',
      },
    })
  })

  test('Firehose gets the body in base64', async () => {
    const response = await invoke(api, '/clicks', post({ page: '/é' }))
    expect([response.status, await response.json()]).toEqual([202, { RecordId: 'record-1' }])
    const { service, headers, body } = received()
    expect([service, headers['x-amz-target'], headers['content-type']]).toEqual([
      'firehose',
      'Firehose_20150804.PutRecord',
      'application/x-amz-json-1.1',
    ])
    const { DeliveryStreamName, Record } = JSON.parse(body)
    expect([DeliveryStreamName, Buffer.from(Record.Data, 'base64').toString()]).toEqual(['clicks', '{"page":"/é"}'])
  })

  test('Step Functions gets the body as JSON within JSON', async () => {
    const input = { who: "O'Malley", quote: '"', list: [1, null] }
    const response = await invoke(api, '/jobs', post(input))
    expect([response.status, await response.json()]).toEqual([
      202,
      { execution: 'arn:aws:states:us-east-1:1:execution:jobs:1' },
    ])
    const { service, headers, body } = received()
    expect([service, headers['x-amz-target'], headers['content-type']]).toEqual([
      'states',
      'AWSStepFunctions.StartExecution',
      'application/x-amz-json-1.0',
    ])
    const { stateMachineArn, input: sent } = JSON.parse(body)
    expect(stateMachineArn).toBe('arn:aws:states:us-east-1:123456789012:stateMachine:jobs')
    expect(JSON.parse(sent)).toEqual(input)
  })

  test('EventBridge gets an event, and what it does not take answers 502', async () => {
    const detail = { order: 7, note: "it's" }
    const response = await invoke(api, '/events', post(detail))
    expect([response.status, await response.json()]).toEqual([202, { id: 'event-1' }])
    const { service, headers, body } = received()
    expect([service, headers['x-amz-target']]).toEqual(['events', 'AWSEvents.PutEvents'])
    const [entry] = JSON.parse(body).Entries
    expect({ ...entry, Detail: JSON.parse(entry.Detail) }).toEqual({
      Source: 'shop',
      DetailType: 'order',
      Detail: detail,
    })
    next = json({ Entries: [{ ErrorCode: 'InternalFailure' }], FailedEntryCount: 1 })
    expect((await invoke(api, '/events', post(detail))).status).toBe(502)
  })

  test('S3 takes bytes and gives them back, under names that need care', async () => {
    const init = { method: 'PUT', body: PIXELS, headers: { 'content-type': 'image/png' } }
    const response = await invoke(api, "/files/caf%C3%A9%20(1)+'x'~.png", init)
    expect(response.status).toBe(200)
    const put = received()
    expect([put.service, put.method, put.headers['content-type']]).toEqual(['s3', 'PUT', 'image/png'])
    expect(decodeURIComponent(put.path)).toBe("/shop-files/uploads/café (1)+'x'~.png")
    expect(put.headers['x-amz-content-sha256']).toBe(createHash('sha256').update(PIXELS).digest('hex'))
    expect(put.bytes).toEqual(PIXELS)

    aws.seen.length = 0
    const got = await invoke(api, '/files/a.png', { headers: { accept: 'image/png' } })
    expect([got.status, got.headers.get('content-type'), got.headers.get('etag')]).toEqual([200, 'image/png', '"e1"'])
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(PIXELS)
    expect(received()).toMatchObject({ method: 'GET', path: '/shop-files/uploads/a.png', body: '' })

    next = { status: 404, body: '<Error/>', headers: { 'content-type': 'application/xml' } }
    const none = await invoke(api, '/files/none.png')
    expect([none.status, await none.json()]).toEqual([404, { message: 'No such file' }])
  })

  test("S3 is not asked for what lies outside of the integration's path", async () => {
    for (const name of ['..%2f..%2fother', '%2e%2e%5cother'])
      expect((await invoke(api, `/files/${name}`)).status).toBeLessThan(500)
    expect(aws.seen.every(({ path }) => path.startsWith('/shop-files/uploads/'))).toBe(true)
  })
})

describe('DynamoDB and Kinesis', () => {
  const action = (name: string, template: string, more: object = {}): Operation => ({
    responses: { 200: { description: 'ok' }, 400: { description: 'refused' } },
    'x-amazon-apigateway-integration': {
      ...{ type: 'aws', httpMethod: 'POST', uri: `arn:aws:apigateway:us-east-1:${name}` },
      requestTemplates: { 'application/json': template },
      responses: { default: { statusCode: 200 }, '4\\d\\d': { statusCode: 400 } },
      ...more,
    },
  })

  test('query and scan through templates', async () => {
    const key = `{"id": {"S": "$input.params('id')"}}`
    const query = `{"TableName": "items", "KeyConditionExpression": "id = :id",
      "ExpressionAttributeValues": {":id": {"S": "$input.params('id')"}}}`
    const names = `[#foreach($item in $input.path('$.Items'))"$item.id.S"#if($foreach.hasNext),#end#end]`
    const api = await deployDocument(
      client,
      documentOf('Table', {
        '/put': { post: action('dynamodb:action/PutItem', `{"TableName": "items", "Item": ${key}}`) },
        '/query': { post: action('dynamodb:action/Query', query) },
        '/scan': {
          get: action('dynamodb:action/Scan', '{"TableName": "items"}', {
            responses: { default: { statusCode: 200, responseTemplates: { 'application/json': names } } },
          }),
        },
        '/none': { get: action('dynamodb:action/Scan', '{"TableName": "none"}') },
      }),
    )
    for (const id of ['test', 'test%202']) {
      const put = await invoke(api, `/put?id=${id}`, { method: 'POST' })
      expect([put.status, await put.json()]).toEqual([200, {}])
      // The service's own headers stay with the gateway (asi-0010).
      expect(put.headers.has('x-amz-crc32')).toBe(false)
    }
    const found = await invoke(api, '/query?id=test', { method: 'POST' })
    expect(await found.json()).toEqual({ Count: 1, Items: [{ id: { S: 'test' } }], ScannedCount: 1 })
    const none = await invoke(api, '/query?id=test-invalid', { method: 'POST' })
    expect(await none.json()).toEqual({ Count: 0, Items: [], ScannedCount: 0 })
    expect(await (await invoke(api, '/scan')).json()).toEqual(expect.arrayContaining(['test', 'test 2']))
    const refused = await invoke(api, '/none')
    expect([refused.status, ((await refused.json()) as { __type: string }).__type]).toEqual([
      400,
      expect.stringContaining('ResourceNotFoundException'),
    ])
  })

  test('put a record and read it back through templates', async () => {
    const put = `{"StreamName": "readings", "Data": "$util.base64Encode($input.body)", "PartitionKey": "test"}`
    const iterator = `{"StreamName": "readings", "ShardId": "$input.params('shard')", "ShardIteratorType": "TRIM_HORIZON"}`
    const read = `[#foreach($record in $input.path('$.Records'))$util.base64Decode($record.Data)#if($foreach.hasNext),#end#end]`
    const api = await deployDocument(
      client,
      documentOf('Stream', {
        '/records': {
          post: action('kinesis:action/PutRecord', put),
          get: action('kinesis:action/GetRecords', `{"ShardIterator": "$input.params('at')"}`, {
            responses: { default: { statusCode: 200, responseTemplates: { 'application/json': read } } },
          }),
        },
        '/iterator': { get: action('kinesis:action/GetShardIterator', iterator) },
      }),
    )
    const record = { kinesis: 'snapshot é' }
    const { ShardId } = (await (await invoke(api, '/records', post(record))).json()) as { ShardId: string }
    const { ShardIterator } = (await (await invoke(api, `/iterator?shard=${ShardId}`)).json()) as Record<string, string>
    const records = await invoke(api, `/records?at=${encodeURIComponent(ShardIterator ?? '')}`)
    expect(await records.json()).toEqual(expect.arrayContaining([record]))
  })
})
