import { definitionKey } from '../deployment/snapshot.ts'
import { settleFunction, settleFunctionCode } from './lambda/function-pointer.ts'
import type { ControlServices } from './services.ts'
import { settleStage } from './stage-pointer.ts'
import { deploymentOf, selectDeployment } from './store/deployment.ts'
import { text } from './store/rows.ts'
import { deleteUnsettledKey, selectUnsettledKeys } from './store/unsettled-key.ts'

/** Younger ones are most likely in hand. */
const POINTER_GRACE_MILLIS = 5_000
/** Longer than a location of the edge may go on reading an older pointer, and than any publishing takes. */
const SNAPSHOT_GRACE_MILLIS = 600_000
/** One call settles no more than this: a Worker's invocation has a bounded number of queries. */
const MOST_KEYS = 20

/**
 * Settles what publishing left behind when it was cut off: pointers that KV lacks or still has, snapshots and code that nothing names.
 * `graceMillis` is how old an unsettled pointer has to be. Never throws: what fails stays for the next time, and is logged.
 */
export async function republishPending(services: ControlServices, graceMillis = POINTER_GRACE_MILLIS): Promise<void> {
  try {
    const now = services.now()
    const rows = await services.db.all(selectUnsettledKeys(now - graceMillis, now - SNAPSHOT_GRACE_MILLIS, MOST_KEYS))
    for (const row of rows) await settleKey(services, text(row, 'key'))
  } catch (error) {
    services.writeLine?.(JSON.stringify({ level: 'error', message: `Could not republish: ${error}` }))
  }
}

async function settleKey(services: ControlServices, key: string): Promise<void> {
  const [kind, apiId = '', name = '', hash] = key.split('/')
  if (kind === 'stage') return settleStage(services, apiId, name)
  if (kind === 'function') return settleFunction(services, apiId)
  if (kind === 'function-code') return settleFunctionCode(services, apiId)
  const [row] = await services.db.all(selectDeployment(apiId, name))
  if (row === undefined || deploymentOf(row).hash !== hash) {
    await services.config.delete(key)
    await services.config.delete(definitionKey(apiId, name, hash ?? ''))
  }
  await services.db.all(deleteUnsettledKey(key))
}

const settled = new WeakSet<object>()

/** Runs `republishPending` after the response: for all that is left at an isolate's first call, and with every write. */
export function republishLater(services: ControlServices, isWrite: boolean): void {
  const first = !settled.has(services.db)
  settled.add(services.db)
  if (first || isWrite) services.waitUntil(republishPending(services, first ? -1 : undefined))
}
