/** UTF-8 as Java reads it: what is none becomes U+FFFD, and a byte order mark stays. */
const DECODER = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
const ENCODER = new TextEncoder()

export const fromUtf8 = (bytes: Uint8Array): string => DECODER.decode(bytes)
export const toUtf8 = (text: string): Uint8Array => ENCODER.encode(text)

/** A stream of bytes as the same stream of UTF-8, piece by piece as it is read. */
export function repairedUtf8(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        const text = decoder.decode(value, { stream: !done })
        if (text !== '' || !done) controller.enqueue(toUtf8(text))
        if (done) controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
