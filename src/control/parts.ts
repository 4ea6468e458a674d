import { distinctIds } from '../aws/ids.ts'
import type { Row } from '../bindings/database.ts'
import type { Part, PartKind } from '../definition/parts.ts'
import type { Method, Resource } from '../definition/rest-api.ts'
import { editApi, type FoundApi, readApi } from './edit-api.ts'
import type { PartName } from './edit-method.ts'
import { type Answer, accepted, type Call, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import type { ControlServices } from './services.ts'
import { selectMethods } from './store/method.ts'
import {
  deletePart,
  partNameOf,
  partOf,
  putPart,
  selectPart,
  selectPartNamed,
  selectPartNames,
  selectPartPage,
  selectPartsOf,
  sequenceOf,
} from './store/part.ts'
import { resourcesOf, selectResources } from './store/resource.ts'

/** What every stored body of such a kind has. */
interface Named {
  readonly id: string
  readonly name: string
}

/** A kind of part whose names are unique: how calls name one, and AWS's words where that fails. */
export interface NamedKind<_Body extends Named> {
  readonly kind: PartKind
  /** The label of the path. */
  readonly label: string
  readonly by: 'id' | 'name'
  readonly missing: (key: string) => Error
  readonly taken: (name: string) => Error
  /** Where AWS refuses to create in an unknown API with other words than to list. */
  readonly missingApi?: () => Error
}

const PART_ID_LENGTH = 6

/** The part that the path names. An unknown API is an unknown part here, as on AWS. */
export async function findPart<B extends Named>(call: Call, services: ControlServices, kind: NamedKind<B>): Promise<B> {
  const { apiId, select, missing } = target(call, kind)
  const [rows = []] = (await readApi(services, apiId, [select], missing)).rows
  return bodyOf(rows, missing)
}

/** One page of a kind, oldest first. */
export async function listParts<B extends Named>(call: Call, services: ControlServices, { kind }: NamedKind<B>) {
  const apiId = param(call, 'restApiId')
  const paging = readPaging(call.query, 0)
  const found = await readApi(services, apiId, [selectPartPage(apiId, kind, paging.after, paging.limit + 1)])
  return ok(page(found.rows[0] ?? [], paging, sequenceOf, (row) => partOf(row).body))
}

/** Adds what `make` makes of its new id. Throws the kind's `taken` when its name is in use. `make` may run more than once. */
export function addPart<B extends Named>(
  call: Call,
  services: ControlServices,
  kind: NamedKind<B>,
  make: (id: string, parts: readonly PartName[]) => B,
): Promise<B> {
  const apiId = param(call, 'restApiId')
  const decide = ({ rows: [names = []] }: FoundApi) => {
    const parts = names.map(partNameOf)
    const taken = parts.map(({ id }) => id)
    const newId = distinctIds(() => services.newId(PART_ID_LENGTH), taken)
    return put(apiId, kind, make(newId(), parts), parts)
  }
  return editApi(services, apiId, [selectPartNames(apiId)], decide, kind.missingApi)
}

/** Puts what `change` makes of the part that the path names. `change` may run more than once. */
export function changePart<B extends Named>(
  call: Call,
  services: ControlServices,
  kind: NamedKind<B>,
  change: (body: B, parts: readonly PartName[]) => B,
): Promise<B> {
  const { apiId, select, missing } = target(call, kind)
  const decide = ({ rows: [found = [], names = []] }: FoundApi) => {
    const parts = names.map(partNameOf)
    return put(apiId, kind, change(bodyOf(found, missing), parts), parts)
  }
  return editApi(services, apiId, [select, selectPartNames(apiId)], decide, missing)
}

function put<B extends Named>(apiId: string, { kind, taken }: NamedKind<B>, body: B, parts: readonly PartName[]) {
  const { id, name } = body
  if (parts.some((part) => part.kind === kind && part.name === name && part.id !== id)) throw taken(name)
  return { statements: [putPart(apiId, { kind, id, name, body })], result: body }
}

/** Deletes the part that the path names. `refuseIfUsed` throws AWS's ConflictException when something uses it. */
export async function removePart<B extends Named>(
  call: Call,
  services: ControlServices,
  kind: NamedKind<B>,
  refuseIfUsed: (body: B, resources: readonly Resource[], ofKind: readonly Part[]) => void,
): Promise<Answer> {
  const { apiId, select, missing } = target(call, kind)
  const reads = [select, selectResources(apiId), selectMethods(apiId), selectPartsOf(apiId, kind.kind)]
  const decide = ({ rows: [found = [], resources = [], methods = [], ofKind = []] }: FoundApi) => {
    const body = bodyOf<B>(found, missing)
    refuseIfUsed(body, resourcesOf(resources, methods), ofKind.map(partOf))
    return { statements: [deletePart(apiId, kind.kind, body.id)], result: undefined }
  }
  await editApi(services, apiId, reads, decide, missing)
  return accepted()
}

/** Where the path leads: what finds the part, and what is thrown when nothing is found. */
function target<B extends Named>(call: Call, { kind, label, by, missing }: NamedKind<B>) {
  const apiId = param(call, 'restApiId')
  const key = param(call, label)
  const select = by === 'id' ? selectPart(apiId, kind, key) : selectPartNamed(apiId, kind, key)
  return { apiId, select, missing: () => missing(key) }
}

function bodyOf<B>([row]: readonly Row[], missing: () => Error): B {
  if (row === undefined) throw missing()
  // The body is what `put` or an import put.
  return partOf(row).body as B
}

/** The first method that `uses` claims, with its path. */
export function methodThat(
  resources: readonly Resource[],
  uses: (method: Method) => boolean,
): { readonly path: string; readonly httpMethod: string } | undefined {
  for (const { path, resourceMethods = {} } of resources) {
    const method = Object.values(resourceMethods).find(uses)
    if (method !== undefined) return { path, httpMethod: method.httpMethod }
  }
  return undefined
}
