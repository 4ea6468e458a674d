import { deploymentKey } from '../deployment/snapshot.ts'
import { noSuchApi, noSuchDeployment, noSuchStage } from './identifiers.ts'
import type { ControlServices } from './services.ts'
import { writerOf } from './settle-pointer.ts'
import { settleStage, stageChanged } from './stage-pointer.ts'
import { deleteDeploymentRow, deploymentOf, selectDeployment } from './store/deployment.ts'
import { writeGuarded } from './store/guard.ts'
import { deleteRestApiRow, restApiOf, selectRestApi } from './store/rest-api.ts'
import { readTogether, text } from './store/rows.ts'
import { deleteStageRow, selectStage, selectStages, selectStagesOf } from './store/stage.ts'
import { insertUnsettled, insertUnsettledOfApi } from './store/unsettled-key.ts'
import { badRequest } from './validation-error.ts'

/** Deletes a stage and stops serving it. */
export async function unpublishStage(services: ControlServices, apiId: string, stageName: string): Promise<void> {
  await writeGuarded(services.db, apiId, async () => {
    const [apis = [], stages = []] = await readTogether(services.db, [
      selectRestApi(apiId),
      selectStage(apiId, stageName),
    ])
    if (apis[0] === undefined) throw noSuchApi(services, apiId)
    if (stages.length === 0) throw noSuchStage()
    const { version } = restApiOf(apis[0])
    const statements = [deleteStageRow(apiId, stageName), stageChanged(services, apiId, stageName, version + 1)]
    return { version, statements, result: undefined }
  })
  await settleStage(services, apiId, stageName)
}

/** Deletes an API with all it holds and stops serving its stages. */
export async function unpublishApi(services: ControlServices, apiId: string): Promise<void> {
  // One batch, so it sees whatever was written before; what comes after finds no API. It needs no version.
  const [stages, , deleted] = await services.db.batch([
    selectStages(apiId),
    insertUnsettledOfApi(apiId, writerOf(services), services.now()),
    deleteRestApiRow(apiId),
  ])
  if (deleted?.changes === 0) throw noSuchApi(services, apiId)
  for (const row of stages?.rows ?? []) await settleStage(services, apiId, text(row, 'name'))
}

/** Deletes a deployment that no stage names. Its snapshot follows later. */
export function deleteUnusedDeployment(services: ControlServices, apiId: string, deploymentId: string): Promise<void> {
  return writeGuarded(services.db, apiId, async () => {
    const [apis = [], deployments = [], stages = []] = await readTogether(services.db, [
      selectRestApi(apiId),
      selectDeployment(apiId, deploymentId),
      selectStagesOf(apiId, deploymentId),
    ])
    if (apis[0] === undefined) throw noSuchApi(services, apiId)
    if (deployments[0] === undefined) throw noSuchDeployment()
    if (stages.length > 0) throw badRequest('Active stages pointing to this deployment must be moved or deleted')
    const { version } = restApiOf(apis[0])
    const key = deploymentKey(apiId, deploymentId, deploymentOf(deployments[0]).hash)
    const unsettled = { key, version: version + 1, writer: writerOf(services), since: services.now() }
    return {
      version,
      statements: [deleteDeploymentRow(apiId, deploymentId), insertUnsettled(unsettled)],
      result: undefined,
    }
  })
}
