import type { DocumentationPart, DocumentationVersion } from '../definition/parts.ts'
import { ControlError } from '../errors/control-error.ts'
import { editApi, type FoundApi, readApi } from './edit-api.ts'
import { noSuchApi, noSuchDocumentationVersion, noSuchStage } from './identifiers.ts'
import { type Input, MAX_NAME, type Members, readInput } from './input.ts'
import { accepted, type Call, created, type Operation, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import { readPatch } from './patch.ts'
import { applyPatch, type PatchTable, setText } from './patch-table.ts'
import { stageStatements } from './publish.ts'
import type { ControlServices } from './services.ts'
import { settleStage } from './stage-pointer.ts'
import {
  documentationVersionOf,
  putDocumentationVersion,
  type StoredDocumentationVersion,
  selectDocumentationVersion,
  selectDocumentationVersions,
} from './store/documentation-version.ts'
import { deletePart, partOf, selectPartsOf, sequenceOf } from './store/part.ts'
import { selectStage, stageOf } from './store/stage.ts'
import { badRequest, checkConstraints, required } from './validation-error.ts'

const CREATE = { documentationVersion: 'string', stageName: 'string', description: 'string' } as const satisfies Members

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDocumentationVersion.html */
export const createDocumentationVersion: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const input = readInput(call.body, CREATE)
  const { stageName } = input
  const version = newVersion(input, services)
  const select = [
    selectDocumentationVersion(apiId, version.version),
    selectPartsOf(apiId, 'DocumentationPart'),
    ...(stageName === undefined ? [] : [selectStage(apiId, stageName)]),
  ]
  await editApi(services, apiId, select, (found) => {
    const [existing = [], parts = []] = found.rows
    if (existing.length > 0) throw new ControlError('ConflictException', 'Documentation version already exists')
    // Parts of this kind hold such bodies.
    const snapshot = parts.map((row) => partOf(row).body as DocumentationPart)
    const ofStage = stageName === undefined ? [] : documentStage(services, found, version)
    return {
      statements: [putDocumentationVersion(apiId, { ...version, parts: snapshot }), ...ofStage],
      result: undefined,
    }
  })
  if (stageName !== undefined) await settleStage(services, apiId, stageName)
  return created(version)
}

function newVersion(input: Input<typeof CREATE>, services: ControlServices): DocumentationVersion {
  const { documentationVersion: version, description } = input
  checkConstraints(required(version, 'createDocumentationVersionInput.documentationVersion'))
  if (version === undefined || version.trim() === '') throw badRequest('Documentation version cannot be empty')
  if (version.length > MAX_NAME) throw badRequest(`Documentation version can be at most ${MAX_NAME} characters.`)
  const createdDate = Math.floor(services.now() / 1000)
  return { version, createdDate, ...(description !== undefined && { description }) }
}

/** The stage shows the version from now on. It is the third of the rows. */
function documentStage(
  services: ControlServices,
  { stored, rows }: FoundApi,
  { version, createdDate }: DocumentationVersion,
) {
  const row = rows[2]?.[0]
  if (row === undefined) throw noSuchStage()
  const stage = { ...stageOf(row).stage, documentationVersion: version, lastUpdatedDate: createdDate }
  return stageStatements(services, stored.api.id, stage, stored.version + 1)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDocumentationVersion.html */
export const getDocumentationVersion: Operation = async (call, services) => {
  const { rows } = await readApi(services, param(call, 'restApiId'), [selectNamed(call)], noSuchDocumentationVersion)
  return ok(shown(foundVersion(rows[0])))
}

const selectNamed = (call: Call) =>
  selectDocumentationVersion(param(call, 'restApiId'), param(call, 'documentationVersion'))

function foundVersion(rows: FoundApi['rows'][number] = []): StoredDocumentationVersion {
  const [row] = rows
  if (row === undefined) throw noSuchDocumentationVersion()
  return documentationVersionOf(row)
}

const shown = ({ parts: _, ...version }: StoredDocumentationVersion): DocumentationVersion => version

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDocumentationVersions.html */
export const getDocumentationVersions: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const paging = readPaging(call.query, 0)
  const { rows } = await readApi(services, apiId, [selectDocumentationVersions(apiId, paging)])
  return ok(page(rows[0] ?? [], paging, sequenceOf, documentationVersionOf))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateDocumentationVersion-Patch */
const PATCHES: PatchTable<StoredDocumentationVersion> = {
  refusal: 'listing',
  rules: [{ path: '/description', replace: setText('description') }],
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateDocumentationVersion.html */
export const updateDocumentationVersion: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateDocumentationVersionInput')
  const apiId = param(call, 'restApiId')
  const decide = ({ rows }: FoundApi) => {
    const changed = applyPatch(foundVersion(rows[0]), operations, PATCHES)
    return { statements: [putDocumentationVersion(apiId, changed)], result: changed }
  }
  return ok(shown(await editApi(services, apiId, [selectNamed(call)], decide, noSuchDocumentationVersion)))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDocumentationVersion.html */
export const deleteDocumentationVersion: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const decide = ({ rows }: FoundApi) => {
    const { version } = foundVersion(rows[0])
    return { statements: [deletePart(apiId, 'DocumentationVersion', version)], result: undefined }
  }
  await editApi(services, apiId, [selectNamed(call)], decide, noSuchApi)
  return accepted()
}
