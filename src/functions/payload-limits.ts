/**
 * How large what goes to a function and comes from it may be.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
import { ByteQueue } from '../lib/byte-queue.ts'
import { fromUtf8 } from '../lib/utf8.ts'
import { type FunctionCall, FunctionError } from './functions.ts'

const MAX_REQUEST_BYTES = 6 * 1024 * 1024
const MAX_EVENT_BYTES = 1024 * 1024
/** AWS takes a hundred bytes more than it says. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100
/** Of what a target says when it refuses. */
const REFUSAL_BYTES = 64 * 1024

/** Throws FunctionError, in Lambda's words. */
export function checkRequestSize({ payload, invocationType }: FunctionCall): void {
  const most = invocationType === 'Event' ? MAX_EVENT_BYTES : MAX_REQUEST_BYTES
  // No UTF-16 unit takes more than three bytes.
  if (payload.length * 3 <= most || new TextEncoder().encode(payload).length <= most) return
  const message = `Request must be smaller than ${most} bytes for the InvokeFunction operation`
  throw new FunctionError('request-too-large', message, 413)
}

/** The answer of a buffered call. Throws FunctionError where it is too large, before it is read whole. */
export async function readAnswer(response: Response): Promise<string> {
  const text = await readAtMost(response, MAX_ANSWER_BYTES)
  if (text !== undefined) return text
  throw new FunctionError(
    'response-too-large',
    `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
  )
}

/** What a target says of its refusal; nothing where that is very long. */
export const readRefusal = async (response: Response): Promise<string> =>
  (await readAtMost(response, REFUSAL_BYTES)) ?? ''

async function readAtMost({ body }: Response, most: number): Promise<string | undefined> {
  if (body === null) return ''
  const reader = (body as ReadableStream<Uint8Array>).getReader() // Bodies are bytes.
  const bytes = new ByteQueue()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return fromUtf8(bytes.take(bytes.length) as Uint8Array) // All there is can be taken.
    bytes.push(value)
    if (bytes.length <= most) continue
    reader.cancel().catch(() => undefined)
    return undefined
  }
}
