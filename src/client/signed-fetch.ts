import { utf8 } from '../aws/sigv4-encoding.ts'
import { signRequest } from '../aws/sigv4-sign.ts'
import { ClientError, clientErrorOf } from './client-error.ts'

export interface ClientSettings {
  /** `http://localhost:8787`. */
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  /** The platform's when absent. */
  readonly fetch?: typeof fetch
  /** Milliseconds since 1970; the platform's clock when absent. */
  readonly now?: () => number
  /** Told what the gateway says beside an answer. */
  readonly onWarning?: (warning: string) => void
}

export interface ClientCall {
  /** Of the credential scope; `apigateway` when absent. */
  readonly service?: 'apigateway' | 'lambda'
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Escaped: `/restapis/abc`. */
  readonly path: string
  /** Members that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>
  /** `application/json` when absent. */
  readonly accept?: string
  /** Headers beside these, by lower-case name. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** A document's bytes as they are, or a value that goes as JSON. */
  readonly body?: Uint8Array<ArrayBuffer> | Readonly<Record<string, unknown>>
}

/** Publishing a large document takes seconds; nothing that lives takes longer than this. */
const TIMEOUT_MILLIS = 60_000

/** Sends one signed management call and answers its JSON; undefined when the answer has no body. Throws ClientError. */
export async function signedFetch(settings: ClientSettings, call: ClientCall): Promise<unknown> {
  const { response, text } = await answerOf(settings, call)
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ClientError('NotAGateway', response.status, 'It answered with something that is not JSON.', cause)
  }
}

/** As `signedFetch`, for an answer that is a text of its own. Throws ClientError. */
export const signedText = async (settings: ClientSettings, call: ClientCall): Promise<string> =>
  (await answerOf(settings, call)).text

/** As `signedText`, with the answer's headers. Throws ClientError. */
export async function signedAnswer(
  settings: ClientSettings,
  call: ClientCall,
): Promise<{ headers: Headers; text: string }> {
  const { response, text } = await answerOf(settings, call)
  return { headers: response.headers, text }
}

async function answerOf(settings: ClientSettings, call: ClientCall): Promise<{ response: Response; text: string }> {
  const response = await send(settings, call)
  if (!response.ok) throw await clientErrorOf(response)
  for (const warning of warningsOf(response)) settings.onWarning?.(warning)
  return { response, text: await response.text() }
}

/** A JSON list of sentences; what is none says nothing. */
function warningsOf({ headers }: Response): string[] {
  const text = headers.get('x-postern-warnings')
  if (text === null) return []
  try {
    const warnings: unknown = JSON.parse(text)
    return Array.isArray(warnings) ? warnings.map(String) : []
  } catch {
    return []
  }
}

async function send(settings: ClientSettings, call: ClientCall): Promise<Response> {
  const url = new URL(call.path, settings.endpoint)
  url.search = queryString(call.query ?? {})
  const body = bodyOf(call)
  const contentType = call.body instanceof Uint8Array ? 'application/octet-stream' : 'application/json'
  const headers: [string, string][] = [
    ['host', url.host],
    ['accept', call.accept ?? 'application/json'],
    ...(body.length > 0 ? [['content-type', contentType] as [string, string]] : []),
    ...Object.entries(call.headers ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ]
  const request = { method: call.method, path: url.pathname, query: url.search.slice(1), headers }
  const signed = await signRequest(request, body, signOptions(settings, call))
  // fetch writes Host itself, from the URL: the same text that was signed.
  const sent = signed.headers.filter(([name]) => name !== 'host') as [string, string][]
  const init = {
    method: call.method,
    headers: sent,
    body: body.length > 0 ? body : undefined,
    redirect: 'manual' as const,
  }
  try {
    return await (settings.fetch ?? fetch)(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MILLIS) })
  } catch (cause) {
    const timedOut = cause instanceof Error && cause.name === 'TimeoutError'
    const [type, message] = timedOut
      ? ['TimedOut', `No answer from ${settings.endpoint} within ${TIMEOUT_MILLIS / 1000} seconds.`]
      : ['Unreachable', `Nothing answers at ${settings.endpoint}.`]
    throw new ClientError(type as string, 0, message as string, cause)
  }
}

const signOptions = (settings: ClientSettings, { service = 'apigateway' }: ClientCall) => ({
  credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
  region: settings.region,
  service,
  now: (settings.now ?? Date.now)(),
  sendPayloadHash: true,
})

function queryString(query: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return set.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

function bodyOf(call: ClientCall): Uint8Array<ArrayBuffer> {
  if (call.body instanceof Uint8Array) return call.body
  return utf8(call.body === undefined ? '' : JSON.stringify(call.body))
}
