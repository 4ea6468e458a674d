/** Running a function on the function host: the gateway's side of host/protocol.ts. */
import type { BoundWorker } from '../bindings/function-host.ts'
import { fromUtf8, toUtf8 } from '../lib/utf8.ts'
import { FunctionError } from './functions.ts'
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
} from './host/protocol.ts'
import { readFrames } from './read-frames.ts'

export interface HostCall {
  readonly invocation: Invocation
  /** JSON. */
  readonly payload: string
  /** Asked for when the host does not have the code. */
  readonly load: () => Promise<Load>
  /** Gets what was logged, once or piece by piece. */
  readonly onLogs: (lines: readonly LogLine[]) => void
  readonly signal: AbortSignal
}

export interface HostAnswer {
  readonly failed: boolean
  readonly payload: string | ReadableStream<Uint8Array>
  /** Of a buffered answer. */
  readonly logs: readonly LogLine[]
}

export type RunOnHost = (call: HostCall) => Promise<HostAnswer>

/** Lambda's limit of an answer, with room for what it counts beside. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

export interface Clock {
  readonly now: () => number
  readonly sleep: (millis: number) => Promise<void>
}

const CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
}

/** How often a call asks that waits for code which another one sends, and how long it believes in that. */
const ASK_AGAIN_MILLIS = 25
const SENDING_LOST_MILLIS = 3_000

/** `token` proves to the host that the gateway calls. */
export function hostClient(host: BoundWorker, token: string | undefined, { now, sleep } = CLOCK): RunOnHost {
  /** Since when the code is on its way, by its id: calls that come together send megabytes once, and the host reads them once. */
  const sending = new Map<string, number>()
  /** How many have come there. */
  let sent = 0

  /** The answer, or undefined where the host needs the code and this call is the one to send it. */
  async function ask(call: HostCall): Promise<Response | undefined> {
    const { codeId } = call.invocation
    for (let isRepeated = false; ; ) {
      const before = sent
      const response = await send(host, token, call, undefined)
      if (response.status !== NEEDS_CODE) {
        noteSent(codeId)
        return response
      }
      await response.body?.cancel()
      const since = sending.get(codeId)
      // It may have come there while this question was on its way.
      if (since === undefined && sent !== before && !isRepeated) {
        isRepeated = true
        continue
      }
      if (since === undefined || now() - since > SENDING_LOST_MILLIS) {
        // Noted at once, before another one is answered.
        sending.set(codeId, now())
        return undefined
      }
      await sleep(ASK_AGAIN_MILLIS)
    }
  }

  function noteSent(codeId: string): void {
    if (sending.delete(codeId)) sent++
  }

  return async (call) => {
    const answer = await ask(call)
    if (answer !== undefined) return answerOf(answer, call)
    try {
      return await answerOf(await send(host, token, call, await call.load()), call)
    } finally {
      noteSent(call.invocation.codeId)
    }
  }
}

async function send(
  host: BoundWorker,
  token: string | undefined,
  { invocation, payload, signal }: HostCall,
  load: Load | undefined,
): Promise<Response> {
  const loadBytes = load === undefined ? undefined : toUtf8(JSON.stringify(load))
  const headers: Record<string, string> = {
    [INVOCATION_HEADER]: asciiJson(invocation),
    ...(token !== undefined && { [TOKEN_HEADER]: token }),
    ...(loadBytes !== undefined && { [LOAD_LENGTH_HEADER]: String(loadBytes.length) }),
  }
  const body = loadBytes === undefined ? payload : joined(loadBytes, toUtf8(payload))
  return host(new Request('http://function-host/invoke', { method: 'POST', headers, body, signal }))
}

/** A header holds no more than ASCII. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

async function answerOf(response: Response, call: HostCall): Promise<HostAnswer> {
  const header = response.headers.get(OUTCOME_HEADER)
  if (response.status !== 200 || header === null) {
    await response.body?.cancel()
    throw new FunctionError('no-runtime', `The function host answered ${response.status}`)
  }
  const outcome = JSON.parse(header) as Outcome // The host's, which looks at what functions say.
  const failed = outcome.functionError !== undefined
  if (outcome.streaming === true && response.body !== null) {
    return { failed, payload: readFrames(response.body, call.onLogs), logs: [] }
  }
  const body = await readAll(response)
  const payload = body.subarray(0, outcome.payloadBytes ?? body.length)
  const logs = JSON.parse(fromUtf8(body.subarray(payload.length)) || '[]') as LogLine[]
  call.onLogs(logs)
  return { failed, payload: fromUtf8(payload), logs }
}

async function readAll(response: Response): Promise<Uint8Array> {
  const length = Number(response.headers.get('content-length') ?? 0)
  if (length > MAX_ANSWER_BYTES) {
    await response.body?.cancel()
    throw new FunctionError('response-too-large', `The host answered ${length} bytes`)
  }
  return new Uint8Array(await response.arrayBuffer())
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
