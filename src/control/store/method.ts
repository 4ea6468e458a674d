import { type Row, type Statement, sql } from '../../bindings/database.ts'
import type { Method, Resource } from '../../definition/rest-api.ts'
import { bodyText, insertMany, text } from './rows.ts'

export const selectMethods = (apiId: string): Statement => sql('SELECT * FROM method WHERE api_id = ?', apiId)

/** Names only, of the whole API. */
export const selectMethodNames = (apiId: string): Statement =>
  sql(`SELECT resource_id, http_method, '{}' AS body FROM method WHERE api_id = ?`, apiId)

/** What lists show of a method: all of it, or its name alone. */
export type MethodDetail = 'whole' | 'name'

const columns = (detail: MethodDetail) => `resource_id, http_method, ${detail === 'whole' ? 'body' : "'{}' AS body"}`

export const selectMethodsOf = (apiId: string, resourceId: string, detail: MethodDetail): Statement =>
  sql(`SELECT ${columns(detail)} FROM method WHERE api_id = ? AND resource_id = ?`, apiId, resourceId)

/** Of the resources of one page: see `selectResourcePage`. */
export const selectMethodsOfPage = (apiId: string, afterPath: string, limit: number, detail: MethodDetail): Statement =>
  sql(
    `SELECT ${columns(detail)} FROM method WHERE api_id = ?1 AND resource_id IN
       (SELECT id FROM resource WHERE api_id = ?1 AND path > ?2 ORDER BY path LIMIT ?3)`,
    apiId,
    afterPath,
    limit,
  )

export const selectMethod = (apiId: string, resourceId: string, httpMethod: string): Statement =>
  sql('SELECT * FROM method WHERE api_id = ? AND resource_id = ? AND http_method = ?', apiId, resourceId, httpMethod)

/** The body is what `insertMethods` wrote. */
export const methodOf = (row: Row): Method => JSON.parse(text(row, 'body')) as Method

export const insertMethods = (apiId: string, resources: readonly Resource[]): Statement[] =>
  insertMany(
    `INSERT INTO method (api_id, resource_id, http_method, body)
     SELECT ?1, value ->> 'resourceId', value ->> 'httpMethod', value -> 'body' FROM json_each(?2)`,
    apiId,
    resources.flatMap(({ id: resourceId, resourceMethods = {} }) =>
      Object.entries(resourceMethods).map(([httpMethod, body]) => ({ resourceId, httpMethod, body })),
    ),
  )

/** Writes one method, new or changed. */
export const putMethodRow = (apiId: string, resourceId: string, method: Method): Statement =>
  sql(
    `INSERT INTO method (api_id, resource_id, http_method, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (api_id, resource_id, http_method) DO UPDATE SET body = excluded.body`,
    apiId,
    resourceId,
    method.httpMethod,
    bodyText(method),
  )

export const deleteMethodRow = (apiId: string, resourceId: string, httpMethod: string): Statement =>
  sql('DELETE FROM method WHERE api_id = ? AND resource_id = ? AND http_method = ?', apiId, resourceId, httpMethod)
