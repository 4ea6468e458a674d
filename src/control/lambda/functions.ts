import type { Tags } from '../../definition/account.ts'
import { type FunctionDefinition, type FunctionVersion, LATEST } from '../../definition/function.ts'
import { checkMembers, type Input, type Members, readInput } from '../input.ts'
import { type Answer, type Call, created, noContent, type Operation, ok } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { qualifierOf, selectVersionPage, versionOf } from '../store/function.ts'
import { text } from '../store/rows.ts'
import { checkConstraints, oneOf, required } from '../validation-error.ts'
import { codeLocation } from './code-location.ts'
import { CONFIGURATION, readConfiguration } from './configuration-input.ts'
import { addFunction, editFunction, readFunction, removeFunction } from './edit-function.ts'
import { sealEnvironment } from './environment.ts'
import { checkCode, type ReadCode, readZipFile, storeCode } from './function-code.ts'
import { functionArn, functionReference, isVersionNumber, newFunctionName } from './function-reference.ts'
import { checkFunctionTags } from './function-tags.ts'
import { functionNotFound, invalidParameter, notServed, resourceConflict } from './lambda-error.ts'
import { lastModified } from './last-modified.ts'
import { defaultLoggingConfig } from './logging-config.ts'
import { markerPage, readMarkerPaging } from './marker-paging.ts'
import { noCodeSigningConfig } from './not-served-settings.ts'
import { own, without } from './own.ts'
import { listedVersion, resolveVersion, shownVersion } from './show-function.ts'
import { publishLatest } from './versions.ts'

const CREATE_FUNCTION = {
  ...CONFIGURATION,
  FunctionName: 'string',
  Code: 'object',
  Publish: 'boolean',
  PublishTo: 'string',
  PackageType: 'string',
  Tags: 'map',
  CodeSigningConfigArn: 'string',
  Architectures: 'strings',
  TenancyConfig: 'object',
} as const satisfies Members

const CODE = {
  ZipFile: 'blob',
  S3Bucket: 'string',
  S3Key: 'string',
  S3ObjectVersion: 'string',
  S3ObjectStorageMode: 'string',
  ImageUri: 'string',
  SourceKMSKeyArn: 'string',
} as const satisfies Members

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 * Differs from AWS: JavaScript alone, as a zip within the call, of 10 MB at most (20 MB unfolded); it is ready at once. MemorySize,
 * Architectures, EphemeralStorage, KMSKeyArn, TracingConfig, LoggingConfig and Role are kept and shown, without effect; layers, VPCs,
 * file systems, images, dead letters, SnapStart for published versions, durable functions and code signing are refused by name.
 */
export const createFunction: Operation = async (call, services) => {
  const input = readInput(call.body, CREATE_FUNCTION)
  if (!services.hasFunctionHost) throw noFunctionHost()
  checkConstraints(
    required(input.FunctionName, 'functionName'),
    required(input.Role, 'role'),
    required(input.Code, 'code'),
  )
  const name = newFunctionName(input.FunctionName ?? '')
  checkCreation(input)
  const { changes, variables } = readConfiguration(input, name)
  if (changes.Runtime === undefined || changes.Handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    )
  }
  const code = await readCode(input.Code ?? {})
  checkCode(code.code, changes.Handler)
  const environment = variables && (await sealEnvironment(services, name, variables))
  if ((await readFunction(services, name)) !== undefined) throw alreadyExists(name)
  const version: FunctionVersion = {
    ...defaults(name),
    ...changes,
    Runtime: changes.Runtime,
    Handler: changes.Handler,
    Role: changes.Role ?? '',
    Architectures: checkArchitectures(input.Architectures) ?? ['x86_64'],
    ...(environment && { environment }),
    ...codeOf(code, await storeCode(services, code)),
    RevisionId: crypto.randomUUID(),
    LastModified: lastModified(services.now()),
  }
  return created(await add(services, name, version, input.Tags, input.Publish === true))
}

/** AWS answers with the number of the version that it published, and with the ARN of the function. */
async function add(
  services: ControlServices,
  name: string,
  latest: FunctionVersion,
  tags: Tags = {},
  publish: boolean,
) {
  const settings = { policies: {}, ...(Object.keys(tags).length > 0 && { tags }) }
  const definition = { name, settings, versions: { [LATEST]: latest }, aliases: {} }
  const make = (published: number) =>
    publish ? publishLatest({ definition, published }) : { definition, result: { qualifier: LATEST, version: latest } }
  const { qualifier, version } = await addFunction(services, name, make, () => alreadyExists(name))
  return await shownVersion(services, name, qualifier, version, functionArn(services, name))
}

const alreadyExists = (name: string) => resourceConflict(`Function already exist: ${name}`)

const noFunctionHost = () =>
  invalidParameter(
    'This gateway has nothing to run functions with: the binding FUNCTION_HOST is not there. It comes with `npm start`; of a ' +
      'deployed gateway its owner enables it in wrangler.toml (docs/deploying.md).',
  )

function checkCreation(input: Input<typeof CREATE_FUNCTION>): void {
  checkConstraints(oneOf(input.PackageType, 'packageType', ['Image', 'Zip']))
  if (input.PackageType === 'Image') throw notServed('PackageType Image (upload a zip)')
  if (input.PublishTo !== undefined) throw notServed('PublishTo')
  if (input.CodeSigningConfigArn) throw noCodeSigningConfig(input.CodeSigningConfigArn)
  if (Object.keys(input.TenancyConfig ?? {}).length > 0) throw notServed('TenancyConfig')
  checkArchitectures(input.Architectures)
  checkFunctionTags(input.Tags ?? {})
}

/** Throws ControlError. */
export function checkArchitectures(given: readonly string[] | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined
  const shown = `Value '[${given.join(', ').slice(0, 200)}]' at 'architectures' failed to satisfy constraint`
  const wrong = given.some((name) => name !== 'x86_64' && name !== 'arm64')
  checkConstraints(
    wrong
      ? `${shown}: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]`
      : undefined,
    given.length > 1 ? `${shown}: Member must have length less than or equal to 1` : undefined,
    given.length < 1 ? `${shown}: Member must have length greater than or equal to 1` : undefined,
  )
  return given
}

/** The code of a call: its zip. Throws ControlError for a place that this version reads none from. */
export function readCode(code: Readonly<Record<string, unknown>>): Promise<ReadCode> {
  const { ZipFile, S3Bucket, S3Key, ImageUri, SourceKMSKeyArn } = checkMembers(code, CODE)
  if (ImageUri !== undefined) throw notServed('ImageUri (upload a zip)')
  if (S3Bucket !== undefined || S3Key !== undefined) throw notServed('Code in S3 (send the zip itself, as ZipFile)')
  if (SourceKMSKeyArn) throw notServed('SourceKMSKeyArn')
  if (ZipFile === undefined || ZipFile === '') throw invalidParameter('Please provide a source for function code.')
  return readZipFile(ZipFile)
}

/** What code is as part of a version. */
export const codeOf = ({ sha256, zipBytes }: ReadCode, codeHash: string) => ({
  CodeSha256: sha256,
  CodeSize: zipBytes,
  codeHash,
})

const defaults = (name: string) => ({
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  TracingConfig: { Mode: 'PassThrough' },
  EphemeralStorage: { Size: 512 },
  LoggingConfig: defaultLoggingConfig(name),
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction: Operation = async (call, services) => {
  const { definition, ...found } = await findVersion(call, services)
  const { tags, reservedConcurrentExecutions } = definition.settings
  const isWhole = found.asked === undefined
  return ok({
    Configuration: await shown(services, definition, found),
    Code: { RepositoryType: 'S3', Location: await codeLocation(call, services, found.version.codeHash) },
    ...(tags && isWhole && { Tags: tags }),
    ...(reservedConcurrentExecutions !== undefined &&
      isWhole && { Concurrency: { ReservedConcurrentExecutions: reservedConcurrentExecutions } }),
  })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration: Operation = async (call, services) => {
  const { definition, ...found } = await findVersion(call, services)
  return ok(await shown(services, definition, found))
}

interface Found {
  readonly qualifier: string
  readonly version: FunctionVersion
  /** The qualifier that was asked for. */
  readonly asked?: string
}

async function findVersion(call: Call, services: ControlServices): Promise<Found & { definition: FunctionDefinition }> {
  const { name, qualifier: asked } = functionReference(call)
  const definition = await readFunction(services, name)
  const resolved = definition && resolveVersion(definition, asked)
  if (definition === undefined || resolved === undefined) throw functionNotFound(functionArn(services, name, asked))
  return { definition, ...resolved, ...(asked !== undefined && { asked }) }
}

const shown = (services: ControlServices, { name }: FunctionDefinition, { qualifier, version, asked }: Found) =>
  shownVersion(services, name, qualifier, version, functionArn(services, name, asked))

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html. In the order of their names. */
export const listFunctions: Operation = async (call, services) => {
  const all = call.query.get('FunctionVersion') ?? undefined
  checkConstraints(oneOf(all, 'functionVersion', ['ALL']))
  if (call.query.has('MasterRegion')) throw notServed('MasterRegion (functions are not replicated to regions)')
  const paging = readMarkerPaging(call.query)
  const [name = '', number = '-1'] = paging.after.split('/')
  const rows = await services.db.all(selectVersionPage([name, Number(number)], paging.limit + 1, all !== undefined))
  const { items, NextMarker } = markerPage(rows, paging, (row) => `${text(row, 'function_name')}/${row.number}`)
  const functions = items.map((row) => {
    const functionName = text(row, 'function_name')
    const qualifier = qualifierOf(row)
    const arn = functionArn(services, functionName, all === undefined ? undefined : qualifier)
    return listedVersion(services, functionName, qualifier, versionOf(row), arn)
  })
  return ok({ ...(NextMarker !== undefined && { NextMarker }), Functions: await Promise.all(functions) })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export const deleteFunction: Operation = async (call, services): Promise<Answer> => {
  const { name, qualifier } = functionReference(call)
  const missing = () => functionNotFound(functionArn(services, name))
  if (qualifier === undefined) await removeFunction(services, name, missing)
  else await deleteVersion(services, name, qualifier, missing)
  return noContent()
}

/** A version that is not there is deleted already, as on AWS. */
function deleteVersion(
  services: ControlServices,
  name: string,
  qualifier: string,
  missing: () => Error,
): Promise<void> {
  if (qualifier === LATEST) {
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.')
  }
  if (!isVersionNumber(qualifier)) {
    throw invalidParameter('Deletion of aliases is not currently supported.')
  }
  return editFunction(services, name, missing, ({ definition }) => {
    const { versions, aliases, settings } = definition
    if (own(versions, qualifier) === undefined) return { definition, result: undefined }
    const users = Object.entries(aliases)
      .filter(([, alias]) => alias.FunctionVersion === qualifier || own(alias.weights ?? {}, qualifier) !== undefined)
      .map(([alias]) => alias)
    if (users.length > 0) {
      throw resourceConflict(
        `Version cannot be deleted while it is being pointed to by an alias. Aliases pointing to version: [${users.join(', ')}]`,
      )
    }
    return {
      definition: {
        ...definition,
        settings: { ...settings, policies: without(settings.policies, qualifier) },
        versions: without(versions, qualifier),
      },
      result: undefined,
    }
  })
}
