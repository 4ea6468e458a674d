import { eventMessage } from '../../aws/event-stream.ts'
import type { FunctionAnswer } from '../../functions/functions.ts'
import { toUtf8 } from '../../lib/utf8.ts'

/**
 * What a function writes as AWS's clients read it: `PayloadChunk` events as they are made, then `InvokeComplete`.
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStreamResponseEvent.html
 */
export function eventStreamOf(answer: FunctionAnswer): ReadableStream<Uint8Array> {
  const source = streamOf(answer.payload).getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await source.read()
          if (!done) return controller.enqueue(eventMessage('PayloadChunk', 'application/octet-stream', value))
          controller.enqueue(completed(answer.functionError && { ErrorCode: answer.functionError, ErrorDetails: '' }))
        } catch (error) {
          controller.enqueue(completed({ ErrorCode: 'Unhandled', ErrorDetails: (error as Error).message }))
        }
        controller.close()
      },
      cancel: (reason) => source.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

const streamOf = (payload: FunctionAnswer['payload']): ReadableStream<Uint8Array> =>
  typeof payload === 'string' ? new Blob([payload]).stream() : payload

const completed = (error: object = {}) =>
  eventMessage('InvokeComplete', 'application/json', toUtf8(JSON.stringify(error)))
