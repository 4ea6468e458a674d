import { type Statement, sql } from '../../bindings/database.ts'

/** An extension stands on a path; these follow what happens to the resource there. `?2` is the path. */
const AT_OR_BELOW = `(body ->> '$.path' = ?2 OR substr(body ->> '$.path', 1, length(?2) + 1) = ?2 || '/')`
const NEW_PATH = `(?3 || substr(body ->> '$.path', length(?2) + 1))`
/** The name under which an import finds the extension of an operation again. */
const PREFIX = `(body ->> '$.name') || ' ' || (body ->> '$.httpMethod') || ' '`

/** Extensions of resources that move, with all below them, from one path to another. */
export const moveExtensions = (apiId: string, from: string, to: string): Statement =>
  sql(
    `UPDATE part SET body = json_set(body, '$.path', ${NEW_PATH}),
       name = CASE WHEN name = ${PREFIX} || (body ->> '$.path') THEN ${PREFIX} || ${NEW_PATH} ELSE name END
     WHERE api_id = ?1 AND kind = 'Extension' AND ${AT_OR_BELOW}`,
    apiId,
    from,
    to,
  )

/** Extensions of a resource that goes, and of all below it. */
export const deleteExtensionTree = (apiId: string, path: string): Statement =>
  sql(`DELETE FROM part WHERE api_id = ?1 AND kind = 'Extension' AND ${AT_OR_BELOW}`, apiId, path)

/** Extensions of a method that goes. */
export const deleteExtensionsOf = (apiId: string, path: string, httpMethod: string): Statement =>
  sql(
    `DELETE FROM part WHERE api_id = ? AND kind = 'Extension' AND body ->> '$.path' = ? AND body ->> '$.httpMethod' = ?`,
    apiId,
    path,
    httpMethod,
  )
