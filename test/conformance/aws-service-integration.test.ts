import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import {
  CreateResourceCommand,
  CreateRestApiCommand,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from '@aws-sdk/client-api-gateway'
import { afterAll, expect } from 'vitest'
import type { OutboundRequest } from '../../src/bindings/outbound.ts'
import type { Integration, Templates } from '../../src/definition/rest-api.ts'
import type { Services } from '../../src/gateway/exchange.ts'
import { gatewayUnderTest } from '../control/gateway-under-test.ts'
import { exchangeFor, fakeBackend, fakeServices, runExchange, textOf } from '../gateway/fake-services.ts'
import { matches } from './placeholders.ts'
import { conformance, type Vector } from './runner.ts'

// DynamoDB is an engine that runs the calls; the other services answer what AWS was recorded to answer, and what they got is compared.

interface Input {
  readonly operation?: 'PutIntegration'
  readonly type?: Integration['type']
  readonly uri: string
  readonly integrationHttpMethod?: string
  readonly requestParameters?: Readonly<Record<string, string>>
  readonly passthroughBehavior?: Integration['passthroughBehavior']
  readonly requestTemplates?: Templates
  readonly responseTemplates?: Templates
  readonly tableItems?: readonly object[]
  readonly request?: {
    readonly method: string
    readonly path?: string
    readonly query?: Readonly<Record<string, string>>
    readonly headers?: Readonly<Record<string, string>>
    readonly contentType?: string | null
    readonly body?: string
  }
}

interface Expected {
  readonly status?: number
  readonly bodyJson?: unknown
  readonly bodyXmlAsJson?: { readonly Error: Readonly<Record<string, string>> }
  readonly headers?: Readonly<Record<string, string>>
  readonly serviceReceived?: unknown
  readonly error?: { readonly Code: string; readonly Message: string }
}

type Case = Vector<Input, Expected>

conformance<Input, Expected>({
  area: 'aws-service-integration',
  check(vector) {
    if (vector.input.operation === 'PutIntegration') return refusesIntegration(vector)
    return vector.input.tableItems === undefined ? compareWithRecording(vector) : compareWithEngine(vector)
  },
})

/** The stage of the recordings, and the one that exchanges of tests have. */
const here = <T>(recorded: T): T =>
  JSON.parse(
    JSON.stringify(recorded).replaceAll('/testing/', '/prod/').replaceAll('"stage":"testing"', '"stage":"prod"'),
  )

/** Marks of the recording that stand for names of its own. */
const asUri = (text: string) =>
  text
    .replaceAll('<region>', 'us-east-1')
    .replaceAll('<account>', '123456789012')
    .replace(/<(\w+)>/g, '$1')

function integrationOf(input: Input): Integration {
  const { uri, requestParameters = {}, passthroughBehavior, requestTemplates = {}, responseTemplates } = input
  return {
    type: 'AWS',
    httpMethod: input.integrationHttpMethod ?? 'POST',
    uri: asUri(uri),
    requestParameters,
    requestTemplates,
    ...(passthroughBehavior && { passthroughBehavior }),
    integrationResponses: { 200: { statusCode: '200', ...(responseTemplates && { responseTemplates }) } },
  }
}

function run({ input }: Case, outbound: Services['outbound']) {
  const { method = 'POST', path = '/sqs', query = {}, headers = {}, contentType, body = '' } = input.request ?? {}
  const services = fakeServices({ outbound })
  const x = exchangeFor({
    method,
    path,
    // A text would bring a Content-Type of its own.
    body: body === '' ? null : new Blob([body]).stream(),
    rawQuery: new URLSearchParams(query).toString(),
    headers: { ...headers, ...(contentType && { 'content-type': contentType }) },
    pathParameters: { object_path: path.slice(1) },
    services: { ...services, settings: { ...services.settings, accountId: '111111111111' } },
    integration: integrationOf(input),
  })
  return runExchange(x)
}

async function compareWithRecording(vector: Case): Promise<void> {
  const { input, expected } = vector
  const backend = fakeBackend(() => recordedAnswer(vector))
  const reply = await run(vector, backend.outbound)
  expect(reply.status).toBe(expected.status ?? 200)
  const text = await textOf(reply)
  if (expected.bodyJson !== undefined) expect(matches(expected.bodyJson, JSON.parse(text))).toEqual([])
  if (expected.bodyXmlAsJson !== undefined) expect(text).toBe(xmlOf(expected.bodyXmlAsJson))
  const [sent] = backend.received
  if (sent === undefined) throw new Error('Nothing was sent')
  if (expected.serviceReceived !== undefined)
    expect(matches(here(expected.serviceReceived), gotBy(sent, expected.serviceReceived))).toEqual([])
  if (input.uri.includes(':s3:path/')) expect(sent.url).toBe('https://s3.us-east-1.amazonaws.com/bucket/test.json')
}

/** What the service answered, where a response template does not hide it. */
function recordedAnswer({ input, expected }: Case): Response {
  if (expected.bodyXmlAsJson !== undefined) return new Response(xmlOf(expected.bodyXmlAsJson), { status: 404 })
  const body = input.responseTemplates && input.uri.includes(':sqs:') ? {} : (expected.bodyJson ?? {})
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/x-amz-json-1.0' } })
}

const xmlOf = ({ Error: members }: { readonly Error: Readonly<Record<string, string>> }) =>
  `<Error>${Object.entries(members).map(([name, text]) => `<${name}>${text}</${name}>`)}</Error>`

/** What the service understood, in the words of the recording. */
function gotBy(sent: OutboundRequest & { readonly text: string }, recorded: unknown): unknown {
  if (sent.url.includes('//kinesis.')) {
    const { Data, PartitionKey } = JSON.parse(sent.text)
    return [{ Data: `b'${Buffer.from(Data, 'base64').toString()}'`, PartitionKey }]
  }
  if (sent.headers.get('content-type') === 'application/x-amz-json-1.0') {
    expect(sent.headers.get('x-amz-target')).toBe('AmazonSQS.SendMessage')
    const message = JSON.parse(JSON.parse(sent.text).MessageBody)
    expect(message.context.requestTimeEpoch).toMatch(/^\d{13}$/)
    message.context.requestTimeEpoch = 'request-time-epoch'
    return { 'MessageBody (as JSON)': message }
  }
  expect(sent.headers.get('content-type')).toBe('application/x-www-form-urlencoded')
  const form = new URLSearchParams(sent.text)
  const message = JSON.parse(form.get('MessageBody') ?? '')
  if (!Object.hasOwn(recorded as object, 'body'))
    return { action: form.get('Action'), 'MessageBody (as JSON)': message }
  const attribute = (name: string) => form.get(`MessageAttribute.1.${name}`)
  const value = { DataType: attribute('Value.DataType'), StringValue: attribute('Value.StringValue') }
  return { body: message, messageAttributes: { [attribute('Name') ?? '']: value } }
}

let engine: Promise<{ readonly server: Server; readonly url: string }> | undefined

afterAll(async () => {
  ;(await engine)?.server.close()
})

async function startEngine() {
  const server: Server = createRequire(import.meta.url)('dynalite')({ createTableMs: 0 })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

/** A table of its own with the recording's items. */
async function compareWithEngine(vector: Case): Promise<void> {
  const { input, expected, id } = vector
  engine ??= startEngine()
  const { url } = await engine
  const call = (action: string, body: object) =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${action}`,
        authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
        'x-amz-date': '20260101T000000Z',
      },
      body: JSON.stringify({ TableName: id, ...body }),
    })
  await call('CreateTable', {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  })
  await expect.poll(async () => (await call('DescribeTable', {})).text()).toContain('"TableStatus":"ACTIVE"')
  for (const item of input.tableItems ?? []) await call('PutItem', { Item: item })
  const templates = JSON.parse(JSON.stringify(input.requestTemplates).replaceAll('<table>', id))
  const reply = await run(
    { ...vector, input: { ...input, requestTemplates: templates } },
    ({ url: to, body, ...request }) => {
      expect(to).toMatch(/^https:\/\/dynamodb\.us-east-1\.amazonaws\.com\//)
      return fetch(url, { ...request, headers: request.headers.toInit(), body })
    },
  )
  expect(reply.status).toBe(expected.status)
  expect(sorted(JSON.parse(await textOf(reply)))).toEqual(expected.bodyJson)
  const names = Object.keys(expected.headers ?? {}).filter((name) => !SET_BY_FINISH.has(name))
  expect([...reply.headers].map(([name]) => name).sort()).toEqual(names.sort())
  expect(reply.headers.get('content-type')).toBe(expected.headers?.['content-type'])
}

/** Set by whoever writes the response to the wire: not there yet when the pipeline ends. */
const SET_BY_FINISH = new Set(['connection', 'content-length', 'date', 'x-amz-apigw-id', 'x-amzn-requestid'])

/** The recording's test has sorted what a scan finds. */
function sorted(answer: { Items?: { id: { S: string } }[] }) {
  answer.Items?.sort((one, other) => (one.id.S < other.id.S ? -1 : 1))
  return answer
}

async function refusesIntegration({ input, expected }: Case): Promise<void> {
  const { client } = gatewayUnderTest()
  const { id: restApiId } = await client.send(new CreateRestApiCommand({ name: 'refused' }))
  const { items } = await client.send(new GetResourcesCommand({ restApiId }))
  const { id: resourceId } = await client.send(
    new CreateResourceCommand({ restApiId, parentId: items?.[0]?.id, pathPart: 'a' }),
  )
  const method = { restApiId, resourceId, httpMethod: 'POST' }
  await client.send(new PutMethodCommand({ ...method, authorizationType: 'NONE' }))
  const put = client.send(
    new PutIntegrationCommand({
      ...method,
      type: input.type,
      integrationHttpMethod: 'POST',
      uri: asUri(input.uri),
    }),
  )
  await expect(put).rejects.toMatchObject({
    name: expected.error?.Code,
    message: expected.error?.Message,
    $metadata: { httpStatusCode: expected.status },
  })
}
