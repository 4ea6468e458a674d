/** Lambda's management API over HTTP: AWS's command line and SDK, on the running gateway. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { awsCli, hasAwsCli, LOCAL } from './clients.ts'
import { type RunningGateway, startGateway } from './gateway.ts'

const withAwsCli = await hasAwsCli()
const ROLE = 'arn:aws:iam::000000000000:role/any'
const zipOf = (files: Readonly<Record<string, string | Uint8Array>>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([path, file]) => [path, typeof file === 'string' ? strToU8(file) : file]),
    ),
    { level: 0 },
  )

const HELLO = zipOf({
  'index.js': "exports.handler = async (event) => ({ hello: event.name ?? 'nobody', from: process.env.PLACE })",
})

let gateway: RunningGateway
let lambda: LambdaClient
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-lambda-'))
  gateway = await startGateway()
  lambda = new LambdaClient({ endpoint: gateway.url, region: 'us-east-1', credentials: LOCAL, maxAttempts: 1 })
})

afterAll(async () => {
  lambda.destroy()
  await gateway.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const create = (FunctionName: string, ZipFile: Uint8Array, Handler = 'index.handler') =>
  lambda.send(
    new CreateFunctionCommand({ FunctionName, Runtime: 'nodejs24.x', Role: ROLE, Handler, Code: { ZipFile } }),
  )

describe.skipIf(!withAwsCli)("AWS's command line", () => {
  /** Runs `aws lambda …` and answers what it printed. */
  async function aws(...args: string[]): Promise<Record<string, unknown>> {
    const ran = await awsCli(gateway.url, 'lambda', ...args)
    expect(ran.code, ran.stderr).toBe(0)
    return ran.stdout.trim() === '' ? {} : JSON.parse(ran.stdout)
  }

  const named = ['--function-name', 'hello'] as const

  test('creates a function from a zip, reads, invokes, changes, publishes, shares and deletes it', async () => {
    const file = join(folder, 'function.zip')
    writeFileSync(file, HELLO)
    const created = await aws(
      'create-function',
      ...named,
      ...['--runtime', 'nodejs24.x', '--role', ROLE, '--handler', 'index.handler', '--zip-file', `fileb://${file}`],
      ...['--environment', 'Variables={PLACE=edge}'],
    )
    expect(created).toMatchObject({ FunctionName: 'hello', State: 'Active', CodeSize: HELLO.length })
    await aws('wait', 'function-active-v2', ...named)

    const { Code } = await aws('get-function', ...named)
    const downloaded = await fetch((Code as { Location: string }).Location)
    expect(downloaded.status).toBe(200)
    expect(new Uint8Array(await downloaded.arrayBuffer())).toEqual(HELLO)

    const answer = join(folder, 'answer.json')
    const payload = join(folder, 'payload.json')
    writeFileSync(payload, '{"name":"you"}')
    // From a file: a payload in the command is text for its first version and base64 for its second.
    expect(await aws('invoke', ...named, '--payload', `fileb://${payload}`, answer)).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
    })
    expect(JSON.parse(readFileSync(answer, 'utf8'))).toEqual({ hello: 'you', from: 'edge' })

    const changed = join(folder, 'changed.zip')
    writeFileSync(changed, zipOf({ 'index.js': 'exports.handler = async () => 2' }))
    await aws('update-function-code', ...named, '--zip-file', `fileb://${changed}`)
    await aws('wait', 'function-updated-v2', ...named)
    await aws('update-function-configuration', ...named, '--timeout', '5', '--description', 'changed')
    expect(await aws('publish-version', ...named)).toMatchObject({ Version: '1', Timeout: 5 })
    const alias = ['--name', 'prod', '--function-version', '1']
    expect(await aws('create-alias', ...named, ...alias)).toMatchObject({ Name: 'prod', FunctionVersion: '1' })
    await aws('invoke', ...named, '--qualifier', 'prod', answer)
    expect(readFileSync(answer, 'utf8')).toBe('2')

    const source = 'arn:aws:execute-api:us-east-1:000000000000:a1b2c3d4e5/*/GET/hello'
    const permission = ['--statement-id', 'api', '--action', 'lambda:InvokeFunction', '--source-arn', source]
    await aws('add-permission', ...named, ...permission, '--principal', 'apigateway.amazonaws.com')
    const { Policy } = await aws('get-policy', ...named)
    expect(JSON.parse(Policy as string).Statement[0]).toMatchObject({
      Sid: 'api',
      Principal: { Service: 'apigateway.amazonaws.com' },
    })
    await aws('remove-permission', ...named, '--statement-id', 'api')

    const { Functions } = await aws('list-functions')
    expect(Functions).toHaveLength(1)
    const { Versions } = await aws('list-versions-by-function', ...named)
    expect(Versions).toHaveLength(2)
    await aws('delete-function', ...named)
    const missing = await awsCli(gateway.url, 'lambda', 'get-function', ...named)
    expect(missing.stderr).toContain(
      '(ResourceNotFoundException) when calling the GetFunction operation: Function not found: arn:aws:lambda:us-east-1:000000000000:function:hello',
    )
  })

  test('is told what keeps its code from running here', async () => {
    const file = join(folder, 'empty.zip')
    writeFileSync(file, zipOf({ 'readme.txt': 'nothing here' }))
    const code = ['--runtime', 'nodejs24.x', '--handler', 'index.handler', '--zip-file', `fileb://${file}`]
    const args = ['create-function', '--function-name', 'none', '--role', ROLE, ...code]
    const ran = await awsCli(gateway.url, 'lambda', ...args)
    expect(ran.code).not.toBe(0)
    expect(ran.stderr).toContain('(InvalidParameterValueException) when calling the CreateFunction operation')
    expect(ran.stderr).toContain("the zip has no index.js, index.mjs, index.cjs for the handler 'index.handler'")
  })
})

describe("AWS's SDK", () => {
  test('uploads a zip of nearly 10 MB and gets it back', async () => {
    const noise = crypto.getRandomValues(new Uint8Array(65_536))
    const large = new Uint8Array(9_900_000).map((_, i) => (noise[i % noise.length] ?? 0) ^ (i >> 16))
    const zip = zipOf({ 'index.js': 'exports.handler = async () => 1', 'large.bin': large })
    const { CodeSize } = await create('large', zip)
    expect(CodeSize).toBe(zip.length)
    const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName: 'large' }))
    const downloaded = await fetch(Code?.Location ?? '')
    expect(new Uint8Array(await downloaded.arrayBuffer())).toEqual(zip)
    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'large' }))
  })

  test('is refused a zip of more than 10 MB, with what is allowed', async () => {
    const zip = zipOf({ 'index.js': 'exports.handler = 1', 'large.bin': new Uint8Array(10 * 1024 * 1024) })
    await expect(create('too-large', zip)).rejects.toThrow('10485760 bytes at most')
  })

  test('reads what a function writes while it writes, and how its call ended', async () => {
    const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write('one ')
      stream.write('two')
      stream.end()
    })`
    await create('streaming', zipOf({ 'index.js': code }))
    const { EventStream } = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName: 'streaming' }))
    let text = ''
    let completed = 0
    for await (const event of EventStream ?? []) {
      text += new TextDecoder().decode(event.PayloadChunk?.Payload)
      if (event.InvokeComplete !== undefined) completed++
    }
    expect(text).toBe('one two')
    expect(completed).toBe(1)
  })

  test('sees a changed environment in the next call', async () => {
    await create('environment', HELLO)
    const call = async () => {
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'environment' }))
      return JSON.parse(new TextDecoder().decode(Payload))
    }
    expect(await call()).toEqual({ hello: 'nobody' })
    const Environment = { Variables: { PLACE: 'here' } }
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'environment', Environment }))
    await expect.poll(call, { timeout: 5_000 }).toEqual({ hello: 'nobody', from: 'here' })
  })
})
