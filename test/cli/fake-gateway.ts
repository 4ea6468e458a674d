import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { LogLine } from '../../src/bindings/log-stream.ts'
import { readPrivateWays } from '../../src/bindings/private-ways.ts'
import { handleManagement } from '../../src/control/handle.ts'
import { authenticate } from '../../src/control/protection.ts'
import { respondError } from '../../src/control/respond.ts'
import type { ControlServices } from '../../src/control/services.ts'
import { ControlError, type ControlErrorType } from '../../src/errors/control-error.ts'
import { noFunctions } from '../../src/functions/no-functions.ts'
import { masterKeyOf } from '../../src/lib/sealed.ts'
import { memoryConfigStore } from '../control/memory-config-store.ts'
import { sqliteDatabase } from '../control/sqlite-database.ts'
import { fakeAws, noTokens } from '../gateway/fake-services.ts'

/** The management API itself over real HTTP, on a database and a KV in memory; it refuses what is not signed. Two items per page. */
export interface FakeGateway {
  readonly endpoint: string
  readonly services: ControlServices
  /** By API id, what `postern logs` reads. */
  readonly logs: Map<string, LogLine[]>
  /** `POST /restapis?mode=import`, as they came. */
  readonly calls: string[]
  /** The next call answers this instead. */
  failNext?: { type: ControlErrorType; message: string }
  close(): Promise<void>
  /** Serves again on the same port. */
  reopen(): Promise<void>
}

const PAGE_SIZE = '2'
/** 2025-06-15T15:06:40Z. */
const NOW = 1_750_000_000_000

export async function startFakeGateway(secretAccessKey = 'local'): Promise<FakeGateway> {
  const calls: string[] = []
  const logs = new Map<string, LogLine[]>()
  const services = servicesOf(logs)
  const settings = { managementHosts: ['127.0.0.1'], accessKeyId: 'local', secretAccessKey, region: 'us-east-1' }

  async function answer(incoming: IncomingMessage): Promise<Response> {
    const request = await requestOf(incoming)
    const call = authenticate(request.clone(), settings, Date.now())
    calls.push(`${incoming.method} ${incoming.url}`)
    const { failNext } = gateway
    if (failNext === undefined) return handleManagement(smallPages(request), { ...services, authenticate: () => call })
    gateway.failNext = undefined
    await call
    return respondError(new ControlError(failNext.type, failNext.message), 'failed')
  }

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const response = await answer(incoming)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(new Uint8Array(await response.arrayBuffer()))
  }

  let server = await listen(handle, 0)
  const { port } = server.address() as AddressInfo
  const gateway: FakeGateway = {
    endpoint: `http://127.0.0.1:${port}`,
    services,
    logs,
    calls,
    close: () => closed(server),
    async reopen() {
      server = await listen(handle, port)
    },
  }
  return gateway
}

/** Ids count: `api1`, `api2` … */
function servicesOf(logs: ReadonlyMap<string, LogLine[]>): ControlServices {
  let apis = 0
  let others = 0
  return {
    db: sqliteDatabase(),
    config: memoryConfigStore(),
    logs: {
      append: () => undefined,
      read: async (apiId, cursor, limit) => {
        const lines = (logs.get(apiId) ?? []).slice(cursor, cursor + limit)
        return { lines, cursor: cursor + lines.length }
      },
    },
    outbound: () => Promise.reject(new Error('Nothing is called')),
    privateWays: readPrivateWays({}),
    functions: noFunctions,
    hasFunctionHost: true,
    aws: fakeAws(),
    ...noTokens,
    now: () => NOW,
    newId: (length) => (length === 10 ? `api${++apis}` : `id${++others}`),
    waitUntil: () => undefined,
    presign: async (url) => `${url}?signed`,
    authenticate: () => Promise.reject(new Error('Each call brings its own')),
    masterKey: () => masterKeyOf([new Uint8Array(32)]),
    settings: { region: 'us-east-1', domain: 'apis.example.com', pathForm: true },
  }
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', url, headers } = incoming
  const body = method === 'GET' || method === 'DELETE' ? undefined : await text(incoming)
  return new Request(`http://${headers.host}${url}`, { method, body, headers: headers as Record<string, string> })
}

/** The call as one that asks for pages of two. */
function smallPages(request: Request): Request {
  const url = new URL(request.url)
  if (url.pathname.startsWith('/_postern/') || !url.searchParams.has('limit')) return request
  url.searchParams.set('limit', PAGE_SIZE)
  return new Request(url, request)
}

const listen = (handle: (incoming: IncomingMessage, outgoing: ServerResponse) => void, port: number) =>
  new Promise<Server>((resolve) => {
    const server = createServer(handle).listen(port, '127.0.0.1', () => resolve(server))
  })

const closed = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
