/**
 * What of an API stays when a document is put into it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html
 */
import type { Extension, Part } from '../definition/parts.ts'
import type { RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { ResourceTree } from './resource-tree.ts'

/** The `mode` parameter of PutRestApi. */
export type PutMode = 'merge' | 'overwrite'

/** What a document decides of an API's parts. */
interface Imported {
  readonly mode: PutMode
  readonly tree: ResourceTree
  readonly parts: readonly Part[]
  /** Whether the document's documentation was passed over (`ignore=documentation`). */
  readonly ignoresDocumentation: boolean
}

/**
 * The parts of the API before that stay beside the imported ones: with `merge`, all that the document has no part of that kind and name for.
 * No import takes away documentation that it was told to ignore. Versions of the documentation are snapshots that stages may show: they are
 * no part of a definition, so an import leaves them alone.
 */
export function keptParts({ parts: previous }: RestApiDefinition, imported: Imported): Part[] {
  const names = new Set(imported.parts.map(nameOf))
  return previous.filter((part) => stays(part, imported) && !names.has(nameOf(part)))
}

function stays(part: Part, { mode, tree, ignoresDocumentation }: Imported): boolean {
  if (part.kind === 'DocumentationPart' && ignoresDocumentation) return true
  return mode === 'merge' && !isReplaced(part, tree)
}

/** An extension of an operation goes with its method. */
function isReplaced(part: Part, tree: ResourceTree): boolean {
  if (part.kind !== 'Extension') return false
  const { path, httpMethod } = part.body as Extension
  return path !== undefined && httpMethod !== undefined && tree.defines(path, httpMethod)
}

const nameOf = ({ kind, name }: Part) => `${kind}\n${name}`

/** The settings of both: the document's win, and its binary media types follow those of the API (vector oai-0023). */
export function mergedSettings(before: RestApi, read: Partial<RestApi>): Partial<RestApi> {
  const types = [...(before.binaryMediaTypes ?? []), ...(read.binaryMediaTypes ?? [])]
  return { ...before, ...read, ...(types.length > 0 && { binaryMediaTypes: [...new Set(types)] }) }
}
