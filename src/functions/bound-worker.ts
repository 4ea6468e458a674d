/**
 * A function that is a Worker of its own, bound to the gateway: it is spoken to as AWS Lambda is, so that whatever answers Lambda's Invoke
 * can stand there. Asked for a stream it may answer with the bytes themselves, or with Lambda's event stream.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
import type { BoundWorker } from '../bindings/function-host.ts'
import type { FunctionName } from './function-arn.ts'
import { type FunctionAnswer, type FunctionCall, FunctionError } from './functions.ts'
import { errorKind, streamedPayload } from './invoke-answer.ts'
import { readAnswer, readRefusal } from './payload-limits.ts'

/** `https://function/2015-03-31/functions/{name}/invocations`: the host name means nothing. */
const ORIGIN = 'https://function'
const MAX_MESSAGE_CHARACTERS = 1_000
/** Throws FunctionError. */
export async function invokeBoundWorker(
  worker: BoundWorker,
  { name, qualifier }: FunctionName,
  call: FunctionCall,
  requestId: string,
): Promise<FunctionAnswer> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-amz-invocation-type': call.invocationType,
    'lambda-runtime-aws-request-id': requestId,
    'lambda-runtime-invoked-function-arn': call.arn,
    ...(call.clientContext !== undefined && { 'x-amz-client-context': call.clientContext }),
    ...(call.traceId !== undefined && { 'x-amzn-trace-id': call.traceId }),
  }
  const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`
  const path = call.streaming === true ? '2021-11-15' : '2015-03-31'
  const action = call.streaming === true ? 'response-streaming-invocations' : 'invocations'
  const request = new Request(`${ORIGIN}/${path}/functions/${name}/${action}${query}`, {
    method: 'POST',
    headers,
    body: call.payload,
    signal: AbortSignal.timeout(call.timeoutInMillis),
  })
  const response = await reached(() => worker(request), call.timeoutInMillis)
  const base = {
    target: 'worker',
    status: response.status,
    requestId: response.headers.get('x-amzn-requestid') ?? requestId,
    executedVersion: response.headers.get('x-amz-executed-version') ?? qualifier ?? '$LATEST',
  } as const
  if (!response.ok) {
    const said = await readRefusal(response).catch(() => '')
    const message = `The bound Worker answered ${response.status}: ${said.slice(0, MAX_MESSAGE_CHARACTERS)}`
    throw new FunctionError('service', message, response.status)
  }
  const functionError = errorKind(response)
  if (call.streaming === true && functionError === undefined && response.body !== null)
    return { ...base, payload: streamedPayload(response) }
  const payload = await reached(() => readAnswer(response), call.timeoutInMillis)
  return { ...base, payload, ...(functionError !== undefined && { functionError }) }
}

async function reached<T>(action: () => Promise<T>, millis: number): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof FunctionError) throw error
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new FunctionError('timeout', `No answer within ${millis} ms`)
    throw new FunctionError('unreachable', error instanceof Error ? error.message : String(error))
  }
}
