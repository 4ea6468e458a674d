import {
  InvokeCommand,
  type InvokeCommandInput,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { createAws } from '../../src/aws/aws.ts'
import { eventMessage } from '../../src/aws/event-stream.ts'
import { type Outbound, OutboundError, type OutboundRequest } from '../../src/bindings/outbound.ts'
import { invokeAwsLambda } from '../../src/functions/aws-lambda.ts'
import { parseFunctionName } from '../../src/functions/function-arn.ts'
import type { FunctionCall, FunctionError } from '../../src/functions/functions.ts'
import { ARN, callOf } from './functions-under-test.ts'

const NOW = Date.UTC(2026, 0, 2)
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'geheim', sessionToken: 'token' }
const utf8 = (text: string) => new TextEncoder().encode(text)

function lambda(outbound: Outbound, credentials: typeof CREDENTIALS | null = CREDENTIALS) {
  const sent: OutboundRequest[] = []
  const keeping: Outbound = (request) => {
    sent.push(request)
    return outbound(request)
  }
  const now = () => NOW
  const aws = createAws({
    settings: { ...(credentials !== null && { credentials }), endpoints: {} },
    ...{ outbound: keeping, now, waitUntil: () => undefined },
  })
  const invoke = (more: Partial<FunctionCall> = {}) => {
    const call = callOf(more)
    const name = parseFunctionName(call.arn)
    if (name === undefined) throw new Error('no ARN')
    return invokeAwsLambda({ aws, outbound: keeping, region: 'eu-west-1', now }, name, call)
  }
  return { sent, invoke }
}

const answers = (response: Response) => async () => response

/** What AWS's SDK would send. */
async function bySdk(input: InvokeCommandInput, streaming = false) {
  let path = ''
  const client = new LambdaClient({
    region: 'us-east-1',
    credentials: CREDENTIALS,
    requestHandler: {
      handle(request: { path: string; hostname: string }) {
        path = `https://${request.hostname}${request.path}`
        throw new Error('not sent')
      },
    } as never,
    maxAttempts: 1,
  })
  const command = streaming ? new InvokeWithResponseStreamCommand(input as never) : new InvokeCommand(input)
  await client.send(command as InvokeCommand).catch(() => undefined)
  return path
}

describe('a call of AWS Lambda', () => {
  it.each([ARN, `${ARN}:$LATEST`, `${ARN}:prod`, 'hello', 'hello:7'])(
    'goes where AWS’s SDK sends it: %s',
    async (arn) => {
      const { sent, invoke } = lambda(answers(Response.json('done')))
      await invoke({ arn })
      const region = arn.startsWith('arn:') ? 'us-east-1' : 'eu-west-1'
      const expected = (await bySdk({ FunctionName: arn })).replace('us-east-1.amazonaws', `${region}.amazonaws`)
      expect(sent[0]?.url).toBe(expected)
      await invoke({ arn, streaming: true })
      expect(sent[1]?.url).toBe(
        (await bySdk({ FunctionName: arn }, true)).replace('us-east-1.amazonaws', `${region}.amazonaws`),
      )
    },
  )

  it('is signed, and carries what was asked for', async () => {
    const { sent, invoke } = lambda(answers(Response.json('done')))
    await invoke({ payload: '{"a":1}', clientContext: 'Y29u', traceId: 'Root=1-2-3', invocationType: 'Event' })
    const headers = Object.fromEntries(sent[0]?.headers ?? [])
    expect(sent[0]?.body).toBe('{"a":1}')
    expect(headers).toMatchObject({
      'x-amz-invocation-type': 'Event',
      'x-amz-client-context': 'Y29u',
      'x-amzn-trace-id': 'Root=1-2-3',
      'x-amz-security-token': 'token',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260102\/us-east-1\/lambda\/aws4_request, /,
      ),
    })
  })
})

describe('the answer of AWS Lambda', () => {
  it('is the function’s', async () => {
    const headers = { 'x-amzn-requestid': 'r-9', 'x-amz-executed-version': '7' }
    const { invoke } = lambda(answers(new Response('"ü"', { headers })))
    expect(await invoke()).toEqual({
      target: 'aws',
      status: 200,
      requestId: 'r-9',
      executedVersion: '7',
      payload: '"ü"',
    })
  })

  it('says that the function failed', async () => {
    const { invoke } = lambda(answers(new Response('{}', { headers: { 'x-amz-function-error': 'Unhandled' } })))
    expect(await invoke()).toMatchObject({ functionError: 'Unhandled' })
  })

  it.each([
    [403, 'AccessDeniedException', 'not-permitted'],
    [404, 'ResourceNotFoundException', 'not-found'],
    [413, 'RequestTooLargeException', 'request-too-large'],
    [429, 'TooManyRequestsException', 'throttled'],
    [500, 'ServiceException', 'service'],
    [502, 'InvalidRuntimeException', 'service'],
    [301, 'Moved', 'service'],
  ])('of %d %s is %s', async (status, type, failure) => {
    const response = new Response('{"Message":"why"}', { status, headers: { 'x-amzn-errortype': type } })
    await expect(lambda(answers(response)).invoke()).rejects.toMatchObject({
      ...{ failure, status },
      message: `AWS Lambda answered ${type}: {"Message":"why"}`,
    })
  })

  it('is no more than Lambda gives', async () => {
    const { invoke } = lambda(answers(new Response('x'.repeat(7_000_000))))
    await expect(invoke()).rejects.toMatchObject({ failure: 'response-too-large' })
  })

  it.each([
    [new OutboundError('timeout', 'No answer within 5 ms'), 'timeout'],
    [new OutboundError('unreachable', 'Network connection lost.'), 'unreachable'],
    [new OutboundError('refused-address', 'is private'), 'unreachable'],
  ])('fails with %s: %s', async (error, failure) => {
    await expect(lambda(() => Promise.reject(error)).invoke()).rejects.toMatchObject({ failure })
  })

  it('that stops within its body is a timeout', async () => {
    const body = new ReadableStream({ start: (c) => c.error(new DOMException('aborted', 'TimeoutError')) })
    await expect(lambda(answers(new Response(body))).invoke()).rejects.toMatchObject({
      ...{ failure: 'timeout', message: 'No answer within 1000 ms' },
    })
  })

  it('without credentials is none, and no error ever shows a secret', async () => {
    await expect(lambda(answers(new Response()), null).invoke()).rejects.toMatchObject({ failure: 'no-credentials' })
    const refused = (await lambda(answers(new Response('{}', { status: 403 })))
      .invoke()
      .catch((error) => error)) as FunctionError
    expect(refused.message).not.toContain('geheim')
  })
})

describe('a stream of AWS Lambda', () => {
  const stream = (...events: Uint8Array[]) =>
    new Response(new Uint8Array(events.flatMap((event) => [...event])), {
      headers: { 'content-type': 'application/vnd.amazon.eventstream' },
    })
  const chunk = eventMessage('PayloadChunk', 'application/octet-stream', utf8('begun '))
  const read = async (response: Response) => {
    const { payload } = await lambda(answers(response)).invoke({ streaming: true })
    return new Response(payload).text()
  }

  it('is what the function wrote', async () => {
    expect(await read(stream(chunk, chunk, eventMessage('InvokeComplete', 'application/json', utf8('{}'))))).toBe(
      'begun begun ',
    )
  })

  it('breaks off where the function failed', async () => {
    const error = '{"ErrorCode":"Unhandled","ErrorDetails":"it threw"}'
    await expect(
      read(stream(chunk, eventMessage('InvokeComplete', 'application/json', utf8(error)))),
    ).rejects.toMatchObject({
      ...{ failure: 'service', message: 'The function failed: Unhandled it threw' },
    })
  })

  it('breaks off where it ends within a message', async () => {
    await expect(read(stream(chunk.subarray(0, 20)))).rejects.toThrow('ended within a message')
  })
})
