import { type FunctionDefinition, type FunctionVersion, LATEST } from '../../definition/function.ts'
import type { ControlServices } from '../services.ts'
import { shownEnvironment } from './environment.ts'
import { functionArn, isVersionNumber } from './function-reference.ts'
import { aliasNotFound, functionNotFound } from './lambda-error.ts'
import { own } from './own.ts'

/** What a call's qualifier leads to. */
export interface ResolvedVersion {
  /** `$LATEST`, `7`. */
  readonly qualifier: string
  readonly version: FunctionVersion
}

/** The version that a qualifier names, itself or by an alias; without one it is `$LATEST`. Undefined when there is none. */
export function resolveVersion(definition: FunctionDefinition, qualifier = LATEST): ResolvedVersion | undefined {
  const found = own(definition.aliases, qualifier)?.FunctionVersion ?? qualifier
  const version = own(definition.versions, found)
  return version && { qualifier: found, version }
}

/** What has a policy and a revision of its own: the function, a version or an alias. Throws ControlError. */
export function revisionOf(services: ControlServices, definition: FunctionDefinition, qualifier = LATEST): string {
  const revision = (own(definition.aliases, qualifier) ?? own(definition.versions, qualifier))?.RevisionId
  if (revision !== undefined) return revision
  const arn = functionArn(services, definition.name, qualifier)
  throw isVersionNumber(qualifier) || qualifier === LATEST ? functionNotFound(arn) : aliasNotFound(arn)
}

/** A version as lists show it. `arn` is with the qualifier that it was asked for by, if any. */
export async function listedVersion(
  services: ControlServices,
  name: string,
  qualifier: string,
  version: FunctionVersion,
  arn: string,
): Promise<object> {
  const { environment, codeHash: _, latestDescription: __, ...shown } = version
  return {
    FunctionName: name,
    FunctionArn: arn,
    ...shown,
    ...(await shownEnvironment(services, name, environment)),
    PackageType: 'Zip',
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    Version: qualifier,
  }
}

/**
 * A version as AWS answers it alone. Here it is ready at once: where AWS would say that it is being created, its clients would wait.
 * The version of AWS's own runtime (`RuntimeVersionConfig`) is not there.
 */
export async function shownVersion(
  services: ControlServices,
  name: string,
  qualifier: string,
  version: FunctionVersion,
  arn: string,
): Promise<object> {
  const listed = await listedVersion(services, name, qualifier, version, arn)
  return { ...listed, State: 'Active', LastUpdateStatus: 'Successful' }
}
