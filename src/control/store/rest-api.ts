import { type Row, type Statement, sql } from '../../bindings/database.ts'
import type { RestApi } from '../../definition/rest-api.ts'
import { bodyText, integer, text } from './rows.ts'

/** An API as the database holds it. */
export interface StoredRestApi {
  /** Counts the writes to anything of this API. */
  readonly version: number
  /** Its place in lists. */
  readonly sequence: number
  readonly api: RestApi
}

export const selectRestApi = (id: string): Statement => sql('SELECT * FROM rest_api WHERE id = ?', id)

export const selectRestApis = (after: number, limit: number): Statement =>
  sql('SELECT * FROM rest_api WHERE sequence > ? ORDER BY sequence LIMIT ?', after, limit)

export function restApiOf(row: Row): StoredRestApi {
  // The body is what `insertRestApi` wrote.
  const body = JSON.parse(text(row, 'body')) as Omit<RestApi, 'id' | 'name' | 'createdDate'>
  return {
    version: integer(row, 'version'),
    sequence: integer(row, 'sequence'),
    api: { id: text(row, 'id'), name: text(row, 'name'), createdDate: integer(row, 'created_date'), ...body },
  }
}

export const insertRestApi = (api: RestApi): Statement =>
  sql(
    'INSERT INTO rest_api (id, version, name, created_date, body) VALUES (?, 1, ?, ?, ?)',
    api.id,
    api.name,
    api.createdDate,
    bodyText(bodyOf(api)),
  )

export const updateRestApiRow = (api: RestApi): Statement =>
  sql('UPDATE rest_api SET name = ?, body = ? WHERE id = ?', api.name, bodyText(bodyOf(api)), api.id)

/** With everything it holds, by foreign keys. */
export const deleteRestApiRow = (id: string): Statement => sql('DELETE FROM rest_api WHERE id = ?', id)

/** Warnings belong to the answer of an import and are not kept, as on AWS. */
function bodyOf(api: RestApi): Partial<RestApi> {
  const { id: _, name: __, createdDate: ___, warnings: ____, ...body } = api
  return body
}
