/** What runs a function, in this order: code that was uploaded, a Worker bound to the gateway, AWS Lambda. */
import type { BoundWorker, FunctionBindings } from '../bindings/function-host.ts'
import { type AwsLambdaInit, invokeAwsLambda } from './aws-lambda.ts'
import { invokeBoundWorker } from './bound-worker.ts'
import { type FunctionName, parseFunctionName } from './function-arn.ts'
import { errorLine, type WriteFunctionLog } from './function-log.ts'
import { type FunctionAnswer, type FunctionCall, FunctionError, type Functions } from './functions.ts'
import { checkRequestSize } from './payload-limits.ts'
import type { RunUploaded } from './uploaded.ts'

export interface FunctionsInit {
  readonly uploaded: RunUploaded
  readonly bindings: FunctionBindings
  readonly lambda: AwsLambdaInit
  readonly now: () => number
  readonly waitUntil: (promise: Promise<unknown>) => void
  readonly writeLogs: WriteFunctionLog
}

export function createFunctions(init: FunctionsInit): Functions {
  const { uploaded, bindings, lambda, now, waitUntil, writeLogs } = init

  async function invoke(call: FunctionCall): Promise<FunctionAnswer> {
    const name = parseFunctionName(call.arn)
    if (name === undefined)
      throw new FunctionError('invalid-arn', `Not the ARN of a function: ${call.arn.slice(0, 300)}`)
    checkRequestSize(call)
    const answer = await uploaded(name, call)
    if (answer !== undefined) return answer
    const worker = bindings.worker(name.name)
    if (worker !== undefined) return await onWorker(worker, name, call)
    return await onLambda(name, call)
  }

  /** A Worker knows of no events: it is asked as always, behind the answer. What fails there shows in the function's log alone. */
  async function onWorker(worker: BoundWorker, name: FunctionName, call: FunctionCall): Promise<FunctionAnswer> {
    const requestId = crypto.randomUUID()
    const asked = () => invokeBoundWorker(worker, name, call, requestId)
    if (call.invocationType === 'RequestResponse') return asked()
    const base = { target: 'worker', requestId, executedVersion: '$LATEST', payload: '' } as const
    if (call.invocationType === 'DryRun') return { ...base, status: 204 }
    const failed = (text: string) => writeLogs(name.name, [errorLine(now(), requestId, text)])
    waitUntil(
      asked().then(
        ({ functionError, payload }) => functionError && failed(String(payload)),
        (error: Error) => failed(error.message),
      ),
    )
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
