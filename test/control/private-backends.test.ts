import {
  CreateDeploymentCommand,
  CreateVpcLinkCommand,
  GenerateClientCertificateCommand,
  ImportRestApiCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

// AWS has no such warnings: a VPC link or a certificate that is not there cannot be named. Here the Worker's configuration may lack either.

const NLB = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/orders/1f8df693cd094a72'
const binding = { fetch: async () => new Response() }

const integration = (connectionId: string, uri = 'https://orders.internal/') => ({
  'x-amazon-apigateway-integration': {
    ...{ type: 'http_proxy', httpMethod: 'GET', uri },
    ...{ connectionType: 'VPC_LINK', connectionId },
  },
})

async function importing(environment: Record<string, unknown>, links: Record<string, string>) {
  const gateway = gatewayUnderTest(undefined, undefined, undefined, undefined, environment)
  const paths = Object.fromEntries(Object.entries(links).map(([path, id]) => [path, { get: integration(id) }]))
  const document = { openapi: '3.0.1', info: { title: 'orders', version: '1' }, paths }
  const { id: restApiId = '' } = await gateway.client.send(new ImportRestApiCommand({ body: encoded(document) }))
  const deploy = async (input: Record<string, unknown>) => {
    const answer = await gateway.call('POST', `/restapis/${restApiId}/deployments`, JSON.stringify(input))
    expect(answer.status).toBe(201)
    return JSON.parse(answer.headers.get('x-postern-warnings') ?? '[]') as string[]
  }
  return { ...gateway, restApiId, deploy }
}

describe('a deployment', () => {
  it('is made, and names the VPC links that lead nowhere with the methods behind them', async () => {
    const { deploy, lines } = await importing({ VPC_LINK_GOOD: binding }, { '/a': 'bad', '/b': 'bad', '/c': 'good' })
    const warnings = await deploy({ stageName: 'prod' })
    expect(warnings).toEqual([
      'VPC link bad leads nowhere: the Worker has no binding VPC_LINK_BAD, and POSTERN_VPC_LINKS does not name it. Calls answer 500: GET /a, GET /b',
    ])
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ level: 'warning', message: warnings[0] }])
  })

  it('looks at the links that stage variables name with those of its stage, and not without a stage', async () => {
    const { deploy } = await importing({ VPC_LINK_GOOD: binding }, { '/a': '${stageVariables.link}' })
    expect(await deploy({})).toEqual([])
    expect(await deploy({ stageName: 'prod', variables: { link: 'good' } })).toEqual([])
    expect(await deploy({ stageName: 'prod', variables: { link: 'bad' } })).toEqual([
      expect.stringContaining('VPC link bad'),
    ])
    expect(await deploy({ stageName: 'new' })).toEqual([expect.stringContaining('its stage variable is not set')])
  })

  it('finds a link by the name it has, and keeps that name for the edge', async () => {
    const environment = { POSTERN_VPC_LINKS: '{"the orders":"https://tunnel.example.com"}' }
    const { client, config, restApiId, deploy } = await importing(environment, {})
    const { id = '' } = await client.send(new CreateVpcLinkCommand({ name: 'the orders', targetArns: [NLB] }))
    const paths = { '/': { get: integration(id) } }
    const document = { openapi: '3.0.1', info: { title: 'orders', version: '1' }, paths }
    const api = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    await client.send(new CreateDeploymentCommand({ restApiId: api.id, stageName: 'prod' }))
    const snapshot = [...config.values].find(([key]) => key.startsWith(`deployment/${api.id}/`))?.[1] ?? '{}'
    expect(JSON.parse(snapshot).vpcLinks).toEqual({ [id]: 'the orders' })
    expect(restApiId).not.toBe(api.id)
    expect(deploy).toBeDefined()
  })

  it('says warnings that no header can hold in letters that one can', async () => {
    const { deploy } = await importing({}, { '/a': 'bäd\r\n' })
    expect(await deploy({ stageName: 'prod' })).toEqual([expect.stringContaining('bäd\r\n leads nowhere')])
  })
})

describe('a stage', () => {
  it('that names a client certificate which no binding shows is updated, and says so; deployments to it do, too', async () => {
    const { client, call, restApiId, deploy, pointer } = await importing({ VPC_LINK_L: binding }, { '/': 'l' })
    await deploy({ stageName: 'prod' })
    const { clientCertificateId: id = '' } = await client.send(new GenerateClientCertificateCommand({}))
    const operation = { op: 'replace', path: '/clientCertificateId', value: id } as const
    const body = JSON.stringify({ patchOperations: [operation] })
    const answer = await call('PATCH', `/restapis/${restApiId}/stages/prod`, body)
    const warning = `The stage names client certificate ${id}, and the Worker has no binding CLIENT_CERTIFICATE_${id.toUpperCase()} to show it to the backend. Calls to https backends answer 500 (stage prod)`
    expect(JSON.parse(answer.headers.get('x-postern-warnings') ?? '')).toEqual([warning])
    expect(pointer(restApiId, 'prod')?.clientCertificateId).toBe(id)
    expect(await deploy({ stageName: 'prod' })).toEqual([warning])
    await client.send(
      new UpdateStageCommand({ restApiId, stageName: 'prod', patchOperations: [{ ...operation, value: '' }] }),
    )
    expect(pointer(restApiId, 'prod')).not.toHaveProperty('clientCertificateId')
  })
})
