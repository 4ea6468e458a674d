import { type FunctionVersion, LATEST } from '../../definition/function.ts'
import { type Members, readInput } from '../input.ts'
import { type Operation, ok } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { checkArchitectures, codeOf, readCode } from './code-input.ts'
import { CONFIGURATION, readConfiguration } from './configuration-input.ts'
import { type Edited, editFunction, type FoundFunction, readFunction } from './edit-function.ts'
import { sealEnvironment } from './environment.ts'
import { checkCode, readFunctionCode, storeCode } from './function-code.ts'
import { functionArn, functionReference } from './function-reference.ts'
import { checkRevision, functionNotFound, invalidParameter, notServed } from './lambda-error.ts'
import { lastModified } from './last-modified.ts'
import { type ResolvedVersion, shownVersion } from './show-function.ts'
import { latestOf, publishLatest } from './versions.ts'

const UPDATE_FUNCTION_CODE = {
  ZipFile: 'blob',
  S3Bucket: 'string',
  S3Key: 'string',
  S3ObjectVersion: 'string',
  S3ObjectStorageMode: 'string',
  ImageUri: 'string',
  SourceKMSKeyArn: 'string',
  Architectures: 'strings',
  Publish: 'boolean',
  PublishTo: 'string',
  DryRun: 'boolean',
  RevisionId: 'string',
} as const satisfies Members

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
 * Differs from AWS: as CreateFunction.
 */
export const updateFunctionCode: Operation = async (call, services) => {
  const name = updatedFunction(functionReference(call))
  const { Architectures, Publish, PublishTo, DryRun, RevisionId, ...source } = readInput(
    call.body,
    UPDATE_FUNCTION_CODE,
  )
  if (PublishTo !== undefined) throw notServed('PublishTo')
  if (source.ImageUri !== undefined) {
    throw invalidParameter("Please don't provide ImageUri when updating a function with packageType Zip.")
  }
  const architectures = checkArchitectures(Architectures)
  const missing = () => functionNotFound(functionArn(services, name))
  const before = await readFunction(services, name)
  if (before === undefined) throw missing()
  checkRevision(RevisionId, latestOf(before).RevisionId)
  const code = await readCode(source)
  checkCode(code.code, latestOf(before).Handler)
  const changed = (latest: FunctionVersion, codeHash: string): FunctionVersion => ({
    ...latest,
    ...codeOf(code, codeHash),
    ...(architectures && { Architectures: architectures }),
  })
  if (DryRun) {
    return ok(await answered(services, name, { qualifier: LATEST, version: changed(latestOf(before), '') }))
  }
  const hash = await storeCode(services, code)
  const resolved = await editFunction(services, name, missing, (found) => {
    const latest = latestOf(found.definition)
    checkRevision(RevisionId, latest.RevisionId)
    // Its handler may be another by now.
    checkCode(code.code, latest.Handler)
    return withLatest(services, found, changed(latest, hash), Publish === true)
  })
  return ok(await answered(services, name, resolved))
}

const UPDATE_FUNCTION_CONFIGURATION = { ...CONFIGURATION, RevisionId: 'string' } as const satisfies Members

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 * Differs from AWS: as CreateFunction.
 */
export const updateFunctionConfiguration: Operation = async (call, services) => {
  const name = updatedFunction(functionReference(call))
  const { RevisionId, ...input } = readInput(call.body, UPDATE_FUNCTION_CONFIGURATION)
  const missing = () => functionNotFound(functionArn(services, name))
  const resolved = await editFunction(services, name, missing, async (found) => {
    const latest = latestOf(found.definition)
    const { changes, variables } = readConfiguration(input, name, latest)
    checkRevision(RevisionId, latest.RevisionId)
    if (changes.Handler !== undefined && changes.Handler !== latest.Handler) {
      checkCode(await readFunctionCode(services, latest.codeHash), changes.Handler)
    }
    const environment = variables && (await sealEnvironment(services, name, variables, latest.environment))
    const version = { ...latest, ...changes, ...(environment && { environment }) }
    return withLatest(services, found, version, false)
  })
  return ok(await answered(services, name, resolved))
}

/** Only `$LATEST` is edited. */
function updatedFunction({ name, qualifier = LATEST }: { readonly name: string; readonly qualifier?: string }): string {
  if (qualifier === LATEST) return name
  throw invalidParameter('This operation is not permitted on aliases and versions: only $LATEST can be updated.')
}

/** The function with another `$LATEST`, published as asked for. */
function withLatest(
  services: ControlServices,
  { definition, published }: FoundFunction,
  latest: FunctionVersion,
  publish: boolean,
): Edited<ResolvedVersion> {
  const version = { ...latest, RevisionId: crypto.randomUUID(), LastModified: lastModified(services.now()) }
  const edited = { ...definition, versions: { ...definition.versions, [LATEST]: version } }
  if (publish) return publishLatest({ definition: edited, published })
  return { definition: edited, result: { qualifier: LATEST, version } }
}

/** A version that was published is answered under its own ARN. */
const answered = (services: ControlServices, name: string, { qualifier, version }: ResolvedVersion) =>
  shownVersion(
    services,
    name,
    qualifier,
    version,
    functionArn(services, name, qualifier === LATEST ? undefined : qualifier),
  )
