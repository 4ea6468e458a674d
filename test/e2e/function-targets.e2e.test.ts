import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { InvokeWithResponseStreamCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventMessage } from '../../src/aws/event-stream.ts'
import { type AwsAnswer, type AwsServer, startAwsServer } from './aws-server.ts'
import { bodyOf, createFunction, invoke, lambdaClient } from './functions.ts'
import { type RunningGateway, startGateway } from './gateway.ts'

// What runs a function that was not uploaded: a bound Worker, for which `npm start` takes an address, and AWS Lambda itself.

const KEY = { accessKeyId: 'AKIDPOSTERN', secretAccessKey: 'a-secret-that-nobody-may-see' }
const SECRETS = { [KEY.accessKeyId]: KEY.secretAccessKey }
const REMOTE = 'arn:aws:lambda:us-east-1:000000000000:function:remote:prod'

let worker: Server
let aws: AwsServer
let gateway: RunningGateway
let client: LambdaClient
const asked: string[] = []

beforeAll(async () => {
  worker = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    asked.push(`${request.method} ${request.url} ${request.headers['x-amz-invocation-type']} ${text}`)
    if (text.includes('fails')) response.setHeader('x-amz-function-error', 'Unhandled')
    if (text.includes('refuses')) response.statusCode = 500
    response.end(JSON.stringify({ worker: text }))
  })
  await new Promise<void>((done) => worker.listen(0, '127.0.0.1', done))
  const { port } = worker.address() as AddressInfo // It listens on TCP, so this is an address with a port.
  aws = await startAwsServer(SECRETS, ({ path, body }): AwsAnswer => {
    if (body.includes('denied'))
      return { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: '{"Message":"no"}' }
    if (path.includes('streaming')) {
      const utf8 = (text: string) => new TextEncoder().encode(text)
      const end = body.includes('breaks') ? '{"ErrorCode":"Unhandled","ErrorDetails":"it threw"}' : '{}'
      const events = [
        eventMessage('PayloadChunk', 'application/octet-stream', utf8('begun')),
        eventMessage('InvokeComplete', 'application/json', utf8(end)),
      ]
      const headers = { 'content-type': 'application/vnd.amazon.eventstream' }
      return { headers, body: new Uint8Array(events.flatMap((event) => [...event])) }
    }
    return { headers: { 'x-amz-executed-version': '7' }, body: `{"aws":${body}}` }
  })
  gateway = await startGateway({
    args: ['--log'],
    env: {
      FUNCTION_BILLING_V2: `http://127.0.0.1:${port}`,
      FUNCTION_GONE: 'http://127.0.0.1:9',
      // The gateway's own binding is not for the environment to set.
      FUNCTION_HOST: `http://127.0.0.1:${port}`,
      POSTERN_ENDPOINT_LAMBDA: aws.url,
      POSTERN_AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      POSTERN_AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
    },
  })
  client = lambdaClient(gateway.url)
})
afterAll(async () => {
  worker.close()
  await Promise.all([gateway.dispose(), aws.close()])
})

describe('a bound Worker', () => {
  test('runs the function of its name', async () => {
    expect(await invoke(client, 'billing-v2', { a: 1 })).toMatchObject({ status: 200, value: { worker: '{"a":1}' } })
    expect(asked.at(-1)).toBe('POST /2015-03-31/functions/billing-v2/invocations RequestResponse {"a":1}')
  })

  test('may fail, refuse and be away', async () => {
    expect(await invoke(client, 'billing-v2', 'fails')).toMatchObject({ functionError: 'Unhandled' })
    await expect(invoke(client, 'billing-v2', 'refuses')).rejects.toMatchObject({ name: 'ServiceException' })
    await expect(invoke(client, 'gone')).rejects.toMatchObject({ name: 'ServiceException' })
  })

  test('gives way to code that is uploaded under its name', async () => {
    await createFunction(client, 'billing_v2', bodyOf('return "uploaded"'))
    expect((await invoke(client, 'billing_v2')).value).toBe('uploaded')
  })

  test('is never the function host', async () => {
    expect((await invoke(client, 'host', { a: 1 })).value).toEqual({ aws: { a: 1 } })
    await createFunction(client, 'host', bodyOf('return "uploaded"'))
    expect((await invoke(client, 'host')).value).toBe('uploaded')
  })
})

describe('AWS Lambda', () => {
  test('runs what is nowhere else, by a signed call', async () => {
    const answer = await invoke(client, 'remote', { a: 1 }, { Qualifier: 'prod' })
    expect(answer).toMatchObject({ status: 200, version: '7', value: { aws: { a: 1 } } })
    const sent = aws.seen.at(-1)
    expect(sent).toMatchObject({ service: 'lambda', region: 'us-east-1', method: 'POST', accessKeyId: KEY.accessKeyId })
    // As AWS's SDK writes an ARN into a path.
    expect(sent?.path).toBe(`/2015-03-31/functions/${encodeURIComponent(REMOTE)}/invocations`)
    expect(aws.refused).toEqual([])
  })

  test('may refuse', async () => {
    await expect(invoke(client, 'remote', 'denied')).rejects.toMatchObject({
      ...{ name: 'AccessDeniedException', message: 'AWS Lambda answered AccessDeniedException: {"Message":"no"}' },
    })
  })

  test.each([
    ['ends', '{}', undefined],
    ['breaks off', '"breaks"', 'Unhandled'],
  ])('streams, and %s', async (_name, payload, errorCode) => {
    const { EventStream } = await client.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'remote', Payload: new TextEncoder().encode(payload) }),
    )
    let text = ''
    let code: string | undefined
    for await (const event of EventStream ?? []) {
      text += new TextDecoder().decode(event.PayloadChunk?.Payload)
      code ??= event.InvokeComplete?.ErrorCode
    }
    expect([text, code]).toEqual(['begun', errorCode])
  })

  test('is asked with secrets that show nowhere', async () => {
    expect(gateway.stdout() + gateway.stderr()).not.toContain(KEY.secretAccessKey)
  })
})
