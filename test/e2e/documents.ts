/** OpenAPI documents with AWS's extensions, put together in code. */
export interface Operation {
  readonly [member: string]: unknown
}

export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>

/** A whole document around these paths. */
export const documentOf = (title: string, paths: Paths, root: Readonly<Record<string, unknown>> = {}) => ({
  openapi: '3.0.1',
  info: { title, version: '1' },
  paths,
  ...root,
})

const ANSWERS_200 = { responses: { 200: { description: 'ok' } } }
const parametersOf = (path: string) =>
  [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

/** HTTP_PROXY to a backend's address. Path parameters of the address are taken from the route's own. */
export function proxyTo(uri: string, integration: Readonly<Record<string, unknown>> = {}): Operation {
  const parameters = parametersOf(uri)
  const requestParameters = Object.fromEntries(
    parameters.map(({ name }) => [`integration.request.path.${name}`, `method.request.path.${name}`]),
  )
  return {
    ...ANSWERS_200,
    parameters,
    'x-amazon-apigateway-integration': {
      type: 'http_proxy',
      httpMethod: 'ANY',
      uri,
      requestParameters,
      ...integration,
    },
  }
}

/** HTTP, which passes bodies through when it has no templates. */
export const httpTo = (uri: string, integration: Readonly<Record<string, unknown>> = {}): Operation => ({
  ...ANSWERS_200,
  'x-amazon-apigateway-integration': {
    type: 'http',
    httpMethod: 'POST',
    uri,
    responses: { default: { statusCode: '200' } },
    ...integration,
  },
})

/** A MOCK that answers a static text. */
export const mock = (text: string, status = 200): Operation => ({
  responses: { [status]: { description: 'mock' } },
  'x-amazon-apigateway-integration': {
    type: 'mock',
    requestTemplates: { 'application/json': `{"statusCode": ${status}}` },
    responses: { default: { statusCode: String(status), responseTemplates: { 'application/json': text } } },
  },
})

/** Everything below `/` goes to the origin, with AWS's limits lifted. */
export const unlimitedProxy = (title: string, origin: string) =>
  documentOf(
    title,
    { '/{proxy+}': { 'x-amazon-apigateway-any-method': proxyTo(`${origin}/{proxy}`) } },
    { 'x-postern-limits': { requestBodyBytes: null, responseBodyBytes: null, timeoutInMillis: 900_000 } },
  )
