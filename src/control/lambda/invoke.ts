import { LATEST } from '../../definition/function.ts'
import { ControlError, type ControlErrorType } from '../../errors/control-error.ts'
import {
  type FunctionAnswer,
  type FunctionCall,
  FunctionError,
  type FunctionFailure,
  type InvocationType,
} from '../../functions/functions.ts'
import { toBase64 } from '../../lib/base64.ts'
import { toUtf8 } from '../../lib/utf8.ts'
import type { Call, Operation } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { checkConstraints, oneOf } from '../validation-error.ts'
import { eventStreamOf } from './event-stream-answer.ts'
import { functionArn, functionReference } from './function-reference.ts'
import { functionNotFound, notServed } from './lambda-error.ts'

/** AWS's limits of a payload, and of a function's time with what it takes to start it. */
const MOST_PAYLOAD_BYTES = 6 * 1024 * 1024
const MOST_EVENT_BYTES = 1024 * 1024
const TIMEOUT_MILLIS = 910_000
const MOST_CONTEXT_CHARACTERS = 3_583

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * Differs from AWS: DurableExecutionName and TenantId are refused.
 */
export const invoke: Operation = async (call, services) => {
  const type = call.headers.get('x-amz-invocation-type') ?? undefined
  checkConstraints(oneOf(type, 'invocationType', ['Event', 'RequestResponse', 'DryRun']))
  // Checked above.
  const answer = await run(services, functionCall(call, services, (type ?? 'RequestResponse') as InvocationType))
  const headers = headersOf(answer, call)
  if (answer.status === 204 || type === 'Event') return { status: answer.status, headers }
  return {
    status: answer.status,
    text: await textOf(answer),
    headers: { ...headers, 'content-type': 'application/json' },
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html */
export const invokeAsync: Operation = async (call, services) => {
  const { requestId } = await run(services, functionCall(call, services, 'Event'))
  return { status: 202, body: { Status: 202 }, headers: { 'x-amzn-requestid': requestId } }
}

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 * Differs from AWS: TenantId is refused, and there is no LogResult.
 */
export const invokeWithResponseStream: Operation = async (call, services) => {
  const type = call.headers.get('x-amz-invocation-type') ?? undefined
  checkConstraints(oneOf(type, 'invocationType', ['RequestResponse', 'DryRun']))
  const asked = functionCall(call, services, type === 'DryRun' ? 'DryRun' : 'RequestResponse')
  const answer = await run(services, { ...asked, streaming: true })
  const headers = headersOf(answer, call)
  if (answer.status === 204) return { status: 204, headers }
  return {
    status: 200,
    bytes: eventStreamOf(answer),
    headers: { ...headers, 'content-type': 'application/vnd.amazon.eventstream' },
  }
}

function functionCall(call: Call, services: ControlServices, invocationType: InvocationType): FunctionCall {
  const { name, qualifier } = functionReference(call)
  checkConstraints(oneOf(call.headers.get('x-amz-log-type') ?? undefined, 'logType', ['None', 'Tail']))
  for (const [header, member] of REFUSED) if (call.headers.has(header)) throw notServed(member)
  const clientContext = readClientContext(call)
  return {
    arn: functionArn(services, name, qualifier),
    payload: readPayload(call.body, invocationType === 'Event' ? MOST_EVENT_BYTES : MOST_PAYLOAD_BYTES),
    invocationType,
    timeoutInMillis: TIMEOUT_MILLIS,
    ...(clientContext !== undefined && { clientContext }),
  }
}

const REFUSED = [
  ['x-amz-durable-execution-name', 'DurableExecutionName'],
  ['x-amz-tenant-id', 'TenantId'],
] as const

function readClientContext(call: Call): string | undefined {
  const context = call.headers.get('x-amz-client-context')
  if (context === null || context === '') return undefined
  if (context.length <= MOST_CONTEXT_CHARACTERS && isBase64Json(context)) return context
  throw invalidContent('Client context must be a valid Base64-encoded JSON object.')
}

function isBase64Json(text: string): boolean {
  try {
    const value: unknown = JSON.parse(atob(text))
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

/** A function without a payload gets an empty object. */
function readPayload(body: Uint8Array, most: number): string {
  if (body.length > most) {
    throw new ControlError(
      'RequestTooLargeException',
      `Request must be smaller than ${most} bytes for the InvokeFunction operation`,
    )
  }
  if (body.length === 0) return '{}'
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    JSON.parse(text)
    return text
  } catch (error) {
    throw invalidContent(`Could not parse request body into json: ${(error as Error).message}`)
  }
}

const invalidContent = (message: string) => new ControlError('InvalidRequestContentException', message)

/** Throws ControlError where the function could not be run; one that failed is an answer. */
async function run(services: ControlServices, call: FunctionCall): Promise<FunctionAnswer> {
  try {
    return await services.functions.invoke(call)
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error
    if (error.failure === 'not-found') throw functionNotFound(call.arn)
    if (error.failure === 'response-too-large') return resultTooLarge()
    throw new ControlError(EXCEPTIONS[error.failure], error.message)
  }
}

/** AWS's answer for a result that it does not hand on. */
const resultTooLarge = (): FunctionAnswer => ({
  target: 'code',
  status: 200,
  requestId: crypto.randomUUID(),
  executedVersion: LATEST,
  functionError: 'Unhandled',
  payload: JSON.stringify({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  }),
})

const EXCEPTIONS: Readonly<Record<Exclude<FunctionFailure, 'not-found' | 'response-too-large'>, ControlErrorType>> = {
  'invalid-arn': 'InvalidParameterValueException',
  'not-permitted': 'AccessDeniedException',
  'no-runtime': 'InvalidParameterValueException',
  'no-credentials': 'AccessDeniedException',
  throttled: 'TooManyRequestsException',
  timeout: 'ServiceException',
  unreachable: 'ServiceException',
  'request-too-large': 'RequestTooLargeException',
  service: 'ServiceException',
}

function headersOf(answer: FunctionAnswer, call: Call): Record<string, string> {
  const wantsLog = call.headers.get('x-amz-log-type') === 'Tail'
  return {
    'x-amzn-requestid': answer.requestId,
    'x-amz-executed-version': answer.executedVersion,
    ...(answer.functionError !== undefined && { 'x-amz-function-error': answer.functionError }),
    ...(wantsLog && answer.logTail !== undefined && { 'x-amz-log-result': toBase64(toUtf8(answer.logTail)) }),
  }
}

const textOf = (answer: FunctionAnswer): Promise<string> | string =>
  typeof answer.payload === 'string' ? answer.payload : new Response(answer.payload).text()
