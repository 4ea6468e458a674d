/** The real thing: `postern start` as a child process on a free port, with a state folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const PROJECT = resolve(import.meta.dirname, '../..')
export const LAUNCHER = join(PROJECT, 'src/cli/launch.mjs')

export interface GatewayOptions {
  readonly port?: number
  readonly state?: string
  /** Arguments beside `start --json`. */
  readonly args?: readonly string[]
  /** Beside the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>
}

export interface RunningGateway {
  /** `http://localhost:41234`. */
  readonly url: string
  readonly port: number
  readonly state: string
  /** Of the Node process. */
  readonly pid: number
  /** What it wrote on stderr so far. */
  stderr(): string
  stdout(): string
  /** Where a route is called, in path form. */
  invokeUrl(apiId: string, stage: string, path: string): string
  /** Ctrl-C; answers the exit code. */
  stop(): Promise<number | null>
  /** kill -9. */
  kill(): Promise<void>
  /** Starts again on the same port and state. */
  restart(): Promise<RunningGateway>
  /** Stops it and removes its state. */
  dispose(): Promise<void>
}

/** Longer than any start takes, a build included, on a busy machine. */
const START_MILLIS = 60_000

/** Starts a gateway and waits until it serves. Rejects with what it printed when it does not. */
export async function startGateway(options: GatewayOptions = {}): Promise<RunningGateway> {
  const port = options.port ?? (await freePort())
  const state = options.state ?? mkdtempSync(join(tmpdir(), 'postern-e2e-'))
  const started = spawnGateway(port, state, options)
  const { url, pid } = await started.ready
  const { child, exited } = started
  const stop = () => {
    child.kill('SIGINT')
    return exited
  }
  return {
    url,
    port,
    state,
    pid,
    stdout: started.stdout,
    stderr: started.stderr,
    invokeUrl: (apiId, stage, path) => `${url}/_aws/execute-api/${apiId}/${stage}${path}`,
    stop,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    restart: () => startGateway({ ...options, port, state }),
    async dispose() {
      await stop()
      rmSync(state, { recursive: true, force: true })
    },
  }
}

/** Runs `postern start` where it must fail; answers what a person would see. */
export async function startFails(env: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [LAUNCHER, 'start'], { cwd: PROJECT, env: { ...process.env, ...env } })
  const stderr = collect(child.stderr)
  child.stdout.resume()
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_MILLIS)
  const code = await exitOf(child)
  clearTimeout(deadline)
  return { code, stderr: stderr() }
}

function spawnGateway(port: number, state: string, { args = [], env = {} }: GatewayOptions) {
  const child = spawn(process.execPath, [LAUNCHER, 'start', '--json', ...args], {
    cwd: PROJECT,
    env: { ...process.env, ...env, PORT: String(port), POSTERN_STATE: state },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const exited = exitOf(child)
  const ready = new Promise<{ url: string; pid: number }>((serves, fails) => {
    const late = setTimeout(() => fails(new Error(`no gateway after ${START_MILLIS} ms: ${stderr()}`)), START_MILLIS)
    child.stdout.on('data', () => {
      const line = stdout()
        .split('\n')
        .slice(0, -1)
        .find((text) => text.startsWith('{"url"'))
      if (line === undefined) return
      clearTimeout(late)
      serves(JSON.parse(line))
    })
    exited.then((code) => fails(new Error(`the gateway ended with ${code}: ${stderr()}${stdout()}`)))
  })
  return { child, ready, exited, stdout, stderr }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.on('data', (chunk) => {
    text += chunk
  })
  return () => text
}

const exitOf = (child: ChildProcess) => new Promise<number | null>((done) => child.once('close', (code) => done(code)))

/** A loopback port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as AddressInfo // It listens on TCP, so this is an address with a port.
  await new Promise((done) => probe.close(done))
  return port
}

/** Process ids of the workerd that a gateway's Node runs. Linux only. */
export function workerdOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      const fields = statFields(candidate)
      return fields?.name === 'workerd' && fields.parent === pid
    })
}

/** Whether a process still runs. */
export const isRunning = (pid: number): boolean => statFields(pid) !== undefined

/** Resident memory in bytes. Linux only. */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1]) * 1024
}

function statFields(pid: number): { name: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z') return undefined
    return { name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), parent: Number(parent) }
  } catch {
    return undefined
  }
}
