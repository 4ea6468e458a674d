import { InvokeWithResponseStreamCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deployDocument, sdkClient } from './clients.ts'
import { documentOf, mock } from './documents.ts'
import { bodyOf, createFunction, eventually, type Invoked, invoke, lambdaClient } from './functions.ts'
import { isRunning, type RunningGateway, startGateway, workerdOf } from './gateway.ts'

// One endless loop freezes a whole workerd: the host is another process than the gateway's, and is replaced. Our own promise: calls in
// flight get Lambda's error, calls two seconds later succeed, the gateway never stops answering.

let gateway: RunningGateway
let client: LambdaClient

beforeEach(async () => {
  gateway = await startGateway()
  client = lambdaClient(gateway.url)
})
afterEach(() => gateway.dispose())

/** Asks for the gateway's health and an API over and over; answers how long the longest answer took, in milliseconds. */
function watch(url: string) {
  let over = false
  let longest = 0
  let answers = 0
  const failures: string[] = []
  const asking = (async () => {
    while (!over) {
      const start = performance.now()
      for (const each of [`${gateway.url}/_postern/health`, url]) {
        const response = await fetch(each, { signal: AbortSignal.timeout(5_000) }).catch(String)
        if (typeof response === 'string' || !response.ok) failures.push(String(response))
        else await response.text()
      }
      longest = Math.max(longest, performance.now() - start)
      answers++
      await new Promise((done) => setTimeout(done, 20))
    }
  })()
  return async () => {
    over = true
    await asking
    return { longest, answers, failures }
  }
}

const wait = (millis: number) => new Promise((done) => setTimeout(done, millis))

test('an endless loop takes the calls in flight with it, and nothing else', async () => {
  const api = await deployDocument(sdkClient(gateway.url), documentOf('Hello', { '/hello': { get: mock('hello') } }))
  await createFunction(client, 'loops', bodyOf('for (;;);'))
  await createFunction(client, 'slow', bodyOf('await new Promise((done) => setTimeout(done, 2_500)); return "slow"'), {
    Timeout: 10,
  })
  await createFunction(client, 'quick', bodyOf('return "quick"'))
  expect((await invoke(client, 'quick')).value).toBe('quick')
  const stop = watch(gateway.invokeUrl(api, 'prod', '/hello'))

  const inFlight = invoke(client, 'slow')
  await wait(300)
  const start = performance.now()
  const endless = invoke(client, 'loops')
  const failed = await Promise.all([inFlight, endless])
  const took = performance.now() - start
  for (const { status, functionError, value } of failed) {
    expect({ status, functionError }).toEqual({ status: 200, functionError: 'Unhandled' })
    expect(value).toMatchObject({ errorType: 'Runtime.ExitError' })
  }
  await wait(Math.max(0, 2_000 - (performance.now() - start)))
  const after: Invoked[] = await Promise.all(Array.from({ length: 5 }, () => invoke(client, 'quick')))
  expect(after.map(({ value }) => value)).toEqual(Array(5).fill('quick'))
  const { longest, answers, failures } = await stop()
  console.log(
    `endless loop: calls in flight failed after ${took.toFixed(0)} ms; the gateway's longest of ${answers} answers took ${longest.toFixed(0)} ms`,
  )
  expect(failures).toEqual([])
  expect(longest).toBeLessThan(1_000)
  expect(gateway.stderr()).toContain('a function may run in an endless loop')
}, 60_000)

test('a function host that was killed is replaced', async () => {
  await createFunction(client, 'quick', bodyOf('return "quick"'))
  expect((await invoke(client, 'quick')).value).toBe('quick')
  const before = workerdOf(gateway.pid)
  expect(before).toHaveLength(2)
  await killHost()
  await wait(2_000)
  expect((await invoke(client, 'quick')).value).toBe('quick')
  const now = workerdOf(gateway.pid)
  expect(now).toHaveLength(2)
  expect(now.filter((pid) => before.includes(pid))).toHaveLength(1)
}, 60_000)

async function killHost(): Promise<void> {
  for (const pid of workerdOf(gateway.pid)) if (!(await isGateway(pid))) process.kill(pid, 'SIGKILL')
}

/** Whether the gateway's port is this process's: stopped, it does not answer. */
async function isGateway(pid: number): Promise<boolean> {
  process.kill(pid, 'SIGSTOP')
  try {
    await fetch(`${gateway.url}/_postern/health`, { signal: AbortSignal.timeout(300) })
    return false
  } catch {
    return true
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

test('a stream whose host is killed is broken off', async () => {
  const source = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
    for (let i = 0; i < 100; i++) { stream.write('piece '); await new Promise((done) => setTimeout(done, 100)) }
    stream.end()
  })`
  await createFunction(client, 'streams', { 'index.js': source }, { Timeout: 20 })
  const { EventStream } = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'streams' }))
  let text = ''
  let error: string | undefined
  for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
    if (text === '') await killHost()
    text += new TextDecoder().decode(PayloadChunk?.Payload)
    error ??= InvokeComplete?.ErrorCode
  }
  expect(text).toMatch(/^(piece ){1,99}$/)
  expect(error).toBe('Unhandled')
}, 60_000)

test('a gateway that is killed leaves no workerd behind', async () => {
  const before = workerdOf(gateway.pid)
  expect(before).toHaveLength(2)
  await gateway.kill()
  await eventually(() => !before.some(isRunning))
}, 60_000)

test('a gateway that is stopped ends its function host, even one in an endless loop', async () => {
  await createFunction(client, 'loops', bodyOf('for (;;);'))
  const pids = workerdOf(gateway.pid)
  const endless = invoke(client, 'loops').catch(() => undefined)
  await wait(200)
  await gateway.stop()
  await endless
  await eventually(() => !pids.some(isRunning))
  gateway = await gateway.restart()
  client = lambdaClient(gateway.url)
  await createFunction(client, 'quick', bodyOf('return "quick"'))
  expect((await invoke(client, 'quick')).value).toBe('quick')
}, 60_000)

test('a hundred functions are called in turn, each with its own code', async () => {
  const names = Array.from({ length: 100 }, (_, i) => `fn-${i}`)
  for (const name of names) await createFunction(client, name, bodyOf(`return '${name}'`))
  const round = async () => {
    const start = performance.now()
    const values: unknown[] = []
    for (const name of names) values.push((await invoke(client, name)).value)
    expect(values).toEqual(names)
    return (performance.now() - start) / names.length
  }
  const cold = await round()
  const warm = await round()
  console.log(`a hundred functions in turn: first call ${cold.toFixed(1)} ms, second ${warm.toFixed(1)} ms`)
}, 120_000)
