import type { Row, Statement } from '../bindings/database.ts'
import { noSuchApi } from './identifiers.ts'
import type { ControlServices } from './services.ts'
import { type PlannedWrite, writeGuarded } from './store/guard.ts'
import { restApiOf, type StoredRestApi, selectRestApi } from './store/rest-api.ts'
import { readTogether } from './store/rows.ts'

/** What an edit decides on: the API, and the rows of each statement it asked for, all read at one moment. */
export interface FoundApi {
  readonly stored: StoredRestApi
  readonly rows: readonly Row[][]
}

/** What an unknown API is refused with; some operations have words of their own. */
type Missing = (services: ControlServices, apiId: string) => Error

/** Reads something of an API together with the API itself. Throws ControlError when there is no such API. */
export async function readApi(
  services: ControlServices,
  apiId: string,
  select: readonly Statement[],
  missing: Missing = noSuchApi,
): Promise<FoundApi> {
  const [apis = [], ...rows] = await readTogether(services.db, [selectRestApi(apiId), ...select])
  const [row] = apis
  if (row === undefined) throw missing(services, apiId)
  return { stored: restApiOf(row), rows }
}

/** Edits the definition of an API so that no edit is lost: `decide` may run again on newer rows. Deployed stages do not change. */
export function editApi<T>(
  services: ControlServices,
  apiId: string,
  select: readonly Statement[],
  decide: (found: FoundApi) => Omit<PlannedWrite<T>, 'version'>,
  missing: Missing = noSuchApi,
): Promise<T> {
  return writeGuarded(services.db, apiId, async () => {
    const found = await readApi(services, apiId, select, missing)
    return { version: found.stored.version, ...decide(found) }
  })
}
