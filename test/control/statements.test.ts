import {
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateResourceCommand,
  GenerateClientCertificateCommand,
  GetExportCommand,
  GetMethodCommand,
  GetResourceCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
  PutMethodCommand,
  PutRestApiCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from './gateway-under-test.ts'
import { sqliteDatabase } from './sqlite-database.ts'

// SQL statements per call, however large the API: a Worker has about 1,000 of them per call, 50 on Cloudflare's free plan (our own bounds).

const ROUTES = 1_000

const large = new TextEncoder().encode(
  JSON.stringify({
    openapi: '3.0.1',
    info: { title: 'Large', version: '1' },
    paths: Object.fromEntries(
      Array.from({ length: ROUTES }, (_, i) => [
        `/area${i % 100}/kind${i}`,
        { get: { responses: {}, 'x-amazon-apigateway-integration': { type: 'mock' } } },
      ]),
    ),
  }),
)

/** A gateway with a large API on a stage, and how many statements a call sends, what runs behind its answer included. */
async function prepared() {
  const gateway = gatewayUnderTest()
  const { client, db, raw } = gateway
  const { id: restApiId = '', rootResourceId = '' } = await client.send(new ImportRestApiCommand({ body: large }))
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
  await gateway.settled()
  return {
    restApiId,
    rootResourceId,
    async statements(command: Parameters<typeof raw>[0]) {
      const before = db.counts.statements
      expect((await raw(command)).status).toBeLessThan(300)
      await gateway.settled()
      return db.counts.statements - before
    },
  }
}

describe('SQL statements of a call', () => {
  it('are few, whatever the size of the API', async () => {
    const { restApiId, rootResourceId, statements } = await prepared()
    const method = { restApiId, resourceId: rootResourceId, httpMethod: 'GET' }
    const stage = { restApiId, stageName: 'prod' }
    const patch = (path: string) => [{ op: 'replace' as const, path, value: 'new' }]
    const calls = {
      ImportRestApi: new ImportRestApiCommand({ body: large }),
      PutRestApi: new PutRestApiCommand({ restApiId, mode: 'overwrite', body: large }),
      GetResources: new GetResourcesCommand({ restApiId, limit: 500, embed: ['methods'] }),
      CreateDeployment: new CreateDeploymentCommand(stage),
      GetExport: new GetExportCommand({ ...stage, exportType: 'oas30' }),
      UpdateStage: new UpdateStageCommand({ ...stage, patchOperations: patch('/description') }),
      UpdateRestApi: new UpdateRestApiCommand({ restApiId, patchOperations: patch('/name') }),
      CreateResource: new CreateResourceCommand({ restApiId, parentId: rootResourceId, pathPart: 'new' }),
      PutMethod: new PutMethodCommand({ ...method, authorizationType: 'NONE' }),
      GetMethod: new GetMethodCommand(method),
      CreateModel: new CreateModelCommand({
        restApiId,
        name: 'New',
        contentType: 'application/json',
        schema: '{"type":"object"}',
      }),
    }
    const counts: Record<string, number> = {}
    for (const [name, command] of Object.entries(calls)) counts[name] = await statements(command)
    for (const [name, count] of Object.entries(counts))
      expect(count, `${name}: ${JSON.stringify(counts)}`).toBeLessThanOrEqual(25)
    console.info(`SQL statements: ${JSON.stringify(counts)}`)
  })

  it('read no more rows than a page of resources shows', async () => {
    const db = sqliteDatabase()
    let rows = 0
    const batch = async (statements: Parameters<typeof db.batch>[0]) => {
      const results = await db.batch(statements)
      for (const result of results) rows += result.rows.length
      return results
    }
    const { client } = gatewayUnderTest({ ...db, batch })
    const { id: restApiId = '' } = await client.send(new ImportRestApiCommand({ body: large }))
    rows = 0
    const page = await client.send(new GetResourcesCommand({ restApiId, limit: 10, embed: ['methods'] }))
    // The API, ten resources and one more, and their methods.
    expect(rows).toBeLessThanOrEqual(23)
    rows = 0
    const [resource] = page.items?.filter(({ resourceMethods }) => resourceMethods) ?? []
    const one = await client.send(
      new GetResourceCommand({ restApiId, resourceId: resource?.id ?? '', embed: ['methods'] }),
    )
    expect([one.resourceMethods, rows]).toEqual([resource?.resourceMethods, 3])
  })

  it('are few, however many client certificates a call names', async () => {
    const gateway = gatewayUnderTest()
    const { client, db } = gateway
    const { id: restApiId = '' } = await client.send(new ImportRestApiCommand({ body: large }))
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
    await gateway.settled()
    const before = db.counts.statements
    const replace = (value: string) => ({ op: 'replace' as const, path: '/clientCertificateId', value })
    const patchOperations = Array.from({ length: 900 }, (_, i) => replace(`none${i}`))
    const update = new UpdateStageCommand({ restApiId, stageName: 'prod', patchOperations })
    await expect(client.send(update)).rejects.toMatchObject({
      message: 'Invalid Client Certificate identifier specified',
    })
    const { clientCertificateId: value = '' } = await client.send(new GenerateClientCertificateCommand({}))
    const known = patchOperations.map((operation) => ({ ...operation, value }))
    await client.send(new UpdateStageCommand({ restApiId, stageName: 'prod', patchOperations: known }))
    expect(db.counts.statements - before).toBeLessThanOrEqual(50)
  })
})
