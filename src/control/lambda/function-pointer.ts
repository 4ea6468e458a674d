import type { FunctionAlias, FunctionDefinition, FunctionVersion, PolicyStatement } from '../../definition/function.ts'
import {
  FUNCTION_FORMAT,
  type FunctionPermission,
  functionCodeKey,
  functionKey,
  type PublishedAlias,
  type PublishedFunction,
  type PublishedVersion,
} from '../../functions/published-function.ts'
import type { ControlServices } from '../services.ts'
import { settlePointer } from '../settle-pointer.ts'
import { functionOf, selectCodeUse, selectFunction } from '../store/function.ts'
import { deleteUnsettledKey } from '../store/unsettled-key.ts'
import { functionZipKey } from './function-code.ts'

/** Makes KV say of a function what the database says: all of it, or nothing. Throws ControlError ServiceUnavailableException. */
export const settleFunction = (services: ControlServices, name: string): Promise<void> =>
  settlePointer(services, functionKey(name), {
    select: selectFunction(name),
    pointerOf: (rows) => {
      const stored = functionOf(rows)
      if (stored?.definition === undefined) return undefined
      const { version } = stored
      return { version, text: JSON.stringify(publishedFunction(stored.definition, version)) }
    },
  })

/** Deletes code that no version has, however it was left behind. */
export async function settleFunctionCode(services: ControlServices, hash: string): Promise<void> {
  const uses = await services.db.all(selectCodeUse(hash))
  if (uses.length === 0) {
    await services.config.delete(functionCodeKey(hash))
    await services.config.delete(functionZipKey(hash))
  }
  await services.db.all(deleteUnsettledKey(functionCodeKey(hash)))
}

const publishedFunction = (definition: FunctionDefinition, version: number): PublishedFunction => ({
  format: FUNCTION_FORMAT,
  name: definition.name,
  version,
  versions: mapped(definition.versions, publishedVersion),
  aliases: mapped(definition.aliases, publishedAlias),
  permissions: mapped(definition.settings.policies, (statements) =>
    statements.filter(isKnown).map(publishedPermission),
  ),
})

function mapped<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}

const publishedVersion = (version: FunctionVersion): PublishedVersion => ({
  codeHash: version.codeHash,
  handler: version.Handler,
  runtime: version.Runtime,
  timeoutInSeconds: version.Timeout,
  memorySizeInMb: version.MemorySize,
  ...(typeof version.environment === 'object' && { environment: version.environment }),
})

function publishedAlias({ FunctionVersion: version, weights = {} }: FunctionAlias): PublishedAlias {
  const shares = Object.entries(weights).filter(([, weight]) => weight > 0)
  return { version, ...(shares.length > 0 && { routing: Object.fromEntries(shares) }) }
}

/** A condition that the edge cannot check must not be left out there. */
const isKnown = (statement: PolicyStatement): boolean =>
  statement.eventSourceToken === undefined &&
  statement.principalOrgId === undefined &&
  statement.functionUrlAuthType === undefined &&
  statement.invokedViaFunctionUrl === undefined

const publishedPermission = (statement: PolicyStatement): FunctionPermission => ({
  statementId: statement.statementId,
  action: statement.action,
  principal: statement.principal,
  ...(statement.sourceArn !== undefined && { sourceArn: statement.sourceArn }),
  ...(statement.sourceAccount !== undefined && { sourceAccount: statement.sourceAccount }),
})
