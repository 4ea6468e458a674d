/** A small API: `GET /pets` and `GET /pets/{petId}` to an HTTP origin, and a MOCK at the root. */
export const PETS = {
  openapi: '3.0.1',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/': { get: mock() },
    '/pets': { get: proxy('http://origin.test/pets') },
    '/pets/{petId}': { get: proxy('http://origin.test/pets/{petId}') },
  },
}

export function mock() {
  return {
    responses: { 200: { description: 'ok' } },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      responses: { default: { statusCode: '200' } },
    },
  }
}

export function proxy(uri: string) {
  return {
    responses: { 200: { description: 'ok' } },
    'x-amazon-apigateway-integration': { type: 'http_proxy', httpMethod: 'GET', uri },
  }
}

/** An API of `count` routes, each of which the origin can tell apart. */
export function manyRoutes(count: number, padding = '') {
  const paths = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `/items/${index}`,
      { get: { ...proxy(`http://origin.test/items/${index}`), description: padding } },
    ]),
  )
  return { openapi: '3.0.1', info: { title: 'Many', version: '1' }, paths }
}

export const encoded = (document: unknown) => new TextEncoder().encode(JSON.stringify(document))
