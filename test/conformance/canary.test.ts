import { CreateDeploymentCommand, ImportRestApiCommand, PutRestApiCommand } from '@aws-sdk/client-api-gateway'
import { expect } from 'vitest'
import { createConfigReader } from '../../src/gateway/config-cache.ts'
import { handleInvoke } from '../../src/gateway/handle.ts'
import { addressOf, targetOf } from '../../src/routing/host-mapping.ts'
import { gatewayUnderTest } from '../control/gateway-under-test.ts'
import { fakeServices } from '../gateway/fake-services.ts'
import { conformance } from './runner.ts'

// A stage with a canary, from the management calls to the answer.

interface Deployed {
  readonly mockResponseTemplate: string
}

interface Input {
  readonly stageVariables: Record<string, string>
  readonly baseDeployment: Deployed
  readonly canary: {
    readonly percentTraffic: number
    readonly stageVariableOverrides: Record<string, string>
    readonly deployment: Deployed
  }
}

interface Expected {
  readonly status: number
  readonly bodyJson: unknown
}

conformance<Input, Expected>({
  area: 'canary',
  async check({ input, expected }) {
    const response = await invoke(input)
    expect(response.status).toBe(expected.status)
    expect(await response.json()).toEqual(expected.bodyJson)
  },
})

async function invoke({ stageVariables, baseDeployment, canary }: Input): Promise<Response> {
  const { client, config } = gatewayUnderTest()
  const { id: restApiId = '' } = await client.send(new ImportRestApiCommand({ body: documentOf(baseDeployment) }))
  const stageName = 'dev'
  await client.send(new CreateDeploymentCommand({ restApiId, stageName, variables: stageVariables }))
  const { deployment, ...canarySettings } = canary
  await client.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body: documentOf(deployment) }))
  await client.send(new CreateDeploymentCommand({ restApiId, stageName, canarySettings }))
  const waitUntil = () => undefined
  const services = fakeServices({ config: createConfigReader({ store: config, now: Date.now, waitUntil }) })
  const url = `http://${restApiId}.execute-api.localhost/dev/`
  const target = targetOf(url)
  const address = addressOf(target, { managementHosts: ['localhost'], domain: 'execute-api.localhost', pathForm: true })
  if (address.kind === 'management') throw new Error('The host is no management host')
  return handleInvoke(new Request(url), target, address, services)
}

function documentOf({ mockResponseTemplate }: Deployed): Uint8Array {
  const integration = {
    type: 'mock',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    responses: { default: { statusCode: '200', responseTemplates: { 'application/json': mockResponseTemplate } } },
  }
  const get = { responses: { 200: { description: 'ok' } }, 'x-amazon-apigateway-integration': integration }
  const document = { openapi: '3.0.1', info: { title: 'canary', version: '1' }, paths: { '/': { get } } }
  return new TextEncoder().encode(JSON.stringify(document))
}
