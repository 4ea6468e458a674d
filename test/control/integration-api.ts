import { GetResourcesCommand, ImportRestApiCommand } from '@aws-sdk/client-api-gateway'
import { encoded } from './documents.ts'
import { type GatewayUnderTest, gatewayUnderTest } from './gateway-under-test.ts'

/** What a call of one method names. */
export interface MethodPlace {
  readonly restApiId: string
  readonly resourceId: string
  readonly httpMethod: string
}

export interface IntegrationApi extends GatewayUnderTest {
  /** `GET /pets/{petId}`: declares path parameter `petId`, query parameter `q`, header `X-In`, and a 200 with header `X-Out`. */
  readonly place: MethodPlace
  /** A call of `GET /pets/{petId}/integration{rest}` as it stands on the wire. */
  wire(method: string, rest?: string, body?: unknown): Promise<{ status: number; type: string | null; body: unknown }>
}

/** An API with one method, and what stands there as its integration. */
export async function integrationApi(integration?: unknown, extensions: object = {}): Promise<IntegrationApi> {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const body = encoded({ ...documentOf(integration), ...extensions })
  const restApiId = (await client.send(new ImportRestApiCommand({ body }))).id ?? ''
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }))
  const resourceId = items.find(({ path }) => path === '/pets/{petId}')?.id ?? ''
  const place = { restApiId, resourceId, httpMethod: 'GET' }
  return {
    ...gateway,
    place,
    async wire(method, rest = '', input) {
      const path = `/restapis/${restApiId}/resources/${resourceId}/methods/GET/integration${rest}`
      const response = await gateway.call(method, path, input === undefined ? undefined : JSON.stringify(input))
      const text = await response.text()
      const type = response.headers.get('x-amzn-errortype')
      return { status: response.status, type, body: text === '' ? undefined : JSON.parse(text) }
    },
  }
}

const string = { schema: { type: 'string' } }

const documentOf = (integration: unknown) => ({
  openapi: '3.0.1',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets/{petId}': {
      get: {
        parameters: [
          { name: 'petId', in: 'path', required: true, ...string },
          { name: 'q', in: 'query', ...string },
          { name: 'X-In', in: 'header', ...string },
        ],
        responses: { 200: { description: 'ok', headers: { 'X-Out': string } } },
        ...(integration !== undefined && { 'x-amazon-apigateway-integration': integration }),
      },
    },
  },
})
