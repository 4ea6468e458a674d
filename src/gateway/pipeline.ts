import type { DeploymentSnapshot, RouteSpec } from '../deployment/snapshot.ts'
import type { Exchange, Reply } from './exchange.ts'

/** Return nothing to go on, a Reply to stop here, or throw a GatewayError to refuse. */
export type Phase = (x: Exchange) => Reply | undefined | void | Promise<Reply | undefined | void>

/** Once per route per isolate. Returns undefined when the route does not use the feature: it then costs nothing. */
export type PhaseFactory = (route: RouteSpec, deployment: DeploymentSnapshot) => Phase | undefined
