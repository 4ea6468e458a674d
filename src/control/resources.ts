import { distinctIds } from '../aws/ids.ts'
import type { Resource } from '../definition/rest-api.ts'
import { editApi } from './edit-api.ts'
import { noSuchApi, noSuchResource } from './identifiers.ts'
import { type Members, readInput } from './input.ts'
import { accepted, type Call, created, type Operation, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import { readPatch } from './patch.ts'
import { applyPatch, type PatchTable } from './patch-table.ts'
import { moveResource, newResource } from './resource-place.ts'
import { deleteExtensionTree, moveExtensions } from './store/extension.ts'
import { type MethodDetail, selectMethodNames, selectMethodsOf, selectMethodsOfPage } from './store/method.ts'
import {
  deleteResourceTree,
  insertResources,
  resourcesOf,
  selectResource,
  selectResourcePage,
  selectResources,
  updateResources,
} from './store/resource.ts'
import { selectRestApi } from './store/rest-api.ts'
import { readTogether } from './store/rows.ts'
import { badRequest, checkConstraints, required } from './validation-error.ts'

const RESOURCE_ID_LENGTH = 6

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html: ordered by path. */
export const getResources: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const paging = readPaging(call.query, '')
  const [apis = [], rows = [], methods = []] = await readTogether(services.db, [
    selectRestApi(apiId),
    selectResourcePage(apiId, paging.after, paging.limit + 1),
    selectMethodsOfPage(apiId, paging.after, paging.limit, detailOf(call)),
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
    selectMethodsOf(apiId, resourceId, detailOf(call)),
  ])
  if (apis.length === 0) throw noSuchApi(services, apiId)
  return ok(found(resourcesOf(rows, methods)[0]))
}

const CREATE_RESOURCE = { pathPart: 'string' } as const satisfies Members

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html */
export const createResource: Operation = async (call, services) => {
  const { pathPart } = readInput(call.body, CREATE_RESOURCE)
  checkConstraints(required(pathPart, 'createResourceInput.pathPart'))
  const apiId = param(call, 'restApiId')
  const place = { parentId: param(call, 'parentId'), pathPart: pathPart ?? '' }
  const resource = await editApi(services, apiId, [selectResources(apiId)], ({ rows: [rows = []] }) => {
    const others = resourcesOf(rows, [])
    const newId = distinctIds(
      () => services.newId(RESOURCE_ID_LENGTH),
      others.map(({ id }) => id),
    )
    const result = newResource(newId(), place, others)
    return { statements: insertResources(apiId, [result]), result }
  })
  return created(resource)
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateResource.html: all below a moved resource moves with it.
 * The place is judged once all operations are applied.
 */
export const updateResource: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateResourceInput')
  const apiId = param(call, 'restApiId')
  const select = [selectResources(apiId), selectMethodNames(apiId)]
  const updated = await editApi(services, apiId, select, ({ rows: [rows = [], methods = []] }) => {
    const all = resourcesOf(rows, methods)
    const resource = found(all.find(({ id }) => id === param(call, 'resourceId')))
    const { parentId, pathPart } = applyPatch(resource, operations, RESOURCE_PATCH)
    if (parentId === undefined || pathPart === undefined) return { statements: [], result: resource }
    if (parentId === resource.parentId && pathPart === resource.pathPart) return { statements: [], result: resource }
    const moved = moveResource(resource, { parentId, pathPart }, all)
    const result = found(moved[0])
    return { statements: [...updateResources(apiId, moved), moveExtensions(apiId, resource.path, result.path)], result }
  })
  return ok(updated)
}

const RESOURCE_PATCH: PatchTable<Resource> = {
  refusal: 'listing',
  rules: [
    { path: '/parentId', replace: setPlace('parentId') },
    { path: '/pathPart', replace: setPlace('pathPart') },
  ],
}

function setPlace(name: 'parentId' | 'pathPart') {
  return (resource: Resource, value: string): Resource => {
    if (resource.parentId === undefined) throw badRequest(`Root resource cannot update its ${name}.`)
    return { ...resource, [name]: value }
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteResource.html: all below it goes with it. */
export const deleteResource: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  await editApi(services, apiId, [selectResource(apiId, param(call, 'resourceId'))], ({ rows: [rows = []] }) => {
    const { parentId, path } = found(resourcesOf(rows, [])[0])
    if (parentId === undefined) throw badRequest('Root resource cannot be deleted.')
    return { statements: [deleteResourceTree(apiId, path), deleteExtensionTree(apiId, path)], result: undefined }
  })
  return accepted()
}

function found(resource: Resource | undefined): Resource {
  if (resource === undefined) throw noSuchResource()
  return resource
}

/** With `embed=methods` whole methods, else their names alone, as AWS shows them. */
function detailOf(call: Call): MethodDetail {
  const embed = call.query.getAll('embed')
  if (embed.length === 0) return 'name'
  if (embed.every((value) => value === 'methods')) return 'whole'
  throw badRequest('Invalid embed specified. Must be one of: [methods]')
}
