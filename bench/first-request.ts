/**
 * How long a newcomer waits: from `npm start`, with nothing built and an empty state folder, to the first request that reaches an origin
 * through the gateway. Run it after `npm ci`. Exits with 1 beyond a minute.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { deployDocument, sdkClient } from '../test/e2e/clients.ts'
import { documentOf, proxyTo } from '../test/e2e/documents.ts'
import { PROJECT, startGateway } from '../test/e2e/gateway.ts'
import { startOrigin } from '../test/e2e/origin.ts'

const ALLOWED_SECONDS = 60

const origin = await startOrigin()
rmSync(join(PROJECT, 'dist'), { recursive: true, force: true })
const start = performance.now()
const gateway = await startGateway()
const served = performance.now()
const client = sdkClient(gateway.url)
const api = await deployDocument(client, documentOf('First', { '/hello': { get: proxyTo(`${origin.url}/echo`) } }))
const response = await fetch(gateway.invokeUrl(api, 'prod', '/hello'))
const seconds = (performance.now() - start) / 1_000
client.destroy()
await Promise.all([gateway.dispose(), origin.close()])

const serving = ((served - start) / 1_000).toFixed(1)
console.log(
  `${seconds.toFixed(1)} s from start to the first proxied request (status ${response.status}); serving after ${serving} s`,
)
process.exitCode = response.status === 200 && seconds < ALLOWED_SECONDS ? 0 : 1
