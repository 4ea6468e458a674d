import { type Row, type Statement, sql } from '../../bindings/database.ts'
import type { Method, Resource } from '../../definition/rest-api.ts'
import { insertMany, optionalText, text } from './rows.ts'

export const selectResources = (apiId: string): Statement =>
  sql('SELECT * FROM resource WHERE api_id = ? ORDER BY path', apiId)

/** One page, ordered by path: the root first, parents before children. */
export const selectResourcePage = (apiId: string, afterPath: string, limit: number): Statement =>
  sql('SELECT * FROM resource WHERE api_id = ? AND path > ? ORDER BY path LIMIT ?', apiId, afterPath, limit)

export const selectResource = (apiId: string, id: string): Statement =>
  sql('SELECT * FROM resource WHERE api_id = ? AND id = ?', apiId, id)

/** Rows → resources with their methods. `methodRows` may hold methods of other resources too. */
export function resourcesOf(rows: readonly Row[], methodRows: readonly Row[]): Resource[] {
  const methods = new Map<string, Record<string, Method>>()
  for (const row of methodRows) {
    const resourceId = text(row, 'resource_id')
    const ofResource = methods.get(resourceId) ?? {}
    ofResource[text(row, 'http_method')] = JSON.parse(text(row, 'body')) as Method
    methods.set(resourceId, ofResource)
  }
  return rows.map((row) => resourceOf(row, methods.get(text(row, 'id'))))
}

function resourceOf(row: Row, resourceMethods: Record<string, Method> | undefined): Resource {
  return {
    id: text(row, 'id'),
    parentId: optionalText(row, 'parent_id'),
    pathPart: optionalText(row, 'path_part'),
    path: text(row, 'path'),
    ...(resourceMethods && { resourceMethods }),
  }
}

export const insertResources = (apiId: string, resources: readonly Resource[]): Statement[] =>
  insertMany(
    `INSERT INTO resource (api_id, id, parent_id, path_part, path)
     SELECT ?1, value ->> 'id', value ->> 'parentId', value ->> 'pathPart', value ->> 'path' FROM json_each(?2)`,
    apiId,
    resources.map(({ resourceMethods: _, ...resource }) => resource),
  )

/** Moves resources to other parents, parts or paths: one statement for a whole subtree. */
export const updateResources = (apiId: string, resources: readonly Resource[]): Statement[] =>
  insertMany(
    `INSERT INTO resource (api_id, id, parent_id, path_part, path)
     SELECT ?1, value ->> 'id', value ->> 'parentId', value ->> 'pathPart', value ->> 'path' FROM json_each(?2) WHERE true
     ON CONFLICT (api_id, id) DO UPDATE SET parent_id = excluded.parent_id, path_part = excluded.path_part, path = excluded.path`,
    apiId,
    resources.map(({ resourceMethods: _, ...resource }) => resource),
  )

/** A resource with all below it; their methods go with them. */
export const deleteResourceTree = (apiId: string, path: string): Statement =>
  sql(
    `DELETE FROM resource WHERE api_id = ?1 AND (path = ?2 OR substr(path, 1, length(?2) + 1) = ?2 || '/')`,
    apiId,
    path,
  )

export const deleteResources = (apiId: string): Statement => sql('DELETE FROM resource WHERE api_id = ?', apiId)
