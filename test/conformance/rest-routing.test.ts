import { expect } from 'vitest'
import { GATEWAY_ERRORS } from '../../src/errors/gateway-error.ts'
import { buildRouteTree, matchRoute, pathParametersOf } from '../../src/routing/route-tree.ts'
import { conformance } from './runner.ts'

interface Input {
  readonly resources: readonly { readonly path: string; readonly methods: readonly string[] }[]
  readonly request: Readonly<Record<string, string>> & { readonly method: string }
}

interface Expected {
  readonly resource: string | null
  readonly method?: string
  readonly pathParameters?: Readonly<Record<string, string>>
  readonly status?: number
}

conformance<Input, Expected>({
  area: 'rest-routing',
  check({ input, expected }) {
    const routes = input.resources.flatMap(({ path, methods }) =>
      methods.map((httpMethod) => ({ resourcePath: path, httpMethod })),
    )
    const { path, rawPath, method, ...others } = input.request
    const raw = path ?? rawPath ?? Object.values(others)[0] ?? ''
    const match = matchRoute(buildRouteTree(routes), method, raw.split('?')[0] ?? '')
    const route = match && routes[match.route]
    expect(route?.resourcePath ?? null).toBe(expected.resource)
    if (expected.method !== undefined) expect(route?.httpMethod).toBe(expected.method)
    if (expected.pathParameters !== undefined && match && route) {
      expect(pathParametersOf(route.resourcePath, match)).toEqual(expected.pathParameters)
    }
    // No route is answered with this gateway response (src/gateway/handle.ts).
    if (expected.status !== undefined) expect(GATEWAY_ERRORS.MISSING_AUTHENTICATION_TOKEN[0]).toBe(expected.status)
  },
})
