import type { DeploymentSnapshot, RouteSpec } from '../deployment/snapshot.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { pathReadings } from '../routing/path-readings.ts'
import { matchRoute, type RouteMatch } from '../routing/route-tree.ts'

const DISGUISED = new GatewayError('MISSING_AUTHENTICATION_TOKEN', {
  reason: 'A backend may read the path as that of a route which is guarded otherwise',
})

/**
 * Throws for a path that a backend may read as one of another route, where that route's guard is another: `/%61dmin` must not come by
 * `/{proxy+}`, which anybody may call, to what `/admin` keeps.
 * Differs from AWS: there it does.
 */
export function refuseDisguised(
  { tree, routes }: DeploymentSnapshot,
  method: string,
  path: string,
  { route }: RouteMatch,
): void {
  for (const reading of pathReadings(path)) {
    const other = matchRoute(tree, method, reading)?.route
    if (other === undefined || other === route) continue
    const guard = guardOf(routes[other])
    if (guard !== OPEN && guard !== guardOf(routes[route])) throw DISGUISED
  }
}

const guardOf = (route: RouteSpec | undefined): string =>
  JSON.stringify([route?.authorization, route?.apiKeyRequired, route?.notServed])

const OPEN = guardOf(undefined)
