import {
  type APIGatewayClient,
  CreateDeploymentCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROUTES } from '../../src/control/routes.ts'
import { AWS_OPERATIONS } from './aws-model.ts'
import { encoded, PETS } from './documents.ts'
import { type GatewayUnderTest, gatewayUnderTest } from './gateway-under-test.ts'
import { hostileCall, sendHostile } from './hostile-call.ts'

// Every operation served, with labels, members, types and patch paths that nobody should send: refused in AWS's shape or carried out,
// never a 500, and the next good call is served. What each answers to its own mistakes stands in the operations' own tests.

const SERVED = AWS_OPERATIONS.filter(({ name }) => ROUTES.some(([, , { name: served }]) => served === camel(name)))

function camel(name: string): string {
  return name[0]?.toLowerCase() + name.slice(1)
}

/** An API with something of everything that a document can hold, and the ids of what it holds by AWS's labels. */
async function prepared(gateway: GatewayUnderTest): Promise<Record<string, string>> {
  const { client } = gateway
  const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(PETS) }))).id ?? ''
  const deploymentId = (await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))).id ?? ''
  const resourceId = await firstResource(client, restApiId)
  const names = { httpMethod: 'GET', statusCode: '200', stageName: 'prod', modelName: 'Pet', exportType: 'oas30' }
  return { restApiId, deploymentId, resourceId, ...names, responseType: 'DEFAULT_4XX' }
}

async function firstResource(client: APIGatewayClient, restApiId: string): Promise<string> {
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }))
  return items.find(({ resourceMethods }) => resourceMethods !== undefined)?.id ?? ''
}

describe('hostile calls', () => {
  it.each(SERVED.map((operation) => [operation.name, operation] as const))(
    'of %s are refused or carried out',
    async (_, operation) => {
      const gateway = gatewayUnderTest()
      let ids = await prepared(gateway)
      await fc.assert(
        fc.asyncProperty(hostileCall(operation, ids), async (call) => {
          const response = await sendHostile(gateway.call, call)
          const body = await response.text()
          expect(response.status, `${call.method} ${call.path}: ${body.slice(0, 300)} ${gateway.lines}`).toBeLessThan(
            500,
          )
          if (response.status < 400) return
          expect(response.headers.get('x-amzn-errortype')).toMatch(/^\w+Exception$/)
          expect((JSON.parse(body) as { message: string }).message.length).toBeGreaterThan(0)
        }),
        { numRuns: 60 },
      )
      expect(gateway.lines).toEqual([])
      ids = await prepared(gateway)
      expect((await gateway.call('GET', `/restapis/${ids.restApiId}`)).status).toBe(200)
    },
  )
})
