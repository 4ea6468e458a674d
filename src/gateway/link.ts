import type { DeploymentSnapshot, LimitsSpec, RouteSpec } from '../deployment/snapshot.ts'
import { type GatewayResponses, linkGatewayResponses } from './gateway-response.ts'
import { type Phase, REST } from './pipeline.ts'

/** A route with its functions. */
export interface LinkedRoute {
  readonly spec: RouteSpec
  readonly limits: LimitsSpec
  readonly phases: readonly Phase[]
}

/** A snapshot with its routes' functions, each linked when first asked for. */
export interface LinkedDeployment {
  readonly snapshot: DeploymentSnapshot
  /** Length of its JSON. */
  readonly bytes: number
  /** How its refusals look on the wire. */
  readonly gatewayResponse: GatewayResponses
  /** By position in the snapshot's routes. */
  route(position: number): LinkedRoute
}

/** Snapshot → functions. Cheap whatever the number of routes: a route is linked by its first request. */
export function linkDeployment(snapshot: DeploymentSnapshot, bytes = 0): LinkedDeployment {
  const linked: (LinkedRoute | undefined)[] = new Array(snapshot.routes.length)
  return {
    snapshot,
    bytes,
    gatewayResponse: linkGatewayResponses(snapshot.gatewayResponses),
    route(position) {
      const route = linked[position] ?? linkRoute(snapshot, position)
      linked[position] = route
      return route
    },
  }
}

function linkRoute(snapshot: DeploymentSnapshot, position: number): LinkedRoute {
  const spec = snapshot.routes[position]
  if (spec === undefined) throw new Error(`Deployment ${snapshot.deploymentId} has no route ${position}`)
  return {
    spec,
    limits: { ...snapshot.limits, ...spec.limits },
    phases: REST.flatMap((factory) => factory(spec, snapshot) ?? []),
  }
}
