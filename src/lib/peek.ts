/** The beginning of a stream, read ahead. */
export interface Beginning {
  /** At least `enough` bytes, or all that came. */
  readonly start: Uint8Array
  /** The whole stream again, from its first byte; absent when it has ended. */
  readonly stream?: ReadableStream<Uint8Array>
}

/**
 * The beginning of a stream, read ahead: the bytes themselves when the stream ends before `enough` of them have come, else the whole
 * stream again, from its first byte. Rejects when the stream fails meanwhile.
 */
export async function peek(
  body: ReadableStream<Uint8Array>,
  enough: number,
): Promise<Uint8Array | ReadableStream<Uint8Array>> {
  const { chunks, reader } = await readAhead(body, enough)
  return reader === undefined ? joined(chunks) : resumed(chunks, reader)
}

/** As `peek`, with the bytes that were read in either case. */
export async function beginning(body: ReadableStream<Uint8Array>, enough: number): Promise<Beginning> {
  const { chunks, reader } = await readAhead(body, enough)
  const start = joined(chunks)
  return reader === undefined ? { start } : { start, stream: resumed(chunks, reader) }
}

/** The reader is absent when the stream has ended. */
async function readAhead(body: ReadableStream<Uint8Array>, enough: number) {
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < enough) {
    const { done, value } = await reader.read()
    if (done) return { chunks }
    chunks.push(value)
    length += value.byteLength
  }
  return { chunks, reader }
}

/** What was read of a stream, and the rest of it. */
export function resumed(
  chunks: readonly Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk)
      },
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** One array of all the chunks' bytes. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.byteLength, 0))
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}
