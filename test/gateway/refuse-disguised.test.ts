import { describe, expect, it } from 'vitest'
import type { RouteSpec } from '../../src/deployment/snapshot.ts'
import { refuseDisguised } from '../../src/gateway/refuse-disguised.ts'
import { buildRouteTree, matchRoute } from '../../src/routing/route-tree.ts'
import { snapshotOf, specOf } from './fake-services.ts'

// Our own choice: on AWS the route is chosen by the path as it was sent, and nothing else is looked at.

const route = (resourcePath: string, guard: Partial<RouteSpec> = {}): RouteSpec => ({
  ...{ resourceId: resourcePath, resourcePath, httpMethod: 'GET', integration: specOf({ type: 'MOCK' }) },
  ...guard,
})
const GUARD = { authorization: { authorizerId: 'a1' } }

function isRefused(routes: RouteSpec[], path: string): boolean {
  const snapshot = snapshotOf(routes, { tree: buildRouteTree(routes) })
  const match = matchRoute(snapshot.tree, 'GET', path)
  if (match === undefined) throw new Error('No route matches')
  try {
    refuseDisguised(snapshot, 'GET', path, match)
    return false
  } catch (error) {
    expect(error).toMatchObject({ type: 'MISSING_AUTHENTICATION_TOKEN' })
    return true
  }
}

describe('a path by which a backend may mean another route', () => {
  const beside = (guard: Partial<RouteSpec>, open: Partial<RouteSpec> = {}) => [
    route('/admin', guard),
    route('/{proxy+}', open),
  ]

  it.each(['/%61dmin', '/x/..%2fadmin', '/admin;x', '/admin%2f', '/x//..%2f../admin'])('is refused: %s', (path) => {
    expect(isRefused(beside(GUARD), path)).toBe(true)
    expect(isRefused(beside({ notServed: ['an API key'] }), path)).toBe(true)
    expect(isRefused(beside({ apiKeyRequired: true }), path)).toBe(true)
    expect(isRefused(beside(GUARD, { authorization: { authorizerId: 'a2' } }), path)).toBe(true)
  })

  it('is served where the other route is guarded alike, or by nothing', () => {
    expect(isRefused(beside(GUARD, GUARD), '/%61dmin')).toBe(false)
    expect(isRefused(beside({}), '/%61dmin')).toBe(false)
    expect(isRefused(beside({}, GUARD), '/%61dmin')).toBe(false)
  })

  it.each(['/admins', '/Admin', '/a%20dmin', '/admin', '/admin/', '//admin'])('is no other: %s', (path) =>
    expect(isRefused(beside(GUARD), path)).toBe(false),
  )
})
