/**
 * Data trace: headers and bodies in the execution log, where the stage's method setting `dataTraceEnabled` asks for them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 * Differs from AWS: of a body only its beginning is read, and of an event stream nothing, so that bodies stream with a data trace too.
 */
import { type OutgoingBody, outgoingBody } from '../integrations/body-limits.ts'
import type { HeaderMap } from '../lib/header-map.ts'
import { beginning } from '../lib/peek.ts'
import type { Exchange, Reply } from './exchange.ts'
import { javaMap } from './execution-log.ts'
import { textWithoutIdentity, withoutIdentity } from './identity-in-log.ts'
import { brokenOff } from './reply-body.ts'
import { masked, shownName } from './shown-header.ts'

/** The lines of one request, each written when what it shows is known. */
export interface DataTrace {
  methodRequest(): Promise<void>
  /** Gives the body back as it has to be sent. */
  endpointRequest(
    request: { readonly url: string; readonly headers: HeaderMap },
    outgoing: OutgoingBody,
  ): Promise<OutgoingBody>
  endpointResponse(reply: Reply): Promise<void>
  methodResponse(reply: Reply): Promise<void>
}

/** More than a line of the log can show, however many bytes a character has. */
const SHOWN_BYTES = 4_096
const BINARY = '[Binary Data]'
const STREAMING = '[Streaming Data]'

export function dataTrace(x: Exchange): DataTrace {
  return {
    async methodRequest() {
      x.log(() => `Method request headers: ${requestHeaders(x)}`)
      const text = x.arrival.headers.has('content-encoding') ? BINARY : await requestText(x)
      x.log(() => `Method request body before transformations: ${text}`)
    },
    async endpointRequest({ url, headers }, outgoing) {
      x.log(() => `Endpoint request URI: ${x.shownUrl(url)}`)
      x.log(() => `Endpoint request headers: ${sentHeaders(headers, x)}`)
      const { text, body } = await shown(outgoing.body)
      x.log(() => `Endpoint request body after transformations: ${textWithoutIdentity(x, text)}`)
      return { ...outgoing, body }
    },
    async endpointResponse(reply) {
      x.log(() => `Endpoint response headers: ${sentHeaders(reply.headers, x)}`)
      const text = await replyText(reply)
      x.log(() => `Endpoint response body before transformations: ${textWithoutIdentity(x, text)}`)
    },
    async methodResponse(reply) {
      const text = await replyText(reply)
      x.log(() => `Method response body after transformations: ${textWithoutIdentity(x, text)}`)
      x.log(() => `Method response headers: ${sentHeaders(reply.headers, x)}`)
    },
  }
}

async function requestText(x: Exchange): Promise<string> {
  const outgoing = outgoingBody(x)
  if (outgoing.body === null) return ''
  const { text, body } = await shown(outgoing.body)
  x.decodedBody = { ...outgoing, body }
  return text
}

async function replyText(reply: Reply): Promise<string> {
  if (reply.encoded) return BINARY
  if (/^text\/event-stream\b/i.test(reply.headers.get('content-type') ?? '')) return STREAMING
  try {
    const { text, body } = await shown(reply.body)
    reply.body = body
    return text
  } catch (error) {
    throw brokenOff(error)
  }
}

type Body = Reply['body']

/** How a body begins, and the body whole. */
async function shown(body: Body): Promise<{ readonly text: string; readonly body: Body }> {
  if (body === null || typeof body === 'string') return { text: body ?? '', body }
  if (body instanceof Uint8Array) return { text: textOf(body), body }
  const { start, stream } = await beginning(body, SHOWN_BYTES)
  return { text: textOf(start), body: stream ?? start }
}

function textOf(bytes: Uint8Array): string {
  try {
    // The last character may be cut.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, SHOWN_BYTES), {
      stream: true,
    })
  } catch {
    return BINARY
  }
}

/** The client's names stand as they came. */
const requestHeaders = (x: Exchange) =>
  javaMap(withoutIdentity(x, 'header', x.arrival.headers.fields()).map(([name, value]) => [name, masked(name, value)]))

/** Those that go to a backend or come from one, which may show what it was sent. */
function sentHeaders(headers: HeaderMap, x: Exchange): string {
  const fields = withoutIdentity(x, 'header', headers.fields())
  return javaMap(fields.map(([name, value]) => [shownName(name), masked(name, textWithoutIdentity(x, value))]))
}
