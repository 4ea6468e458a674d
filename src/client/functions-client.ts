import { utf8 } from '../aws/sigv4-encoding.ts'
import { fromBase64, toBase64 } from '../lib/base64.ts'
import { fromUtf8 } from '../lib/utf8.ts'
import { ClientError } from './client-error.ts'
import { type ClientCall, type ClientSettings, signedAnswer, signedFetch } from './signed-fetch.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html, of what the command line shows. */
export interface FunctionConfiguration {
  readonly FunctionName: string
  readonly FunctionArn: string
  readonly Runtime?: string
  readonly Handler?: string
  readonly CodeSize?: number
  readonly CodeSha256?: string
  readonly LastModified?: string
  readonly Timeout?: number
  readonly MemorySize?: number
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> }
}

export interface FunctionSettings {
  readonly Handler?: string
  readonly Runtime?: string
  /** Seconds. */
  readonly Timeout?: number
  /** MB. */
  readonly MemorySize?: number
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> }
}

export interface NewFunction extends FunctionSettings {
  readonly FunctionName: string
  readonly Role: string
  readonly zip: Uint8Array
}

export interface NewPermission {
  readonly StatementId: string
  readonly Action: string
  readonly Principal: string
}

export interface Invocation {
  /** What the function answered, or its error: JSON. */
  readonly payload: string
  /** `Unhandled` when the function failed. */
  readonly functionError?: string
  /** The last 4 KB of what it logged. */
  readonly log: string
}

/** Lambda's operations, by AWS's names. Each throws ClientError. */
export interface FunctionsClient {
  /** Undefined when there is no function of that name. */
  getFunctionConfiguration(name: string): Promise<FunctionConfiguration | undefined>
  /** All of them, page by page. */
  listFunctions(): Promise<FunctionConfiguration[]>
  createFunction(input: NewFunction): Promise<FunctionConfiguration>
  updateFunctionCode(name: string, zip: Uint8Array): Promise<FunctionConfiguration>
  updateFunctionConfiguration(name: string, settings: FunctionSettings): Promise<FunctionConfiguration>
  deleteFunction(name: string): Promise<void>
  /** The policy's JSON; undefined when there is none. */
  getPolicy(name: string): Promise<string | undefined>
  addPermission(name: string, permission: NewPermission): Promise<void>
  invoke(name: string, payload: string): Promise<Invocation>
}

const FUNCTIONS = '/2015-03-31/functions'

export function createFunctionsClient(settings: ClientSettings): FunctionsClient {
  const call = <Answer>(request: Omit<ClientCall, 'service'>) =>
    signedFetch(settings, { ...request, service: 'lambda' }) as Promise<Answer>
  return {
    getFunctionConfiguration: (name) =>
      unlessMissing(call<FunctionConfiguration>({ method: 'GET', path: `${one(name)}/configuration` })),
    listFunctions: () => allFunctions(call),
    createFunction: ({ zip, ...input }) =>
      call({ method: 'POST', path: FUNCTIONS, body: { ...input, Code: { ZipFile: toBase64(zip) } } }),
    updateFunctionCode: (name, zip) =>
      call({ method: 'PUT', path: `${one(name)}/code`, body: { ZipFile: toBase64(zip) } }),
    updateFunctionConfiguration: (name, input) =>
      call({ method: 'PUT', path: `${one(name)}/configuration`, body: { ...input } }),
    deleteFunction: (name) => call({ method: 'DELETE', path: one(name) }),
    getPolicy: async (name) =>
      (await unlessMissing(call<{ Policy: string }>({ method: 'GET', path: `${one(name)}/policy` })))?.Policy,
    addPermission: async (name, permission) => {
      await call({ method: 'POST', path: `${one(name)}/policy`, body: { ...permission } })
    },
    invoke: (name, payload) => invoke(settings, name, payload),
  }
}

const one = (name: string) => `${FUNCTIONS}/${encodeURIComponent(name)}`

async function invoke(settings: ClientSettings, name: string, payload: string): Promise<Invocation> {
  const { headers, text } = await signedAnswer(settings, {
    service: 'lambda',
    method: 'POST',
    path: `${one(name)}/invocations`,
    headers: { 'x-amz-log-type': 'Tail' },
    body: utf8(payload),
  })
  return {
    payload: text,
    functionError: headers.get('x-amz-function-error') ?? undefined,
    log: fromUtf8(fromBase64(headers.get('x-amz-log-result') ?? '')),
  }
}

interface FunctionPage {
  readonly Functions?: readonly FunctionConfiguration[]
  readonly NextMarker?: string | null
}

type Call = <Answer>(request: Omit<ClientCall, 'service'>) => Promise<Answer>

async function allFunctions(call: Call): Promise<FunctionConfiguration[]> {
  const found: FunctionConfiguration[] = []
  let marker: string | undefined
  for (;;) {
    const page: FunctionPage = await call({ method: 'GET', path: `${FUNCTIONS}/`, query: { Marker: marker } })
    found.push(...(page.Functions ?? []))
    if (!page.NextMarker) return found
    // A marker that does not move would page for ever.
    if (page.NextMarker === marker) throw new ClientError('NotAGateway', 200, 'It lists the same functions again.')
    marker = page.NextMarker
  }
}

async function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ClientError && error.type === 'ResourceNotFoundException') return undefined
    throw error
  }
}
