/**
 * The stream that a handler made by `awslambda.streamifyResponse` writes to, and `awslambda.HttpResponseStream`.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
import type { Writable } from 'node:stream'
import type { Errors } from './errors.ts'

export interface ResponseStreamParts {
  readonly errors: Errors
  /** `node:stream`, loaded by the first that needs it. */
  readonly stream: () => typeof import('node:stream')
}

export interface ResponseStream {
  readonly writable: Writable
  /** When all of it was written; rejects where it was destroyed. */
  readonly finished: Promise<void>
}

export function createResponseStreams({ errors, stream }: ResponseStreamParts) {
  type Sink = (bytes: Uint8Array) => Promise<void>
  type LambdaStream = Writable & {
    setContentType?: (type: string) => void
    _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => unknown) => void
  }

  function open(sink: Sink, highWaterMark: number | undefined): ResponseStream {
    const { Writable } = stream()
    let begun = false
    const writable: LambdaStream = new Writable({
      highWaterMark,
      write(chunk, _encoding, done) {
        sink(chunk).then(() => done(), done)
      },
    })
    const finished = new Promise<void>((resolve, reject) => {
      writable.once('finish', resolve)
      writable.once('error', reject)
      writable.once('close', () => reject(new Error('Response stream is not finished.')))
    })
    finished.catch(() => undefined)
    const write = writable.write.bind(writable) as (chunk: unknown, ...rest: unknown[]) => boolean
    const begin = () => {
      if (begun) return
      begun = true
      writable._onBeforeFirstWrite?.(write)
    }
    const end = writable.end.bind(writable) as (...values: unknown[]) => Writable
    Object.assign(writable, {
      setContentType: () => {
        if (begun) throw errors.make('Runtime.InvalidStreamingOperation', 'Cannot set content-type, too late.')
      },
      write: (chunk: unknown, ...rest: unknown[]) => {
        begin()
        const isData = typeof chunk === 'string' || chunk instanceof Uint8Array
        return write(isData ? chunk : JSON.stringify(chunk), ...rest)
      },
      end: (...values: unknown[]) => {
        const [chunk] = values
        if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') begin()
        return end(...values)
      },
    })
    return { writable, finished }
  }

  /** Metadata go before the first byte: their JSON and eight NUL bytes. */
  const HttpResponseStream = {
    from(underlying: LambdaStream, prelude: unknown): Writable {
      underlying.setContentType?.('application/vnd.awslambda.http-integration-response')
      const metadata = JSON.stringify(prelude)
      underlying._onBeforeFirstWrite = (write) => {
        write(metadata)
        write(new Uint8Array(8))
      }
      return underlying
    },
  }

  return { open, HttpResponseStream }
}
