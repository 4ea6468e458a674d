import type { Part } from './parts.ts'
import type { Resource, RestApi } from './rest-api.ts'

/** A REST API with everything it holds, read at one version: the input of compilation and the output of import. */
export interface RestApiDefinition {
  readonly api: RestApi
  /** Root first, parents before children. */
  readonly resources: readonly Resource[]
  readonly parts: readonly Part[]
}
