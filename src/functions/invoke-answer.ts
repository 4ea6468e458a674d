/**
 * What Lambda's Invoke answers, read from the response of whoever speaks its protocol.
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
import { type EventMessage, readEventStream } from '../aws/read-event-stream.ts'
import { fromUtf8 } from '../lib/utf8.ts'
import { type FunctionAnswer, FunctionError } from './functions.ts'

const EVENT_STREAM = 'application/vnd.amazon.eventstream'
const MAX_MESSAGE_CHARACTERS = 1_000

/** Undefined where the function did not fail. */
export function errorKind({ headers }: Response): FunctionAnswer['functionError'] {
  const text = headers.get('x-amz-function-error')
  if (text === null) return undefined
  return text === 'Handled' ? 'Handled' : 'Unhandled'
}

/** The body of a streaming answer, out of the event stream where it is one. An error in that breaks the stream off with FunctionError. */
export function streamedPayload({ headers, body }: Response): ReadableStream<Uint8Array> {
  const bytes = (body ?? new Blob([]).stream()) as ReadableStream<Uint8Array> // Bodies are bytes.
  return headers.get('content-type') === EVENT_STREAM ? readEventStream(bytes, pieceOf) : bytes
}

function pieceOf({ headers, payload }: EventMessage): Uint8Array | undefined {
  if (headers[':message-type'] === 'exception') throw failed(fromUtf8(payload))
  if (headers[':message-type'] === 'error') throw failed(`${headers[':error-code']} ${headers[':error-message']}`)
  if (headers[':event-type'] === 'PayloadChunk') return payload
  if (headers[':event-type'] !== 'InvokeComplete') return undefined
  const { ErrorCode, ErrorDetails } = JSON.parse(fromUtf8(payload) || '{}') as {
    ErrorCode?: string
    ErrorDetails?: string
  }
  if (ErrorCode) throw failed(`${ErrorCode} ${ErrorDetails ?? ''}`)
  return undefined
}

const failed = (text: string) =>
  new FunctionError('service', `The function failed: ${text.slice(0, MAX_MESSAGE_CHARACTERS)}`)
