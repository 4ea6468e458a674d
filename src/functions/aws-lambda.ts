/**
 * AWS Lambda itself, called with the credentials in the Worker's secrets.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
import type { Aws } from '../aws/aws.ts'
import { AwsCallError } from '../aws/aws-call-error.ts'
import { signCall } from '../aws/sign-call.ts'
import { type Outbound, OutboundError } from '../bindings/outbound.ts'
import { HeaderMap } from '../lib/header-map.ts'
import type { FunctionName } from './function-arn.ts'
import { type FunctionAnswer, type FunctionCall, FunctionError, type FunctionFailure } from './functions.ts'
import { errorKind, streamedPayload } from './invoke-answer.ts'
import { readAnswer, readRefusal } from './payload-limits.ts'

export interface AwsLambdaInit {
  readonly aws: Aws
  readonly outbound: Outbound
  /** Where functions are whose ARN does not say. */
  readonly region: string
  readonly now: () => number
}

/** Throws FunctionError. */
export async function invokeAwsLambda(
  { aws, outbound, region, now }: AwsLambdaInit,
  name: FunctionName,
  call: FunctionCall,
): Promise<FunctionAnswer> {
  const streaming = call.streaming === true
  const headers = new HeaderMap({
    'content-type': 'application/json',
    'x-amz-invocation-type': call.invocationType,
    ...(call.clientContext !== undefined && { 'x-amz-client-context': call.clientContext }),
    ...(call.traceId !== undefined && { 'x-amzn-trace-id': call.traceId }),
  })
  try {
    const endpoint = aws.endpointOf({ service: 'lambda', region: name.region ?? region })
    const credentials = await aws.credentialsFor(endpoint)
    const path = streaming ? '2021-11-15/functions' : '2015-03-31/functions'
    const action = streaming ? 'response-streaming-invocations' : 'invocations'
    const url = new URL(`${endpoint.url}/${path}/${encodeURIComponent(call.arn)}/${action}`).href
    const request = { url, method: 'POST', headers, body: call.payload }
    await signCall(request, endpoint, credentials, now())
    return await answerOf(await outbound({ ...request, timeoutInMillis: call.timeoutInMillis }), call)
  } catch (error) {
    throw failureOf(error, call)
  }
}

async function answerOf(response: Response, call: FunctionCall): Promise<FunctionAnswer> {
  const { headers, status } = response
  if (!response.ok) throw await refusalOf(response)
  const base = {
    target: 'aws',
    status,
    requestId: headers.get('x-amzn-requestid') ?? '',
    executedVersion: headers.get('x-amz-executed-version') ?? '$LATEST',
  } as const
  if (call.streaming === true && response.body !== null) return { ...base, payload: streamedPayload(response) }
  const payload = await readAnswer(response)
  const functionError = errorKind(response)
  return { ...base, payload, ...(functionError !== undefined && { functionError }) }
}

const FAILURES: Readonly<Record<number, FunctionFailure>> = {
  403: 'not-permitted',
  404: 'not-found',
  413: 'request-too-large',
  429: 'throttled',
}

/** Lambda's own words are for the owner's log. */
async function refusalOf(response: Response): Promise<FunctionError> {
  const type = response.headers.get('x-amzn-errortype') ?? `status ${response.status}`
  const text = (await readRefusal(response)).slice(0, 1_000)
  return new FunctionError(
    FAILURES[response.status] ?? 'service',
    `AWS Lambda answered ${type}: ${text}`,
    response.status,
  )
}

function failureOf(error: unknown, { timeoutInMillis }: FunctionCall): FunctionError {
  if (error instanceof FunctionError) return error
  if (error instanceof AwsCallError) return new FunctionError('no-credentials', error.message)
  if (error instanceof OutboundError) {
    return new FunctionError(error.failure === 'timeout' ? 'timeout' : 'unreachable', error.message)
  }
  if (error instanceof Error && error.name === 'TimeoutError')
    return new FunctionError('timeout', `No answer within ${timeoutInMillis} ms`)
  return new FunctionError('unreachable', error instanceof Error ? error.message : String(error))
}
