/**
 * The function host: `POST /invoke` runs a function, `GET /health` says that the host lives. What a loaded Worker answers is not believed:
 * a function may have meddled with the runtime beside it.
 */
import { fromUtf8, toUtf8 } from '../../lib/utf8.ts'
import { readLines, withLogs } from './frames.ts'
import type { FunctionPool, InstanceHold, Run } from './function-pool.ts'
import { BODY_BYTES_HEADER, END_HEADER, MAX_PAYLOAD_BYTES } from './lambda/source.ts'
import {
  INVOCATION_HEADER,
  type Invocation,
  LOAD_LENGTH_HEADER,
  type Load,
  type LogLine,
  NEEDS_CODE,
  OUTCOME_HEADER,
  type Outcome,
  TOKEN_HEADER,
} from './protocol.ts'
import { endLines, startLine } from './report.ts'
import { sameToken } from './token.ts'

export interface HostServices {
  readonly pool: FunctionPool
  /** POSTERN_FUNCTION_HOST_TOKEN. */
  readonly token?: string
  readonly now: () => number
}

/** More than the payload and the logs of any call. */
const MAX_ANSWER_BYTES = MAX_PAYLOAD_BYTES + 4 * 1024 * 1024

export async function handleHost(request: Request, services: HostServices): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (request.method === 'GET' && pathname === '/health') return Response.json({ status: 'ok' })
  if (request.method !== 'POST' || pathname !== '/invoke') return new Response(null, { status: 404 })
  if (services.token !== undefined && !sameToken(request.headers.get(TOKEN_HEADER) ?? '', services.token)) {
    return new Response(null, { status: 403 })
  }
  const header = request.headers.get(INVOCATION_HEADER)
  if (header === null) return new Response(null, { status: 400 })
  const invocation = JSON.parse(header) as Invocation // The gateway proved itself.
  const { load, payload } = await readRequest(request)
  const began = services.now()
  const call: Run = async (worker, instance) => {
    const response = await worker.fetch(FUNCTION_URL, {
      method: 'POST',
      headers: { [INVOCATION_HEADER]: header },
      body: payload,
    })
    if (response.headers.has(END_HEADER)) instance.retire()
    return answerOf(response, invocation, began, instance, services)
  }
  try {
    return (await services.pool.run(invocation.codeId, load, call)) ?? new Response(null, { status: NEEDS_CODE })
  } catch (error) {
    return ended(invocation, began, error, services)
  }
}

/** Its host means nothing. */
const FUNCTION_URL = 'http://function/'

async function readRequest(request: Request): Promise<{ load?: Load; payload: Uint8Array<ArrayBuffer> }> {
  const body = new Uint8Array(await request.arrayBuffer())
  const length = Number(request.headers.get(LOAD_LENGTH_HEADER) ?? 0)
  if (length === 0) return { payload: body }
  return { load: JSON.parse(fromUtf8(body.subarray(0, length))) as Load, payload: body.subarray(length) }
}

async function answerOf(
  response: Response,
  invocation: Invocation,
  began: number,
  instance: InstanceHold,
  { now }: HostServices,
): Promise<Response> {
  const outcome = readOutcome(response.headers.get(OUTCOME_HEADER))
  if (outcome.streaming === true && response.body !== null) {
    const body = withLogs(response.body, {
      first: [startLine(invocation, began)],
      last: () => endLines(invocation, { began, ended: now() }),
      ended: instance.keep(),
      cutOff: (reason) => exitPayload(invocation, reason),
    })
    return answer(body, { streaming: true })
  }
  const body = await readBody(response)
  const payload = body.subarray(0, outcome.payloadBytes ?? body.length)
  const logged = readLines(fromUtf8(body.subarray(payload.length)))
  const measured = { began, ended: now(), status: statusOf(outcome, payload) }
  return buffered(payload, [startLine(invocation, began), ...logged, ...endLines(invocation, measured)], outcome)
}

function readOutcome(header: string | null): Outcome {
  const value: unknown = JSON.parse(header ?? '{}')
  const { functionError, streaming, payloadBytes } = (
    typeof value === 'object' && value !== null ? value : {}
  ) as Outcome
  return {
    functionError: functionError === undefined ? undefined : 'Unhandled',
    streaming: streaming === true ? true : undefined,
    payloadBytes: typeof payloadBytes === 'number' && payloadBytes >= 0 ? payloadBytes : undefined,
  }
}

const statusOf = ({ functionError }: Outcome, payload: Uint8Array): 'timeout' | undefined =>
  functionError !== undefined &&
  payload.length < 1_000 &&
  fromUtf8(payload).startsWith('{"errorType":"Sandbox.Timedout"')
    ? 'timeout'
    : undefined

/** The isolate is gone: it ran out of memory or time, or ended itself. */
function ended(invocation: Invocation, began: number, error: unknown, { now }: HostServices): Response {
  const reason = error instanceof Error ? error.message : String(error)
  const time = now()
  const line: LogLine = { time, level: 'ERROR', text: `RequestId: ${invocation.requestId} Error: ${reason}` }
  const lines = [startLine(invocation, began), line, ...endLines(invocation, { began, ended: time, status: 'error' })]
  return buffered(toUtf8(exitPayload(invocation, reason)), lines, { functionError: 'Unhandled' })
}

const exitPayload = ({ requestId }: Invocation, reason: string): string =>
  JSON.stringify({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${reason}`,
  })

function buffered(payload: Uint8Array, lines: readonly LogLine[], { functionError }: Outcome): Response {
  const logs = toUtf8(JSON.stringify(lines))
  const body = new Uint8Array(payload.length + logs.length)
  body.set(payload)
  body.set(logs, payload.length)
  return answer(body, { functionError, payloadBytes: payload.length })
}

const answer = (body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>, outcome: Outcome): Response =>
  new Response(body, { headers: { [OUTCOME_HEADER]: JSON.stringify(outcome) } })

/** One read of as many bytes as the answer says it has: no function fills the host's memory. */
async function readBody({ body, headers }: Response): Promise<Uint8Array> {
  const size = Number(headers.get(BODY_BYTES_HEADER))
  if (body === null || !(size <= MAX_ANSWER_BYTES)) throw new Error('the answer is too large')
  if (size === 0) return new Uint8Array(0)
  const { value } = await body.getReader({ mode: 'byob' }).readAtLeast(size, new Uint8Array(size))
  return value ?? new Uint8Array(0)
}
