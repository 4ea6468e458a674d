/** The function host on the real workerd: built as it is deployed, with its Worker Loader, called by its protocol. */
import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { convertV4MiniflareOptions, type Json, Miniflare } from 'miniflare'
import {
  FRAME,
  type FunctionNetwork,
  INVOCATION_HEADER,
  type Invocation,
  LOAD_LENGTH_HEADER,
  type Load,
  type LogLine,
  NEEDS_CODE,
  OUTCOME_HEADER,
  type Outcome,
} from '../../src/functions/host/protocol.ts'
import { PROJECT } from './gateway.ts'

const HOST = join(PROJECT, 'src/functions/host')
const run = promisify(execFile)

export interface FunctionOptions {
  readonly files: Readonly<Record<string, string>>
  readonly handler?: string
  readonly event?: unknown
  /** In place of the JSON of `event`. */
  readonly payload?: string
  readonly runtime?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly network?: Partial<FunctionNetwork>
  readonly invocation?: Partial<Invocation>
  readonly headers?: Record<string, string>
}

export interface HostAnswer {
  readonly status: number
  readonly outcome: Outcome
  readonly payload: string
  readonly logs: readonly LogLine[]
  /** Of a streaming answer: what came, in its order. */
  readonly frames: readonly { readonly kind: number; readonly bytes: Uint8Array }[]
  /** `payload` read as JSON. */
  json(): unknown
}

export interface FunctionHost {
  readonly url: string
  /** With its code where the host does not have it, as the gateway does it. */
  invoke(options: FunctionOptions): Promise<HostAnswer>
  /** One request, with the code or without it. */
  call(options: FunctionOptions, withCode: boolean, headers?: Record<string, string>): Promise<Response>
  dispose(): Promise<void>
}

export interface HostOptions {
  readonly bindings?: Record<string, Json>
  /** What answers the binding GATEWAY. */
  readonly gateway?: (request: Request) => Promise<Response>
}

export async function startFunctionHost({ bindings = {}, gateway }: HostOptions = {}): Promise<FunctionHost> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-host-'))
  await run(join(PROJECT, 'node_modules/.bin/wrangler'), ['deploy', '--dry-run', '--minify', '--outdir', folder], {
    cwd: HOST,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: folder },
  })
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: 'postern-function-host',
      modules: true,
      modulesRoot: folder,
      scriptPath: join(folder, 'worker.js'),
      compatibilityDate: '2026-10-20',
      compatibilityFlags: ['global_fetch_strictly_public'],
      workerLoaders: { LOADER: {} },
      bindings,
      ...(gateway === undefined ? {} : { serviceBindings: { GATEWAY: gateway as never } }),
      port: 0,
      cf: false,
      // The runtime tells of every isolate that is ended.
      handleStructuredLogs: () => undefined,
    }),
  )
  const url = (await miniflare.ready).href

  const call: FunctionHost['call'] = (options, withCode, headers = options.headers ?? {}) => {
    const load = JSON.stringify(loadOf(options))
    const payload = options.payload ?? (options.event === undefined ? '' : JSON.stringify(options.event))
    const length: Record<string, string> = withCode ? { [LOAD_LENGTH_HEADER]: String(Buffer.byteLength(load)) } : {}
    return fetch(new URL('/invoke', url), {
      method: 'POST',
      headers: { [INVOCATION_HEADER]: asciiJson(invocationOf(options, load)), ...length, ...headers },
      body: withCode ? load + payload : payload,
    })
  }
  return {
    url,
    call,
    async invoke(options) {
      const warm = await call(options, false)
      return read(warm.status === NEEDS_CODE ? await call(options, true) : warm)
    },
    async dispose() {
      await miniflare.dispose()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const asciiJson = (value: unknown) =>
  JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const CLOSED: FunctionNetwork = {
  allowedHosts: [],
  allowedPrivateHosts: [],
  gateway: { managementHosts: ['localhost', '127.0.0.1'], domain: '', pathForm: true },
}

const loadOf = ({ files, environment = {}, network = {}, runtime }: FunctionOptions): Load => ({
  code: { format: 1, files },
  environment,
  network: { ...CLOSED, ...network },
  region: 'us-east-1',
  runtime,
})

function invocationOf({ handler = 'index.handler', invocation }: FunctionOptions, load: string): Invocation {
  const functionName = invocation?.functionName ?? 'hello'
  return {
    codeId: createHash('sha256').update(`${functionName} ${load}`).digest('hex'),
    requestId: randomUUID(),
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    timeoutInMillis: 3_000,
    memoryLimitInMb: 128,
    streaming: false,
    ...invocation,
    functionName,
    handler,
  }
}

async function read(response: Response): Promise<HostAnswer> {
  const body = new Uint8Array(await response.arrayBuffer())
  const outcome = JSON.parse(response.headers.get(OUTCOME_HEADER) ?? '{}') as Outcome
  const frames = outcome.streaming === true ? framesOf(body) : []
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  const payload =
    outcome.streaming === true
      ? frames
          .filter(({ kind }) => kind === FRAME.data)
          .map(({ bytes }) => text(bytes))
          .join('')
      : text(body.subarray(0, outcome.payloadBytes))
  const logs =
    outcome.streaming === true
      ? frames.filter(({ kind }) => kind === FRAME.logs).flatMap(({ bytes }) => JSON.parse(text(bytes)) as LogLine[])
      : (JSON.parse(text(body.subarray(outcome.payloadBytes)) || '[]') as LogLine[])
  return { status: response.status, outcome, payload, logs, frames, json: () => JSON.parse(payload) }
}

function framesOf(body: Uint8Array): HostAnswer['frames'] {
  const frames: { kind: number; bytes: Uint8Array }[] = []
  for (let at = 0; at < body.length; ) {
    const length = new DataView(body.buffer, body.byteOffset + at).getUint32(1)
    frames.push({ kind: body[at] as number, bytes: body.subarray(at + 5, at + 5 + length) })
    at += 5 + length
  }
  return frames
}
