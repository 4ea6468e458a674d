import type { Extension, Part } from '../definition/parts.ts'
import type { Method } from '../definition/rest-api.ts'
import { editApi, type FoundApi, readApi } from './edit-api.ts'
import { noSuchMethod, noSuchResource } from './identifiers.ts'
import { type Call, param } from './operation.ts'
import type { ControlServices } from './services.ts'
import { deleteExtensionsOf } from './store/extension.ts'
import { deleteMethodRow, methodOf, putMethodRow, selectMethod } from './store/method.ts'
import { partNameOf, partOf, selectPartNames, selectPartsOf } from './store/part.ts'
import { selectResource } from './store/resource.ts'

/** Kind, id and name of what an API holds: enough to tell whether a reference leads anywhere. */
export type PartName = Omit<Part, 'body'>

/** A place for a method, as an edit found it. */
export interface FoundMethod {
  readonly resourceId: string
  readonly path: string
  readonly httpMethod: string
  readonly method: Method | undefined
  readonly parts: readonly PartName[]
  readonly extensions: readonly Extension[]
}

/** The method that the path names. An unknown API is an unknown resource here, as on AWS. Throws NotFoundException. */
export async function findMethod(call: Call, services: ControlServices): Promise<Method> {
  const found = await readApi(services, param(call, 'restApiId'), selectFor(call), noSuchResource)
  const { method } = foundMethod(call, found)
  if (method === undefined) throw noSuchMethod()
  return method
}

/** Puts the method that `change` makes of what stands there; undefined deletes it. `change` may run more than once. */
export function editMethod(
  call: Call,
  services: ControlServices,
  change: (found: FoundMethod) => Method | undefined,
): Promise<Method | undefined> {
  const apiId = param(call, 'restApiId')
  const decide = (read: FoundApi) => {
    const found = foundMethod(call, read)
    const result = change(found)
    const { resourceId, path, httpMethod } = found
    const statements =
      result === undefined
        ? [deleteMethodRow(apiId, resourceId, httpMethod), deleteExtensionsOf(apiId, path, httpMethod)]
        : [putMethodRow(apiId, resourceId, result)]
    return { statements, result }
  }
  return editApi(
    services,
    apiId,
    [...selectFor(call), selectPartNames(apiId), selectPartsOf(apiId, 'Extension')],
    decide,
    noSuchResource,
  )
}

/** Changes the method that the path names. Throws NotFoundException when there is none. */
export async function changeMethod(
  call: Call,
  services: ControlServices,
  change: (method: Method, found: FoundMethod) => Method,
): Promise<Method> {
  const changed = await editMethod(call, services, (found) => {
    if (found.method === undefined) throw noSuchMethod()
    return change(found.method, found)
  })
  // `change` makes a method of a method.
  return changed as Method
}

function selectFor(call: Call) {
  const apiId = param(call, 'restApiId')
  const resourceId = param(call, 'resourceId')
  return [selectResource(apiId, resourceId), selectMethod(apiId, resourceId, param(call, 'httpMethod'))]
}

function foundMethod(
  call: Call,
  { rows: [resources = [], methods = [], parts = [], extensions = []] }: FoundApi,
): FoundMethod {
  const [resource] = resources
  if (resource === undefined) throw noSuchResource()
  return {
    resourceId: param(call, 'resourceId'),
    path: String(resource.path),
    httpMethod: param(call, 'httpMethod'),
    method: methods[0] && methodOf(methods[0]),
    parts: parts.map(partNameOf),
    // Import writes them; nothing else does.
    extensions: extensions.map((row) => partOf(row).body as Extension),
  }
}
