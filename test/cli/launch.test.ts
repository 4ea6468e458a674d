import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const LAUNCHER = resolve(import.meta.dirname, '../../src/cli/launch.mjs')
const run = (node: string, argv: string[]) =>
  promisify(execFile)(node, [LAUNCHER, ...argv]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )

/** A Node older than the project needs, where the machine has one. */
const SYSTEM_NODE = '/usr/bin/node'
const nodes = [process.execPath, ...(existsSync(SYSTEM_NODE) ? [SYSTEM_NODE] : [])]

describe.each(nodes)('the launcher under %s', (node) => {
  it('runs the command and prints nothing of its own', async () => {
    const { code, stdout, stderr } = await run(node, ['--version'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('passes on the exit code', async () => {
    expect(await run(node, ['nope'])).toMatchObject({ code: 64 })
  })

  it('passes on a signal', async () => {
    // A gateway that never answers keeps the command waiting.
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const child = spawn(node, [LAUNCHER, 'apis', '--endpoint', endpoint], { stdio: 'ignore' })
    await once(server, 'request')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
    server.closeAllConnections()
    server.close()
  })

  it('takes its command with it when it is killed outright', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const child = spawn(node, [LAUNCHER, 'apis', '--endpoint', endpoint], { stdio: 'ignore' })
    const [request] = await once(server, 'request')
    const hungUp = new Promise((resolve) => request.on('error', resolve).on('close', resolve))
    child.kill('SIGKILL')
    await hungUp
    server.close()
  })
})

const systemIsOld =
  existsSync(SYSTEM_NODE) && !/^v(2[2-9]|[3-9]\d)/.test(execFileSync(SYSTEM_NODE, ['--version'], { encoding: 'utf8' }))

// Under a Node that is new enough there is nothing to refuse.
it.skipIf(!systemIsOld)('the launcher says which Node it needs where it finds none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-launch-'))
  await copyFile(LAUNCHER, join(folder, 'launch.mjs'))
  const refused = await promisify(execFile)(SYSTEM_NODE, [join(folder, 'launch.mjs'), 'apis']).catch(
    (error: unknown) => error,
  )
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^Postern needs Node ≥ 22\.12 \(this is v\d+\S+\)\. Install it from https:\/\/nodejs\.org/,
    ),
  })
  await rm(folder, { recursive: true })
})
