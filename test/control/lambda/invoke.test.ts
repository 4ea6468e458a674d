import { InvokeAsyncCommand, InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import {
  type FunctionAnswer,
  type FunctionCall,
  FunctionError,
  type FunctionFailure,
} from '../../../src/functions/functions.ts'
import { gatewayUnderTest } from '../gateway-under-test.ts'
import { ARN, refusalOf } from './functions-under-test.ts'

const ANSWER: FunctionAnswer = {
  target: 'code',
  status: 200,
  requestId: 'a-request-id',
  executedVersion: '$LATEST',
  payload: '{"ok":true}',
  logTail: 'START RequestId: a-request-id\nhallo é\n',
}

/** A gateway whose functions answer as they are told, and what they were asked. */
function invoking(answer: Partial<FunctionAnswer> | FunctionError = {}) {
  const calls: FunctionCall[] = []
  const gateway = gatewayUnderTest(undefined, undefined, undefined, {
    async invoke(call) {
      calls.push(call)
      if (answer instanceof FunctionError) throw answer
      return { ...ANSWER, ...answer }
    },
  })
  const invoke = (input: Partial<InvokeCommandInput> = {}) =>
    gateway.lambda.send(new InvokeCommand({ FunctionName: 'hello', ...input }))
  return { ...gateway, calls, invoke }
}

const text = (payload: Uint8Array | undefined) => new TextDecoder().decode(payload)

describe('Invoke', () => {
  it('answers what the function answered, and which version it was (documentation)', async () => {
    const { invoke, calls } = invoking()
    const { $metadata, Payload, ...answer } = await invoke({
      Payload: new TextEncoder().encode('{"a":1}'),
      Qualifier: 'prod',
    })
    expect(answer).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST' })
    expect(text(Payload)).toBe('{"ok":true}')
    expect($metadata.requestId).toBe('a-request-id')
    expect(calls).toEqual([
      {
        arn: `${ARN}:hello:prod`,
        payload: '{"a":1}',
        invocationType: 'RequestResponse',
        timeoutInMillis: 910_000,
      },
    ])
  })

  it('gives a function without a payload an empty object', async () => {
    const { invoke, calls } = invoking()
    await invoke()
    expect(calls[0]?.payload).toBe('{}')
  })

  it('answers that the function failed, and the end of its log when asked to (documentation)', async () => {
    const { invoke } = invoking({ functionError: 'Unhandled', payload: '{"errorType":"Error"}' })
    const answer = await invoke({ LogType: 'Tail' })
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' })
    expect(text(answer.Payload)).toBe('{"errorType":"Error"}')
    expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toBe('START RequestId: a-request-id\nhallo é\n')
    expect((await invoke()).LogResult).toBeUndefined()
  })

  it('answers 202 for an event and 204 for a dry run (documentation)', async () => {
    const event = invoking({ status: 202, payload: '' })
    expect(await event.invoke({ InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 })
    expect(event.calls[0]?.invocationType).toBe('Event')
    const dry = invoking({ status: 204, payload: '' })
    expect(await dry.invoke({ InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 })
    const { Status } = await event.lambda.send(new InvokeAsyncCommand({ FunctionName: 'hello', InvokeArgs: '{}' }))
    expect(Status).toBe(202)
  })

  it('passes on a client context that is one', async () => {
    const { invoke, calls } = invoking()
    const ClientContext = btoa('{"custom":{"a":1}}')
    await invoke({ ClientContext })
    expect(calls[0]?.clientContext).toBe(ClientContext)
    expect(await refusalOf(invoke({ ClientContext: '!' }))).toBe(
      'InvalidRequestContentException: Client context must be a valid Base64-encoded JSON object.',
    )
  })

  it.each(['{"a":', 'notat:asdfasdf', '\ufeff{}'])('is refused for a payload that is not JSON: %s', async (payload) => {
    const { invoke } = invoking()
    expect(await refusalOf(invoke({ Payload: new TextEncoder().encode(payload) }))).toMatch(
      /^InvalidRequestContentException: Could not parse request body into json: /,
    )
  })

  it('is refused for a payload of more than 6 MB, of an event of more than 1 MB (documentation)', async () => {
    const { invoke } = invoking()
    const Payload = new TextEncoder().encode(`"${'x'.repeat(6 * 1024 * 1024)}"`)
    expect(await refusalOf(invoke({ Payload }))).toBe(
      'RequestTooLargeException: Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    )
    const event = { InvocationType: 'Event' as const, Payload: Payload.subarray(0, 1024 * 1024 + 1) }
    expect(await refusalOf(invoke(event))).toMatch(/^RequestTooLargeException: .* 1048576 bytes/)
  })

  const failures: [FunctionFailure, string, number][] = [
    ['invalid-arn', 'InvalidParameterValueException', 400],
    ['not-found', 'ResourceNotFoundException', 404],
    ['not-permitted', 'AccessDeniedException', 403],
    ['no-runtime', 'InvalidParameterValueException', 400],
    ['no-credentials', 'AccessDeniedException', 403],
    ['throttled', 'TooManyRequestsException', 429],
    ['timeout', 'ServiceException', 500],
    ['unreachable', 'ServiceException', 500],
    ['request-too-large', 'RequestTooLargeException', 413],
    ['service', 'ServiceException', 500],
  ]
  it.each(failures)('says when the function could not be run: %s', async (failure, errorType, status) => {
    const { rawLambda } = invoking(new FunctionError(failure, 'why'))
    const raw = await rawLambda(new InvokeCommand({ FunctionName: 'hello' }))
    expect(raw).toMatchObject({ status, errorType })
    expect(raw.body).toContain(failure === 'not-found' ? `Function not found: ${ARN}:hello` : 'why')
  })

  it('answers a result that is too large as the failure of the function, as AWS does', async () => {
    const { invoke } = invoking(new FunctionError('response-too-large', 'too large'))
    const { FunctionError: failed, Payload } = await invoke()
    expect(failed).toBe('Unhandled')
    expect(JSON.parse(text(Payload))).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    })
  })
})
