import { distinctIds } from '../aws/ids.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { refuseMappedApi } from './base-path-mappings.ts'
import { cloneDefinition } from './clone-rest-api.ts'
import { defaultModels } from './default-models.ts'
import { editApi } from './edit-api.ts'
import { noSuchApi } from './identifiers.ts'
import { newRestApi, readNewRestApi } from './new-rest-api.ts'
import { accepted, type Call, created, type Operation, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import { readPatch } from './patch.ts'
import { patchRestApi } from './rest-api-patch.ts'
import type { ControlServices } from './services.ts'
import { insertDefinition, readDefinition } from './store/definition.ts'
import { restApiOf, type StoredRestApi, selectRestApi, selectRestApis, updateRestApiRow } from './store/rest-api.ts'
import { unpublishApi } from './unpublish.ts'

const PART_ID_LENGTH = 6

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html
 * Differs from AWS: `securityPolicy` and `endpointAccessMode` are kept and shown; the TLS settings of the Cloudflare zone are what counts.
 */
export const createRestApi: Operation = async (call, services) => {
  const input = readNewRestApi(call.body)
  const source = input.cloneFrom === undefined ? undefined : await findDefinition(services, input.cloneFrom)
  const api = newRestApi(input, services, source?.api)
  const newId = distinctIds(() => services.newId(PART_ID_LENGTH))
  const root = { id: api.rootResourceId, path: '/' }
  const definition = source
    ? cloneDefinition(source, api, newId)
    : { api, resources: [root], parts: defaultModels(newId) }
  await services.db.batch(insertDefinition(definition))
  return created(api)
}

async function findDefinition(services: ControlServices, apiId: string): Promise<RestApiDefinition> {
  const read = await readDefinition(services.db, apiId)
  if (read === undefined) throw noSuchApi(services, apiId)
  return read.definition
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

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateRestApi.html */
export const updateRestApi: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateRestApiInput')
  const api = await editApi(services, param(call, 'restApiId'), [], ({ stored }) => {
    const result = patchRestApi(stored.api, operations)
    return { statements: [updateRestApiRow(result)], result }
  })
  // AWS shows tags here, if only `{}` (cpl-0008).
  return ok({ ...api, tags: api.tags ?? {} })
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRestApi.html */
export const deleteRestApi: Operation = async (call, services) => {
  const { api } = await findRestApi(call, services)
  await refuseMappedApi(services, api.id)
  await unpublishApi(services, api.id)
  return accepted()
}
