import { type Row, type Statement, sql } from '../../bindings/database.ts'
import type { Deployment, MethodSnapshot } from '../../definition/stage.ts'
import { bodyText, integer, optionalText, text } from './rows.ts'

/** A deployment as the database holds it. */
export interface StoredDeployment {
  readonly deployment: Deployment
  /** SHA-256 of its snapshot in KV. */
  readonly hash: string
  readonly sequence: number
}

type ApiSummary = Readonly<Record<string, Readonly<Record<string, MethodSnapshot>>>>

export const selectDeployment = (apiId: string, id: string): Statement =>
  sql('SELECT * FROM deployment WHERE api_id = ? AND id = ?', apiId, id)

/** Which of these ids the API has. */
export const selectDeploymentIds = (apiId: string, ids: readonly string[]): Statement =>
  sql(
    'SELECT id FROM deployment WHERE api_id = ? AND id IN (SELECT value FROM json_each(?))',
    apiId,
    JSON.stringify(ids),
  )

export const selectDeploymentPage = (apiId: string, after: number, limit: number): Statement =>
  sql('SELECT * FROM deployment WHERE api_id = ? AND sequence > ? ORDER BY sequence LIMIT ?', apiId, after, limit)

export function deploymentOf(row: Row): StoredDeployment {
  return {
    deployment: {
      id: text(row, 'id'),
      description: optionalText(row, 'description'),
      createdDate: integer(row, 'created_date'),
    },
    hash: text(row, 'hash'),
    sequence: integer(row, 'sequence'),
  }
}

/** What `embed=apisummary` shows. */
export const apiSummaryOf = (row: Row): ApiSummary => JSON.parse(text(row, 'api_summary')) as ApiSummary

export const insertDeployment = (
  apiId: string,
  deployment: Deployment,
  hash: string,
  apiSummary: ApiSummary,
): Statement =>
  sql(
    `INSERT INTO deployment (api_id, id, created_date, description, hash, status, api_summary)
     VALUES (?, ?, ?, ?, ?, 'PUBLISHED', ?)`,
    apiId,
    deployment.id,
    deployment.createdDate,
    deployment.description ?? null,
    hash,
    bodyText(apiSummary),
  )

/** Its description is all that may change. */
export const updateDeploymentRow = (apiId: string, { id, description }: Deployment): Statement =>
  sql('UPDATE deployment SET description = ? WHERE api_id = ? AND id = ?', description ?? null, apiId, id)

export const deleteDeploymentRow = (apiId: string, id: string): Statement =>
  sql('DELETE FROM deployment WHERE api_id = ? AND id = ?', apiId, id)
