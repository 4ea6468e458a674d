import type { DocumentationPart, DocumentationPartLocation } from '../definition/parts.ts'
import { ControlError } from '../errors/control-error.ts'
import { describeLocation, LOCATION_TYPES, locationName } from '../openapi/documentation-location.ts'
import { checkDocumentationProperties, readNewDocumentationPart } from './documentation-part-input.ts'
import { editApi, type FoundApi, readApi } from './edit-api.ts'
import { noSuchApi, noSuchDocumentationPart } from './identifiers.ts'
import { accepted, type Call, created, type Operation, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import { readPatch } from './patch.ts'
import { applyPatch, type PatchTable } from './patch-table.ts'
import { type DocumentationFilter, selectDocumentationParts } from './store/documentation-part.ts'
import { deletePart, partOf, putPart, selectPart, selectPartNamed, sequenceOf } from './store/part.ts'
import { checkConstraints, notInSet } from './validation-error.ts'

const KIND = 'DocumentationPart'
const PART_ID_LENGTH = 6

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDocumentationPart.html */
export const createDocumentationPart: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const { location, properties } = readNewDocumentationPart(call.body)
  const name = locationName(location)
  const select = [selectPartNamed(apiId, KIND, name)]
  const part = await editApi(services, apiId, select, ({ rows: [existing = []] }) => {
    if (existing.length > 0) throw alreadyExists(location)
    const body: DocumentationPart = { id: services.newId(PART_ID_LENGTH), location, properties }
    return { statements: [putPart(apiId, { kind: KIND, id: body.id, name, body })], result: body }
  })
  return created(part)
}

const alreadyExists = (location: DocumentationPartLocation) =>
  new ControlError(
    'ConflictException',
    `Documentation part already exists for the specified location: ${describeLocation(location)}.`,
  )

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDocumentationPart.html */
export const getDocumentationPart: Operation = async (call, services) => {
  const { rows } = await readApi(services, param(call, 'restApiId'), [selectNamed(call)], noSuchDocumentationPart)
  const [row] = rows[0] ?? []
  if (row === undefined) throw noSuchDocumentationPart()
  return ok(partOf(row).body)
}

const selectNamed = (call: Call) => selectPart(param(call, 'restApiId'), KIND, param(call, 'documentationPartId'))

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDocumentationParts.html */
export const getDocumentationParts: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const paging = readPaging(call.query, 0)
  const { rows } = await readApi(services, apiId, [selectDocumentationParts(apiId, readFilter(call.query), paging)])
  return ok(page(rows[0] ?? [], paging, sequenceOf, (row) => partOf(row).body))
}

const STATUSES = ['DOCUMENTED', 'UNDOCUMENTED']

function readFilter(query: URLSearchParams): DocumentationFilter {
  const type = query.get('type')
  const status = query.get('locationStatus')
  const place = 'getDocumentationPartsInput'
  checkConstraints(
    type === null || LOCATION_TYPES.includes(type) ? undefined : notInSet(type, `${place}.type`, LOCATION_TYPES),
    status === null || STATUSES.includes(status) ? undefined : notInSet(status, `${place}.locationStatus`, STATUSES),
  )
  return {
    type,
    path: query.get('path'),
    name: query.get('name'),
    documented: status === null ? null : status === 'DOCUMENTED',
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateDocumentationPart-Patch */
const PATCHES: PatchTable<DocumentationPart> = {
  refusal: 'listing',
  rules: [
    { path: '/properties', replace: (part, value) => ({ ...part, properties: checkDocumentationProperties(value) }) },
  ],
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateDocumentationPart.html */
export const updateDocumentationPart: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateDocumentationPartInput')
  const apiId = param(call, 'restApiId')
  const decide = ({ rows: [parts = []] }: FoundApi) => {
    const part = parts[0] && partOf(parts[0])
    if (part === undefined) throw noSuchDocumentationPart()
    // A part of this kind holds such a body.
    const body = applyPatch(part.body as DocumentationPart, operations, PATCHES)
    return { statements: [putPart(apiId, { ...part, body })], result: body }
  }
  return ok(await editApi(services, apiId, [selectNamed(call)], decide, noSuchDocumentationPart))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDocumentationPart.html */
export const deleteDocumentationPart: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const decide = ({ rows: [parts = []] }: FoundApi) => {
    if (parts.length === 0) throw noSuchDocumentationPart()
    return { statements: [deletePart(apiId, KIND, param(call, 'documentationPartId'))], result: undefined }
  }
  await editApi(services, apiId, [selectNamed(call)], decide, noSuchApi)
  return accepted()
}
