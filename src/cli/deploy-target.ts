import { CliError, EXIT } from './cli-error.ts'
import { ambiguous } from './find-api.ts'
import { type LiveDefinition, readLiveDefinition } from './live-definition.ts'
import type { Session } from './session.ts'
import { printable } from './terminal.ts'

/** What stands on the gateway before a deploy: nothing, or the API that will be updated. */
export interface DeployTarget {
  readonly live?: LiveDefinition
}

/** The API with this id, else the one with this name, else none. Throws CliError when several have the name. */
export async function deployTarget(session: Session, name: string, id: string | undefined): Promise<DeployTarget> {
  const apis = await session.client.getRestApis()
  const named = apis.filter((api) => (id === undefined ? api.name === name : api.id === id))
  if (named.length > 1) throw ambiguous(name, named, 'Say which one with: --api ID')
  const [api] = named
  if (api === undefined && id !== undefined) {
    throw new CliError(EXIT.failed, `No API has the id "${printable(id)}".`, 'List them with: npx postern apis')
  }
  return api === undefined ? {} : { live: await readLiveDefinition(session.client, api) }
}
