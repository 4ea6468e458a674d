import { type ChildProcess, spawn } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PROJECT, type RunningGateway, startGateway } from './gateway.ts'

let gateway: RunningGateway
const children: ChildProcess[] = []

beforeAll(async () => {
  gateway = await startGateway()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill()
})
afterAll(async () => {
  await gateway.dispose()
})

/** Runs an example's one command on free ports; answers the address that it prints. */
async function runExample(name: string): Promise<string> {
  const child = spawn(process.execPath, [`examples/${name}/run.mjs`], {
    cwd: PROJECT,
    env: { ...process.env, POSTERN_ENDPOINT: gateway.url, ORIGIN_PORT: '0', SITE_PORT: '0', BACKEND_PORT: '0' },
  })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const printed = () => /: (http\S+\/prod\/)\n/.exec(output)?.[1] ?? (child.exitCode === null ? undefined : output)
  await expect.poll(printed, { timeout: 30_000 }).toMatch(/\/prod\/$/)
  return printed() ?? ''
}

describe('examples/petstore', () => {
  test('answers every route of its document', async () => {
    const shop = await runExample('petstore')
    const page = await fetch(shop)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html'])
    expect(await page.text()).toContain('the pets are awake')

    const cats = await fetch(`${shop}pets?kind=cat&ignored=1`)
    expect(cats.headers.get('access-control-allow-origin')).toBe('*')
    expect(await cats.json()).toMatchObject([{ kind: 'cat' }, { kind: 'cat' }])
    expect(await (await fetch(`${shop}pets/3`)).json()).toMatchObject({ id: 3, kind: 'fish' })
    expect((await fetch(`${shop}pets/99`)).status).toBe(404)

    const buy = (kind: string) =>
      fetch(`${shop}pets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kind }),
      })
    expect(await (await buy('dog')).json()).toMatchObject({ receipt: { kind: 'dog', price: 124.99 } })
    expect((await buy('dragon')).status).toBe(400)

    const preflight = await fetch(`${shop}pets`, { method: 'OPTIONS' })
    expect(preflight.status).toBe(200)
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET,POST,OPTIONS')

    const photo = await fetch(`${shop}photos/of/1.gif`)
    expect(photo.headers.get('content-type')).toBe('image/gif')
    expect(Buffer.from(await photo.arrayBuffer()).toString('latin1')).toMatch(/^GIF89a/)
  })

  test('updates the same API when it is run again', async () => {
    const first = await runExample('petstore')
    children.splice(0).map((child) => child.kill())
    expect(await runExample('petstore')).toBe(first)
    await expect.poll(async () => (await fetch(`${first}pets`)).status, { timeout: 5_000 }).toBe(200)
  })
})

test('examples/static-site-backend serves the site and its backend at one address', async () => {
  const site = await runExample('static-site-backend')
  const page = await fetch(site)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await page.text()).toContain('<h1>Guest book</h1>')
  expect(await (await fetch(`${site}app.js`)).text()).toContain("fetch('api/entries'")
  expect((await fetch(`${site}nothing.html`)).status).toBe(404)
  expect(await (await fetch(`${site}api/entries`)).json()).toEqual({ entries: ['First!'] })
  const signed = await fetch(`${site}api/entries`, { method: 'POST', body: JSON.stringify({ text: 'Second' }) })
  expect([signed.status, await signed.json()]).toEqual([201, { entries: ['First!', 'Second'] }])
})

describe('examples/hello-function', () => {
  test('answers with what its function says', async () => {
    const url = await runExample('hello-function')
    const answer = await fetch(`${url}hello?name=Ann`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(await answer.json()).toEqual({ message: 'Good morning, Ann!', path: '/hello' })
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})
