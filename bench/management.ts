import {
  type APIGatewayClient,
  CreateDeploymentCommand,
  GetExportCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import { gatewayUnderTest } from '../test/control/gateway-under-test.ts'
import { bytesOf, sdkClient } from '../test/e2e/clients.ts'
import type { Instance } from './instance.ts'
import { median } from './load.ts'
import { documentOfRoutes } from './routes.ts'

/** A management call of the table. */
export interface ManagementRow {
  readonly what: string
  /** Over HTTP, on workerd, with D1 on disk; the median of five. */
  readonly millis: number
  /** SQL statements that it sends to the database, version guard and bookkeeping included. */
  readonly statements: number
}

const ROUTES = 1_000
const RESOURCES = 500
const TIMES = 5

type Call = (client: APIGatewayClient) => Promise<unknown>

/** What the large management calls take, on the running gateway, and how many statements each needs. */
export async function managementRows(instance: Instance, origin: string): Promise<ManagementRow[]> {
  const real = sdkClient(instance.url)
  const counted = gatewayUnderTest()
  const body = bytesOf(documentOfRoutes('management', ROUTES, origin))
  const rows: ManagementRow[] = []
  const ids = [await prepare(real, body), await prepare(counted.client, body)] as const
  for (const [what, call] of Object.entries(callsOf(body))) {
    const times: number[] = []
    for (let i = 0; i < TIMES; i++) times.push(await timed(() => call(ids[0])(real)))
    const before = counted.db.counts.statements
    await call(ids[1])(counted.client)
    await counted.settled()
    rows.push({ what, millis: median(times), statements: counted.db.counts.statements - before })
  }
  real.destroy()
  return rows
}

/** An API with a stage, of which the calls speak. */
async function prepare(client: APIGatewayClient, body: Uint8Array): Promise<string> {
  const { id: restApiId = '' } = await client.send(new ImportRestApiCommand({ body }))
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
  return restApiId
}

function callsOf(body: Uint8Array): Record<string, (restApiId: string) => Call> {
  const stage = (restApiId: string) => ({ restApiId, stageName: 'prod' })
  return {
    [`ImportRestApi, ${ROUTES} routes`]: () => (client) => client.send(new ImportRestApiCommand({ body })),
    [`PutRestApi (overwrite), ${ROUTES} routes`]: (restApiId) => (client) =>
      client.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body })),
    [`GetResources, ${RESOURCES} with their methods`]: (restApiId) => (client) =>
      client.send(new GetResourcesCommand({ restApiId, limit: RESOURCES, embed: ['methods'] })),
    [`CreateDeployment, ${ROUTES} routes`]: (restApiId) => (client) =>
      client.send(new CreateDeploymentCommand(stage(restApiId))),
    [`GetExport, ${ROUTES} routes`]: (restApiId) => (client) =>
      client.send(
        new GetExportCommand({
          ...stage(restApiId),
          exportType: 'oas30',
          parameters: { extensions: 'apigateway' },
          accepts: 'application/json',
        }),
      ),
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}
