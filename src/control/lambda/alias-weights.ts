/** https://docs.aws.amazon.com/lambda/latest/api/API_AliasRoutingConfiguration.html */
import { LATEST } from '../../definition/function.ts'
import { checkMembers } from '../input.ts'
import { checkConstraints } from '../validation-error.ts'
import { invalidParameter } from './lambda-error.ts'

type Weights = Readonly<Record<string, number>>

/** The other version that an alias leads to and its share; undefined when there is none. Throws ControlError in AWS's words. */
export function readWeights(config: Readonly<Record<string, unknown>> = {}, version: string): Weights | undefined {
  const { AdditionalVersionWeights = {} } = checkMembers(config, { AdditionalVersionWeights: 'numbers' })
  const versions = Object.keys(AdditionalVersionWeights)
  if (versions.length === 0) return undefined
  if (versions.length > 1) {
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1')
  }
  checkConstraints(...broken(AdditionalVersionWeights))
  if (version === LATEST) {
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version')
  }
  if (Object.hasOwn(AdditionalVersionWeights, version)) {
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    )
  }
  return AdditionalVersionWeights
}

function broken(weights: Weights): (string | undefined)[] {
  const entries = Object.entries(weights)
  const shown = `Value '{${entries.map(([version, weight]) => `${version.slice(0, 100)}=${asDouble(weight)}`).join(', ')}}'`
  const failed = `${shown} at 'routingConfig.additionalVersionWeights' failed to satisfy constraint`
  return [
    entries.every(([, weight]) => weight >= 0 && weight <= 1)
      ? undefined
      : `${failed}: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]`,
    entries.every(([version]) => /^[0-9]+$/.test(version))
      ? undefined
      : `${failed}: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]`,
  ]
}

/** As Java prints it. */
const asDouble = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value))
