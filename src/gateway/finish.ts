import type { ContextSource } from '../mapping/context-variables.ts'
import type { LiveStage } from './config-cache.ts'
import type { Reply, Services } from './exchange.ts'

/** Statuses whose answers have no body, whatever a backend or a template says. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304])

/** What is known of a request when it ends, however far it came. */
export interface Finished extends ContextSource {
  readonly services: Services
  readonly stage?: LiveStage
}

/** The identity headers, the one Response, and the record. */
export function finish(reply: Reply, finished: Finished): Response {
  const { arrival, record, services } = finished
  const { headers, status } = reply
  headers.set('x-amzn-RequestId', arrival.requestId)
  headers.set('x-amz-apigw-id', arrival.extendedRequestId)
  record.status = status
  record.responseLength = lengthOf(reply)
  record.responseLatency = services.now() - arrival.time
  writeRecord(finished)
  return new Response(WITHOUT_BODY.has(status) ? null : reply.body, {
    status,
    headers: headers.toInit(),
    encodeBody: reply.encoded && 'manual',
  })
}

/** Hands the finished record to its sinks: JSON lines on the console and in the API's log stream, and the stage's access log. */
function writeRecord(finished: Finished): void {
  const { record, services, stage } = finished
  const text = JSON.stringify(record)
  services.writeLine(text)
  // A stranger's invented API ids must not open log streams.
  if (stage === undefined) return
  services.logs.append(record.apiId, { kind: 'record', text })
  const accessLine = stage.accessLog?.(finished)
  if (accessLine === undefined) return
  services.writeLine(accessLine)
  services.logs.append(record.apiId, { kind: 'access', text: accessLine })
}

/** Bytes, as far as they are known before the body is sent. */
function lengthOf(reply: Reply): number | undefined {
  if (reply.body === null) return 0
  if (typeof reply.body === 'string') return new TextEncoder().encode(reply.body).byteLength
  return reply.body instanceof Uint8Array ? reply.body.byteLength : reply.length
}
