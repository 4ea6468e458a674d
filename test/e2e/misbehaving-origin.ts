import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A backend of bare sockets: whatever HTTP forbids, it does. The first segment of the path says what. */
export interface MisbehavingOrigin {
  readonly url: string
  /** Every request since the last `forget`: `GET /reset`. */
  readonly seen: string[]
  forget(): void
  close(): Promise<void>
}

type Misbehaviour = (socket: Socket, count: number) => void

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n'
const SOON_MILLIS = 50

const sends =
  (text: string): Misbehaviour =>
  (socket) =>
    socket.end(text)
const sendsThen =
  (text: string, then: 'reset' | 'end'): Misbehaviour =>
  (socket) => {
    socket.write(text)
    setTimeout(() => (then === 'reset' ? socket.resetAndDestroy() : socket.end()), SOON_MILLIS)
  }
const sendsOnAndOn =
  (text: string, more: string, everyMillis: number): Misbehaviour =>
  (socket) => {
    socket.write(text)
    const timer = setInterval(() => socket.write(more), everyMillis)
    socket.on('close', () => clearInterval(timer))
  }

export const MISBEHAVIOURS: Readonly<Record<string, Misbehaviour>> = {
  reset: (socket) => socket.resetAndDestroy(),
  closed: (socket) => socket.end(),
  garbage: sends('this is not HTTP\r\n\r\n'),
  'half-headers': sendsThen(`${HEAD}x-half: `, 'reset'),
  'bad-length': sends(`${HEAD}content-length: abc\r\n\r\nhello`),
  'two-lengths': sends(`${HEAD}content-length: 2\r\ncontent-length: 5\r\n\r\nhello`),
  'endless-headers': sendsOnAndOn(HEAD, `x-more: ${'a'.repeat(8_000)}\r\n`, 1),
  'large-headers': sends(`${HEAD}x-large: ${'a'.repeat(10_500)}\r\ncontent-length: 2\r\n\r\nok`),
  'slow-headers': () => undefined,
  'slow-body': sendsOnAndOn(`${HEAD}content-length: 20\r\n\r\n`, 'x', 50),
  'slow-chunks': sendsOnAndOn(`${HEAD}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n', 50),
  'reset-in-body': sendsThen(`${HEAD}content-length: 1000\r\n\r\nhello`, 'reset'),
  'cut-body': sendsThen(`${HEAD}content-length: 1000\r\n\r\nhello`, 'end'),
  'cut-chunks': sendsThen(`${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`, 'end'),
  'bad-chunks': sends(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n`),
  'gzip-garbage': sends(`${HEAD}content-encoding: gzip\r\ncontent-length: 11\r\n\r\nhello world`),
  'too-much': sends(`${HEAD}content-length: 2\r\n\r\nok, and more than was said`),
  'body-of-204': sends('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello'),
  'chunks-of-204': sends('HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'),
  continue: sends(`HTTP/1.1 100 Continue\r\n\r\n${HEAD}content-length: 2\r\n\r\nok`),
  'early-hints': sends(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${HEAD}content-length: 2\r\n\r\nok`),
  switches: sends('HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n'),
  'status-999': sends('HTTP/1.1 999 What\r\ncontent-length: 2\r\n\r\nok'),
  'status-000': sends('HTTP/1.1 000 What\r\ncontent-length: 2\r\n\r\nok'),
  redirects: sends('HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\ncontent-length: 5\r\n\r\nthere'),
  'large-body': sends(`${HEAD}content-length: 10485761\r\n\r\n`),
  /** Resets the first connection of each kind of request, and answers the next. */
  flaky: (socket, count) => {
    if (count % 2 === 1) socket.resetAndDestroy()
    else socket.end(`${HEAD}content-length: 2\r\nconnection: close\r\n\r\nok`)
  },
}

/** Starts it on a free loopback port. */
export async function startMisbehavingOrigin(): Promise<MisbehavingOrigin> {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', (data) => {
      const [, line = '', name = ''] = /^(\S+ \/([\w-]*))/.exec(data.toString('latin1')) ?? []
      seen.push(line)
      MISBEHAVIOURS[name]?.(socket, seen.filter((each) => each === line).length)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // It listens on TCP, so this is an address with a port.
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    forget: () => seen.splice(0),
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
}
