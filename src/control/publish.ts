/**
 * Publishing: the only writer of deployments, and with `stage-pointer.ts` of what the edge reads.
 *
 * Each step leaves the old version or the new one, complete, however it is cut off:
 *   CreateDeployment  1 note the snapshot's key as unsettled  2 snapshot and definition → KV
 *                     3 one batch: deployment, stage, the stage's key unsettled
 *                     4 pointer → KV  5 the stage's key is settled
 *   UpdateStage       3 to 5
 *   DeleteStage       one batch: the stage goes, its key unsettled; then the pointer goes from KV: from here on it is not served
 *   DeleteRestApi     the same for all its stages; snapshots follow
 * Snapshots that nothing points at (after 2 without 3, or deleted) stay for `SNAPSHOT_GRACE_MILLIS`, because locations of the edge may
 * still read an older pointer. What was cut off between the database and KV is in the table `unsettled_key`; `republishPending` settles
 * it when an isolate serves its first management call, and with every write after.
 */

import type { Deployment, Stage } from '../definition/stage.ts'
import { definitionKey, deploymentKey } from '../deployment/snapshot.ts'
import { ControlError } from '../errors/control-error.ts'
import { apiSummary, compileSnapshot } from './compile-snapshot.ts'
import { noSuchApi } from './identifiers.ts'
import { certificateWarnings, vpcLinkNames, vpcLinkWarnings } from './private-backends.ts'
import type { ControlServices } from './services.ts'
import { writerOf } from './settle-pointer.ts'
import { settleStage, stageChanged } from './stage-pointer.ts'
import { readDefinition } from './store/definition.ts'
import { insertDeployment } from './store/deployment.ts'
import { writeGuarded } from './store/guard.ts'
import { putStage, selectStage, stageOf } from './store/stage.ts'
import { deleteUnsettledKey, insertUnsettled } from './store/unsettled-key.ts'

/** AWS's ids of deployments. */
const DEPLOYMENT_ID_LENGTH = 6
/** What CreateDeployment is asked for. */
export interface DeploymentOrder {
  readonly description?: string
  readonly stageName?: string
  /** The stage after the deployment, from what it was. */
  readonly stage: (existing: Stage | undefined, deployment: Deployment) => Stage
}

/** A deployment, and what its owner ought to know of it. */
export interface Published {
  readonly deployment: Deployment
  readonly warnings: readonly string[]
}

/** Compiles the definition as it stands and publishes it. Throws ControlError with every problem of the definition. */
export async function publishDeployment(
  services: ControlServices,
  apiId: string,
  order: DeploymentOrder,
): Promise<Published> {
  const { description, stageName } = order
  const deployment: Deployment = {
    id: services.newId(DEPLOYMENT_ID_LENGTH),
    ...(description !== undefined && { description }),
    createdDate: Math.floor(services.now() / 1000),
  }
  const warnings = await writeGuarded(services.db, apiId, async () => {
    const read = await readDefinition(services.db, apiId)
    if (read === undefined) throw noSuchApi(services, apiId)
    const version = read.version + 1
    const stage =
      stageName === undefined ? undefined : order.stage(await findStage(services, apiId, stageName), deployment)
    const names = await vpcLinkNames(services.db, read.definition)
    const snapshot = await compileSnapshot(read.definition, deployment.id, names)
    const key = deploymentKey(apiId, deployment.id, snapshot.hash)
    await storeSnapshot(services, key, version, {
      [key]: snapshot.text,
      [definitionKey(apiId, deployment.id, snapshot.hash)]: JSON.stringify(read.definition),
    })
    return {
      version: read.version,
      statements: [
        insertDeployment(apiId, deployment, snapshot.hash, apiSummary(read.definition)),
        deleteUnsettledKey(key),
        ...(stage === undefined ? [] : stageStatements(services, apiId, stage, version)),
      ],
      result: [
        ...vpcLinkWarnings(read.definition, names, stage && (stage.variables ?? {}), services.privateWays),
        ...certificateWarnings(stage, services.privateWays),
      ],
    }
  })
  if (stageName !== undefined) await settleStage(services, apiId, stageName)
  return { deployment, warnings }
}

/** Writes the values, having noted that `key` may be left behind. */
async function storeSnapshot(
  services: ControlServices,
  key: string,
  version: number,
  values: Readonly<Record<string, string>>,
) {
  const unsettled = { key, version, writer: writerOf(services), since: services.now() }
  await services.db.all(insertUnsettled(unsettled))
  try {
    await Promise.all(Object.entries(values).map(([name, value]) => services.config.put(name, value)))
  } catch (error) {
    services.writeLine?.(JSON.stringify({ level: 'error', message: `Could not write ${key}: ${error}` }))
    throw new ControlError(
      'ServiceUnavailableException',
      'The deployment could not be stored; nothing was changed. Try again.',
    )
  }
}

/** Goes into a batch that creates or changes a stage. */
export const stageStatements = (services: ControlServices, apiId: string, stage: Stage, version: number) => [
  putStage(apiId, stage, version),
  stageChanged(services, apiId, stage.stageName, version),
]

async function findStage(services: ControlServices, apiId: string, stageName: string): Promise<Stage | undefined> {
  const [row] = await services.db.all(selectStage(apiId, stageName))
  return row && stageOf(row).stage
}
