import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** A backend with every behaviour that a gateway has to cope with. */
export interface Origin {
  readonly url: string
  readonly port: number
  /** Every request since the start or the last `forget`, `METHOD path`. */
  readonly seen: string[]
  close(): Promise<void>
}

/** What `/echo…` answers: the request as it arrived. */
export interface Echo {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Pairs in order, with names as they were written. */
  readonly rawHeaders: readonly string[]
  readonly body: string
  readonly bodyBase64: string
}

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => unknown

const CHUNK = Buffer.alloc(65_536, 'x')

const ANSWERS: Readonly<Record<string, Answer>> = {
  echo,
  version: (_, response, url) => response.end(url.searchParams.get('v') ?? 'none'),
  slow: (_, response, url) => setTimeout(() => response.end('late'), Number(url.searchParams.get('ms') ?? 1_000)),
  hang: () => undefined,
  close: (request) => request.socket.destroy(),
  garbage: (request) => request.socket.end('this is not HTTP\r\n\r\n'),
  lying: (request, response) => {
    response.writeHead(200, { 'content-length': '1000', 'content-type': 'text/plain' })
    response.write('only this')
    setTimeout(() => request.socket.destroy(), 50)
  },
  big,
  sink,
  trickle,
  redirect: (_, response) => response.writeHead(302, { location: 'https://elsewhere.example/there' }).end(),
  gzip: (_, response) =>
    response
      .writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' })
      .end(gzipSync('compressed by the origin')),
  binary: (_, response) =>
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(Buffer.from(allBytes())),
  status: (_, response, url) => response.writeHead(Number(url.pathname.split('/')[2])).end('as asked'),
  headers: (_, response) =>
    response
      .writeHead(200, {
        'content-type': 'text/plain',
        'x-own': 'kept',
        connection: 'close',
        server: 'the-origin/1.0',
        date: 'Thu, 01 Jan 1970 00:00:00 GMT',
        'www-authenticate': 'Basic realm="origin"',
        'set-cookie': ['a=1', 'b=2; Expires=Wed, 21 Oct 2037 07:28:00 GMT'],
      })
      .end('headers'),
}

/** Every byte value, so that any text decoding on the way shows. */
export const allBytes = () => Uint8Array.from({ length: 256 }, (_, byte) => byte)

/** Starts it on a free loopback port. */
export async function startOrigin(): Promise<Origin> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://origin')
    seen.push(`${request.method} ${request.url}`)
    response.on('error', () => undefined)
    const answer = ANSWERS[url.pathname.split('/')[1] ?? ''] ?? echo
    // A request that the gateway breaks off is no fault of the origin's.
    Promise.resolve(answer(request, response, url)).catch(() => response.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // It listens on TCP, so this is an address with a port.
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const seen = {
    method: request.method,
    url: request.url,
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body: body.toString('utf8'),
    bodyBase64: body.toString('base64'),
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(seen))
}

/** `?bytes=N`, as fast as it is read, without a content length. */
function big(_: IncomingMessage, response: ServerResponse, url: URL): void {
  let left = Number(url.searchParams.get('bytes'))
  const push = () => {
    while (left > 0) {
      const chunk = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK
      left -= chunk.length
      if (!response.write(chunk)) return
    }
    response.end()
    response.off('drain', push)
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream' })
  response.on('drain', push)
  push()
}

/** Counts what it gets. */
async function sink(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let bytes = 0
  for await (const chunk of request) bytes += chunk.length
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ bytes }))
}

/** Five lines, 200 ms apart: whoever buffers delivers them at once. */
function trickle(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let line = 0
  const timer = setInterval(() => {
    response.write(`data: ${line++}\n\n`)
    if (line < 5) return
    clearInterval(timer)
    response.end()
  }, 200)
}
