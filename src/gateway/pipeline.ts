/**
 * The order of a call, as one literal list per protocol, and the loop that walks it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 */
import type { DeploymentSnapshot, RouteSpec } from '../deployment/snapshot.ts'
import type { Exchange, Reply } from './exchange.ts'
import { authorizationResult } from './phases/authorization-result.ts'
import { authorize } from './phases/authorize.ts'
import { compressResponse } from './phases/compress-response.ts'
import { decodeRequest } from './phases/decode-request.ts'
import { integrate } from './phases/integrate.ts'
import { integrationResponse } from './phases/integration-response.ts'
import { mapBody } from './phases/map-body.ts'
import { mapParameters } from './phases/map-parameters.ts'
import { methodResponse } from './phases/method-response.ts'
import { refuseNotServed } from './phases/refuse-not-served.ts'
import { resourcePolicyDeny } from './phases/resource-policy-deny.ts'
import { validateRequest } from './phases/validate-request.ts'

/** Return nothing to go on, a Reply to stop here, or throw a GatewayError to refuse. */
export type Phase = (x: Exchange) => Reply | undefined | Promise<Reply | undefined>

/** Once per route per isolate. Returns undefined when the route does not use the feature: it then costs nothing. */
export type PhaseFactory = (route: RouteSpec, deployment: DeploymentSnapshot) => Phase | undefined

/** The order of a REST API call. This list is the only place that decides it. */
export const REST: readonly PhaseFactory[] = [
  decodeRequest,
  refuseNotServed,
  // Who is denied whoever they are is not asked who they are.
  resourcePolicyDeny,
  authorize,
  authorizationResult,
  validateRequest,
  mapParameters,
  mapBody,
  integrate,
  integrationResponse,
  methodResponse,
  compressResponse,
]

/** Walks the phases; only promises are awaited. Answers the first Reply, else what the phases left in `x.reply`. */
export async function run(phases: readonly Phase[], x: Exchange): Promise<Reply> {
  for (const phase of phases) {
    const result = phase(x)
    const reply = result instanceof Promise ? await result : result
    if (reply !== undefined) return reply
  }
  if (x.reply === undefined) throw new Error(`No phase of ${x.route.httpMethod} ${x.route.resourcePath} answered`)
  return x.reply
}
