import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { Claims } from './claims.ts'
import type { OpenApiDocument, OpenApiVersion } from './document.ts'
import { Ids } from './ids.ts'
import type { PutMode } from './merge.ts'
import { Fields } from './read.ts'
import { Refs } from './ref.ts'
import type { Report } from './report.ts'

/** One import on its way: what every reader of a part of the document needs. */
export interface Reading {
  readonly apiId: string
  readonly root: Fields
  readonly version: OpenApiVersion
  readonly report: Report
  readonly refs: Refs
  readonly ids: Ids
  readonly claims: Claims
  /** The API that `mode=merge` puts the document into: what it has counts as there. */
  readonly mergedInto?: RestApiDefinition
}

interface ReadingOptions {
  readonly apiId: string
  readonly newId: () => string
  readonly previous?: RestApiDefinition
  readonly mode?: PutMode
}

export const newReading = (
  { root, version }: OpenApiDocument,
  report: Report,
  { apiId, newId, previous, mode }: ReadingOptions,
): Reading => ({
  apiId,
  root: new Fields(root, '', report),
  version,
  report,
  refs: new Refs(root, report),
  ids: new Ids(newId, previous),
  claims: new Claims(),
  ...(mode === 'merge' && { mergedInto: previous }),
})
