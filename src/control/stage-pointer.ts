import type { ConfigStore } from '../bindings/config-store.ts'
import type { Row } from '../bindings/database.ts'
import type { Stage } from '../definition/stage.ts'
import { SNAPSHOT_FORMAT, type StagePointer, stageKey } from '../deployment/snapshot.ts'
import { ControlError } from '../errors/control-error.ts'
import type { ControlServices } from './services.ts'
import { readTogether, text } from './store/rows.ts'
import { selectStageWithHash, stageOf } from './store/stage.ts'
import { deleteUnsettled, insertUnsettled, selectUnsettled, unsettledOf } from './store/unsettled-key.ts'
import { inTurn } from './turns.ts'

/** After this a writer is taken for dead: whatever it was about to put into KV has arrived or never will. */
const ABANDONED_MILLIS = 60_000
/**
 * Each further round means that the stage was changed meanwhile. None may be left out: this isolate's older write may have come to KV
 * after the newer one of an isolate that has settled and gone. The bound is there for a stage that never rests.
 */
const ROUNDS = 200

const writers = new WeakMap<object, string>()

/** Names this isolate in `unsettled_key`. */
export function writerOf({ db, newId }: ControlServices): string {
  const writer = writers.get(db) ?? newId(12)
  writers.set(db, writer)
  return writer
}

/** Goes into the batch that changes a stage: until it is settled, KV may hold the pointer of before. */
export const stageChanged = (services: ControlServices, apiId: string, stageName: string, version: number) =>
  insertUnsettled({
    key: stageKey(apiId, stageName),
    version,
    writer: writerOf(services),
    since: services.now(),
  })

/**
 * Makes KV say of a stage what the database says: its pointer, or nothing. After writing it looks again and writes again if the stage
 * moved on, so that of two writers the later version stays. Calls of one isolate that wait for each other share one write.
 * Throws ControlError ServiceUnavailableException when KV cannot be written: the change is stored and settled later.
 */
export function settleStage(services: ControlServices, apiId: string, stageName: string): Promise<void> {
  const key = stageKey(apiId, stageName)
  return inTurn(services.config, key, async () => {
    const writer = writerOf(services)
    let version = 0
    for (let round = 0; round < ROUNDS; round++) {
      const state = await readState(services, apiId, stageName)
      // Only before the first write: after it, KV may hold what this call wrote last, whoever has settled meanwhile.
      if (round === 0 && state.unsettled.length === 0) return
      version = Math.max(version, ...state.unsettled.map((row) => row.version))
      // Who settles for another notes it as well: its write may come late, or never be followed by the next.
      if (!state.unsettled.some((row) => row.writer === writer)) {
        await services.db.all(insertUnsettled({ key, version, writer, since: services.now() }))
      }
      await write(services, key, state.pointer)
      const after = await readState(services, apiId, stageName)
      if (after.pointer?.version !== state.pointer?.version) continue
      await services.db.all(deleteUnsettled(key, writer, version, services.now() - ABANDONED_MILLIS))
      return
    }
    throw notPublished()
  })
}

async function readState(services: ControlServices, apiId: string, stageName: string) {
  const [stages = [], unsettled = []] = await readTogether(services.db, [
    selectStageWithHash(apiId, stageName),
    selectUnsettled(stageKey(apiId, stageName)),
  ])
  const [row] = stages
  return { pointer: row && pointerOf(apiId, row), unsettled: unsettled.map(unsettledOf) }
}

function pointerOf(apiId: string, row: Row): StagePointer {
  const { stage, version } = stageOf(row)
  return {
    format: SNAPSHOT_FORMAT,
    apiId,
    stageName: stage.stageName,
    deploymentId: stage.deploymentId,
    hash: text(row, 'hash'),
    variables: stage.variables ?? {},
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

async function write(services: ControlServices, key: string, pointer: StagePointer | undefined): Promise<void> {
  await putOrDelete(services.config, key, pointer && JSON.stringify(pointer)).catch((error: unknown) => {
    services.writeLine?.(JSON.stringify({ level: 'error', message: `Could not write ${key}: ${error}` }))
    throw notPublished()
  })
}

const notPublished = () =>
  new ControlError(
    'ServiceUnavailableException',
    'The change is stored, but could not be published yet. It is published by the next management call; or try again.',
  )

/** KV as it should be: this text, or no such key. */
const putOrDelete = (config: ConfigStore, key: string, value: string | undefined) =>
  value === undefined ? config.delete(key) : config.put(key, value)
