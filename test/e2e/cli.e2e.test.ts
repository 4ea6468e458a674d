import { spawn } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postern } from './clients.ts'
import { documentOf, mock, proxyTo } from './documents.ts'
import { freePort, LAUNCHER, PROJECT, type RunningGateway, startGateway } from './gateway.ts'

// Exit codes: 0 ok, 1 failed, 2 changes pending, 64 usage, 65 bad input. The tests build on one another, in order.

let gateway: RunningGateway
let folder: string

beforeAll(async () => {
  gateway = await startGateway()
  folder = mkdtempSync(join(tmpdir(), 'postern-cli-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await gateway.dispose()
})

const write = (name: string, document: object | string) => {
  const file = join(folder, name)
  writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document))
  return file
}
const shop = (answer: string, more: object = {}) =>
  documentOf('Shop', { '/pets': { get: mock(answer) }, '/away': { get: proxyTo('http://127.0.0.1:1/') }, ...more })
const call = (...args: string[]) => postern(gateway.url, ...args)
const json = async (...args: string[]) => JSON.parse((await call(...args, '--json')).stdout)

test('postern deploy --dry-run says what would be created, changes nothing and exits with 2', async () => {
  const { code, stdout } = await call('deploy', write('shop.json', shop('one')), '--dry-run')
  expect([code, stdout]).toEqual([2, expect.stringContaining('Would create Shop')])
  expect(await json('apis')).toEqual([])
})

test('postern deploy creates the API and prints an address for each route, at which it answers', async () => {
  const { code, stdout, stderr } = await call('deploy', write('shop.json', shop('one')))
  expect([code, stderr]).toEqual([0, ''])
  const url = /GET\s+(http\S+\/prod\/pets)/.exec(stdout)?.[1]
  expect(await (await fetch(url ?? expect.fail(stdout))).text()).toBe('one')
})

test('postern deploy updates the same API the second time and prints what changed', async () => {
  const file = write('shop.json', shop('two', { '/cats': { get: mock('cat') } }))
  const { code, stdout } = await call('deploy', file)
  expect([code, stdout]).toEqual([0, expect.stringContaining('Updated Shop')])
  expect(stdout).toMatch(/\+\s+route\s+GET \/cats/)
  expect(stdout).toMatch(/~\s+route\s+GET \/pets/)
  expect(await json('apis')).toHaveLength(1)
  expect((await call('deploy', file, '--dry-run')).code).toBe(0)
})

test('postern deploy --stage publishes to a stage of that name beside the others', async () => {
  expect((await call('deploy', write('shop.json', shop('dev only')), '--stage', 'dev')).code).toBe(0)
  const { stages } = await json('routes', 'Shop')
  expect(stages.map((each: { stage: string }) => each.stage).sort()).toEqual(['dev', 'prod'])
  const answers = async () =>
    (await Promise.all(stages.map(async ({ url }: { url: string }) => (await fetch(`${url}/pets`)).text()))).sort()
  // An update is seen by the request after the first one: docs, how fresh an answer is.
  await expect.poll(answers, { timeout: 5_000 }).toEqual(['dev only', 'two'])
})

test('postern apis and postern routes show what is there', async () => {
  expect((await call('apis')).stdout).toMatch(/Shop/)
  const { stdout } = await call('routes', 'Shop')
  expect(stdout).toMatch(/GET\s+\/pets\s+MOCK/)
  expect(stdout).toMatch(/GET\s+\/away\s+HTTP_PROXY http:\/\/127\.0\.0\.1:1\//)
})

test('postern logs shows each request with its status and why it failed, and --follow goes on', async () => {
  const { stages } = await json('routes', 'Shop')
  const [{ url }] = stages
  await (await fetch(`${url}/pets?secret=1`)).text()
  await (await fetch(`${url}/away`)).text()
  const logs = async () => (await call('logs', 'Shop')).stdout
  await expect.poll(logs, { timeout: 15_000 }).toMatch(/504.*\/away/)
  expect(await logs()).toMatch(/200.*\/pets/)
  expect(await logs()).not.toContain('secret')

  const env = { ...process.env, POSTERN_ENDPOINT: gateway.url }
  const follower = spawn(process.execPath, [LAUNCHER, 'logs', 'Shop', '--follow'], { cwd: PROJECT, env })
  let followed = ''
  follower.stdout.on('data', (chunk) => {
    followed += chunk
  })
  await expect.poll(() => followed, { timeout: 10_000 }).toContain('/away')
  await (await fetch(`${url}/only-now`)).text()
  await expect.poll(() => followed, { timeout: 10_000 }).toMatch(/403.*\/only-now/)
  follower.kill()
})

test.each([
  ['no file of that name', () => join(folder, 'missing.yaml')],
  ['a file that is no document', () => write('broken.yaml', 'openapi: 3.0.1\npaths: [unclosed')],
])('postern deploy refuses %s with exit code 65 and leaves the API as it is', async (_, file) => {
  const before = await json('apis')
  const { code, stderr } = await call('deploy', file())
  expect(code).toBe(65)
  expect(stderr).toMatch(/^postern: /)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(await json('apis')).toEqual(before)
})

test('postern says what to start when no gateway answers', async () => {
  const { code, stderr } = await postern(`http://127.0.0.1:${await freePort()}`, 'apis')
  expect([code, stderr]).toEqual([1, expect.stringContaining('npx postern start')])
})

test('postern delete asks for --yes where nobody can answer, and then deletes', async () => {
  expect((await call('delete', 'Shop')).code).toBe(64)
  expect(await json('apis')).toHaveLength(1)
  expect((await call('delete', 'Shop', '--yes')).code).toBe(0)
  expect(await json('apis')).toEqual([])
})

test('postern functions deploy --watch puts each change up, also where an editor puts a new file in place of the old', async () => {
  const file = write('watched.js', "exports.handler = async () => 'one'\n")
  const env = { ...process.env, POSTERN_ENDPOINT: gateway.url }
  const args = ['functions', 'deploy', file, '--name', 'watched', '--watch']
  const watcher = spawn(process.execPath, [LAUNCHER, ...args], { cwd: PROJECT, env })
  let printed = ''
  for (const stream of [watcher.stdout, watcher.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk
    })
  }
  const answer = async () => (await call('functions', 'invoke', 'watched')).stdout.trim()
  try {
    await expect.poll(() => printed, { timeout: 20_000 }).toContain('Watching')
    for (const text of ['two', 'three', 'four']) {
      renameSync(write('watched.new', `exports.handler = async () => '${text}'\n`), file)
      await expect.poll(answer, { timeout: 20_000 }).toBe(`"${text}"`)
    }
  } finally {
    watcher.kill()
  }
})
