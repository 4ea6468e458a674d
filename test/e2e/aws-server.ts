/** Stands in for AWS services that have no local engine: keeps what it is sent, and refuses what is not signed as AWS wants it. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseAmzDate } from '../../src/aws/sigv4-time.ts'
import { verifySigV4 } from '../../src/aws/sigv4-verify.ts'
import { authorizationBySdk } from '../aws/sdk-signature.ts'

export interface AwsRequest {
  readonly service: string
  readonly region: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly bytes: Uint8Array
  readonly accessKeyId: string
  readonly sessionToken?: string
}

export interface AwsAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface AwsServer {
  readonly url: string
  /** Every request whose signature holds, in order. */
  readonly seen: AwsRequest[]
  /** Why requests were refused. */
  readonly refused: string[]
  close(): Promise<void>
}

export type Secrets = Readonly<Record<string, string>>

/** `secrets`: access key → secret. `answer`: what the services say. */
export async function startAwsServer(
  secrets: Secrets,
  answer: (request: AwsRequest) => AwsAnswer | undefined,
): Promise<AwsServer> {
  const seen: AwsRequest[] = []
  const refused: string[] = []
  const server = createServer(async (request, response) => {
    try {
      const received = await readRequest(request, secrets)
      seen.push(received)
      const { status = 200, headers = {}, body = '{}' } = answer(received) ?? {}
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    } catch (error) {
      refused.push(String(error))
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"__type":"InvalidSignatureException"}')
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // It listens on TCP, so this is an address with a port.
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    refused,
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

/** Throws where the signature does not hold: by our own check, and by AWS's SDK, which signs the same anew. */
async function readRequest(request: IncomingMessage, secrets: Secrets): Promise<AwsRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const bytes = new Uint8Array(Buffer.concat(chunks))
  const { method = '', url = '' } = request
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const headers = headersOf(request)
  const signed = { method, path, query, headers: Object.entries(headers) }
  const verified = await verifySigV4(signed, bytes, { secretOf: (id) => secrets[id], now: Date.now() })
  const { accessKeyId, sessionToken, scope } = verified
  const covered = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? []
  const bySdk = await authorizationBySdk({
    ...{ method, path, query, body: bytes, service: scope.service, region: scope.region },
    headers: Object.fromEntries(covered.filter((name) => !MADE.has(name)).map((name) => [name, headers[name] ?? ''])),
    credentials: { accessKeyId, secretAccessKey: secrets[accessKeyId] ?? '', ...(sessionToken && { sessionToken }) },
    date: new Date(parseAmzDate(headers['x-amz-date'] ?? '') ?? 0),
  })
  if (bySdk !== headers.authorization) throw new Error(`The SDK signs ${bySdk}, and not ${headers.authorization}`)
  return {
    ...{ service: scope.service, region: scope.region, method, path, headers, accessKeyId, bytes },
    ...(sessionToken !== undefined && { sessionToken }),
    query: Object.fromEntries(new URLSearchParams(query)),
    body: new TextDecoder().decode(bytes),
  }
}

/** Headers that signing makes. */
const MADE = new Set(['x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token'])

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
