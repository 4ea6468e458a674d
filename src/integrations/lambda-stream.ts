/**
 * The stream of a function whose response is streamed: JSON of what goes before the body, eight NUL bytes, the body.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
import { FunctionError } from '../functions/functions.ts'
import type { Reply } from '../gateway/exchange.ts'
import { joined, resumed } from '../lib/peek.ts'
import { fromUtf8, toUtf8 } from '../lib/utf8.ts'
import { fieldsOf, malformed, objectOf, statusOf } from './lambda-result.ts'

/** AWS's bound on what goes before the delimiter. */
const METADATA_BYTES = 16_384
const DELIMITER_BYTES = 8

/** The reply once its head has come; the body streams on. Throws GatewayError with 502 for what is no such stream. */
export async function streamedReply(payload: string | ReadableStream<Uint8Array>): Promise<Reply> {
  const { head, body } = typeof payload === 'string' ? headOf(toUtf8(payload)) : await readHead(payload)
  const { statusCode, headers, multiValueHeaders, cookies } = objectOf(fromUtf8(head))
  const fields = fieldsOf(headers, multiValueHeaders)
  for (const cookie of listOf(cookies)) fields.append('Set-Cookie', cookie)
  return { status: statusOf(statusCode), headers: fields, body }
}

interface Parts {
  readonly head: Uint8Array
  readonly body: Uint8Array | ReadableStream<Uint8Array>
}

function headOf(bytes: Uint8Array): Parts {
  const end = delimiterIn(bytes)
  if (end === -1) throw NO_METADATA
  return { head: bytes.subarray(0, end), body: bytes.subarray(end + DELIMITER_BYTES) }
}

const NO_METADATA = malformed(
  `the stream does not begin with metadata in JSON and ${DELIMITER_BYTES} NUL bytes, within ${METADATA_BYTES} bytes`,
)

async function readHead(stream: ReadableStream<Uint8Array>): Promise<Parts> {
  const reader = stream.getReader()
  let read: Uint8Array = new Uint8Array()
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      throw brokenOff(error)
    })
    if (done) return headOf(read)
    read = read.length === 0 ? value : joined([read, value])
    const end = delimiterIn(read)
    if (end !== -1)
      return { head: read.subarray(0, end), body: resumed([read.subarray(end + DELIMITER_BYTES)], reader) }
    if (read.length >= METADATA_BYTES + DELIMITER_BYTES) {
      reader.cancel().catch(() => {})
      throw NO_METADATA
    }
  }
}

const brokenOff = (error: unknown): unknown =>
  error instanceof FunctionError ? malformed(`the stream broke off: ${error.message}`) : error

/** Where the delimiter begins; -1 where it is not within its bound. */
function delimiterIn(bytes: Uint8Array): number {
  let start = bytes.indexOf(0)
  while (start !== -1 && start <= METADATA_BYTES) {
    let length = 1
    while (length < DELIMITER_BYTES && bytes[start + length] === 0) length++
    if (length === DELIMITER_BYTES) return start
    start = bytes.indexOf(0, start + length)
  }
  return -1
}

function listOf(cookies: unknown): string[] {
  if (cookies === undefined || cookies === null) return []
  if (Array.isArray(cookies) && cookies.every((cookie) => typeof cookie === 'string')) return cookies
  throw malformed('its cookies are no list of texts')
}
