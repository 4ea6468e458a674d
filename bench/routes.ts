/** The routes that every Worker of the comparison serves. */
export const ROUTES = 300
/** As long as the gateway's path form, so that all parse the same length. */
export const PREFIX = '/_aws/execute-api/abcdefghij/prod'

/** Route number `i`, with its parameter written as the router wants it. */
export const routePath = (i: number, parameter: string) => `/area${i % 100}/kind${i}/${parameter}`

/** A document with as many routes, each a proxy to the origin. */
export function documentOfRoutes(title: string, routes: number, origin: string) {
  const paths = Array.from({ length: routes }, (_, i) => [routePath(i, '{id}'), { get: proxy(origin) }])
  return { openapi: '3.0.1', info: { title, version: '1' }, paths: Object.fromEntries(paths) }
}

const proxy = (origin: string) => ({
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  'x-amazon-apigateway-integration': {
    type: 'http_proxy',
    httpMethod: 'GET',
    uri: `${origin}/things/{id}`,
    requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
  },
})
