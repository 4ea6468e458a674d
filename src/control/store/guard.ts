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

/** The tables whose rows count the writes to what belongs to them, by what names their rows. */
const GUARDED = { rest_api: 'id', function: 'name' } as const

/** What a write is guarded by: a row of one of these tables. */
export interface Guarded {
  readonly table: keyof typeof GUARDED
  readonly id: string
}

/**
 * Writes to an API so that no write is lost: `plan` reads and decides, and its batch takes effect only if the API's version is still
 * the one it read. Otherwise it reads and decides anew, three times; then ControlError ConflictException, as on AWS. An API deleted in
 * between shows in the next `plan`, which throws NotFoundException.
 */
export const writeGuarded = <T>(db: Database, apiId: string, plan: () => Promise<PlannedWrite<T>>): Promise<T> =>
  writeGuardedBy(db, { table: 'rest_api', id: apiId }, plan)

/** The same for what any guarded row stands for. */
export function writeGuardedBy<T>(db: Database, guarded: Guarded, plan: () => Promise<PlannedWrite<T>>): Promise<T> {
  return inTurn(db, guarded.table === 'rest_api' ? guarded.id : `${guarded.table}/${guarded.id}`, async () => {
    for (let attempt = 0; attempt <= RETRIES; attempt++) {
      const planned = await plan()
      if (await commit(db, guarded, planned)) return planned.result
    }
    throw new ControlError(
      'ConflictException',
      'Unable to complete operation due to concurrent modification. Please try again later.',
    )
  })
}

/** Whether it took effect. Throws what the database throws for any other reason than the version. */
async function commit(
  db: Database,
  guarded: Guarded,
  { version, statements }: PlannedWrite<unknown>,
): Promise<boolean> {
  try {
    const [result] = await db.batch([guard(guarded, version), ...statements])
    return result?.changes === 1
  } catch (error) {
    // Which constraint failed is only in the message's words; the version tells as well whether another write was first.
    if ((await currentVersion(db, guarded)) === version) throw error
    return false
  }
}

/** Fails on NOT NULL when the version is another, and with it the whole batch. Changes no row when it is gone. */
const guard = ({ table, id }: Guarded, version: number) =>
  sql(
    `UPDATE ${table} SET version = CASE WHEN version = ?1 THEN version + 1 END WHERE ${GUARDED[table]} = ?2`,
    version,
    id,
  )

async function currentVersion(db: Database, { table, id }: Guarded): Promise<number | undefined> {
  const [row] = await db.all(sql(`SELECT version FROM ${table} WHERE ${GUARDED[table]} = ?`, id))
  return row && integer(row, 'version')
}
