import type { RestApi } from '../definition/rest-api.ts'
import { CliError, EXIT } from './cli-error.ts'
import { withProgress } from './progress.ts'
import type { Session } from './session.ts'
import { printable } from './terminal.ts'

/** The API with this id, else the one with this name. Throws CliError when there is none or more than one. */
export async function findApi(session: Session, idOrName: string): Promise<RestApi> {
  const apis = await withProgress(session, 'Asking the gateway for its APIs', () => session.client.getRestApis())
  const byId = apis.find((api) => api.id === idOrName)
  if (byId !== undefined) return byId
  const byName = apis.filter((api) => api.name === idOrName)
  if (byName.length > 1) throw ambiguous(idOrName, byName, 'Type the id in place of the name')
  const [only] = byName
  if (only === undefined) {
    throw new CliError(
      EXIT.failed,
      `No API has the id or name "${printable(idOrName)}".`,
      'List them with: npx postern apis',
    )
  }
  return only
}

/** Several APIs may share a name; which one is meant only the person knows. */
export function ambiguous(name: string, apis: readonly RestApi[], next: string): CliError {
  const ids = apis.map((api) => api.id).join(', ')
  return new CliError(EXIT.usage, `${apis.length} APIs are named "${printable(name)}": ${ids}.`, next)
}
