import type { LogPage } from '../bindings/log-stream.ts'
import type { GatewayDescription } from '../control/gateway-description.ts'
import type { Authorizer, DocumentationPart, GatewayResponse, Model, RequestValidator } from '../definition/parts.ts'
import type { Resource, RestApi } from '../definition/rest-api.ts'
import type { Deployment, Stage } from '../definition/stage.ts'
import { ClientError } from './client-error.ts'
import { type ClientCall, type ClientSettings, signedFetch, signedText } from './signed-fetch.ts'

export type { ClientSettings } from './signed-fetch.ts'

/** One change of an AWS resource. https://docs.aws.amazon.com/apigateway/latest/api/API_PatchOperation.html */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  readonly path: string
  readonly value?: string
}

export interface ImportOptions {
  /** What to do with an OpenAPI base path. */
  readonly basepath?: 'ignore' | 'prepend' | 'split'
  readonly failOnWarnings?: boolean
}

export interface ExportOptions {
  readonly type: 'oas30' | 'swagger'
  readonly format: 'json' | 'yaml'
  /** `apigateway`, `integrations`, `authorizers`, or several with commas; none when absent. */
  readonly extensions?: string
}

/** The operations of the management API, by AWS's names. Each throws ClientError. */
export interface Client {
  /** All of them, page by page. */
  getRestApis(): Promise<RestApi[]>
  getRestApi(restApiId: string): Promise<RestApi>
  /** Takes an OpenAPI document, JSON or YAML. */
  importRestApi(document: Uint8Array<ArrayBuffer>, options?: ImportOptions): Promise<RestApi>
  /** Replaces the whole definition. */
  putRestApi(restApiId: string, document: Uint8Array<ArrayBuffer>, options?: ImportOptions): Promise<RestApi>
  deleteRestApi(restApiId: string): Promise<void>
  /** All of them with their methods. */
  getResources(restApiId: string): Promise<Resource[]>
  getModels(restApiId: string): Promise<Model[]>
  getAuthorizers(restApiId: string): Promise<Authorizer[]>
  getRequestValidators(restApiId: string): Promise<RequestValidator[]>
  /** Those that the owner has customised, and AWS's defaults of all others. */
  getGatewayResponses(restApiId: string): Promise<GatewayResponse[]>
  getDocumentationParts(restApiId: string): Promise<DocumentationPart[]>
  /** Publishes the definition, to a stage when one is named. */
  createDeployment(restApiId: string, input: { stageName?: string; description?: string }): Promise<Deployment>
  getDeployments(restApiId: string): Promise<Deployment[]>
  createStage(restApiId: string, input: { stageName: string; deploymentId: string }): Promise<Stage>
  getStage(restApiId: string, stageName: string): Promise<Stage>
  getStages(restApiId: string): Promise<Stage[]>
  updateStage(restApiId: string, stageName: string, patchOperations: readonly PatchOperation[]): Promise<Stage>
  /** What a stage serves, as an OpenAPI document. */
  getExport(restApiId: string, stageName: string, options: ExportOptions): Promise<string>
  /** Where this gateway's APIs answer. */
  getGateway(): Promise<GatewayDescription>
  /** Log lines after `cursor` (0 = from the oldest kept). */
  readLogs(restApiId: string, cursor: number, limit: number): Promise<LogPage>
}

/** The most that AWS gives per page. */
const PAGE_SIZE = 500

export function createClient(settings: ClientSettings): Client {
  // The gateway answers AWS's shapes, which its own tests hold it to: here they are taken at its word.
  const call = <Answer>(request: ClientCall) => signedFetch(settings, request) as Promise<Answer>
  const all = <Item>(path: string, query: ClientCall['query'] = {}) => allPages<Item>(call, path, query)
  const imported = (
    method: 'POST' | 'PUT',
    path: string,
    mode: string,
    body: ClientCall['body'],
    options?: ImportOptions,
  ) => call<RestApi>({ method, path, body, query: { mode, ...importQuery(options) } })
  return {
    getRestApis: () => all('/restapis'),
    getRestApi: (id) => call({ method: 'GET', path: api(id) }),
    importRestApi: (document, options) => imported('POST', '/restapis', 'import', document, options),
    putRestApi: (id, document, options) => imported('PUT', api(id), 'overwrite', document, options),
    deleteRestApi: (id) => call({ method: 'DELETE', path: api(id) }),
    getResources: (id) => all(`${api(id)}/resources`, { embed: 'methods' }),
    getModels: (id) => all(`${api(id)}/models`),
    getAuthorizers: (id) => all(`${api(id)}/authorizers`),
    getRequestValidators: (id) => all(`${api(id)}/requestvalidators`),
    getGatewayResponses: (id) => all(`${api(id)}/gatewayresponses`),
    getDocumentationParts: (id) => all(`${api(id)}/documentation/parts`),
    createDeployment: (id, input) => call({ method: 'POST', path: `${api(id)}/deployments`, body: input }),
    getDeployments: (id) => all(`${api(id)}/deployments`),
    createStage: (id, input) => call({ method: 'POST', path: `${api(id)}/stages`, body: input }),
    getStage: (id, name) => call({ method: 'GET', path: stage(id, name) }),
    getStages: async (id) => (await call<Page<Stage>>({ method: 'GET', path: `${api(id)}/stages` })).item ?? [],
    updateStage: (id, name, patchOperations) =>
      call({ method: 'PATCH', path: stage(id, name), body: { patchOperations } }),
    getExport: (id, name, { type, format, extensions }) =>
      signedText(settings, {
        method: 'GET',
        path: `${stage(id, name)}/exports/${type}`,
        query: { extensions },
        accept: `application/${format}`,
      }),
    getGateway: () => call({ method: 'GET', path: '/_postern/gateway' }),
    readLogs: (id, cursor, limit) =>
      call({
        method: 'GET',
        path: `/_postern/logs/${encodeURIComponent(id)}`,
        query: { after: String(cursor), limit: String(limit) },
      }),
  }
}

interface Page<Item> {
  readonly item?: Item[]
  readonly position?: string
}

type Call = <Answer>(request: ClientCall) => Promise<Answer>

async function allPages<Item>(call: Call, path: string, query: ClientCall['query']): Promise<Item[]> {
  const items: Item[] = []
  let position: string | undefined
  for (;;) {
    const page: Page<Item> = await call({
      method: 'GET',
      path,
      query: { ...query, limit: String(PAGE_SIZE), position },
    })
    items.push(...(page.item ?? []))
    if (page.position === undefined) return items
    // A position that does not move would page for ever.
    if (page.position === position) throw new ClientError('NotAGateway', 200, `${path} answers the same page again.`)
    position = page.position
  }
}

const api = (id: string) => `/restapis/${encodeURIComponent(id)}`
const stage = (id: string, name: string) => `${api(id)}/stages/${encodeURIComponent(name)}`

const importQuery = (options: ImportOptions = {}) => ({
  basepath: options.basepath,
  failonwarnings: options.failOnWarnings === undefined ? undefined : String(options.failOnWarnings),
})
