import { type Row, type Statement, sql } from '../../bindings/database.ts'
import type { Part, PartKind } from '../../definition/parts.ts'
import { bodyText, insertMany, integer, text } from './rows.ts'

/** Documentation versions are published snapshots, as deployments are: they are no part of the definition. */
const OF_DEFINITION = "api_id = ? AND kind <> 'DocumentationVersion'"

export const selectParts = (apiId: string): Statement =>
  sql(`SELECT * FROM part WHERE ${OF_DEFINITION} ORDER BY sequence`, apiId)

/** The kind is one that `insertParts` wrote. */
export const partOf = (row: Row): Part => ({
  kind: text(row, 'kind') as PartKind,
  id: text(row, 'id'),
  name: text(row, 'name'),
  body: JSON.parse(text(row, 'body')),
})

/** Kind, id and name of every part of an API. */
export const selectPartNames = (apiId: string): Statement =>
  sql('SELECT kind, id, name FROM part WHERE api_id = ? ORDER BY sequence', apiId)

export const partNameOf = (row: Row): Omit<Part, 'body'> => ({
  kind: text(row, 'kind') as PartKind,
  id: text(row, 'id'),
  name: text(row, 'name'),
})

/** All parts of one kind, oldest first. */
export const selectPartsOf = (apiId: string, kind: PartKind): Statement =>
  sql('SELECT * FROM part WHERE api_id = ? AND kind = ? ORDER BY sequence', apiId, kind)

/** One page of a kind, oldest first. `after` is the `sequence` of the last row before it. */
export const selectPartPage = (apiId: string, kind: PartKind, after: number, limit: number): Statement =>
  sql(
    'SELECT * FROM part WHERE api_id = ? AND kind = ? AND sequence > ? ORDER BY sequence LIMIT ?',
    apiId,
    kind,
    after,
    limit,
  )

/** What orders a kind's parts in lists. */
export const sequenceOf = (row: Row): number => integer(row, 'sequence')

export const selectPart = (apiId: string, kind: PartKind, id: string): Statement =>
  sql('SELECT * FROM part WHERE api_id = ? AND kind = ? AND id = ?', apiId, kind, id)

export const selectPartNamed = (apiId: string, kind: PartKind, name: string): Statement =>
  sql('SELECT * FROM part WHERE api_id = ? AND kind = ? AND name = ?', apiId, kind, name)

/** Writes one part, new or changed; a changed one keeps its place in lists. */
export const putPart = (apiId: string, part: Part): Statement =>
  sql(
    `INSERT INTO part (api_id, kind, id, name, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (api_id, kind, id) DO UPDATE SET name = excluded.name, body = excluded.body`,
    apiId,
    part.kind,
    part.id,
    part.name,
    bodyText(part.body),
  )

export const deletePart = (apiId: string, kind: PartKind, id: string): Statement =>
  sql('DELETE FROM part WHERE api_id = ? AND kind = ? AND id = ?', apiId, kind, id)

export const insertParts = (apiId: string, parts: readonly Part[]): Statement[] =>
  insertMany(
    `INSERT INTO part (api_id, kind, id, name, body)
     SELECT ?1, value ->> 'kind', value ->> 'id', value ->> 'name', value -> 'body' FROM json_each(?2)`,
    apiId,
    parts,
  )

/** Writes parts, new or changed; a changed one keeps its place in lists. */
export const putParts = (apiId: string, parts: readonly Part[]): Statement[] =>
  insertMany(
    `INSERT INTO part (api_id, kind, id, name, body)
     SELECT ?1, value ->> 'kind', value ->> 'id', value ->> 'name', value -> 'body' FROM json_each(?2) WHERE true
     ON CONFLICT (api_id, kind, id) DO UPDATE SET name = excluded.name, body = excluded.body`,
    apiId,
    parts,
  )

export const deleteParts = (apiId: string): Statement => sql(`DELETE FROM part WHERE ${OF_DEFINITION}`, apiId)

export const deletePartsOf = (apiId: string, kind: PartKind): Statement =>
  sql('DELETE FROM part WHERE api_id = ? AND kind = ?', apiId, kind)
