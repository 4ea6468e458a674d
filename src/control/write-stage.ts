import type { Stage } from '../definition/stage.ts'
import { noSuchApi, noSuchDocumentationVersion } from './identifiers.ts'
import { stageStatements } from './publish.ts'
import type { ControlServices } from './services.ts'
import { settleStage } from './stage-pointer.ts'
import { selectDeploymentIds } from './store/deployment.ts'
import { selectDocumentationVersionNames } from './store/documentation-version.ts'
import { writeGuarded } from './store/guard.ts'
import { restApiOf, selectRestApi } from './store/rest-api.ts'
import { readTogether, text } from './store/rows.ts'
import { selectStage, stageOf } from './store/stage.ts'

/** A stage as `writeStage` found it. */
export interface FoundStage {
  readonly stage: Stage | undefined
  /** Those of `deploymentIds` that the API has. */
  readonly deployments: ReadonlySet<string>
}

/** Changes one stage and publishes it. `change` decides on what was found; it may run more than once. */
export async function writeStage(
  services: ControlServices,
  apiId: string,
  stageName: string,
  deploymentIds: readonly string[],
  change: (found: FoundStage) => Stage,
): Promise<Stage> {
  const stage = await writeGuarded(services.db, apiId, async () => {
    const [apis = [], stages = [], deployments = [], versions = []] = await readTogether(services.db, [
      selectRestApi(apiId),
      selectStage(apiId, stageName),
      selectDeploymentIds(apiId, deploymentIds),
      selectDocumentationVersionNames(apiId),
    ])
    if (apis[0] === undefined) throw noSuchApi(services, apiId)
    const { version } = restApiOf(apis[0])
    const before = stages[0] && stageOf(stages[0]).stage
    const result = change({
      stage: before,
      deployments: new Set(deployments.map((row) => text(row, 'id'))),
    })
    const { documentationVersion } = result
    // One that was deleted since the stage named it does not stand in the way of other changes.
    if (documentationVersion !== undefined && documentationVersion !== before?.documentationVersion) {
      if (!versions.some((row) => text(row, 'name') === documentationVersion)) throw noSuchDocumentationVersion()
    }
    return { version, statements: stageStatements(services, apiId, result, version + 1), result }
  })
  await settleStage(services, apiId, stageName)
  return stage
}
