import type { Integration, Method } from '../definition/rest-api.ts'
import { longestTimeoutAt } from '../deployment/limits.ts'
import { integrationFaults, PASSTHROUGH_BEHAVIORS } from '../integrations/integration-faults.ts'
import { requestMappingFaults } from '../integrations/mapping-faults.ts'
import type { FoundMethod } from './edit-method.ts'
import { badRequest, invalidMappings } from './validation-error.ts'

/**
 * Refuses an integration in AWS's words. What was wrong `before` already is no fault of this edit: an import is less strict.
 * Throws ControlError BadRequestException.
 */
export function checkIntegration(
  integration: Integration,
  method: Method,
  { path, httpMethod, extensions }: FoundMethod,
  before?: Integration,
): void {
  const longest = longestTimeoutAt(extensions, path, httpMethod)
  const messages = (each: Integration) => [
    ...integrationFaults(each, longest).map(({ message }) => message),
    ...faultsOfStreaming(each),
  ]
  const [fault] = added(messages(integration), before && messages(before))
  if (fault !== undefined) throw badRequest(fault)
  const faults = added(requestMappingFaults(method, integration), before && requestMappingFaults(method, before))
  if (faults.length > 0) throw invalidMappings(faults)
}

/** Only proxies stream. AWS's documentation says so, its words are not known, and documents that say otherwise are about. */
const faultsOfStreaming = ({ type, responseTransferMode }: Integration) =>
  responseTransferMode === 'STREAM' && !type.endsWith('_PROXY')
    ? [
        `Invalid ResponseTransferMode. Cannot use ResponseTransferMode STREAM for integrations of type ${type}: HTTP_PROXY and AWS_PROXY stream.`,
      ]
    : []

/** What `before` does not hold. */
export const added = (faults: readonly string[], before: readonly string[] = []): readonly string[] =>
  faults.filter((fault) => !before.includes(fault))

/** A member that AWS's model leaves open. Throws ControlError BadRequestException. */
export const passthroughBehaviorOf = (value: string) => constantOf('PassthroughBehavior', PASSTHROUGH_BEHAVIORS, value)

/** One of AWS's constants, refused as AWS refuses an HttpMethod. Throws ControlError BadRequestException. */
export function constantOf<T extends string>(name: string, known: readonly T[], value: string): T {
  const constant = known.find((candidate) => candidate === value)
  if (constant === undefined) throw badRequest(`Invalid ${name} specified. Valid options are ${known.join(',')}`)
  return constant
}
