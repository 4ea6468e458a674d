import { noSuchApi, noSuchResource } from './identifiers.ts'
import { type Call, type Operation, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import { selectMethodNames, selectMethods } from './store/method.ts'
import { resourcesOf, selectResource, selectResourcePage } from './store/resource.ts'
import { selectRestApi } from './store/rest-api.ts'
import { readTogether } from './store/rows.ts'
import { badRequest } from './validation-error.ts'

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html: ordered by path. */
export const getResources: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const paging = readPaging(call.query, '')
  const [apis = [], rows = [], methods = []] = await readTogether(services.db, [
    selectRestApi(apiId),
    selectResourcePage(apiId, paging.after, paging.limit + 1),
    selectMethodsFor(call, apiId),
  ])
  if (apis.length === 0) throw noSuchApi(services, apiId)
  return ok(
    page(
      resourcesOf(rows, methods),
      paging,
      (resource) => resource.path,
      (resource) => resource,
    ),
  )
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetResource.html */
export const getResource: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const resourceId = param(call, 'resourceId')
  const [apis = [], rows = [], methods = []] = await readTogether(services.db, [
    selectRestApi(apiId),
    selectResource(apiId, resourceId),
    selectMethodsFor(call, apiId),
  ])
  if (apis.length === 0) throw noSuchApi(services, apiId)
  const [resource] = resourcesOf(rows, methods)
  if (resource === undefined) throw noSuchResource()
  return ok(resource)
}

/** With `embed=methods` whole methods, else their names alone, as AWS shows them. */
function selectMethodsFor(call: Call, apiId: string) {
  const embed = call.query.getAll('embed')
  if (embed.length === 0) return selectMethodNames(apiId)
  if (embed.every((value) => value === 'methods')) return selectMethods(apiId)
  throw badRequest('Invalid embed specified. Must be one of: [methods]')
}
