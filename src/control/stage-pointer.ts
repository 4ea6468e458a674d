import type { Row } from '../bindings/database.ts'
import type { Stage } from '../definition/stage.ts'
import { SNAPSHOT_FORMAT, type StagePointer, stageKey } from '../deployment/snapshot.ts'
import type { ControlServices } from './services.ts'
import { pointerChanged, settlePointer } from './settle-pointer.ts'
import { text } from './store/rows.ts'
import { selectStageWithHash, stageOf } from './store/stage.ts'

/** Goes into the batch that changes a stage: until it is settled, KV may hold the pointer of before. */
export const stageChanged = (services: ControlServices, apiId: string, stageName: string, version: number) =>
  pointerChanged(services, stageKey(apiId, stageName), version)

/** Makes KV say of a stage what the database says: its pointer, or nothing. Throws ControlError ServiceUnavailableException. */
export const settleStage = (services: ControlServices, apiId: string, stageName: string): Promise<void> =>
  settlePointer(services, stageKey(apiId, stageName), {
    select: [selectStageWithHash(apiId, stageName)],
    pointerOf: ([stages]) => {
      const row = stages?.[0]
      const pointer = row && pointerOf(apiId, row)
      return pointer && { version: pointer.version, text: JSON.stringify(pointer) }
    },
  })

function pointerOf(apiId: string, row: Row): StagePointer {
  const { stage, version } = stageOf(row)
  return {
    format: SNAPSHOT_FORMAT,
    apiId,
    stageName: stage.stageName,
    deploymentId: stage.deploymentId,
    hash: text(row, 'hash'),
    variables: stage.variables ?? {},
    ...(stage.clientCertificateId !== undefined && { clientCertificateId: stage.clientCertificateId }),
    ...canaryOf(stage, row),
    ...(stage.accessLogSettings?.format !== undefined && { accessLogFormat: stage.accessLogSettings.format }),
    ...(Object.keys(stage.methodSettings).length > 0 && { methodSettings: stage.methodSettings }),
    version,
  }
}

function canaryOf({ canarySettings }: Stage, row: Row): Pick<StagePointer, 'canary'> {
  if (canarySettings === undefined) return {}
  const { deploymentId = '', percentTraffic = 0, stageVariableOverrides = {} } = canarySettings
  return { canary: { deploymentId, hash: text(row, 'canary_hash'), percentTraffic, stageVariableOverrides } }
}
