import { GatewayError } from '../errors/gateway-error.ts'
import type { Reply } from './exchange.ts'
import { defaultGatewayResponse, messageOf } from './gateway-response.ts'
import { type RefusedRequest, refusalSource } from './live-sources.ts'

/** The one place where an error of the data plane becomes an answer. What is no GatewayError is our own mistake: 500. */
export function refuse(error: unknown, refused: RefusedRequest): Reply {
  const refusal =
    error instanceof GatewayError ? error : new GatewayError('INTERNAL_FAILURE', { reason: `Unexpected: ${error}` })
  const { record, deployment } = refused
  // The owner's templates read the record, so it comes first.
  record.errorType = refusal.type
  record.errorMessage = messageOf(refusal)
  record.validationErrorString = refusal.detail.validationErrorString
  record.reason = refusal.detail.reason
  const respond = deployment?.gatewayResponse ?? defaultGatewayResponse
  return respond(refusal, () => refusalSource(refused))
}
