import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packFunction } from '../../../src/cli/function-code.ts'
import type { FunctionAnswer, FunctionCall } from '../../../src/functions/functions.ts'
import { type Desk, newDesk } from '../desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => desk.clear())

const HELLO = "exports.handler = async () => ({ statusCode: 200, body: 'hello' })\n"

const deployed = async (name = 'hello', ...flags: string[]) =>
  desk.type(['functions', 'deploy', await desk.file('index.js', HELLO), '--name', name, ...flags])

/** Whatever is invoked answers this. */
function answering(answer: Partial<FunctionAnswer>): FunctionCall[] {
  const calls: FunctionCall[] = []
  Object.assign(desk.gateway.services, {
    functions: {
      invoke: async (call: FunctionCall): Promise<FunctionAnswer> => {
        calls.push(call)
        return { target: 'code', status: 200, requestId: 'r', executedVersion: '$LATEST', payload: 'null', ...answer }
      },
    },
  })
  return calls
}

describe('postern functions deploy', () => {
  it('creates a function of one file and lets APIs call it', async () => {
    const { code, stdout, errors } = await deployed()
    expect([code, errors]).toEqual([0, ''])
    expect(stdout[0]).toMatch(/^Created hello \(nodejs24\.x, index\.handler\): 1 file, 0\.\d KB packed$/)
    expect(stdout.join('\n')).toContain(':function:hello/invocations')
    expect(desk.gateway.calls).toContain('POST /2015-03-31/functions/hello/policy')
  })

  it('updates it the next time, and gives the permission once', async () => {
    await deployed()
    const { code, stdout, stderr } = await deployed(
      'hello',
      '--timeout',
      '7',
      '--env',
      'ONE=1',
      '--env',
      'TWO=x=y',
      '--memory',
      '256',
    )
    expect([code, stdout.length, stderr]).toEqual([0, 1, []])
    expect(stdout[0]).toMatch(/^Updated hello/)
    const listed = JSON.parse((await desk.type(['functions', 'list', '--json'])).text)
    expect(listed.functions).toMatchObject([
      { Timeout: 7, MemorySize: 256, Environment: { Variables: { ONE: '1', TWO: 'x=y' } } },
    ])
    expect(desk.gateway.calls.filter((call) => call.startsWith('POST') && call.endsWith('/policy'))).toHaveLength(1)
  })

  it('prints JSON alone with --json', async () => {
    const { stdout } = await deployed('hello', '--json')
    expect(JSON.parse(stdout.join('\n'))).toMatchObject({
      created: true,
      files: ['index.js'],
      function: { FunctionName: 'hello', Handler: 'index.handler' },
    })
  })

  it.each([
    ['no name', ['functions', 'deploy', 'index.js'], 64, 'needs --name'],
    ['no such file', ['functions', 'deploy', 'missing.js', '--name', 'x'], 65, 'no such file or folder'],
    [
      'a timeout that is no number',
      ['functions', 'deploy', 'index.js', '--name', 'x', '--timeout', 'soon'],
      64,
      '--timeout',
    ],
    ['a variable without a value', ['functions', 'deploy', 'index.js', '--name', 'x', '--env', 'A'], 64, '--env'],
    ['a verb there is none of', ['functions', 'dance'], 64, 'functions cannot "dance", only: deploy, list'],
    ['no verb', ['functions'], 64, 'functions needs a word, only: deploy, list'],
  ])('says what is wrong: %s', async (_, argv, code, message) => {
    const typed = await desk.type(argv)
    expect([typed.code, typed.errors]).toEqual([code, expect.stringContaining(message)])
  })

  it('refuses a file that is no JavaScript, and says what to do with TypeScript', async () => {
    const file = await desk.file('index.ts', 'export const handler = () => 1')
    const { code, errors } = await desk.type(['functions', 'deploy', file, '--name', 'x'])
    expect([code, errors]).toEqual([65, expect.stringMatching(/is no JavaScript[\s\S]*esbuild/)])
  })

  it("shows the gateway's refusal, and nothing is created", async () => {
    const { code, errors } = await deployed('hello', '--runtime', 'python3.13')
    expect([code, errors]).toEqual([1, expect.stringContaining('python3.13')])
    expect((await desk.type(['functions', 'list'])).text).toContain('There is no function yet')
  })
})

describe('the package of a function', () => {
  it('holds a folder with its node_modules, and not what version control keeps there', async () => {
    const folder = join(desk.folder, 'code')
    for (const [name, text] of [
      ['index.js', HELLO],
      ['node_modules/x/index.js', '1'],
      ['.git/config', 'secret'],
    ] as const) {
      await mkdir(join(folder, name, '..'), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    const { files, handler, zip } = await packFunction(folder)
    expect([files, handler]).toEqual([['index.js', 'node_modules/x/index.js'], 'index.handler'])
    expect(Object.keys(unzipSync(zip))).toEqual(files)
    expect((await packFunction(folder)).zip).toEqual(zip)
  })

  it('takes the handler from the only file of a folder, and asks where there are several', async () => {
    const folder = join(desk.folder, 'code')
    await mkdir(folder)
    await writeFile(join(folder, 'app.mjs'), 'export const handler = () => 1')
    expect((await packFunction(folder)).handler).toBe('app.handler')
    await writeFile(join(folder, 'other.js'), '')
    await expect(packFunction(folder)).rejects.toThrow('has no index.js')
  })

  it('of more than 10 MB is refused with its size', async () => {
    const file = await desk.file('big.js', '')
    await writeFile(file, crypto.getRandomValues(new Uint8Array(65_536)))
    const folder = join(desk.folder, 'big')
    await mkdir(folder)
    for (let i = 0; i < 170; i++)
      await writeFile(join(folder, `${i}.bin`), crypto.getRandomValues(new Uint8Array(65_536)))
    await expect(packFunction(folder)).rejects.toThrow(/1\d\.\d MB packed; the gateway takes 10 MB/)
  })
})

describe('postern functions list, invoke, logs, delete', () => {
  it('lists functions, page by page', async () => {
    for (const name of ['one', 'two', 'three']) await deployed(name)
    const { stdout } = await desk.type(['functions', 'list'])
    expect(stdout[0]).toMatch(/^NAME +RUNTIME +HANDLER +CODE +UPDATED$/)
    expect(stdout.slice(1).map((line) => line.split(' ')[0])).toEqual(['one', 'three', 'two'])
  })

  it('runs one with a payload and prints answer and log', async () => {
    await deployed()
    const calls = answering({ payload: '{"ok":true}', logTail: 'START\nhi\tthere\nEND\n' })
    const { code, stdout, stderr } = await desk.type(['functions', 'invoke', 'hello', '--payload', '{"a":1}'])
    expect([code, stdout, stderr]).toEqual([0, ['{"ok":true}'], ['START', 'hi\tthere', 'END']])
    expect(calls[0]?.payload).toBe('{"a":1}')
  })

  it('reads the payload from a file, and exits with 1 when the function failed', async () => {
    await deployed()
    const calls = answering({ payload: '{"errorType":"Error"}', functionError: 'Unhandled' })
    const event = await desk.file('event.json', { from: 'file' })
    const { code, stdout } = await desk.type(['functions', 'invoke', 'hello', '--payload', `@${event}`, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout.join(''))).toMatchObject({ failed: true, payload: { errorType: 'Error' } })
    expect(calls[0]?.payload).toBe('{"from":"file"}')
  })

  it('refuses a payload that is no JSON, on this machine', async () => {
    const { code, errors } = await desk.type(['functions', 'invoke', 'hello', '--payload', 'a'])
    expect([code, errors]).toEqual([65, expect.stringContaining('no JSON')])
    expect(desk.gateway.calls).toEqual([])
  })

  it('shows the log of a function', async () => {
    desk.gateway.logs.set('function:hello', [
      { kind: 'record', text: '2026-11-25T06:44:01.294Z\tid\tINFO\thi 1' },
      { kind: 'record', text: 'END' },
    ])
    expect((await desk.type(['functions', 'logs', 'hello'])).stdout).toEqual([
      '2026-11-25T06:44:01.294Z\tid\tINFO\thi 1',
      'END',
    ])
    expect((await desk.type(['functions', 'logs', 'other'])).errors).toBe('other has logged nothing yet.')
  })

  it('deletes one after a question, or with --yes', async () => {
    await deployed()
    const kept = await desk.type(['functions', 'delete', 'hello'], { interactive: true, says: false })
    expect([kept.code, kept.errors]).toEqual([1, 'Nothing was deleted.'])
    expect((await desk.type(['functions', 'delete', 'hello'])).code).toBe(64)
    expect((await desk.type(['functions', 'delete', 'hello', '--yes'])).text).toBe('Deleted hello.')
    const gone = await desk.type(['functions', 'delete', 'hello', '--yes'])
    expect([gone.code, gone.errors]).toEqual([1, expect.stringContaining('ResourceNotFoundException')])
  })

  it('shows its commands and their flags', async () => {
    expect((await desk.type(['functions', '--help'])).text).toMatch(/functions deploy PATH[\s\S]*functions delete NAME/)
    expect((await desk.type(['help', 'functions'])).text).toContain('functions invoke NAME')
    expect((await desk.type(['functions', 'deploy', '--help'])).text).toMatch(
      /Usage: npx postern functions deploy PATH/,
    )
    expect((await desk.type(['help', 'functions', 'logs'])).text).toContain('-f, --follow')
  })
})
