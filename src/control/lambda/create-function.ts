import type { Tags } from '../../definition/account.ts'
import { type FunctionVersion, LATEST } from '../../definition/function.ts'
import { type Input, type Members, readInput } from '../input.ts'
import { created, type Operation } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { checkConstraints, oneOf, required } from '../validation-error.ts'
import { checkArchitectures, codeOf, readCode } from './code-input.ts'
import { CONFIGURATION, readConfiguration } from './configuration-input.ts'
import { addFunction, readFunction } from './edit-function.ts'
import { sealEnvironment } from './environment.ts'
import { checkCode, storeCode } from './function-code.ts'
import { functionArn, newFunctionName } from './function-reference.ts'
import { checkFunctionTags } from './function-tags.ts'
import { invalidParameter, notServed, resourceConflict } from './lambda-error.ts'
import { lastModified } from './last-modified.ts'
import { defaultLoggingConfig } from './logging-config.ts'
import { noCodeSigningConfig } from './not-served-settings.ts'
import { shownVersion } from './show-function.ts'
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

const defaults = (name: string) => ({
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  TracingConfig: { Mode: 'PassThrough' },
  EphemeralStorage: { Size: 512 },
  LoggingConfig: defaultLoggingConfig(name),
})
