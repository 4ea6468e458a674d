/** The routes that every Worker of the comparison serves. */
export const ROUTES = 300
/** As long as the gateway's path form, so that all parse the same length. */
export const PREFIX = '/_aws/execute-api/abcdefghij/prod'

/** Route number `i`, with its parameter written as the router wants it. */
export const routePath = (i: number, parameter: string) => `/area${i % 100}/kind${i}/${parameter}`

/** A document with as many routes, each a proxy to the origin, or another operation. */
export function documentOfRoutes(title: string, routes: number, origin: string, operation: Operation = proxy) {
  const paths = Array.from({ length: routes }, (_, i) => [routePath(i, '{id}'), { get: operation(origin) }])
  return { openapi: '3.0.1', info: { title, version: '1' }, paths: Object.fromEntries(paths) }
}

type Operation = (origin: string) => Readonly<Record<string, unknown>>

const proxy: Operation = (origin) => integrated(origin, { type: 'http_proxy' })

const integrated = (origin: string, members: Readonly<Record<string, unknown>>) => ({
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  responses: { 200: { description: 'ok' } },
  'x-amazon-apigateway-integration': {
    httpMethod: 'GET',
    uri: `${origin}/things/{id}`,
    requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
    ...members,
  },
})

/** An HTTP integration that only maps parameters: what the one with templates is compared with. */
export const untransformed: Operation = (origin) =>
  integrated(origin, { type: 'http', responses: { default: { statusCode: '200' } } })

const REQUEST = `#set($context.requestOverride.header.x-stage = "$context.stage/$input.params('id')")`
const RESPONSE = `#set($thing = $input.path('$'))
{"id": $thing.id, "kind": "$util.escapeJavaScript($thing.kind)", "path": "$context.resourcePath",
 "tags": [#foreach($tag in $thing.tags)"$tag"#if($foreach.hasNext),#end#end], "text": $input.json('$.text')}`

/** The same with a template each way. */
export const transformed: Operation = (origin) =>
  integrated(origin, {
    type: 'http',
    requestTemplates: { 'application/json': REQUEST },
    responses: { default: { statusCode: '200', responseTemplates: { 'application/json': RESPONSE } } },
  })
