import { type Row, type Statement, sql } from '../../bindings/database.ts'
import type { Stage } from '../../definition/stage.ts'
import { bodyText, integer, text } from './rows.ts'

/** A stage as the database holds it. */
export interface StoredStage {
  readonly stage: Stage
  /** The API's version when it was last written. */
  readonly version: number
}

const CANARY_DEPLOYMENT = `stage.body ->> '$.canarySettings.deploymentId'`

export const selectStage = (apiId: string, name: string): Statement =>
  sql('SELECT * FROM stage WHERE api_id = ? AND name = ?', apiId, name)

/** With the hashes of its deployment's snapshot, as `hash`, and of its canary's, as `canary_hash`. */
export const selectStageWithHash = (apiId: string, name: string): Statement =>
  sql(
    `SELECT stage.*, deployment.hash, canary.hash AS canary_hash FROM stage
     JOIN deployment ON deployment.api_id = stage.api_id AND deployment.id = stage.deployment_id
     LEFT JOIN deployment AS canary ON canary.api_id = stage.api_id AND canary.id = ${CANARY_DEPLOYMENT}
     WHERE stage.api_id = ? AND stage.name = ?`,
    apiId,
    name,
  )

export const selectStages = (apiId: string): Statement =>
  sql('SELECT * FROM stage WHERE api_id = ? ORDER BY sequence', apiId)

/** Stages that serve a deployment, to all their callers or to a canary's share. */
export const selectStagesOf = (apiId: string, deploymentId: string): Statement =>
  sql(
    `SELECT * FROM stage WHERE api_id = ?1 AND (deployment_id = ?2 OR ${CANARY_DEPLOYMENT} = ?2) ORDER BY sequence`,
    apiId,
    deploymentId,
  )

export function stageOf(row: Row): StoredStage {
  // The body is what `putStage` wrote.
  const body = JSON.parse(text(row, 'body')) as Omit<Stage, 'stageName' | 'deploymentId'>
  return {
    stage: { stageName: text(row, 'name'), deploymentId: text(row, 'deployment_id'), ...body },
    version: integer(row, 'version'),
  }
}

/** Creates or replaces. `version` is the API's version after the batch. */
export function putStage(apiId: string, stage: Stage, version: number): Statement {
  const { stageName, deploymentId, ...body } = stage
  return sql(
    `INSERT INTO stage (api_id, name, deployment_id, version, body) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (api_id, name) DO UPDATE SET deployment_id = ?3, version = ?4, body = ?5`,
    apiId,
    stageName,
    deploymentId,
    version,
    bodyText(body),
  )
}

export const deleteStageRow = (apiId: string, name: string): Statement =>
  sql('DELETE FROM stage WHERE api_id = ? AND name = ?', apiId, name)
