import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, postern, sdkClient } from './clients.ts'
import { documentOf, mock } from './documents.ts'
import {
  freePort,
  isRunning,
  LAUNCHER,
  PROJECT,
  type RunningGateway,
  startFails,
  startGateway,
  workerdOf,
} from './gateway.ts'

const onLinux = test.skipIf(process.platform !== 'linux')
const folders: string[] = []
const gateways: RunningGateway[] = []

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-start-'))
  folders.push(folder)
  return folder
}
const started = async (options: Parameters<typeof startGateway>[0] = {}) => {
  const gateway = await startGateway({ state: newFolder(), ...options })
  gateways.push(gateway)
  return gateway
}

// One start first, so that no test below waits for a build.
beforeAll(async () => {
  await (await started()).stop()
})
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop()
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** One sentence, no stack: what happened and what to do. */
function expectSentence({ code, stderr }: { code: number | null; stderr: string }, ...parts: (string | RegExp)[]) {
  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  for (const part of parts) expect(stderr).toMatch(part)
}

describe('npm start', () => {
  test('answers its health check at the URL that it prints, on loopback only', async () => {
    const gateway = await started()
    expect(gateway.url).toBe(`http://localhost:${gateway.port}`)
    const health = await fetch(`${gateway.url}/_postern/health`)
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
  })

  test('prints the URL, the local credentials and three commands to try', async () => {
    const port = await freePort()
    const child = spawn(process.execPath, [LAUNCHER, 'start'], {
      cwd: PROJECT,
      env: { ...process.env, PORT: String(port), POSTERN_STATE: newFolder() },
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    await expect.poll(() => output, { timeout: 20_000 }).toContain('Ctrl-C')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(output).toContain(`http://localhost:${port}\n`)
    expect(output).toMatch(/access key local\s+secret key local/)
    expect(output).toMatch(/npx postern deploy examples\/petstore\/openapi\.yaml/)
    expect(output).toContain(`curl http://localhost:${port}/_aws/execute-api/`)
    expect(output).toContain(`aws --endpoint-url http://localhost:${port} apigateway get-rest-apis`)
  })

  test('keeps its APIs over a clean stop and over kill -9', async () => {
    let gateway = await started()
    const client = sdkClient(gateway.url)
    const api = await deployDocument(client, documentOf('Kept', { '/x': { get: mock('kept') } }))
    client.destroy()
    const read = async () => (await fetch(gateway.invokeUrl(api, 'prod', '/x'))).text()
    expect(await read()).toBe('kept')
    expect(await gateway.stop()).toBe(0)
    gateway = await gateway.restart()
    expect(await read()).toBe('kept')
    await gateway.kill()
    gateway = await gateway.restart()
    gateways.push(gateway)
    expect(await read()).toBe('kept')
  })

  onLinux('takes workerd along when it is killed with -9', async () => {
    const gateway = await started()
    const [workerd = 0] = workerdOf(gateway.pid)
    expect(isRunning(workerd)).toBe(true)
    await gateway.kill()
    await expect.poll(() => isRunning(workerd), { timeout: 3_000 }).toBe(false)
  })

  onLinux('serves on after workerd itself died', async () => {
    const gateway = await started()
    const [workerd = 0] = workerdOf(gateway.pid)
    process.kill(workerd, 'SIGKILL')
    const healthy = () =>
      fetch(`${gateway.url}/_postern/health`).then(
        ({ status }) => status,
        () => 0,
      )
    await expect.poll(healthy, { timeout: 10_000, interval: 100 }).toBe(200)
  })

  test('keeps its log to itself unless --log asks for it, one JSON line per request', async () => {
    const [quiet, logging] = await Promise.all([started(), started({ args: ['--log'] })])
    for (const gateway of [quiet, logging]) {
      const client = sdkClient(gateway.url)
      const api = await deployDocument(client, documentOf('Logged', { '/x': { get: mock('x') } }))
      client.destroy()
      await (await fetch(gateway.invokeUrl(api, 'prod', '/x'))).text()
    }
    await expect.poll(() => logging.stdout().trim().split('\n').length, { timeout: 5_000 }).toBeGreaterThan(1)
    const record = JSON.parse(logging.stdout().trim().split('\n').at(-1) ?? '')
    expect(record).toMatchObject({ stage: 'prod', method: 'GET', status: 200 })
    expect(quiet.stdout().trim().split('\n')).toHaveLength(1)
    expect([quiet.stderr(), logging.stderr()]).toEqual(['', ''])
  })
})

describe('npm start says in one sentence what is wrong', () => {
  test('when the port is in use', async () => {
    const port = await freePort()
    const server = createServer()
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
    const failed = await startFails({ PORT: String(port), POSTERN_STATE: newFolder() })
    server.close()
    expectSentence(failed, `Port ${port} is in use`, /PORT=\d+ npm start/)
  })

  test('when PORT is no port', async () => {
    expectSentence(await startFails({ PORT: '99999', POSTERN_STATE: newFolder() }), /PORT is "99999"/, /1 to 65535/)
  })

  test('when another gateway holds the state folder, and who that is', async () => {
    const gateway = await started()
    const failed = await startFails({ PORT: String(await freePort()), POSTERN_STATE: gateway.state })
    expectSentence(failed, gateway.url, `process ${gateway.pid}`, 'POSTERN_STATE')
    expect((await fetch(`${gateway.url}/_postern/health`)).status).toBe(200)
  })

  test('but is not kept by a lock that a killed process left, even when its id is in use again', async () => {
    const state = newFolder()
    writeFileSync(join(state, 'lock.json'), JSON.stringify({ pid: process.pid, started: 'another boot:1', url: 'x' }))
    const gateway = await started({ state })
    expect(JSON.parse(readFileSync(join(state, 'lock.json'), 'utf8')).pid).toBe(gateway.pid)
  })

  test('when the state folder is a file', async () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, 'not a folder')
    expectSentence(
      await startFails({ PORT: String(await freePort()), POSTERN_STATE: file }),
      file,
      'a file is in the way',
    )
  })

  test.each([
    ['was overwritten with something else', (file: string) => writeFileSync(file, 'x'.repeat(8_192))],
    ['lost its second half', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096)],
    ['has holes', (file: string) => writeFileSync(file, readFileSync(file).fill(0x5a, 2_000, 30_000))],
  ])('when the database %s, and serves again from another folder', async (_, damage) => {
    const state = newFolder()
    const gateway = await startGateway({ state })
    const client = sdkClient(gateway.url)
    for (const name of ['One', 'Two']) await deployDocument(client, documentOf(name, { '/x': { get: mock('x') } }))
    client.destroy()
    await gateway.stop()
    damage(definitions(state))
    const failed = await startFails({ PORT: String(await freePort()), POSTERN_STATE: state })
    expectSentence(failed, state, 'is damaged', `mv '${state}'`)
    await started()
  })

  onLinux('when the disk is full', async (context) => {
    const state = newFolder()
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'none', state])
    if (mounted.status !== 0) return context.skip('needs the right to mount a small disk')
    try {
      const failed = await startFails({ PORT: String(await freePort()), POSTERN_STATE: state })
      expectSentence(failed, state, 'the disk is full')
    } finally {
      execFileSync('umount', [state])
    }
  })
})

/** The database of definitions, with what its write-ahead log still holds written into it. */
function definitions(state: string): string {
  const files = globSync(join(state, 'd1/*/*.sqlite')).filter((file) => !file.endsWith('metadata.sqlite'))
  const [file] = files
  if (file === undefined) throw new Error('no database in the state folder')
  const db = new DatabaseSync(file)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  return file
}

test('npm run deploy, tried with --dry-run, builds and reaches no account', async () => {
  const { code, stdout, stderr } = await postern('http://127.0.0.1:9', 'publish-worker', '--dry-run')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('0001_definitions.sql')
  expect(stdout).toMatch(/gzip: [\d.]+ KiB/)
  for (const binding of ['env.CONFIG', 'env.DB', 'env.LOG_STREAM']) expect(stdout).toContain(binding)
  // Nothing that only this machine may know is published with it.
  expect(stdout).not.toMatch(/POSTERN_(ACCESS_KEY|SECRET)/)
})
