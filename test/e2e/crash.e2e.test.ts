import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployDocument, redeployDocument, sdkClient } from './clients.ts'
import { documentOf, mock, proxyTo } from './documents.ts'
import { type RunningGateway, startGateway, workerdOf } from './gateway.ts'
import { type Origin, startOrigin } from './origin.ts'

// Our own promise: a publish is seen whole or not at all, whenever the process is killed.

const PUBLISHES = 20
const LONGEST_LIFE_MILLIS = 250
const CALLERS = 4

let origin: Origin
let gateway: RunningGateway

beforeAll(async () => {
  ;[origin, gateway] = await Promise.all([startOrigin(), startGateway()])
})

afterAll(async () => {
  await Promise.all([gateway.dispose(), origin.close()])
})

/** Version n: every route answers n, and one route exists in this version alone. */
const version = (n: number) =>
  documentOf('Versions', {
    '/a': { get: mock(`a${n}`) },
    '/z': { get: proxyTo(`${origin.url}/version?v=z${n}`) },
    [`/only-${n}`]: { get: mock(`only${n}`) },
    // Enough routes that a publish takes its time.
    ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`/filler/${i}`, { get: mock(`${n}`) }])),
  })

test('a gateway killed in the middle of a publish serves the old or the new version, complete', async () => {
  let client = sdkClient(gateway.url)
  const api = await deployDocument(client, version(0))
  const get = async (path: string) => (await fetch(gateway.invokeUrl(api, 'prod', path))).text()
  // What may be served: the version seen last, and those cut off since, which the next management call completes.
  let possible = [0]
  const outcomes: string[] = []

  for (let n = 1; n <= PUBLISHES; n++) {
    const load = startLoad((path) => gateway.invokeUrl(api, 'prod', path))
    const publish = redeployDocument(client, api, version(n)).then(
      () => 'done',
      () => 'cut off',
    )
    await new Promise((resolve) => setTimeout(resolve, ((n * 37) % LONGEST_LIFE_MILLIS) + 5))
    const [workerd] = workerdOf(gateway.pid)
    await gateway.kill()
    const outcome = await publish
    possible.push(n)
    expect(strangers(await load.stop(), possible)).toEqual([])
    gateway = await gateway.restart()
    expect(workerdOf(gateway.pid)).not.toContain(workerd)
    client.destroy()
    client = sdkClient(gateway.url)

    const served = Number((await get('/a')).slice(1))
    outcomes.push(`${outcome} → ${served === n ? 'new' : 'old'}`)
    expect(possible, `version after publish ${n}`).toContain(served)
    if (outcome === 'done') expect(served).toBe(n)
    expect(await get('/z')).toBe(`z${served}`)
    expect(await get(`/only-${served}`)).toBe(`only${served}`)
    expect(await get(`/filler/99`)).toBe(String(served))
    for (const other of possible.filter((version) => version !== served)) {
      expect(await get(`/only-${other}`)).toContain('Missing Authentication Token')
    }
    possible = possible.filter((version) => version >= served)
  }
  console.log(`crash test: ${outcomes.join(', ')}`)

  await redeployDocument(client, api, version(1_000))
  await expect.poll(() => get('/a'), { timeout: 5_000 }).toBe('a1000')
  client.destroy()
}, 300_000)

interface Seen {
  readonly path: string
  readonly text: string
}

/** Calls both routes over and over until the gateway is gone. */
function startLoad(urlOf: (path: string) => string) {
  const seen: Seen[] = []
  let going = true
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    const path = caller % 2 === 0 ? '/a' : '/z'
    while (going) {
      // The process may go before an answer, or in the middle of one.
      await fetch(urlOf(path))
        .then(async (response) => seen.push({ path, text: await response.text() }))
        .catch(() => new Promise((resolve) => setTimeout(resolve, 10)))
    }
  })
  return {
    async stop() {
      going = false
      await Promise.all(callers)
      return seen
    },
  }
}

/** Answers that are no version of their own route that may be served. */
const strangers = (seen: readonly Seen[], possible: readonly number[]) =>
  seen.filter(({ path, text }) => !possible.some((n) => text === `${path.slice(1)}${n}`))
