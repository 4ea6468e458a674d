import { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { createIssuerKeys } from '../../src/authorizers/jwt/issuer-keys.ts'
import { readIssuers } from '../../src/authorizers/jwt/issuers.ts'
import { createTokenVerifier } from '../../src/authorizers/jwt/token-verifier.ts'
import { randomId } from '../../src/aws/ids.ts'
import { noDocumentCache } from '../../src/bindings/document-cache.ts'
import type { Outbound } from '../../src/bindings/outbound.ts'
import { readPrivateWays } from '../../src/bindings/private-ways.ts'
import { handleManagement } from '../../src/control/handle.ts'
import type { ControlServices } from '../../src/control/services.ts'
import type { StagePointer } from '../../src/deployment/snapshot.ts'
import type { Functions } from '../../src/functions/functions.ts'
import { noFunctions } from '../../src/functions/no-functions.ts'
import { functionKey, type PublishedFunction } from '../../src/functions/published-function.ts'
import { masterKeyOf } from '../../src/lib/sealed.ts'
import { fakeAws } from '../gateway/fake-services.ts'
import { type MemoryConfigStore, memoryConfigStore } from './memory-config-store.ts'
import { type SqliteDatabase, sqliteDatabase } from './sqlite-database.ts'

const ACCOUNT = '111111111111'
/** What the gateway seals with. */
export const MASTER_KEY = new Uint8Array(32).fill(7)

/** The management API on a real SQLite and a KV in memory, without its protection (tested by itself), and AWS's own client for it. */
export interface GatewayUnderTest {
  readonly services: ControlServices
  readonly db: SqliteDatabase
  readonly config: MemoryConfigStore
  readonly client: APIGatewayClient
  readonly clock: { now: number }
  readonly lines: string[]
  /** A call as it stands on the wire. */
  call(method: string, path: string, body?: string | Uint8Array): Promise<Response>
  /** What AWS's client receives for a command, refusals too, as it stands on the wire. */
  raw(command: Command): Promise<RawAnswer>
  pointer(apiId: string, stageName: string): StagePointer | undefined
  /** The same for Lambda's management API. */
  readonly lambda: LambdaClient
  callLambda(method: string, path: string, body?: string | Uint8Array): Promise<Response>
  rawLambda(command: Command): Promise<RawAnswer>
  /** A function as the edge reads it. */
  published(name: string): PublishedFunction | undefined
  /** Until all that runs on after responses is done. */
  settled(): Promise<void>
}

/** A command of AWS's package, whatever its input: the type that `send` has for them takes no single one. */
type Command = { readonly input: object; readonly middlewareStack: unknown }

export interface RawAnswer {
  readonly status: number
  readonly errorType: string | undefined
  readonly body: string
}

export function gatewayUnderTest(
  db: SqliteDatabase = sqliteDatabase(),
  config: MemoryConfigStore = memoryConfigStore(),
  outbound: Outbound = () => Promise.reject(new Error('This test has no backend')),
  functions: Functions = noFunctions,
  environment: Readonly<Record<string, unknown>> = {},
): GatewayUnderTest {
  const clock = { now: 1_700_000_000_000 }
  const lines: string[] = []
  const background: Promise<unknown>[] = []
  const services: ControlServices = {
    // A new object each time: another isolate on the same database.
    db: { all: (statement) => db.all(statement), batch: (statements) => db.batch(statements) },
    config: { ...config, put: (key, value) => config.put(key, value), delete: (key) => config.delete(key) },
    logs: { append: () => undefined, read: async (_, cursor) => ({ lines: [], cursor }) },
    outbound,
    privateWays: readPrivateWays(environment),
    functions,
    hasFunctionHost: true,
    aws: fakeAws(),
    issuers: readIssuers(undefined),
    tokens: createTokenVerifier({
      keys: createIssuerKeys({
        outbound,
        cache: noDocumentCache,
        now: () => clock.now,
        waitUntil: (promise) => background.push(promise),
      }),
      now: () => clock.now,
    }),
    now: () => clock.now,
    newId: randomId,
    waitUntil: (promise) => background.push(promise),
    presign: async (url) => `${url}?signed`,
    authenticate: async (request) => ({
      service: request.headers.get('x-test-service') ?? 'apigateway',
      accessKeyId: 'local',
      body: new Uint8Array(await request.arrayBuffer()),
    }),
    masterKey: () => masterKeyOf([MASTER_KEY]),
    writeLine: (line) => lines.push(line),
    settings: { region: 'us-east-1', accountId: ACCOUNT },
  }
  const send = (method: string, path: string, body?: string | Uint8Array, headers?: Record<string, string>) =>
    handleManagement(new Request(`http://localhost:8787${path}`, { method, body: body as BodyInit, headers }), services)
  const sendToLambda: typeof send = (method, path, body, headers) =>
    send(method, path, body, { ...headers, 'x-test-service': 'lambda' })
  let last: RawAnswer | undefined
  const received = (answer: RawAnswer) => {
    last = answer
  }
  const client = new APIGatewayClient(configurationOf(send, received))
  const lambda = new LambdaClient(configurationOf(sendToLambda, received))
  async function rawAnswer(sent: Promise<unknown>): Promise<RawAnswer> {
    await sent.catch((error: unknown) => {
      if (last === undefined) throw error
    })
    if (last === undefined) throw new Error('The client has sent nothing')
    return last
  }
  return {
    services,
    db,
    config,
    clock,
    lines,
    client,
    call: send,
    raw(command) {
      last = undefined
      // Every command of AWS's package has that shape.
      return rawAnswer(client.send(command as Parameters<APIGatewayClient['send']>[0]))
    },
    lambda,
    callLambda: sendToLambda,
    rawLambda(command) {
      last = undefined
      return rawAnswer(lambda.send(command as Parameters<LambdaClient['send']>[0]))
    },
    published: (name) => {
      const text = config.values.get(functionKey(name))
      return text === undefined ? undefined : (JSON.parse(text) as PublishedFunction)
    },
    pointer: (apiId, stageName) => {
      const text = config.values.get(`stage/${apiId}/${stageName}`)
      return text === undefined ? undefined : (JSON.parse(text) as StagePointer)
    },
    async settled() {
      while (background.length > 0) await background.shift()
    },
  }
}

/** What AWS's client hands to its transport. */
interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | string[] | null>>
  readonly body?: string | Uint8Array
  readonly headers?: Record<string, string>
}

type Send = (
  method: string,
  path: string,
  body?: string | Uint8Array,
  headers?: Record<string, string>,
) => Promise<Response>

/** What makes AWS's clients send straight into `send`. */
function configurationOf(send: Send, received: (answer: RawAnswer) => void) {
  return {
    region: 'us-east-1',
    endpoint: 'http://localhost:8787',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: {
      async handle(request: HttpRequest) {
        const query = new URLSearchParams()
        for (const [name, value] of Object.entries(request.query ?? {})) {
          for (const item of [value].flat()) query.append(name, item ?? '')
        }
        const search = query.size > 0 ? `?${query}` : ''
        const headers = Object.entries(request.headers ?? {}).filter(([name]) => SENT.test(name))
        const url = `${request.path}${search}`
        const response = await send(request.method, url, request.body, Object.fromEntries(headers))
        const bytes = new Uint8Array(await response.arrayBuffer())
        const errorType = response.headers.get('x-amzn-errortype') ?? undefined
        received({ status: response.status, errorType, body: new TextDecoder().decode(bytes) })
        return {
          response: {
            statusCode: response.status,
            headers: Object.fromEntries(response.headers),
            body: bytes,
          },
        }
      },
    },
  }
}

/** Headers that operations read. */
const SENT = /^(?:accept$|x-amz-(?:invocation|log|client))/i
