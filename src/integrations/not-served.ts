/**
 * An integration that asks for what this version does not serve: stored and deployed, and answered with 500; the log names what is missing.
 * Differs from AWS: it exists there.
 */
import type { Integration } from '../definition/rest-api.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Problems } from '../lib/problems.ts'
import type { IntegrationCall } from './integration.ts'

export interface NotServedSpec {
  readonly type: 'NOT_SERVED'
  /** AWS's name of the type that was asked for. */
  readonly integrationType: string
  /** One sentence for the log. */
  readonly reason: string
}

/** A spec that names what is missing, and a warning that says so. */
export function notServed(
  integration: Integration,
  missing: readonly string[],
  place: string,
  problems: Problems,
): NotServedSpec {
  const reason =
    missing.length === 0
      ? `Integration type ${integration.type} is not served by this version`
      : `Integration ${integration.type} asks for what is not served by this version: ${missing.join(', ')}`
  problems.warn(place, `${reason}; calls answer 500`)
  return { type: 'NOT_SERVED', integrationType: integration.type, reason }
}

export function linkNotServed(spec: NotServedSpec): IntegrationCall {
  const refusal = new GatewayError('API_CONFIGURATION_ERROR', { reason: spec.reason })
  return () => Promise.reject(refusal)
}
