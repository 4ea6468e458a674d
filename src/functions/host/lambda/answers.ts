/**
 * What a call answers: a payload, or an error in the form of one, with the lines it logged behind it.
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
import type { Invocation } from '../protocol.ts'
import type { Errors } from './errors.ts'
import type { CallLog, Log } from './log.ts'

export interface Answer {
  readonly payload: Uint8Array
  readonly isError: boolean
  /** On Lambda, the environment ends with the call. */
  readonly isLast: boolean
}

export interface AnswerParts {
  readonly errors: Errors
  readonly log: Log
  readonly since24: boolean
  readonly words: {
    readonly outcomeHeader: string
    readonly endHeader: string
    readonly bodyBytesHeader: string
    readonly maxPayloadBytes: number
  }
}

export function createAnswers({ errors, log, since24, words }: AnswerParts) {
  const { stringify } = JSON
  const { Response } = globalThis
  const encoder = new TextEncoder()
  const encode = (text: string) => encoder.encode(text)

  /** `isLast`: it was thrown where nobody caught it. */
  const thrown = (error: unknown, isLast = false): Answer => ({
    payload: encode(stringify(errors.show(error))),
    isError: true,
    isLast,
  })

  /** An error of Lambda itself, which has no trace. */
  const platform = (errorType: string, errorMessage: string, isLast = false): Answer => ({
    payload: encode(stringify({ errorType, errorMessage })),
    isError: true,
    isLast,
  })

  function timedOut(invocation: Invocation, to: CallLog): Answer {
    const { requestId, timeoutInMillis } = invocation
    const text = `Task timed out after ${(timeoutInMillis / 1000).toFixed(2)} seconds`
    log.raw(to, 'ERROR', `${new Date().toISOString()} ${requestId} ${text}`)
    return platform('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`, true)
  }

  function exited({ requestId }: Invocation, to: CallLog, code: number): Answer {
    const why =
      code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`
    const text = `RequestId: ${requestId} Error: ${why}`
    log.raw(to, 'ERROR', `${text}\nRuntime.ExitError`)
    return platform('Runtime.ExitError', text, true)
  }

  function result(value: unknown): Answer {
    let text: string | undefined
    try {
      text = stringify(value === undefined ? null : value)
    } catch {
      const message = 'Unable to stringify response body'
      throw since24 ? errors.make('Runtime.JSONStringifyError', message) : new Error(message)
    }
    return sized(encode(text ?? 'null'))
  }

  function sized(payload: Uint8Array): Answer {
    if (payload.length <= words.maxPayloadBytes) return { payload, isError: false, isLast: false }
    return platform(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${words.maxPayloadBytes} bytes).`,
    )
  }

  function joined(chunks: readonly Uint8Array[]): Uint8Array {
    const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let at = 0
    for (const chunk of chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }

  function respond(answer: Answer, from: CallLog): Response {
    const { payload, isError, isLast } = answer
    const lines = log.take(from)
    const outcome = { payloadBytes: payload.length, functionError: isError ? 'Unhandled' : undefined }
    const body = lines.length === 0 ? payload : joined([payload, encode(stringify(lines))])
    const headers: Record<string, string> = {
      [words.outcomeHeader]: stringify(outcome),
      [words.bodyBytesHeader]: String(body.length),
    }
    if (isLast) headers[words.endHeader] = '1'
    return new Response(body, { headers })
  }

  return { encode, joined, thrown, platform, timedOut, exited, result, sized, respond }
}
