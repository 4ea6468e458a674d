import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FunctionHost, type FunctionOptions, startFunctionHost } from './function-host.ts'

// Expected errors and log lines: aws-lambda-nodejs-runtime-interface-client, and Lambda's documentation.

let host: FunctionHost

beforeAll(async () => {
  host = await startFunctionHost()
})
afterAll(() => host.dispose())

const js = (source: string, options: Partial<FunctionOptions> = {}): FunctionOptions => ({
  files: { 'index.js': source },
  ...options,
})

describe('the protocol', () => {
  it('asks for code that it does not have, and runs it once it has it', async () => {
    const options = js('exports.handler = async (event) => ({ got: event })', { event: { a: 1 } })
    expect((await host.call(options, false)).status).toBe(428)
    const loaded = await host.call(options, true)
    expect(loaded.status).toBe(200)
    expect((await host.call(options, false)).status).toBe(200)
    expect((await host.invoke(options)).json()).toEqual({ got: { a: 1 } })
  })

  it('says that it lives', async () => {
    expect(await (await fetch(new URL('/health', host.url))).json()).toEqual({ status: 'ok' })
  })
})

describe('handlers', () => {
  it.each([
    ['async', 'exports.handler = async () => "done"'],
    ['that return a promise', 'exports.handler = () => Promise.resolve("done")'],
    ['that call back', 'exports.handler = (event, context, callback) => { setTimeout(callback, 1, null, "done") }'],
    ['that end by context.succeed', 'exports.handler = (event, context) => { setTimeout(context.succeed, 1, "done") }'],
    ['that end by context.done', 'exports.handler = (event, context) => { context.done(null, "done") }'],
  ])('run: those %s', async (_name, source) => {
    expect((await host.invoke(js(source))).json()).toBe('done')
  })

  it('answer null where they answer nothing', async () => {
    expect((await host.invoke(js('exports.handler = async () => {}'))).payload).toBe('null')
    expect((await host.invoke(js('exports.handler = () => {}'))).payload).toBe('null')
  })

  it('are found in folders, and below names', async () => {
    const files = { 'lib/api.js': 'exports.v1 = { get: async () => "found" }' }
    expect((await host.invoke({ files, handler: 'lib/api.v1.get' })).json()).toBe('found')
  })

  it('are found in ES modules, which may await at their top', async () => {
    const files = {
      'index.mjs':
        'const word = await new Promise((resolve) => setTimeout(resolve, 10, "later"))\nexport const handler = async () => word',
    }
    expect((await host.invoke({ files })).json()).toBe('later')
  })
})
