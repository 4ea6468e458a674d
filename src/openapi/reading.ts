import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { Claims } from './claims.ts'
import type { OpenApiVersion } from './document.ts'
import type { Ids } from './ids.ts'
import type { Fields } from './read.ts'
import type { Refs } from './ref.ts'
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
