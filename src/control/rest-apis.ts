import { distinctIds } from '../aws/ids.ts'
import type { RestApi } from '../definition/rest-api.ts'
import { defaultModels } from './default-models.ts'
import { endpointConfigurationOf } from './endpoint-configuration.ts'
import { noSuchApi } from './identifiers.ts'
import { type Input, MAX_NAME, type Members, readInput } from './input.ts'
import { accepted, type Call, created, type Operation, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import type { ControlServices } from './services.ts'
import { insertDefinition } from './store/definition.ts'
import { restApiOf, type StoredRestApi, selectRestApi, selectRestApis } from './store/rest-api.ts'
import { unpublishApi } from './unpublish.ts'
import { badRequest, notInSet, notServed, validationError } from './validation-error.ts'

/** AWS's ids: ten characters for an API and its root resource. */
const API_ID_LENGTH = 10
const PART_ID_LENGTH = 6
const MAX_COMPRESSION_SIZE_BYTES = 10_485_760

const CREATE_REST_API = {
  name: 'string',
  description: 'string',
  version: 'string',
  cloneFrom: 'string',
  binaryMediaTypes: 'strings',
  minimumCompressionSize: 'integer',
  apiKeySource: 'string',
  endpointConfiguration: 'object',
  policy: 'string',
  tags: 'map',
  disableExecuteApiEndpoint: 'boolean',
  securityPolicy: 'string',
  endpointAccessMode: 'string',
} as const satisfies Members

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html */
export const createRestApi: Operation = async (call, services) => {
  const api = newRestApi(readInput(call.body, CREATE_REST_API), services)
  const root = { id: api.rootResourceId, path: '/' }
  const parts = defaultModels(distinctIds(() => services.newId(PART_ID_LENGTH)))
  await services.db.batch(insertDefinition({ api, resources: [root], parts }))
  return created(api)
}

function newRestApi(input: Input<typeof CREATE_REST_API>, services: ControlServices): RestApi {
  const { name, description, version, binaryMediaTypes, minimumCompressionSize, policy, tags } = input
  const apiKeySource = apiKeySourceOf(input.apiKeySource)
  const endpointConfiguration = endpointConfigurationOf(input.endpointConfiguration, 'createRestApiInput')
  checkNew(input)
  return {
    id: services.newId(API_ID_LENGTH),
    name: checkApiName(name),
    createdDate: Math.floor(services.now() / 1000),
    ...(description !== undefined && { description }),
    ...(version !== undefined && { version }),
    ...(binaryMediaTypes !== undefined && { binaryMediaTypes }),
    ...(minimumCompressionSize !== undefined && { minimumCompressionSize }),
    apiKeySource,
    endpointConfiguration,
    ...(policy !== undefined && { policy }),
    ...(tags !== undefined && { tags }),
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    rootResourceId: services.newId(API_ID_LENGTH),
  }
}

function checkNew(input: Input<typeof CREATE_REST_API>): void {
  if (input.description === '') throw badRequest('Description cannot be an empty string')
  const size = input.minimumCompressionSize ?? 0
  if (size < 0 || size > MAX_COMPRESSION_SIZE_BYTES) {
    throw badRequest(`Invalid minimum compression size, must be between 0 and ${MAX_COMPRESSION_SIZE_BYTES}`)
  }
  if (input.cloneFrom !== undefined) throw notServed('cloneFrom')
  if (input.securityPolicy !== undefined) throw notServed('securityPolicy')
  if (input.endpointAccessMode !== undefined) throw notServed('endpointAccessMode')
}

/** The name of an API, new or imported. Throws ControlError. */
export function checkApiName(name: string | undefined): string {
  if (name === undefined || name.trim() === '') throw badRequest('Name cannot be empty')
  if (name.length > MAX_NAME) throw badRequest(`Invalid API name, can be at most ${MAX_NAME} characters.`)
  return name
}

function apiKeySourceOf(source: string | undefined): RestApi['apiKeySource'] {
  if (source === undefined) return 'HEADER'
  if (source === 'HEADER' || source === 'AUTHORIZER') return source
  throw validationError([notInSet(source, 'createRestApiInput.apiKeySource', ['AUTHORIZER', 'HEADER'])])
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApi.html */
export const getRestApi: Operation = async (call, services) => ok((await findRestApi(call, services)).api)

/** The API that the path names. Throws NotFoundException. */
export async function findRestApi(call: Call, services: ControlServices): Promise<StoredRestApi> {
  const apiId = param(call, 'restApiId')
  const [row] = await services.db.all(selectRestApi(apiId))
  if (row === undefined) throw noSuchApi(services, apiId)
  return restApiOf(row)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApis.html */
export const getRestApis: Operation = async (call, services) => {
  const paging = readPaging(call.query, 0)
  const rows = (await services.db.all(selectRestApis(paging.after, paging.limit + 1))).map(restApiOf)
  return ok(
    page(
      rows,
      paging,
      (row) => row.sequence,
      (row) => row.api,
    ),
  )
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRestApi.html */
export const deleteRestApi: Operation = async (call, services) => {
  const { api } = await findRestApi(call, services)
  await unpublishApi(services, api.id)
  return accepted()
}
