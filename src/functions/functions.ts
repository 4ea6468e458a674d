/**
 * Running a function, whatever runs it: what integrations, authorizers and the management API ask for, and what they get.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */

export interface Functions {
  /** Runs the function that an ARN names. Throws FunctionError where it could not be run; a function that failed is an answer. */
  invoke(call: FunctionCall): Promise<FunctionAnswer>
}

/** `Event` answers at once and runs on; `DryRun` only says whether the function may be run. */
export type InvocationType = 'RequestResponse' | 'Event' | 'DryRun'

export interface FunctionCall {
  /** `arn:aws:lambda:us-east-1:123456789012:function:hello`, which may end in a version or an alias. */
  readonly arn: string
  /** JSON. */
  readonly payload: string
  readonly invocationType: InvocationType
  /** How long the caller waits. The function's own timeout ends it sooner. */
  readonly timeoutInMillis: number
  /** The ARN on whose behalf an AWS service calls, which the function's policy has to allow. Absent: the caller may. */
  readonly sourceArn?: string
  /** Whether the answer is wanted as it is made (`InvokeWithResponseStream`). */
  readonly streaming?: boolean
  /** `X-Amz-Client-Context`, as it came. */
  readonly clientContext?: string
  readonly traceId?: string
}

/** What ran the function: code that was uploaded, a bound Worker, or AWS Lambda. */
export type FunctionTarget = 'code' | 'worker' | 'aws'

export interface FunctionAnswer {
  readonly target: FunctionTarget
  /** Lambda's: 200, of an `Event` 202, of a `DryRun` 204. */
  readonly status: number
  readonly requestId: string
  /** `$LATEST`, `7`. */
  readonly executedVersion: string
  /** Present when the function failed: the payload then is Lambda's error object. */
  readonly functionError?: 'Handled' | 'Unhandled'
  /**
   * JSON, at most 6 MB. Of a streaming call it is the stream that the function wrote, in the form of Lambda's runtime: a function that
   * set metadata begins it with their JSON and eight NUL bytes.
   */
  readonly payload: string | ReadableStream<Uint8Array>
  /** The last 4 KB of what the function logged, of a buffered call. */
  readonly logTail?: string
}

/** Why a function could not be run. */
export type FunctionFailure =
  | 'invalid-arn'
  | 'not-found'
  | 'not-permitted'
  | 'no-runtime'
  | 'no-credentials'
  | 'throttled'
  | 'timeout'
  | 'unreachable'
  | 'request-too-large'
  | 'response-too-large'
  | 'service'

export class FunctionError extends Error {
  readonly failure: FunctionFailure
  /** Lambda's status, where AWS Lambda answered. */
  readonly status?: number

  constructor(failure: FunctionFailure, message: string, status?: number) {
    super(message)
    this.name = 'FunctionError'
    this.failure = failure
    this.status = status
  }
}
