/**
 * gzip and deflate over streams that go no further than they are read. The runtime's own streams know no back-pressure: what is piped
 * into one is unfolded at once, read or not (measured on workerd: a gzip of 400 KB took 400 MB). So the next slice goes in only when a
 * read waits for it.
 */
export type ContentCoding = 'gzip' | 'deflate'

const CODINGS: ReadonlySet<string> = new Set<ContentCoding>(['gzip', 'deflate'])

/** Lower-case names. */
export const isContentCoding = (name: string): name is ContentCoding => CODINGS.has(name)

/** What goes in at once where it may unfold: deflate makes 1,032 bytes of one at most, so a slice becomes 2 MB. */
const SLICE_BYTES = 2_048

/** `body`, compressed while it is read. */
export const compressed = (body: ReadableStream<Uint8Array>, coding: ContentCoding): ReadableStream<Uint8Array> =>
  coded(body, new CompressionStream(coding), { sliceBytes: Number.POSITIVE_INFINITY })

/** `body`, decompressed while it is read. Fails with `fault` where it is not in this coding, as it failed itself else. */
export const decompressed = (
  body: ReadableStream<Uint8Array>,
  coding: ContentCoding,
  fault: Error,
): ReadableStream<Uint8Array> => coded(body, new DecompressionStream(coding), { sliceBytes: SLICE_BYTES, fault })

interface Coder {
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<Uint8Array>
}

interface Rules {
  readonly sliceBytes: number
  /** What a failure of the coder means. */
  readonly fault?: Error
}

function coded(body: ReadableStream<Uint8Array>, coder: Coder, rules: Rules): ReadableStream<Uint8Array> {
  const source = body.getReader()
  const reader = coder.readable.getReader()
  const feed = feeder(source, coder.writable.getWriter(), rules)
  const drop = (reason: unknown) => {
    source.cancel(reason).catch(() => {})
    reader.cancel(reason).catch(() => {})
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await readFeeding(reader, feed, rules)
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          drop(error)
          throw error
        }
      },
      cancel: drop,
    },
    { highWaterMark: 0 },
  )
}

/** One read; slices go in until it is answered. Rejects as feeding fails, else with `fault`. */
async function readFeeding(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  feed: () => Promise<void> | undefined,
  { fault }: Rules,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  let answered = false
  const read = reader.read()
  const answer = () => {
    answered = true
  }
  const reading = read.then(answer, answer)
  // What is there already comes a turn of the event loop later.
  await Promise.race([reading, nextTurn()])
  while (!answered) {
    const feeding = feed()
    if (feeding === undefined) break
    await Promise.race([reading, feeding])
  }
  return await read.catch((error) => {
    throw fault ?? error
  })
}

const nextTurn = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve)
  })

/** A function that puts the next slice in, or answers that which is still on its way; undefined once all is in. */
function feeder(
  source: ReadableStreamDefaultReader<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  { sliceBytes, fault }: Rules,
): () => Promise<void> | undefined {
  let rest: Uint8Array = new Uint8Array()
  let ended = false
  let feeding: Promise<void> | undefined
  async function feed(): Promise<void> {
    while (rest.byteLength === 0 && !ended) {
      const { done, value } = await source.read()
      ended = done
      if (!done) rest = value
    }
    try {
      if (ended) await writer.close()
      else await writer.write(rest.subarray(0, sliceBytes))
      rest = rest.subarray(sliceBytes)
    } catch (error) {
      throw fault ?? error
    }
    feeding = undefined
  }
  return () => {
    if (feeding !== undefined || ended) return feeding
    feeding = feed()
    feeding.catch(() => {})
    return feeding
  }
}
