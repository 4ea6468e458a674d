import type { ConfigStore } from '../bindings/config-store.ts'
import type { Row, Statement } from '../bindings/database.ts'
import { ControlError } from '../errors/control-error.ts'
import type { ControlServices } from './services.ts'
import { readTogether } from './store/rows.ts'
import { deleteUnsettled, insertUnsettled, selectUnsettled, unsettledOf } from './store/unsettled-key.ts'
import { inTurn } from './turns.ts'

/** After this a writer is taken for dead: whatever it was about to put into KV has arrived or never will. */
const ABANDONED_MILLIS = 60_000
/**
 * Each further round means that it was changed meanwhile. None may be left out: this isolate's older write may have come to KV
 * after the newer one of an isolate that has settled and gone. The bound is there for one that never rests.
 */
const ROUNDS = 200

const writers = new WeakMap<object, string>()

/** Names this isolate in `unsettled_key`. */
export function writerOf({ db, newId }: ControlServices): string {
  const writer = writers.get(db) ?? newId(12)
  writers.set(db, writer)
  return writer
}

/** Goes into the batch that changes what a pointer says: until it is settled, KV may hold the pointer of before. */
export const pointerChanged = (services: ControlServices, key: string, version: number) =>
  insertUnsettled({ key, version, writer: writerOf(services), since: services.now() })

/** What KV is to hold, of which version of the database. */
export interface Pointer {
  readonly version: number
  readonly text: string
}

/** How the pointer at a key is read from the database, at one moment; undefined where KV is to hold none. */
export interface PointerSource {
  readonly select: readonly Statement[]
  readonly pointerOf: (rows: readonly Row[][]) => Pointer | undefined
}

/**
 * Makes KV say at `key` what the database says: its pointer, or nothing. After writing it looks again and writes again if the database
 * moved on, so that of two writers the later version stays. Calls of one isolate that wait for each other share one write.
 * Throws ControlError ServiceUnavailableException when KV cannot be written: the change is stored and settled later.
 */
export function settlePointer(services: ControlServices, key: string, source: PointerSource): Promise<void> {
  return inTurn(services.config, key, async () => {
    const writer = writerOf(services)
    let version = 0
    for (let round = 0; round < ROUNDS; round++) {
      const state = await readState(services, key, source)
      // Only before the first write: after it, KV may hold what this call wrote last, whoever has settled meanwhile.
      if (round === 0 && state.unsettled.length === 0) return
      version = Math.max(version, ...state.unsettled.map((row) => row.version))
      // Who settles for another notes it as well: its write may come late, or never be followed by the next.
      if (!state.unsettled.some((row) => row.writer === writer)) {
        await services.db.all(insertUnsettled({ key, version, writer, since: services.now() }))
      }
      await write(services, key, state.pointer)
      const after = await readState(services, key, source)
      if (after.pointer?.version !== state.pointer?.version) continue
      await services.db.all(deleteUnsettled(key, writer, version, services.now() - ABANDONED_MILLIS))
      return
    }
    throw notPublished()
  })
}

async function readState(services: ControlServices, key: string, { select, pointerOf }: PointerSource) {
  const [unsettled = [], ...rows] = await readTogether(services.db, [selectUnsettled(key), ...select])
  return { pointer: pointerOf(rows), unsettled: unsettled.map(unsettledOf) }
}

async function write(services: ControlServices, key: string, pointer: Pointer | undefined): Promise<void> {
  await putOrDelete(services.config, key, pointer?.text).catch((error: unknown) => {
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
