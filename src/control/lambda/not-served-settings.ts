/** Settings of AWS's functions that would have no effect here: refused by name, and taken where they ask for nothing. */
import { ControlError } from '../../errors/control-error.ts'
import { checkMembers } from '../input.ts'
import { checkConstraints, oneOf } from '../validation-error.ts'
import { invalidParameter, notServed } from './lambda-error.ts'

type Setting = Readonly<Record<string, unknown>>

interface Settings {
  readonly VpcConfig?: Setting
  readonly DeadLetterConfig?: Setting
  readonly Layers?: readonly string[]
  readonly FileSystemConfigs?: readonly Setting[]
  readonly ImageConfig?: Setting
  readonly SnapStart?: Setting
  readonly CapacityProviderConfig?: Setting
  readonly DurableConfig?: Setting
}

/** Throws ControlError for the first of them. */
export function checkNotServed(settings: Settings, runtime: string): void {
  checkVpc(settings.VpcConfig)
  checkSnapStart(settings.SnapStart, runtime)
  const { TargetArn } = checkMembers(settings.DeadLetterConfig ?? {}, { TargetArn: 'string' })
  if (TargetArn) throw notServed('DeadLetterConfig (events that a function fails on are logged, and not kept)')
  if (settings.Layers && settings.Layers.length > 0) throw notServed('Layers (put their files into the zip)')
  if (settings.FileSystemConfigs && settings.FileSystemConfigs.length > 0) throw notServed('FileSystemConfigs')
  for (const name of ['ImageConfig', 'CapacityProviderConfig', 'DurableConfig'] as const) {
    if (Object.keys(settings[name] ?? {}).length > 0) throw notServed(name)
  }
}

function checkVpc(config: Setting = {}): void {
  const members = { SubnetIds: 'strings', SecurityGroupIds: 'strings', Ipv6AllowedForDualStack: 'boolean' } as const
  const { SubnetIds = [], SecurityGroupIds = [], Ipv6AllowedForDualStack } = checkMembers(config, members)
  if (SubnetIds.length > 0 || SecurityGroupIds.length > 0 || Ipv6AllowedForDualStack) throw notServed('VpcConfig')
}

function checkSnapStart(config: Setting = {}, runtime: string): void {
  const { ApplyOn } = checkMembers(config, { ApplyOn: 'string' })
  checkConstraints(oneOf(ApplyOn, 'snapStart.applyOn', ['PublishedVersions', 'None']))
  if (ApplyOn === 'PublishedVersions')
    throw invalidParameter(`${runtime} is not supported for SnapStart enabled functions.`)
}

export const noCodeSigningConfig = (arn: string) =>
  new ControlError(
    'CodeSigningConfigNotFoundException',
    `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn.slice(0, 200)}.`,
  )
