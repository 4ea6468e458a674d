import { distinctIds } from '../aws/ids.ts'
import type { DocumentationPart, Part } from '../definition/parts.ts'
import { importDocumentation } from '../openapi/import-documentation.ts'
import { documentText } from './document-text.ts'
import { editApi } from './edit-api.ts'
import { type Call, type Operation, ok, param } from './operation.ts'
import { problemLine, problemLines } from './problem-text.ts'
import { failsOnWarnings } from './query-parameter.ts'
import type { ControlServices } from './services.ts'
import { deletePartsOf, insertParts, partOf, putParts, selectPartsOf } from './store/part.ts'
import { badRequest, checkConstraints, notInSet, required, validationError } from './validation-error.ts'

const KIND = 'DocumentationPart'
const PART_ID_LENGTH = 6
/** Of what is no OpenAPI document (cpl-0047). */
const NO_DOCUMENT = 'Unable to build importer with provided input.'

type DocumentedPart = Part<DocumentationPart>

/** https://docs.aws.amazon.com/apigateway/latest/api/API_ImportDocumentationParts.html */
export const importDocumentationParts: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const mode = readMode(call)
  // AWS's place of the body has no operation's name before it.
  checkConstraints(required(call.body.length || undefined, 'body'))
  const answer = await editApi(services, apiId, [selectPartsOf(apiId, KIND)], ({ rows: [rows = []] }) => {
    // Parts of this kind hold such bodies.
    const existing = rows.map((row) => partOf(row) as DocumentedPart)
    const { parts, warnings } = readDocument(call, services, existing)
    const own = new Map(mode === 'merge' ? existing.map((part) => [part.name, part]) : [])
    const merged = parts.map((part) => mergePart(part, own.get(part.name)))
    const statements =
      mode === 'merge' ? putParts(apiId, merged) : [deletePartsOf(apiId, KIND), ...insertParts(apiId, merged)]
    return { statements, result: { ids: merged.map(({ id }) => id), ...(warnings.length > 0 && { warnings }) } }
  })
  return ok(answer)
}

function readMode(call: Call): 'merge' | 'overwrite' {
  const mode = call.query.get('mode') ?? 'merge'
  if (mode === 'merge' || mode === 'overwrite') return mode
  throw validationError([notInSet(mode, 'importDocumentationPartsInput.mode', ['overwrite', 'merge'])])
}

function readDocument(call: Call, services: ControlServices, existing: readonly DocumentedPart[]) {
  const refusesWarnings = failsOnWarnings(call.query)
  const newId = distinctIds(
    () => services.newId(PART_ID_LENGTH),
    existing.map(({ id }) => id),
  )
  const text = documentText(call.body, NO_DOCUMENT)
  const { parts, errors, warnings } = importDocumentation(text, param(call, 'restApiId'), newId)
  if (errors.length > 0) throw badRequest(problemLines('Errors found during import', errors))
  if (refusesWarnings && warnings.length > 0) throw badRequest(problemLines('Warnings found during import', warnings))
  return { parts, warnings: warnings.map(problemLine) }
}

/** An imported attribute takes the place of the part's own; the others stay. */
function mergePart(imported: DocumentedPart, own: DocumentedPart | undefined): DocumentedPart {
  if (own === undefined) return imported
  const properties = { ...JSON.parse(own.body.properties), ...JSON.parse(imported.body.properties) }
  return { ...own, body: { ...own.body, properties: JSON.stringify(properties) } }
}
