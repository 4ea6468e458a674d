import { type Row, type Statement, sql } from '../../bindings/database.ts'
import type { Part, PartKind } from '../../definition/parts.ts'
import { insertMany, text } from './rows.ts'

export const selectParts = (apiId: string): Statement =>
  sql('SELECT * FROM part WHERE api_id = ? ORDER BY sequence', apiId)

/** The kind is one that `insertParts` wrote. */
export const partOf = (row: Row): Part => ({
  kind: text(row, 'kind') as PartKind,
  id: text(row, 'id'),
  name: text(row, 'name'),
  body: JSON.parse(text(row, 'body')),
})

export const insertParts = (apiId: string, parts: readonly Part[]): Statement[] =>
  insertMany(
    `INSERT INTO part (api_id, kind, id, name, body)
     SELECT ?1, value ->> 'kind', value ->> 'id', value ->> 'name', value -> 'body' FROM json_each(?2)`,
    apiId,
    parts,
  )

export const deleteParts = (apiId: string): Statement => sql('DELETE FROM part WHERE api_id = ?', apiId)
