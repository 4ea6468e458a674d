/** What runs a function, in this order: code that was uploaded, a Worker bound to the gateway, AWS Lambda. */
import type { BoundWorker, FunctionBindings } from '../bindings/function-host.ts'
import { type AwsLambdaInit, invokeAwsLambda } from './aws-lambda.ts'
import { invokeBoundWorker } from './bound-worker.ts'
import { type FunctionName, parseFunctionName } from './function-arn.ts'
import { type FunctionAnswer, type FunctionCall, FunctionError, type Functions } from './functions.ts'
import type { RunUploaded } from './uploaded.ts'

export interface FunctionsInit {
  readonly uploaded: RunUploaded
  readonly bindings: FunctionBindings
  readonly lambda: AwsLambdaInit
  readonly waitUntil: (promise: Promise<unknown>) => void
}

/** Lambda's own limits. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024
const MAX_EVENT_BYTES = 1024 * 1024

export function createFunctions(init: FunctionsInit): Functions {
  const { uploaded, bindings, lambda, waitUntil } = init

  async function invoke(call: FunctionCall): Promise<FunctionAnswer> {
    const name = parseFunctionName(call.arn)
    if (name === undefined)
      throw new FunctionError('invalid-arn', `Not the ARN of a function: ${call.arn.slice(0, 300)}`)
    checkSize(call)
    const answer = await uploaded(name, call)
    if (answer !== undefined) return answer
    const worker = bindings.worker(name.name)
    if (worker !== undefined) return await onWorker(worker, name, call)
    return await onLambda(name, call)
  }

  /** A Worker knows of no events: it is asked as always, behind the answer. */
  async function onWorker(worker: BoundWorker, name: FunctionName, call: FunctionCall): Promise<FunctionAnswer> {
    if (call.invocationType === 'RequestResponse') return invokeBoundWorker(worker, name, call)
    const base = { target: 'worker', requestId: crypto.randomUUID(), executedVersion: '$LATEST', payload: '' } as const
    if (call.invocationType === 'DryRun') return { ...base, status: 204 }
    waitUntil(invokeBoundWorker(worker, name, call).catch(() => undefined))
    return { ...base, status: 202 }
  }

  /** Without credentials there is nothing of that name anywhere: which is what the owner has to hear. */
  async function onLambda(name: FunctionName, call: FunctionCall): Promise<FunctionAnswer> {
    try {
      return await invokeAwsLambda(lambda, name, call)
    } catch (error) {
      if (!(error instanceof FunctionError && error.failure === 'no-credentials')) throw error
      throw new FunctionError(
        'not-found',
        `Function not found: ${name.name}. It was not uploaded, no Worker is bound to it, and AWS Lambda is not configured`,
      )
    }
  }

  return { invoke }
}

function checkSize({ payload, invocationType }: FunctionCall): void {
  const most = invocationType === 'Event' ? MAX_EVENT_BYTES : MAX_PAYLOAD_BYTES
  // No character takes more than three bytes.
  if (payload.length * 3 <= most || new TextEncoder().encode(payload).length <= most) return
  throw new FunctionError('request-too-large', `The event has more than ${most} bytes`, 413)
}
