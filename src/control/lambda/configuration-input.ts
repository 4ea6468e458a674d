/**
 * What CreateFunction and UpdateFunctionConfiguration set of a function, read and checked in AWS's words.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
import type { FunctionVersion } from '../../definition/function.ts'
import { checkMembers, type Input, type Members } from '../input.ts'
import { checkConstraints, matching, oneOf } from '../validation-error.ts'
import { loggingConfigOf } from './logging-config.ts'
import { checkNotServed } from './not-served-settings.ts'
import { checkRuntime } from './runtimes.ts'

export const CONFIGURATION = {
  Role: 'string',
  Runtime: 'string',
  Handler: 'string',
  Description: 'string',
  Timeout: 'integer',
  MemorySize: 'integer',
  VpcConfig: 'object',
  DeadLetterConfig: 'object',
  Environment: 'object',
  KMSKeyArn: 'string',
  TracingConfig: 'object',
  Layers: 'strings',
  FileSystemConfigs: 'objects',
  ImageConfig: 'object',
  EphemeralStorage: 'object',
  SnapStart: 'object',
  LoggingConfig: 'object',
  CapacityProviderConfig: 'object',
  DurableConfig: 'object',
} as const satisfies Members

type ConfigurationInput = Input<typeof CONFIGURATION>

/** What a call sets of a version; the environment is still to be sealed. */
export interface ReadConfiguration {
  readonly changes: Partial<FunctionVersion>
  readonly variables?: Readonly<Record<string, string>>
}

/** AWS's patterns and limits. */
const ROLE = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+'
const HANDLER = '[^\\s]+'
const KEY = '(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()'
const MOST_HANDLER = 128
const MOST_DESCRIPTION = 256

/** Throws ControlError for what AWS does not take, and for what this version does not serve. */
export function readConfiguration(
  input: ConfigurationInput,
  functionName: string,
  before?: FunctionVersion,
): ReadConfiguration {
  checkModel(input)
  if (input.Runtime !== undefined) checkRuntime(input.Runtime)
  checkNotServed(input, input.Runtime ?? before?.Runtime ?? '')
  const { Variables } = checkMembers(input.Environment ?? {}, { Variables: 'map' })
  const { Role, Runtime, Handler, Description, Timeout, MemorySize, KMSKeyArn } = input
  return {
    changes: {
      ...defined({ Role, Runtime, Handler, Description, Timeout, MemorySize }),
      ...(KMSKeyArn !== undefined && { KMSKeyArn: KMSKeyArn === '' ? undefined : KMSKeyArn }),
      ...nested(input),
      ...(input.LoggingConfig && {
        LoggingConfig: loggingConfigOf(input.LoggingConfig, functionName, before?.LoggingConfig),
      }),
    },
    ...(input.Environment !== undefined && { variables: Variables ?? {} }),
  }
}

function nested(input: ConfigurationInput): Partial<FunctionVersion> {
  const { Mode } = checkMembers(input.TracingConfig ?? {}, { Mode: 'string' })
  const { Size } = checkMembers(input.EphemeralStorage ?? {}, { Size: 'integer' })
  checkConstraints(
    oneOf(Mode, 'tracingConfig.mode', ['Active', 'PassThrough']),
    Size === undefined ? undefined : between(Size, 'ephemeralStorage.size', 512, 10_240),
  )
  return {
    ...(Mode !== undefined && { TracingConfig: { Mode } }),
    ...(Size !== undefined && { EphemeralStorage: { Size } }),
    ...(input.VpcConfig && {
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [], VpcId: '', Ipv6AllowedForDualStack: false },
    }),
  }
}

function checkModel({ Role, Handler, Description, Timeout, MemorySize, KMSKeyArn }: ConfigurationInput): void {
  checkConstraints(
    Role === undefined ? undefined : matching(Role, 'role', ROLE),
    Handler === undefined
      ? undefined
      : (atMost(Handler, 'handler', MOST_HANDLER) ?? matching(Handler, 'handler', HANDLER)),
    Description === undefined ? undefined : atMost(Description, 'description', MOST_DESCRIPTION),
    Timeout === undefined ? undefined : between(Timeout, 'timeout', 1, 900),
    MemorySize === undefined ? undefined : between(MemorySize, 'memorySize', 128, 10_240),
    KMSKeyArn === undefined ? undefined : matching(KMSKeyArn, 'kMSKeyArn', KEY),
  )
}

/** One constraint: a text's length. */
export const atMost = (value: string, place: string, most: number): string | undefined =>
  value.length <= most
    ? undefined
    : `Value '${value}' at '${place}' failed to satisfy constraint: Member must have length less than or equal to ${most}`

/** One constraint: a number's range. */
export function between(value: number, place: string, least: number, most: number): string | undefined {
  if (value < least) return `${failed(value, place)}: Member must have value greater than or equal to ${least}`
  if (value > most) return `${failed(value, place)}: Member must have value less than or equal to ${most}`
  return undefined
}

const failed = (value: number, place: string) => `Value '${value}' at '${place}' failed to satisfy constraint`

function defined<T extends object>(members: T): Partial<T> {
  // A subset of its own entries.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>
}
