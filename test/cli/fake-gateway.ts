import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { LogLine } from '../../src/bindings/log-stream.ts'
import { authenticate } from '../../src/control/protection.ts'
import type { Resource, RestApi } from '../../src/definition/rest-api.ts'
import { ControlError } from '../../src/errors/control-error.ts'
import { importOpenApi } from '../../src/openapi/import.ts'

/** A management API in memory that speaks AWS's wire over real HTTP and refuses what is not signed. Two items per page. */
export interface FakeGateway {
  readonly endpoint: string
  readonly apis: Map<string, FakeApi>
  /** `POST /restapis?mode=import`, as they came. */
  readonly calls: string[]
  /** The next call answers this instead. */
  failNext?: { status: number; type: string; message: string }
  close(): Promise<void>
  /** Serves again on the same port. */
  reopen(): Promise<void>
}

interface FakeApi {
  api: RestApi
  resources: readonly Resource[]
  stages: string[]
  logs: LogLine[]
}

const PAGE_SIZE = 2

export async function startFakeGateway(secretAccessKey = 'local'): Promise<FakeGateway> {
  const apis = new Map<string, FakeApi>()
  const calls: string[] = []
  let created = 0
  const settings = { managementHosts: ['127.0.0.1'], accessKeyId: 'local', secretAccessKey, region: 'us-east-1' }

  async function answer(incoming: IncomingMessage): Promise<unknown> {
    const request = await requestOf(incoming)
    const { body } = await authenticate(request, settings, Date.now())
    calls.push(`${incoming.method} ${incoming.url}`)
    if (gateway.failNext !== undefined) {
      const failure = gateway.failNext
      gateway.failNext = undefined
      throw Object.assign(new Error(failure.message), failure)
    }
    return route(new URL(request.url), request.method, new TextDecoder().decode(body))
  }

  function route(url: URL, method: string, body: string): unknown {
    const [root, id = '', kind, name] = url.pathname.slice(1).split('/')
    if (root === '_postern' && id === 'gateway') return { domain: 'apis.example.com', pathForm: true }
    if (root === '_postern') return logPage(known(kind ?? ''), url)
    if (id === '')
      return method === 'POST'
        ? put(`api${++created}`, body)
        : page(
            [...apis.values()].map(({ api }) => api),
            url,
          )
    const held = known(id)
    if (kind === undefined) return ofApi(method, id, held, body)
    if (kind === 'resources') return page(held.resources, url)
    if (kind === 'stages' && name === undefined)
      return { item: held.stages.map((stageName) => ({ stageName, deploymentId: 'd' })) }
    if (kind === 'deployments' && method === 'POST') return deploy(held, JSON.parse(body).stageName)
    throw new ControlError('NotFoundException', 'Invalid Resource identifier specified')
  }

  function ofApi(method: string, id: string, held: FakeApi, body: string): unknown {
    if (method === 'PUT') return put(id, body)
    if (method !== 'DELETE') return held.api
    apis.delete(id)
    return undefined
  }

  function put(id: string, document: string): RestApi {
    let part = 0
    const options = {
      apiId: id,
      createdDate: 1_750_000_000,
      newId: () => `${id}r${part++}`,
      basepath: 'ignore' as const,
    }
    const { definition, errors, warnings } = importOpenApi(document, options)
    if (definition === undefined) {
      throw new ControlError(
        'BadRequestException',
        errors.map(({ place, message }) => `${place}: ${message}`).join('\n'),
      )
    }
    const api = { ...definition.api, warnings: warnings.map(({ place, message }) => `${message} (at ${place})`) }
    apis.set(id, {
      api,
      resources: definition.resources,
      stages: apis.get(id)?.stages ?? [],
      logs: apis.get(id)?.logs ?? [],
    })
    return api
  }

  function deploy(held: FakeApi, stageName: string) {
    if (!held.stages.includes(stageName)) held.stages.push(stageName)
    return { id: 'dep1', createdDate: 1_750_000_000 }
  }

  function known(id: string): FakeApi {
    const held = apis.get(id)
    if (held === undefined)
      throw new ControlError('NotFoundException', `Invalid API identifier specified 000000000000:${id}`)
    return held
  }

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    try {
      const result = await answer(incoming)
      outgoing.writeHead(result === undefined ? 202 : 200, { 'content-type': 'application/json' })
      outgoing.end(result === undefined ? undefined : JSON.stringify(result))
    } catch (error) {
      const { status, type, message } = error as { status: number; type: string; message: string }
      outgoing.writeHead(status ?? 500, { 'x-amzn-ErrorType': type, 'content-type': 'application/json' })
      outgoing.end(JSON.stringify({ message }))
    }
  }

  let server = await listen(handle, 0)
  const { port } = server.address() as AddressInfo
  const gateway: FakeGateway = {
    endpoint: `http://127.0.0.1:${port}`,
    apis,
    calls,
    close: () => closed(server),
    async reopen() {
      server = await listen(handle, port)
    },
  }
  return gateway
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', url, headers } = incoming
  const body = method === 'GET' || method === 'DELETE' ? undefined : await text(incoming)
  return new Request(`http://${headers.host}${url}`, { method, body, headers: headers as Record<string, string> })
}

function page<Item>(items: readonly Item[], url: URL) {
  const from = Number(url.searchParams.get('position') ?? 0)
  const next = from + PAGE_SIZE
  return { item: items.slice(from, next), ...(next < items.length ? { position: String(next) } : {}) }
}

function logPage({ logs }: FakeApi, url: URL) {
  const after = Number(url.searchParams.get('after'))
  const lines = logs.slice(after, after + Number(url.searchParams.get('limit')))
  return { lines, cursor: after + lines.length }
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
