import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FunctionHost, type FunctionOptions, type HostAnswer, startFunctionHost } from './function-host.ts'

// Lambda's Node runtime on the real workerd. Where no other source is named, what is expected is what
// aws-lambda-nodejs-runtime-interface-client makes of the same function, or Node's documentation.

let host: FunctionHost
let gatewayCalls = 0

beforeAll(async () => {
  host = await startFunctionHost({
    gateway: async () => {
      gatewayCalls++
      return gatewayCalls === 1 ? new Response('not yet', { status: 503 }) : new Response('from the gateway')
    },
  })
})
afterAll(() => host.dispose())

const invoke = (source: string, options: Partial<FunctionOptions> = {}) =>
  host.invoke({ files: { 'index.js': source }, ...options })
const body = (statements: string, options: Partial<FunctionOptions> = {}) =>
  invoke(`exports.handler = async (event, context) => {\n${statements}\n}`, options)
const files = async (all: Record<string, string>, options: Partial<FunctionOptions> = {}) =>
  (await host.invoke({ files: all, ...options })).json()
/** What the function logged itself. */
const logged = ({ logs }: HostAnswer) =>
  logs.filter(({ level }) => !['START', 'END', 'REPORT'].includes(level)).map(({ text }) => text)

describe('the protocol of the host', () => {
  it('asks for code that it does not have, and runs it once it has it', async () => {
    const options = { files: { 'index.js': 'exports.handler = async (event) => ({ got: event })' }, event: { a: 1 } }
    expect((await host.call(options, false)).status).toBe(428)
    expect((await host.call(options, true)).status).toBe(200)
    expect((await host.call(options, false)).status).toBe(200)
    expect((await host.invoke(options)).json()).toEqual({ got: { a: 1 } })
  })

  it('says that it lives, and answers 404 to what it does not know', async () => {
    expect(await (await fetch(new URL('/health', host.url))).json()).toEqual({ status: 'ok' })
    expect((await fetch(new URL('/', host.url))).status).toBe(404)
    expect((await fetch(new URL('/invoke', host.url), { method: 'POST' })).status).toBe(400)
  })

  it('loads a function once for calls that come together', async () => {
    const source = 'let calls = 0; exports.handler = async () => ++calls'
    const answers = await Promise.all(Array.from({ length: 10 }, () => invoke(source)))
    expect(answers.map((answer) => answer.json()).sort((a, b) => Number(a) - Number(b))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ])
  })
})

describe('handlers', () => {
  it.each([
    ['async', 'exports.handler = async () => "done"'],
    ['that return a promise', 'exports.handler = () => Promise.resolve("done")'],
    ['that return a thenable', 'exports.handler = () => ({ then(done) { done("done") } })'],
    ['that call back', 'exports.handler = (event, context, callback) => { setTimeout(callback, 1, null, "done") }'],
    ['that call back at once', 'exports.handler = (event, context, callback) => callback(undefined, "done")'],
    [
      'that call back twice',
      'exports.handler = (e, c, callback) => { callback(null, "done"); callback(null, "again") }',
    ],
    ['that end by context.succeed', 'exports.handler = (event, context) => { setTimeout(context.succeed, 1, "done") }'],
    ['that end by context.done', 'exports.handler = (event, context) => { context.done(null, "done") }'],
    [
      'that wait for an empty event loop',
      'exports.handler = (e, context, back) => { context.callbackWaitsForEmptyEventLoop = false; back(null, "done") }',
    ],
    ['of module.exports', 'module.exports = { handler: async () => "done" }'],
  ])('run: those %s', async (_name, source) => {
    expect((await invoke(source)).json()).toBe('done')
  })

  it.each([
    ['async () => {}', 'nodejs22.x', 'null'],
    ['() => {}', 'nodejs22.x', 'null'],
    ['() => "ignored"', 'nodejs22.x', 'null'],
    ['() => "answered"', 'nodejs24.x', '"answered"'],
    ['async () => undefined', 'nodejs24.x', 'null'],
    ['async () => () => 1', 'nodejs24.x', 'null'],
    [
      'async () => ({ a: undefined, b: [undefined], d: new Date(0) })',
      'nodejs22.x',
      '{"b":[null],"d":"1970-01-01T00:00:00.000Z"}',
    ],
    ['async () => "ü 漢 😀"', 'nodejs22.x', '"ü 漢 😀"'],
    ['async (event) => event', 'nodejs22.x', '{}'],
  ])('%s answers, on %s: %s', async (handler, runtime, payload) => {
    expect((await invoke(`exports.handler = ${handler}`, { runtime })).payload).toBe(payload)
  })

  it.each([
    ['lib/api.v1.get', { 'lib/api.js': 'exports.v1 = { get: async () => "found" }' }],
    ['index.handler', { 'index.cjs': 'exports.handler = async () => "found"' }],
    ['index.handler', { 'index.mjs': 'export const handler = async () => "found"' }],
    ['index.handler', { 'index.mjs': 'export default { handler: async () => "found" }' }],
    [
      'index.handler',
      { 'index.js': 'export const handler = async () => "found"', 'package.json': '{"type":"module"}' },
    ],
    ['index.handler', { 'index.js': 'exports.handler = async () => "found"', 'index.mjs': 'export const handler = 1' }],
    ['pkg.handler', { 'node_modules/pkg/index.js': 'exports.handler = async () => "found"' }],
    ['a b/ü.handler', { 'a b/ü.js': 'exports.handler = async () => "found"' }],
  ])('%s is found in %j', async (handler, all) => {
    expect(await files(all as Record<string, string>, { handler })).toBe('found')
  })
})

describe('the context', () => {
  it('is Lambda’s', async () => {
    const clientContext = Buffer.from('{"custom":{"k":"v ü"}}').toString('base64')
    const invocation = { requestId: 'r-1', functionVersion: '7', memoryLimitInMb: 256, clientContext }
    const { context, left } = (
      await body('return { context, left: context.getRemainingTimeInMillis() }', { invocation })
    ).json() as { context: Record<string, unknown>; left: number }
    expect(context).toMatchObject({
      functionName: 'hello',
      functionVersion: '7',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:hello',
      memoryLimitInMB: '256',
      awsRequestId: 'r-1',
      logGroupName: '/aws/lambda/hello',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[7\][0-9a-f]{32}$/),
      clientContext: { custom: { k: 'v ü' } },
    })
    expect(left).toBeGreaterThan(1_000)
    expect(left).toBeLessThanOrEqual(3_000)
  })

  it('comes with the environment of the function and that of Lambda', async () => {
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'SECRET', sessionToken: 'TOKEN' }
    const options = { environment: { TABLE: 'pets' }, invocation: { credentials, traceId: 'Root=1-2-3' } }
    expect((await body('return process.env', options)).json()).toMatchObject({
      TABLE: 'pets',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'hello',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/hello',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      LAMBDA_TASK_ROOT: '/var/task',
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: 'Root=1-2-3',
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'SECRET',
      AWS_SESSION_TOKEN: 'TOKEN',
    })
  })
})

describe('errors', () => {
  const failure = async (answer: Promise<HostAnswer>) => {
    const { outcome, payload, logs } = await answer
    expect(outcome.functionError).toBe('Unhandled')
    return { payload, error: JSON.parse(payload) as Record<string, unknown>, logs }
  }

  it('show name, message and the owner’s lines', async () => {
    const { error, logs } = await failure(invoke('exports.handler = async () => {\n  null.x\n}'))
    const message = "Cannot read properties of null (reading 'x')"
    expect(error).toEqual({
      errorType: 'TypeError',
      errorMessage: message,
      trace: [`TypeError: ${message}`, '    at exports.handler (/var/task/index.js:2:8)'],
    })
    const text = logs.find(({ level }) => level === 'ERROR')?.text.split('\t') ?? []
    expect(text.slice(2, 4)).toEqual(['ERROR', 'Invoke Error '])
    expect(JSON.parse(text[4] ?? '')).toEqual({ errorType: 'TypeError', errorMessage: message, stack: error.trace })
  })

  it('show columns of the first line as in the source, and ES modules by their URLs', async () => {
    const first = await failure(invoke('exports.handler = async () => { null.x }'))
    expect(first.error.trace).toContain('    at exports.handler (/var/task/index.js:1:38)')
    const top = await failure(invoke('\nnull.x'))
    expect(top.error.trace).toContain('    at Object.<anonymous> (/var/task/index.js:2:6)')
    const esm = await failure(host.invoke({ files: { 'index.mjs': 'export const handler = async () => { null.x }' } }))
    expect(esm.error.trace).toContain('    at handler (file:///var/task/index.mjs:1:43)')
  })

  it.each([
    ['async () => { throw "text" }', 'string', 'text'],
    ['async () => { throw 5 }', 'number', '5'],
    ['async () => { throw { a: 1 } }', 'object', '[object Object]'],
    ['async () => { throw undefined }', 'string', 'handled'],
    ['(e, c, callback) => callback("text")', 'string', 'text'],
    ['(e, c) => c.fail()', 'string', 'handled'],
  ])('of %s have no trace', async (handler, errorType, errorMessage) => {
    expect((await failure(invoke(`exports.handler = ${handler}`))).error).toEqual({
      errorType,
      errorMessage,
      trace: [],
    })
  })

  it.each([
    ['(e, c, callback) => callback(new RangeError("far"))', 'RangeError', 'far'],
    ['(e, c) => c.done(new RangeError("far"))', 'RangeError', 'far'],
    ['() => { throw new RangeError("far") }', 'RangeError', 'far'],
    ['async () => { class Mine extends Error { name = "Mine" }; throw new Mine("own") }', 'Mine', 'own'],
    ['async () => 1n', 'Error', 'Unable to stringify response body'],
    ['async () => { const a = {}; a.a = a; return a }', 'Error', 'Unable to stringify response body'],
  ])('of %s have one', async (handler, errorType, errorMessage) => {
    const { error } = await failure(invoke(`exports.handler = ${handler}`))
    expect(error).toMatchObject({ errorType, errorMessage, trace: expect.any(Array) })
  })

  it.each([
    [
      'a module that is not there',
      { 'index.js': 'require("./a")', 'a.js': '\nrequire("nope")' },
      'Runtime.ImportModuleError',
      "Error: Cannot find module 'nope'\nRequire stack:\n- /var/task/a.js\n- /var/task/index.js\n- /var/runtime/index.mjs",
    ],
    [
      'a file that is not there',
      { 'main.js': '' },
      'Runtime.ImportModuleError',
      "Error: Cannot find module 'index'\nRequire stack:\n- /var/runtime/index.mjs",
    ],
    [
      'an export that is not there',
      { 'index.js': '' },
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'what is no function',
      { 'index.js': 'exports.handler = 1' },
      'Runtime.HandlerNotFound',
      'index.handler is not a function',
    ],
    [
      'a syntax error',
      { 'index.js': 'exports.handler = async () => {\n  foo bar\n}' },
      'Runtime.UserCodeSyntaxError',
      "SyntaxError: Unexpected identifier 'bar'",
    ],
    [
      'a syntax error in an ES module',
      { 'index.mjs': 'export const handler = ;' },
      'Runtime.UserCodeSyntaxError',
      "SyntaxError: Unexpected token ';'",
    ],
    [
      'an ES module read as CommonJS',
      { 'index.js': 'export const handler = async () => 1' },
      'Runtime.UserCodeSyntaxError',
      "SyntaxError: Unexpected token 'export'",
    ],
    [
      'a package that an ES module does not find',
      { 'index.mjs': 'import x from "aws-sdk"' },
      'Error',
      "Cannot find package 'aws-sdk' imported from /var/task/index.mjs",
    ],
    [
      'a file that an ES module does not find',
      { 'index.mjs': 'import x from "./a.mjs"', 'a.mjs': 'import y from "./b"', 'b.mjs': '' },
      'Error',
      "Cannot find module '/var/task/b' imported from /var/task/a.mjs",
    ],
    ['what a module throws', { 'index.js': 'throw new TypeError("at the top")' }, 'TypeError', 'at the top'],
    ['what an ES module throws', { 'index.mjs': 'throw new TypeError("at the top")' }, 'TypeError', 'at the top'],
    [
      'what an ES module throws later',
      { 'index.mjs': 'await new Promise((done) => setTimeout(done, 5)); throw new TypeError("at the top")' },
      'TypeError',
      'at the top',
    ],
  ])('tell of %s', async (_name, all, errorType, errorMessage) => {
    const { error, logs } = await failure(host.invoke({ files: all as Record<string, string> }))
    expect(error).toMatchObject({ errorType, errorMessage })
    expect(logs.map(({ text }) => text).join('\n')).toContain('ERROR\tUncaught Exception ')
  })

  it('tell where a syntax error is', async () => {
    const { error } = await failure(invoke('exports.handler = async () => {\n  foo bar\n}'))
    expect(error.trace).toEqual([
      '/var/task/index.js:2',
      '  foo bar',
      '      ^',
      '',
      "SyntaxError: Unexpected identifier 'bar'",
    ])
  })

  it.each([
    ['index', 'Bad handler'],
    [
      '../index.handler',
      "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
    ],
  ])('tell that %s is no handler', async (handler, errorMessage) => {
    const { error } = await failure(body('', { handler }))
    expect(error).toMatchObject({ errorType: 'Runtime.MalformedHandlerName', errorMessage })
  })

  it('tell of a timeout, with what was logged before', async () => {
    const invocation = { timeoutInMillis: 250, requestId: 'r-2' }
    const answer = await body('console.log("before"); await new Promise(() => {})', { invocation })
    expect(answer.json()).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: r-2 Error: Task timed out after 0.25 seconds',
    })
    expect(logged(answer)).toEqual([
      expect.stringMatching(/\tr-2\tINFO\tbefore$/),
      expect.stringMatching(/Z r-2 Task timed out after 0\.25 seconds$/),
    ])
  })

  it('tell of an answer that is too large', async () => {
    expect((await body('return "x".repeat(6291554)')).payload.length).toBe(6_291_556)
    expect((await body('return "x".repeat(6291555)')).json()).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    })
    expect((await failure(body('return "x".repeat(2e7)'))).error.errorType).toBe('Function.ResponseSizeTooLarge')
  })

  it.each([
    ['process.exit(3)', 'Runtime.ExitError', 'RequestId: r-3 Error: Runtime exited with error: exit status 3'],
    ['process.exit()', 'Runtime.ExitError', 'RequestId: r-3 Error: Runtime exited without providing a reason'],
    ['setTimeout(() => { throw new RangeError("later") }, 1); await new Promise(() => {})', 'RangeError', 'later'],
    ['process.nextTick(() => { throw new RangeError("later") }); await new Promise(() => {})', 'RangeError', 'later'],
    [
      'Promise.reject(new RangeError("nobody")); await new Promise(() => {})',
      'Runtime.UnhandledPromiseRejection',
      'RangeError: nobody',
    ],
  ])('end the environment with %s', async (statements, errorType, errorMessage) => {
    const source = `let calls = 0\nexports.handler = async () => { if (++calls > 1 || process.env.OFF) return calls\n${statements} }`
    const invocation = { requestId: 'r-3' }
    expect((await failure(invoke(source, { invocation }))).error).toMatchObject({ errorType, errorMessage })
    // Nothing is left of it: this is a first call again.
    expect((await failure(invoke(source, { invocation }))).error).toMatchObject({ errorType, errorMessage })
  })

  it('of one call do not end others that run beside it', async () => {
    const source = `exports.handler = async (event) => {
      if (event.ends) { await new Promise((done) => setTimeout(done, 20)); process.exit(1) }
      await new Promise((done) => setTimeout(done, 150))
      return 'unhurt'
    }`
    await invoke(source, { event: {} })
    const [one, other, third] = await Promise.all([
      invoke(source, { event: {} }),
      invoke(source, { event: { ends: true } }),
      invoke(source, { event: {} }),
    ])
    expect([one.json(), third.json()]).toEqual(['unhurt', 'unhurt'])
    expect(other.json()).toMatchObject({ errorType: 'Runtime.ExitError' })
    expect((await invoke(source, { event: {} })).json()).toBe('unhurt')
  })

  it('tell of an event that is no JSON', async () => {
    const { error } = await failure(body('return event', { payload: '{"a":' }))
    expect(error).toMatchObject({ errorType: 'SyntaxError' })
  })

  it('of a first start are gone with the second', async () => {
    const source = `
      const response = await fetch('http://localhost/_aws/execute-api/a1/prod/config')
      if (!response.ok) throw new Error('no configuration: ' + response.status)
      const text = await response.text()
      export const handler = async () => text`
    const options = { files: { 'index.mjs': source } }
    expect((await host.invoke(options)).json()).toMatchObject({ errorMessage: 'no configuration: 503' })
    expect((await host.invoke(options)).json()).toBe('from the gateway')
  })
})

describe('Node 24', () => {
  const runtime = 'nodejs24.x'

  it('takes no callbacks', async () => {
    const { json } = await invoke('exports.handler = (event, context, callback) => callback(null, 1)', { runtime })
    expect(json()).toMatchObject({
      errorType: 'Runtime.CallbackHandlerDeprecated',
      errorMessage: expect.stringContaining(
        'removed support for callback-based function handlers starting with Node.js 24',
      ),
    })
    expect((await body('return Object.keys(context).sort()', { runtime })).json()).not.toContain('done')
  })

  it('requires ES modules, and reads them in .js files', async () => {
    const all = {
      'index.js': 'const { a } = require("./a.mjs"); exports.handler = async () => [a, require("./b").b]',
      'a.mjs': 'export const a = 1',
      'b.js': 'export const b = 2',
    }
    expect(await files(all, { runtime })).toEqual([1, 2])
    expect(await files(all)).toMatchObject({
      errorType: 'Error',
      errorMessage: expect.stringMatching(/^require\(\) of ES Module \/var\/task\/a\.mjs not supported\./),
    })
    const awaiting = { ...all, 'a.mjs': 'export const a = await Promise.resolve(1)' }
    expect(await files(awaiting, { runtime })).toMatchObject({
      errorMessage: expect.stringContaining('top-level await'),
    })
  })

  it('tells of what cannot be stringified', async () => {
    expect((await body('return 1n', { runtime })).json()).toMatchObject({
      errorType: 'Runtime.JSONStringifyError',
      errorMessage: 'Unable to stringify response body',
    })
  })
})
