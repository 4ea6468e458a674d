import { linkAuthorizer } from '../../authorizers/index.ts'
import { GATEWAY_ERRORS, GatewayError } from '../../errors/gateway-error.ts'
import type { PhaseFactory } from '../pipeline.ts'

/**
 * Who calls, by the route's authorizer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 */
export const authorize: PhaseFactory = ({ authorization }, { authorizers = {} }) => {
  if (authorization === undefined) return undefined
  const spec = authorizers[authorization.authorizerId]
  // A snapshot is compiled as a whole. A guard that is missing all the same must not open the route.
  if (spec === undefined) throw new Error(`The snapshot has no authorizer ${authorization.authorizerId}`)
  const call = linkAuthorizer(spec, authorization)
  return async function authorize(x) {
    try {
      x.authorized = await call(x)
      x.record.authorizerStatus = 200
    } catch (error) {
      x.record.authorizerStatus = error instanceof GatewayError ? statusOf(error) : 500
      throw error
    }
    return undefined
  }
}

const statusOf = ({ type, detail }: GatewayError): number => detail.status ?? GATEWAY_ERRORS[type][0]
