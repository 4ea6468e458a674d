import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { PublishedDocumentation } from './extensions/documentation.ts'
import { PartIndex } from './part-index.ts'

/** What GetExport calls `exportType`. */
export type ExportType = 'oas30' | 'swagger'

/** What GetExport's parameter `extensions` may list. `apigateway` is all there is. */
export const EXPORT_EXTENSIONS = ['integrations', 'authorizers', 'documentation', 'apigateway'] as const
export type ExportExtension = (typeof EXPORT_EXTENSIONS)[number]

/** Where the exported stage answers. */
export interface ExportServer {
  readonly protocol: 'http' | 'https'
  /** `abcdefghij.execute-api.us-east-1.amazonaws.com`, with a port where it has one. */
  readonly host: string
  /** `/prod`. */
  readonly basePath: string
}

export interface ExportOptions {
  readonly type: ExportType
  readonly extensions: readonly ExportExtension[]
  readonly server: ExportServer
  /** Of the documentation version that the stage names. */
  readonly documentation?: PublishedDocumentation
}

/** One export on its way: what every writer of a part of the document needs. */
export interface Writing {
  readonly type: ExportType
  readonly definition: RestApiDefinition
  readonly server: ExportServer
  readonly parts: PartIndex
  /** Present where it is exported. */
  readonly documentation?: PublishedDocumentation
  writes(extension: ExportExtension): boolean
}

/** AWS's rule: without `extensions` the documentation is exported and nothing else. */
export function newWriting(
  definition: RestApiDefinition,
  { type, extensions, server, documentation }: ExportOptions,
): Writing {
  const writes = (extension: ExportExtension) => extensions.includes('apigateway') || extensions.includes(extension)
  return {
    ...{ type, definition, server, writes },
    parts: new PartIndex(definition.parts),
    ...(documentation && (extensions.length === 0 || writes('documentation')) && { documentation }),
  }
}
