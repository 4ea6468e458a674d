import { type Statement, sql } from '../../bindings/database.ts'
import type { Paging } from '../paging.ts'

/** Null lets every part through. */
export interface DocumentationFilter {
  readonly type: string | null
  /** Of the whole path. */
  readonly path: string | null
  /** Of a piece of the name. */
  readonly name: string | null
  /** Whether there is content. */
  readonly documented: boolean | null
}

/** One page of an API's documentation parts, oldest first. An object with content has a key, and a key has a quote. */
export const selectDocumentationParts = (
  apiId: string,
  { type, path, name, documented }: DocumentationFilter,
  { after, limit }: Paging<number>,
): Statement =>
  sql(
    `SELECT * FROM part WHERE api_id = ?1 AND kind = 'DocumentationPart' AND sequence > ?2
     AND (?4 IS NULL OR body ->> '$.location.type' = ?4)
     AND (?5 IS NULL OR body ->> '$.location.path' = ?5)
     AND (?6 IS NULL OR instr(body ->> '$.location.name', ?6) > 0)
     AND (?7 IS NULL OR (instr(body ->> '$.properties', '"') > 0) = ?7)
     ORDER BY sequence LIMIT ?3`,
    apiId,
    after,
    limit + 1,
    type,
    path,
    name,
    documented === null ? null : Number(documented),
  )
