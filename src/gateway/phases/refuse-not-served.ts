import { GatewayError } from '../../errors/gateway-error.ts'
import type { PhaseFactory } from '../pipeline.ts'

/**
 * A route that asks for a guard which this version does not serve is closed, not open: 500, and the log names the guard.
 * Differs from AWS: there the feature exists.
 */
export const refuseNotServed: PhaseFactory = (route) => {
  const { notServed } = route
  if (notServed === undefined) return undefined
  const refusal = new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `This version does not serve ${notServed.join(', ')}: the route is closed`,
  })
  return () => {
    throw refusal
  }
}
