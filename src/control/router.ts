import type { IRequest } from 'itty-router'
import { IttyRouter } from 'itty-router/IttyRouter'
import type { Answer, Call, Operation } from './operation.ts'
import type { ControlServices } from './services.ts'

/** A row of a route table; with a query, it is for calls that have it. */
export type Route = readonly [method: string, path: string, operation: Operation, query?: string]

/** The answer of the operation that a request names; undefined when none is served at its path. Throws ControlError. */
export type Router = (request: Request, body: Uint8Array, services: ControlServices) => Promise<Answer | undefined>

/** The first row that fits is taken. */
export function routerOf(routes: readonly Route[]): Router {
  const router = IttyRouter<IRequest, [body: Uint8Array, services: ControlServices]>()
  for (const [method, path, operation, query] of routes) {
    router[method.toLowerCase()]?.(path, (request: IRequest, body: Uint8Array, services: ControlServices) => {
      const call = callOf(request, body)
      return query === undefined || hasQuery(call, query) ? operation(call, services) : undefined
    })
  }
  // The router writes on what it is given, so not the request itself.
  return (request, body, services) =>
    router.fetch({ method: request.method, url: request.url, headers: request.headers }, body, services)
}

function callOf({ url, params, headers }: IRequest, body: Uint8Array): Call {
  const { searchParams, origin } = new URL(url)
  return { params: decoded(params), query: searchParams, origin, headers, body }
}

const decoded = (params: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decode(value)]))

/** A label that is not percent-encoded text names nothing: as it stands it matches no id. */
function decode(label: string): string {
  try {
    return decodeURIComponent(label)
  } catch {
    return label
  }
}

function hasQuery(call: Call, query: string): boolean {
  const [name = '', value = ''] = query.split('=')
  return call.query.get(name) === value
}
