import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { currentBundle } from '../../src/cli/local-server/build.ts'
import { type MigrationDatabase, migrate } from '../../src/cli/local-server/migrate.ts'
import { LOCAL_VARIABLES } from '../../src/cli/local-server/settings.ts'
import { deployDocument, sdkClient } from './clients.ts'
import { documentOf, proxyTo } from './documents.ts'

// A VPC link that leads to another Worker of the account, as `[[services]]` in wrangler.toml binds it.

const BOUND = `export default {
  async fetch(request) {
    const { method, url, headers } = request
    if (url.endsWith('/fails')) throw new Error('a fault of the bound Worker')
    if (url.endsWith('/hangs')) await new Promise((resolve) => setTimeout(resolve, 5_000))
    const api = headers.get('x-amzn-apigateway-api-id')
    return Response.json({ method, url, api, body: await request.text() }, { headers: { 'x-from': 'orders' } })
  },
}`

type V4Options = Parameters<typeof convertV4MiniflareOptions>[0]

let folder: string
let runtime: Miniflare
let url: string
let api: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-bound-'))
  const bundle = await currentBundle(() => undefined, join(folder, 'wrangler-logs'))
  const { compatibilityDate, compatibilityFlags } = bundle.options
  const options = {
    port: 0,
    workers: [
      {
        ...bundle.options,
        name: 'postern',
        rootPath: dirname(bundle.script),
        modules: [{ type: 'ESModule', path: bundle.script }],
        bindings: { ...LOCAL_VARIABLES, POSTERN_CONSOLE_LOG: 'off' },
        serviceBindings: { VPC_LINK_ORDERS_V2: 'orders-worker' },
      },
      {
        ...{ name: 'orders-worker', compatibilityDate, compatibilityFlags },
        modules: [{ type: 'ESModule', path: 'orders.js', contents: BOUND }],
      },
    ],
  }
  // Wrangler's options are those of one Worker, which its types do not let stand beside others.
  const converted = convertV4MiniflareOptions(options as unknown as V4Options)
  runtime = new Miniflare({ ...converted, resourcePersistencePath: folder })
  url = (await runtime.ready).origin
  await migrate((await runtime.getD1Database('DB')) as unknown as MigrationDatabase) // It has that shape, and more.
  const client = sdkClient(url)
  const link = { connectionType: 'VPC_LINK', connectionId: 'orders-v2', timeoutInMillis: 1_000 }
  const operation = proxyTo('https://orders.internal/v1/{what}', link)
  api = await deployDocument(
    client,
    documentOf('Bound', { '/{what}': { 'x-amazon-apigateway-any-method': operation } }),
  )
  client.destroy()
})

afterAll(async () => {
  await runtime?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const invoke = (path: string, init?: RequestInit) => fetch(`${url}/_aws/execute-api/${api}/prod${path}`, init)

test('a bound Worker gets the URI of the integration, and its answer goes back', async () => {
  const response = await invoke('/7?a=1', { method: 'PUT', body: 'content' })
  expect([response.status, response.headers.get('x-from')]).toEqual([200, 'orders'])
  expect(await response.json()).toEqual({
    ...{ method: 'PUT', url: 'https://orders.internal/v1/7?a=1', api, body: 'content' },
  })
})

test('a bound Worker that throws answers 504, and one that takes too long the same in time', async () => {
  const failed = await invoke('/fails')
  expect([failed.status, await failed.text()]).toEqual([
    504,
    '{"message": "Network error communicating with endpoint"}',
  ])
  const late = await invoke('/hangs')
  expect([late.status, await late.text()]).toEqual([504, '{"message": "Endpoint request timed out"}'])
  expect((await invoke('/8')).status).toBe(200)
})
