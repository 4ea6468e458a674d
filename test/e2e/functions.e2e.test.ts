import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  type LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, sdkClient } from './clients.ts'
import { documentOf, mock } from './documents.ts'
import { bodyOf, createFunction, eventually, invoke, lambdaClient, zipOf } from './functions.ts'
import { type RunningGateway, startGateway } from './gateway.ts'

// Functions over `npm start`, with AWS's SDK: their life, their faults, and what they cannot reach.

let gateway: RunningGateway
let client: LambdaClient
let origin: Server
let originPort: number
let api: string

beforeAll(async () => {
  origin = createServer((_, response) => response.end('from the origin'))
  // Beside the loopback address of the gateway, which is closed to functions whatever is open.
  await new Promise<void>((done) => origin.listen(0, '127.0.0.2', done))
  originPort = (origin.address() as AddressInfo).port // It listens on TCP, so this is an address with a port.
  gateway = await startGateway({ args: ['--log'] })
  client = lambdaClient(gateway.url)
  api = await deployDocument(sdkClient(gateway.url), documentOf('Hello', { '/hello': { get: mock('from the API') } }))
})
afterAll(async () => {
  origin.close()
  await gateway.dispose()
})

const answers = (text: string) => ({ 'index.mjs': `export const handler = async () => '${text}'` })

describe('a function', () => {
  test('is created, called, changed, published, shared between versions and deleted', async () => {
    const name = 'life'
    const update = (text: string) =>
      client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zipOf(answers(text)) }))
    const publish = () => client.send(new PublishVersionCommand({ FunctionName: name }))
    await createFunction(client, name, answers('one'))
    expect(await invoke(client, name)).toMatchObject({ status: 200, value: 'one', version: '$LATEST' })
    await publish()
    await update('two')
    expect((await invoke(client, name)).value).toBe('two')
    await publish()
    await update('three')

    const alias = { FunctionName: name, Name: 'prod', FunctionVersion: '1' }
    await client.send(new CreateAliasCommand(alias))
    expect(await invoke(client, `${name}:prod`)).toMatchObject({ value: 'one', version: '1' })
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.3 } }
    await client.send(new UpdateAliasCommand({ ...alias, RoutingConfig }))
    const seen = await Promise.all(Array.from({ length: 200 }, () => invoke(client, name, {}, { Qualifier: 'prod' })))
    const second = seen.filter(({ value, version }) => value === 'two' && version === '2').length
    expect(seen.filter(({ value, version }) => value === 'one' && version === '1')).toHaveLength(200 - second)
    // 0.3 of 200, give or take five standard deviations.
    expect(Math.abs(second - 60)).toBeLessThan(33)
    expect((await invoke(client, name)).value).toBe('three')

    await client.send(new DeleteFunctionCommand({ FunctionName: name }))
    await expect(invoke(client, name)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await createFunction(client, name, answers('again'))
    expect((await invoke(client, name)).value).toBe('again')
    await expect(invoke(client, `${name}:prod`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('answers every call while it is changed again and again', async () => {
    const name = 'changing'
    await createFunction(client, name, answers('0'))
    let over = false
    let last = 0
    let calls = 0
    const caller = async () => {
      while (!over) {
        const known = last
        const { value, functionError } = await invoke(client, name)
        expect(functionError).toBeUndefined()
        expect(Number(value)).toBeGreaterThanOrEqual(known)
        calls++
      }
    }
    const callers = [caller(), caller(), caller()]
    for (let i = 1; i <= 30; i++) {
      await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zipOf(answers(String(i))) }))
      last = i
    }
    over = true
    await Promise.all(callers)
    expect(calls).toBeGreaterThan(5)
    expect((await invoke(client, name)).value).toBe('30')
  })

  test('takes an event of 6 MB, and none that is larger', async () => {
    await createFunction(client, 'large', bodyOf('return event.length'))
    const most = 6_291_456 - '""'.length
    expect((await invoke(client, 'large', 'x'.repeat(most))).value).toBe(most)
    await expect(invoke(client, 'large', 'x'.repeat(most + 1))).rejects.toMatchObject({
      ...{ name: 'RequestTooLargeException' },
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    })
  })

  test('of nearly 10 MB is called by twenty at once before it ever ran', async () => {
    const data = JSON.stringify(randomBytes(4_500_000).toString('base64'))
    const ZipFile = zipSync({
      'index.js': strToU8('exports.handler = async () => require("./data.json").length'),
      'data.json': strToU8(data),
      'other.bin': new Uint8Array(randomBytes(4_000_000)),
    })
    await createFunction(client, 'heavy', {}, { Code: { ZipFile }, Timeout: 20 })
    const all = await Promise.all(Array.from({ length: 20 }, () => invoke(client, 'heavy')))
    expect(all.map(({ value }) => value)).toEqual(Array(20).fill(6_000_000))
  })

  test('runs behind the answer to an event, and logs', async () => {
    await createFunction(client, 'event', bodyOf('console.log("got " + event.what); throw new Error("at the end")'))
    expect(await invoke(client, 'event', { what: 'it' }, { InvocationType: 'Event' })).toMatchObject({ status: 202 })
    await eventually(() => gateway.stdout().includes('got it') && gateway.stdout().includes('at the end'))
  })
})

describe('a function that goes wrong', () => {
  test.each([
    ['throws', bodyOf('throw new TypeError("broken")'), { errorType: 'TypeError', errorMessage: 'broken' }],
    [
      'never ends',
      bodyOf('console.log("begun"); await new Promise(() => setTimeout(() => {}, 60_000))'),
      { errorType: 'Sandbox.Timedout', errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/) },
    ],
    [
      'answers 20 MB',
      bodyOf('return "x".repeat(20_000_000)'),
      { errorType: 'Function.ResponseSizeTooLarge', errorMessage: expect.stringContaining('6291556 bytes') },
    ],
    [
      'is no JavaScript',
      { 'index.js': 'exports.handler = async () => {' },
      { errorType: 'Runtime.UserCodeSyntaxError' },
    ],
    [
      'has no handler',
      { 'index.js': 'exports.other = 1' },
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
    ],
    ['has no file', { 'other.js': '' }, { errorType: 'Runtime.ImportModuleError' }],
  ])('because it %s says so as on AWS, to the caller and in the log', async (why, files, error) => {
    const name = why.replaceAll(' ', '-')
    const created = createFunction(client, name, files as Record<string, string>, { Timeout: 1 })
    // What is known when it is created may be refused then, by name.
    const refused = await created.then(
      () => undefined,
      (thrown: Error) => thrown,
    )
    if (refused !== undefined) return expect(refused.name).toBe('InvalidParameterValueException')
    const answer = await invoke(client, name)
    expect(answer).toMatchObject({ status: 200, functionError: 'Unhandled', value: error })
    expect(answer.log).toMatch(/START RequestId: [\s\S]+END RequestId: [\s\S]+REPORT RequestId: /)
  })

  test('because its zip is none is refused', async () => {
    const Code = { ZipFile: new TextEncoder().encode('no zip at all') }
    await expect(createFunction(client, 'no-zip', {}, { Code })).rejects.toMatchObject({
      ...{
        name: 'InvalidParameterValueException',
        message: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
      },
    })
  })
})

describe('a function cannot reach', () => {
  const tries = (statements: string) => `try { ${statements} } catch (error) { return 'refused: ' + error.message }`
  const run = async (name: string, statements: string, Variables: Record<string, string> = {}) => {
    await createFunction(client, name, bodyOf(tries(statements)), { Environment: { Variables } })
    return (await invoke(client, name)).value
  }
  const fetches = (url: string) => `return await (await fetch(${JSON.stringify(url)})).text()`
  const EVERYTHING = { POSTERN_ALLOW_HOSTS: '*' }

  test('the gateway’s storage, secrets and bindings, nor what another function knows', async () => {
    const Variables = { MARK: 'of-another-function' }
    await createFunction(
      client,
      'neighbour',
      bodyOf('globalThis.mark = "of-another-function"; return process.env.MARK'),
      {
        Environment: { Variables },
      },
    )
    expect((await invoke(client, 'neighbour')).value).toBe('of-another-function')
    const seen = await run(
      'looks-around',
      `const seen = new Set(), found = []
      const look = (value, path, depth) => {
        if (depth > 4 || value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) {
          if (typeof value === 'string') found.push(path + '=' + value)
          return
        }
        seen.add(value)
        for (const key of Reflect.ownKeys(value)) {
          found.push(path + '.' + String(key))
          try { look(value[key], path + '.' + String(key), depth + 1) } catch {}
        }
      }
      look(globalThis, 'globalThis', 0); look(process.env, 'env', 0); look(context, 'context', 0)
      return found.join('\\n')`,
    )
    expect(seen).toContain('env.AWS_SECRET_ACCESS_KEY')
    // Bindings and variables of the gateway and of the host, and what the other function has.
    const names = /(?:\.|=)(?:CONFIG|DB|LOG_STREAM|LOADER|GATEWAY|FUNCTION_HOST|POSTERN_\w+)\b|of-another-function/
    expect(
      String(seen)
        .split('\n')
        .filter((line) => names.test(line)),
    ).toEqual([])
    expect(gateway.stdout() + gateway.stderr()).not.toContain(Variables.MARK)
  })

  test.each([
    ['the management API', () => `${gateway.url}/restapis`],
    ['the functions themselves', () => `${gateway.url}/2015-03-31/functions/`],
    ['the loopback by its number', () => `http://127.0.0.1:${gateway.port}/restapis`],
    ['the loopback in other words', () => `http://2130706433:${gateway.port}/restapis`],
    ['the loopback of IPv6', () => `http://[::1]:${gateway.port}/restapis`],
    ['the logs', () => `${gateway.url}/_postern/logs/x`],
  ])('%s, whatever its network is open to', async (name, url) => {
    expect(await run(name.replace(/\W/g, '-'), fetches(url()), EVERYTHING)).toMatch(/^refused: The management API at /)
  })

  test('a host that its owner has not named', async () => {
    const url = `http://127.0.0.2:${originPort}/`
    expect(await run('closed', fetches(url))).toMatch(/^refused: The host 127\.0\.0\.2 is not open to this function/)
    expect(await run('open', fetches(url), { POSTERN_ALLOW_HOSTS: '127.0.0.2' })).toBe('from the origin')
  })
})

test('a function calls an API of this gateway', async () => {
  const url = gateway.invokeUrl(api, 'prod', '/hello')
  await createFunction(client, 'calls-api', bodyOf(`return await (await fetch('${url}')).text()`))
  expect((await invoke(client, 'calls-api')).value).toBe('from the API')
})
