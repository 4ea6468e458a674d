import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'

export interface Measured {
  readonly requestsPerSecond: number
  /** User and system time of the workerd processes ÷ requests. */
  readonly cpuMicrosPerRequest: number
}

const CONNECTIONS = 50
const END_OF_HEAD = Buffer.from('\r\n\r\n')

/** Sends exactly this many GETs over 50 kept-alive connections, each as soon as the one before it is answered. Every answer must be a 200. */
export async function load(url: string, requests: number, workerd: readonly number[]): Promise<Measured> {
  const cpu = cpuMicros(workerd)
  const start = performance.now()
  let left = requests
  const next = () => left-- > 0
  await Promise.all(Array.from({ length: CONNECTIONS }, () => caller(new URL(url), next)))
  const seconds = (performance.now() - start) / 1_000
  return { requestsPerSecond: requests / seconds, cpuMicrosPerRequest: (cpuMicros(workerd) - cpu) / requests }
}

/** One connection. Bare sockets, because a full HTTP client would take more CPU than what is measured. */
function caller(url: URL, next: () => boolean): Promise<void> {
  const request = `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: */*\r\n\r\n`
  return new Promise((done, failed) => {
    const socket: Socket = connect(Number(url.port), '127.0.0.1', send)
    let received: Buffer = Buffer.alloc(0)
    function send(): void {
      if (next()) socket.write(request)
      else socket.end(() => done())
    }
    socket.setNoDelay(true)
    socket.on('error', failed)
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const length = answerLength(received)
      if (length === undefined || received.length < length) return
      if (!received.subarray(0, 12).equals(Buffer.from('HTTP/1.1 200'))) {
        failed(new Error(`${url} answered ${received.subarray(0, 300).toString('latin1')}`))
        socket.destroy()
        return
      }
      received = received.subarray(length)
      send()
    })
  })
}

/** Bytes of the whole answer; undefined while its head is not complete. */
function answerLength(received: Buffer): number | undefined {
  const end = received.indexOf(END_OF_HEAD)
  if (end === -1) return undefined
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(received.subarray(0, end).toString('latin1')) ?? []
  if (length === undefined) throw new Error('an answer without Content-Length cannot be measured')
  return end + END_OF_HEAD.length + Number(length)
}

/** Clock ticks per second of `/proc`: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const USER = 11
const SYSTEM = 12

const cpuMicros = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + cpuMicrosOf(pid), 0)

/** User and system time of a process. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuMicrosOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[USER]) + Number(fields[SYSTEM])) * 1_000_000) / TICKS_PER_SECOND
}

/** The middle one. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
