import { describe, expect, it } from 'vitest'
import { eventMessage } from '../../src/aws/event-stream.ts'
import { invokeBoundWorker } from '../../src/functions/bound-worker.ts'
import type { FunctionCall } from '../../src/functions/functions.ts'
import { ARN, callOf } from './functions-under-test.ts'

// Lambda's Invoke on the wire: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

const utf8 = (text: string) => new TextEncoder().encode(text)

function bound(answer: (request: Request) => Promise<Response> | Response) {
  const sent: Request[] = []
  const invoke = (more: Partial<FunctionCall> = {}, qualifier?: string) =>
    invokeBoundWorker(
      async (request) => {
        sent.push(request)
        return answer(request)
      },
      { name: 'hello', ...(qualifier !== undefined && { qualifier }) },
      callOf(more),
      'r-1',
    )
  return { sent, invoke }
}

it('is asked as Lambda is, and told the call as a runtime is told it', async () => {
  const { sent, invoke } = bound(() => Response.json('done'))
  const answer = await invoke({ payload: '{"a":1}', clientContext: 'Y29u', traceId: 'Root=1-2-3' })
  expect(answer).toEqual({
    target: 'worker',
    status: 200,
    requestId: 'r-1',
    executedVersion: '$LATEST',
    payload: '"done"',
  })
  const [request] = sent
  expect(request?.method).toBe('POST')
  expect(request?.url).toBe('https://function/2015-03-31/functions/hello/invocations')
  expect(await request?.text()).toBe('{"a":1}')
  expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
    'content-type': 'application/json',
    'x-amz-invocation-type': 'RequestResponse',
    'x-amz-client-context': 'Y29u',
    'x-amzn-trace-id': 'Root=1-2-3',
    'lambda-runtime-aws-request-id': 'r-1',
    'lambda-runtime-invoked-function-arn': ARN,
  })
})

it('is told the qualifier, and says which version it was', async () => {
  const headers = { 'x-amz-executed-version': '7', 'x-amzn-requestid': 'its-own' }
  const { sent, invoke } = bound(() => new Response('1', { headers }))
  expect(await invoke({}, '$LATEST')).toMatchObject({ executedVersion: '7', requestId: 'its-own' })
  expect(sent[0]?.url).toBe('https://function/2015-03-31/functions/hello/invocations?Qualifier=%24LATEST')
})

it.each([
  ['Unhandled', 'Unhandled'],
  ['Handled', 'Handled'],
  ['true', 'Unhandled'],
])('that says of an error %s has failed: %s', async (header, functionError) => {
  const { invoke } = bound(() => new Response('{}', { headers: { 'x-amz-function-error': header } }))
  expect(await invoke()).toMatchObject({ functionError, payload: '{}' })
})

describe('a Worker that cannot be had', () => {
  it.each([
    [
      'refuses',
      () => new Response('no such thing', { status: 404 }),
      { failure: 'service', status: 404, message: 'The bound Worker answered 404: no such thing' },
    ],
    [
      'is away',
      () => Promise.reject(new Error('Network connection lost.')),
      { failure: 'unreachable', message: 'Network connection lost.' },
    ],
    ['answers too much', () => new Response('x'.repeat(6_291_557)), { failure: 'response-too-large' }],
    ['counts in bytes', () => new Response('漢'.repeat(2_097_186)), { failure: 'response-too-large' }],
  ])('%s', async (_name, answer, error) => {
    await expect(bound(answer as () => Response).invoke()).rejects.toMatchObject(error as object)
  })

  it('answers as much as Lambda does: 6,291,556 bytes (as AWS’s error says)', async () => {
    const { payload } = await bound(() => new Response('x'.repeat(6_291_556))).invoke()
    expect(String(payload).length).toBe(6_291_556)
  })

  it('is silent', async () => {
    const { invoke } = bound(
      ({ signal }) => new Promise((_, failed) => signal.addEventListener('abort', () => failed(signal.reason))),
    )
    await expect(invoke({ timeoutInMillis: 20 })).rejects.toMatchObject({
      failure: 'timeout',
      message: 'No answer within 20 ms',
    })
  })
})

describe('asked for a stream', () => {
  const streaming = { streaming: true }

  it('may answer with the bytes themselves', async () => {
    const { sent, invoke } = bound(() => new Response('bytes'))
    expect(await new Response((await invoke(streaming)).payload).text()).toBe('bytes')
    expect(sent[0]?.url).toBe('https://function/2021-11-15/functions/hello/response-streaming-invocations')
  })

  it('may answer with Lambda’s event stream', async () => {
    const events = [
      eventMessage('PayloadChunk', 'application/octet-stream', utf8('by')),
      eventMessage('PayloadChunk', 'application/octet-stream', utf8('tes')),
      eventMessage('InvokeComplete', 'application/json', utf8('{}')),
    ]
    const headers = { 'content-type': 'application/vnd.amazon.eventstream' }
    const { invoke } = bound(() => new Response(new Uint8Array(events.flatMap((event) => [...event])), { headers }))
    expect(await new Response((await invoke(streaming)).payload).text()).toBe('bytes')
  })
})
