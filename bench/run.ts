/**
 * `npm run bench`: what the gateway costs beside the least a proxy can do, on the same workerd binary. Every Worker runs in a
 * workerd process of its own with identical bindings; the processes take turns, and the median of the rounds counts.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { bytesOf, deployDocument, redeployDocument, sdkClient } from '../test/e2e/clients.ts'
import { functionFigures } from './functions.ts'
import { benchBundle, gatewayBundle, type Instance, type InstanceOptions, startInstance } from './instance.ts'
import { median } from './load.ts'
import { managementRows } from './management.ts'
import { measure, type Subject } from './measure.ts'
import { type Figures, report } from './report.ts'
import { documentOfRoutes, PREFIX, ROUTES, routePath, transformed, untransformed } from './routes.ts'
import { startUp } from './start-up.ts'
import { templateRows } from './templates.ts'

const ROUNDS = 5
const REQUESTS = 5_000
/** Until V8 has compiled what a request runs: a Worker with more code takes longer to be at its best. */
const WARM_UP = 20_000

const EFFORT = { rounds: ROUNDS, requests: REQUESTS, warmUp: WARM_UP } as const

const origin = fork(`${import.meta.dirname}/origin.mjs`)
const [port] = await once(origin, 'message')
const originUrl = `http://127.0.0.1:${port}`

const bundle = await gatewayBundle()
const instances: Instance[] = []
const start = async (name: string, options?: InstanceOptions) => {
  const instance = await startInstance(name, options)
  instances.push(instance)
  return instance
}

try {
  const subjects = await startSubjects()
  const rows = await measure(subjects, EFFORT)
  const figures: Figures = {
    rows,
    functions: await functionFigures(start),
    requests: REQUESTS,
    rounds: ROUNDS,
    publishMillis: await publishTimes(await start('publishing')),
    management: await managementRows(await start('management'), originUrl),
    templates: templateRows(),
    bundleGzipBytes: gzipSync(readFileSync(bundle.script)).length,
    startUpMillis: await startUp(),
  }
  report(figures, process.argv.includes('--write'))
} finally {
  for (const instance of instances) await instance.stop()
  origin.disconnect()
}

async function startSubjects(): Promise<Subject[]> {
  const direct = (name: string, instance: Instance) => ({ name, instance, url: instance.url + PREFIX + called(ROUTES) })
  const bare = direct('bare pass-through', await start('bare', { bundle: await benchBundle('bare', originUrl) }))
  const hono = direct(`Hono, ${ROUTES} routes`, await start('hono', { bundle: await benchBundle('hono', originUrl) }))
  const rules = direct(
    "bare, with AWS's header rules",
    await start('rules', { bundle: await benchBundle('header-rules', originUrl) }),
  )
  const gateway = await start('gateway')
  const sized = await start('sized')
  const http = await api(gateway, ROUTES, 'HTTP integrations', untransformed)
  const templates = await api(gateway, ROUTES, 'with templates', transformed)
  return [
    bare,
    await api(gateway, ROUTES),
    hono,
    await api(sized, 10),
    await api(sized, 10_000),
    rules,
    http,
    templates,
  ]
}

/** The middle route of so many. */
function called(routes: number): string {
  return routePath(Math.floor(routes / 2), '42')
}

async function api(
  instance: Instance,
  routes: number,
  what?: string,
  operation?: Parameters<typeof documentOfRoutes>[3],
): Promise<Subject> {
  const client = sdkClient(instance.url)
  const name = [`gateway, ${routes.toLocaleString('en')} routes`, what].filter(Boolean).join(', ')
  const document = documentOfRoutes(name, routes, originUrl, operation)
  console.error(`${name}: a document of ${Math.round(bytesOf(document).length / 1024)} KB`)
  const id = await deployDocument(client, document)
  client.destroy()
  return { name, instance, url: `${instance.url}/_aws/execute-api/${id}/prod${called(routes)}` }
}

/** Overwriting and publishing an API of 1,000 routes, three times. */
async function publishTimes(instance: Instance): Promise<number> {
  const client = sdkClient(instance.url)
  const document = documentOfRoutes('publish', 1_000, originUrl)
  const id = await deployDocument(client, document)
  const times: number[] = []
  for (let i = 0; i < 3; i++) {
    const before = performance.now()
    await redeployDocument(client, id, document)
    times.push(performance.now() - before)
  }
  client.destroy()
  return median(times)
}
