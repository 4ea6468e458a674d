import { type Database, type Statement, sql } from '../../bindings/database.ts'
import { ControlError } from '../../errors/control-error.ts'
import { inTurn } from '../turns.ts'
import { integer } from './rows.ts'

/** How often a write that another write overtook is read anew and tried again. */
const RETRIES = 3

/** What one write wants to do, decided on what it read at `version`. */
export interface PlannedWrite<T> {
  readonly version: number
  readonly statements: readonly Statement[]
  readonly result: T
}

/**
 * Writes to an API so that no write is lost: `plan` reads and decides, and its batch takes effect only if the API's version is still
 * the one it read. Otherwise it reads and decides anew, three times; then ControlError ConflictException, as on AWS. An API deleted in
 * between shows in the next `plan`, which throws NotFoundException.
 */
export function writeGuarded<T>(db: Database, apiId: string, plan: () => Promise<PlannedWrite<T>>): Promise<T> {
  return inTurn(db, apiId, async () => {
    for (let attempt = 0; attempt <= RETRIES; attempt++) {
      const planned = await plan()
      if (await commit(db, apiId, planned)) return planned.result
    }
    throw new ControlError(
      'ConflictException',
      'Unable to complete operation due to concurrent modification. Please try again later.',
    )
  })
}

/** Whether it took effect. Throws what the database throws for any other reason than the version. */
async function commit(db: Database, apiId: string, { version, statements }: PlannedWrite<unknown>): Promise<boolean> {
  try {
    const [guarded] = await db.batch([guard(apiId, version), ...statements])
    return guarded?.changes === 1
  } catch (error) {
    // Which constraint failed is only in the message's words; the version tells as well whether another write was first.
    if ((await currentVersion(db, apiId)) === version) throw error
    return false
  }
}

/** Fails on NOT NULL when the version is another, and with it the whole batch. Changes no row when the API is gone. */
const guard = (apiId: string, version: number) =>
  sql('UPDATE rest_api SET version = CASE WHEN version = ?1 THEN version + 1 END WHERE id = ?2', version, apiId)

async function currentVersion(db: Database, apiId: string): Promise<number | undefined> {
  const [row] = await db.all(sql('SELECT version FROM rest_api WHERE id = ?', apiId))
  return row && integer(row, 'version')
}
