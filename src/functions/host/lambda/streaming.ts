/**
 * Calls of handlers made by `awslambda.streamifyResponse`: whole, or as they are written where the caller takes that.
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
import type { FRAME } from '../protocol.ts'
import type { Answer, createAnswers } from './answers.ts'
import type { Call, createCalls } from './calls.ts'
import type { createContexts } from './context.ts'
import type { Handler } from './handler.ts'
import type { Log } from './log.ts'
import type { createResponseStreams } from './response-stream.ts'

export interface StreamingParts {
  readonly answers: ReturnType<typeof createAnswers>
  readonly calls: ReturnType<typeof createCalls>
  readonly contexts: ReturnType<typeof createContexts>
  readonly streams: ReturnType<typeof createResponseStreams>
  readonly log: Log
  readonly since24: boolean
  readonly words: { readonly outcomeHeader: string; readonly frame: typeof FRAME }
}

export function createStreaming({ answers, calls, contexts, streams, log, since24, words }: StreamingParts) {
  type Sink = (bytes: Uint8Array) => Promise<void>
  const { stringify } = JSON
  const { Response } = globalThis
  const Pipe = TransformStream

  const runStreaming = (call: Call, handler: Handler, event: unknown): Promise<Response> =>
    call.invocation.streaming ? asWritten(call, handler, event) : whole(call, handler, event)

  async function whole(call: Call, handler: Handler, event: unknown): Promise<Response> {
    const chunks: Uint8Array[] = []
    const failure = await Promise.race([
      streamInto(call, handler, event, async (bytes) => void chunks.push(bytes.slice())),
      call.ended,
    ])
    return answers.respond(failure ?? answers.sized(answers.joined(chunks)), call.log)
  }

  /** The response begins with the first byte: what fails before that is an answer like any other. */
  async function asWritten(call: Call, handler: Handler, event: unknown): Promise<Response> {
    const { readable, writable } = new Pipe<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    let begin: () => void = () => undefined
    const begun = new Promise<'begun'>((resolve) => {
      begin = () => resolve('begun')
    })
    const done = Promise.race([
      streamInto(call, handler, event, (bytes) => {
        begin()
        return writer.write(frame(words.frame.data, bytes))
      }),
      call.ended,
    ])
    const first = await Promise.race([begun, done])
    if (first !== 'begun' && first !== undefined) return answers.respond(first, call.log)
    finish(call, writer, done)
    return new Response(readable, { headers: { [words.outcomeHeader]: '{"streaming":true}' } })
  }

  /** Undefined when all went well. */
  async function streamInto(call: Call, handler: Handler, event: unknown, sink: Sink): Promise<Answer | undefined> {
    try {
      const { writable, finished } = streams.open(sink, handler.highWaterMark)
      const { run } = handler
      const result = run(event, writable, contexts.contextOf(call.invocation, call.deadline))
      if (typeof result?.then !== 'function') {
        const message = 'Streaming does not support non-async handlers.'
        throw since24 ? new Error(message) : message
      }
      if ((await result) !== undefined) log.write(call.log, 'WARN', 'Streaming handlers ignore return values.')
      await finished
      return undefined
    } catch (error) {
      calls.logError(call, 'Invoke Error', error)
      return answers.thrown(error)
    }
  }

  async function finish(
    call: Call,
    writer: WritableStreamDefaultWriter<Uint8Array>,
    done: Promise<Answer | undefined>,
  ): Promise<void> {
    calls.keep(call)
    try {
      const failure = await done
      const lines = log.take(call.log)
      if (lines.length > 0) await writer.write(frame(words.frame.logs, answers.encode(stringify(lines))))
      if (failure !== undefined) await writer.write(frame(words.frame.error, failure.payload))
      await writer.close()
    } catch {
      // Who reads it has gone.
    } finally {
      calls.close(call)
    }
  }

  function frame(kind: number, bytes: Uint8Array): Uint8Array {
    const framed = new Uint8Array(5 + bytes.length)
    framed[0] = kind
    new DataView(framed.buffer).setUint32(1, bytes.length)
    framed.set(bytes, 5)
    return framed
  }

  return runStreaming
}
