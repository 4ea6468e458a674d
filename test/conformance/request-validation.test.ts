import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'vitest'
import type { Part } from '../../src/definition/parts.ts'
import type { Method } from '../../src/definition/rest-api.ts'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { compileDeployment } from '../../src/deployment/compile.ts'
import type { DeploymentSnapshot } from '../../src/deployment/snapshot.ts'
import { GATEWAY_ERRORS, GatewayError } from '../../src/errors/gateway-error.ts'
import { Problems } from '../../src/lib/problems.ts'
import { importOpenApi } from '../../src/openapi/import.ts'
import { exchangeFor, runExchange } from '../gateway/fake-services.ts'
import { conformance } from './runner.ts'

interface Input {
  readonly validator?: { readonly validateRequestBody?: boolean; readonly validateRequestParameters?: boolean }
  readonly models?: Readonly<Record<string, unknown>>
  readonly requestModels?: Readonly<Record<string, string>>
  readonly requestParameters?: Readonly<Record<string, boolean>>
  readonly resource?: string
  readonly openapiDocumentFile?: string
  readonly request: {
    readonly method?: string
    readonly path?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly query?: Readonly<Record<string, string>>
    readonly pathParameters?: Readonly<Record<string, string>>
    readonly body?: string
  }
}

interface Expected {
  readonly status?: number
  readonly valid?: boolean
  readonly bodyJson?: { readonly message?: string }
  readonly gatewayResponseType?: string
}

const VECTORS = resolve(import.meta.dirname, '../..', process.env.POSTERN_VECTORS ?? '../shared/vectors')

conformance<Input, Expected>({
  area: 'request-validation',
  async check({ input, expected }) {
    const outcome = await call(input, deploymentOf(input))
    if (expected.status === 200 || expected.valid === true) {
      expect(outcome).toBe('passed')
      return
    }
    expect(outcome).toBeInstanceOf(GatewayError)
    const { type, detail } = outcome as GatewayError
    const [status, , message] = GATEWAY_ERRORS[type]
    if (expected.status !== undefined) expect(status).toBe(expected.status)
    if (expected.bodyJson?.message !== undefined) expect(detail.message ?? message).toBe(expected.bodyJson.message)
    if (expected.gatewayResponseType !== undefined) expect(type).toBe(expected.gatewayResponseType)
  },
})

function deploymentOf(input: Input): DeploymentSnapshot {
  const problems = new Problems()
  const snapshot = compileDeployment(definitionOf(input), 'dep1', problems)
  if (snapshot === undefined) throw new Error(JSON.stringify(problems.errors))
  return JSON.parse(JSON.stringify(snapshot))
}

/** The method alone, with what validates it: its integration is a MOCK, which shows what got through. */
function definitionOf(input: Input): RestApiDefinition {
  if (input.openapiDocumentFile !== undefined) return imported(input.openapiDocumentFile)
  const { validator, models = {}, requestModels, requestParameters, resource = '/path', request } = input
  const parts: Part[] = Object.entries(models).map(([name, schema]) => ({
    kind: 'Model',
    id: name,
    name,
    body: { id: name, name, contentType: 'application/json', schema: textOf(schema) },
  }))
  const flags = { validateRequestBody: false, validateRequestParameters: false, ...validator }
  parts.push({ kind: 'RequestValidator', id: 'v', name: 'v', body: { id: 'v', name: 'v', ...flags } })
  return definition(
    resource,
    { ...methodOf(request.method), requestModels, requestParameters, requestValidatorId: 'v' },
    parts,
  )
}

const textOf = (schema: unknown) => JSON.stringify(schema).replaceAll('<api-id>', 'api1')

const methodOf = (httpMethod = 'POST'): Method => ({
  httpMethod,
  authorizationType: 'NONE',
  apiKeyRequired: false,
  methodResponses: { 200: { statusCode: '200' } },
  methodIntegration: MOCK,
})

const MOCK = {
  type: 'MOCK',
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  integrationResponses: { 200: { statusCode: '200' } },
} as const

const definition = (path: string, method: Method, parts: readonly Part[]): RestApiDefinition => ({
  api: {
    id: 'api1',
    name: 'validated',
    createdDate: 1,
    apiKeySource: 'HEADER',
    endpointConfiguration: { types: ['REGIONAL'] },
    disableExecuteApiEndpoint: false,
    rootResourceId: 'root',
  },
  resources: [{ id: 'r1', path, resourceMethods: { [method.httpMethod]: method } }],
  parts,
})

/** The recorded document, whose integration is Lambda's: the request validation in front of it is what counts. */
function imported(file: string): RestApiDefinition {
  let ids = 0
  const newId = () => `id${ids++}`
  const text = readFileSync(resolve(VECTORS, file), 'utf8')
  const { definition: read, errors } = importOpenApi(text, { apiId: 'api1', createdDate: 1, newId, basepath: 'ignore' })
  if (read === undefined) throw new Error(JSON.stringify(errors))
  const resources = read.resources.map(({ resourceMethods = {}, ...resource }) => ({
    ...resource,
    resourceMethods: Object.fromEntries(
      Object.entries(resourceMethods).map(([name, method]) => [name, { ...method, methodIntegration: MOCK }]),
    ),
  }))
  return { ...read, resources }
}

/** Where a vector has no headers at all: `fetch` would say that a text is text. */
const JSON_BODY = { 'content-type': 'application/json' }

async function call({ request }: Input, snapshot: DeploymentSnapshot): Promise<unknown> {
  const { method = 'POST', path = '/path', headers = JSON_BODY, body, query = {} } = request
  const [beforeQuery = '', rawQuery = new URLSearchParams(query).toString()] = path.split('?')
  const route = snapshot.routes.find((each) => each.httpMethod === method)
  const test = beforeQuery.split('/')[2]
  const pathParameters = request.pathParameters ?? (test === undefined ? {} : { test })
  const sent = method === 'GET' ? null : (body ?? null)
  const x = exchangeFor({ method, path: beforeQuery, rawQuery, headers, body: sent, pathParameters, route, snapshot })
  try {
    await runExchange(x)
    return 'passed'
  } catch (error) {
    return error
  }
}
