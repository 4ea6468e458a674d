import { type Row, type Statement, sql } from '../../bindings/database.ts'
import type { DocumentationPart, DocumentationVersion } from '../../definition/parts.ts'
import type { Paging } from '../paging.ts'
import { putPart, selectPart } from './part.ts'
import { text } from './rows.ts'

/** A version with the parts that the API had when it was made: GetExport documents a stage with them. */
export interface StoredDocumentationVersion extends DocumentationVersion {
  readonly parts: readonly DocumentationPart[]
}

export const selectDocumentationVersion = (apiId: string, version: string): Statement =>
  selectPart(apiId, 'DocumentationVersion', version)

/** Their names alone. */
export const selectDocumentationVersionNames = (apiId: string): Statement =>
  sql(`SELECT name FROM part WHERE api_id = ? AND kind = 'DocumentationVersion'`, apiId)

/** One page, oldest first, without the parts of each version. */
export const selectDocumentationVersions = (apiId: string, { after, limit }: Paging<number>): Statement =>
  sql(
    `SELECT sequence, json_remove(body, '$.parts') AS body FROM part
     WHERE api_id = ? AND kind = 'DocumentationVersion' AND sequence > ? ORDER BY sequence LIMIT ?`,
    apiId,
    after,
    limit + 1,
  )

/** The body is what `putDocumentationVersion` wrote; in a list it has no parts. */
export const documentationVersionOf = (row: Row) => JSON.parse(text(row, 'body')) as StoredDocumentationVersion

/** Writes a version, new or changed. */
export const putDocumentationVersion = (apiId: string, stored: StoredDocumentationVersion): Statement =>
  putPart(apiId, { kind: 'DocumentationVersion', id: stored.version, name: stored.version, body: stored })
