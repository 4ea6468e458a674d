import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FunctionNetwork, OUTCOME_HEADER, TOKEN_HEADER } from '../../src/functions/host/protocol.ts'
import { type FunctionHost, type FunctionOptions, startFunctionHost } from './function-host.ts'

// What a function can reach, and what it cannot, on the real runtime. All of it is our own choice.

const TOKEN = 'a token that no function may see'
const GATEWAY: FunctionNetwork['gateway'] = {
  managementHosts: ['gateway.test', '[::1]', 'localhost'],
  domain: 'apis.test',
  pathForm: true,
}

let host: FunctionHost
let origin: Server
let port: number
const reached: string[] = []
const throughGateway: Request[] = []

beforeAll(async () => {
  origin = createServer((request, response) => {
    reached.push(`${request.method} ${request.headers.host}${request.url}`)
    const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to')
    if (to !== null) response.writeHead(302, { location: to })
    response.end('from the origin')
  })
  await new Promise<void>((done) => origin.listen(0, '127.0.0.1', done))
  port = (origin.address() as AddressInfo).port
  host = await startFunctionHost({
    bindings: { POSTERN_FUNCTION_HOST_TOKEN: TOKEN, SECRET: 'of the host' },
    gateway: async (request) => {
      throughGateway.push(request)
      return new Response('from the gateway')
    },
  })
})
afterAll(async () => {
  origin.close()
  await host.dispose()
})

const run = async (source: string, options: Partial<FunctionOptions> = {}) => {
  const full = { files: { 'index.js': `exports.handler = async (event) => {\n${source}\n}` }, ...options }
  const network = { gateway: GATEWAY, ...options.network }
  const answer = await host.invoke({ ...full, network, headers: { [TOKEN_HEADER]: TOKEN } })
  return answer.json()
}
/** What `fetch` answers, or why it did not. */
const fetched = (url: string, network: Partial<FunctionNetwork> = {}) =>
  run(`try { return await (await fetch(${JSON.stringify(url)})).text() } catch (error) { return error.message }`, {
    network,
  })
const open = (...allowedHosts: string[]) => ({ allowedHosts, allowedPrivateHosts: allowedHosts })

describe('the token', () => {
  it('is needed to run anything', async () => {
    const options = { files: { 'index.js': 'exports.handler = async () => 1' } }
    expect((await host.call(options, true)).status).toBe(403)
    expect((await host.call(options, true, { [TOKEN_HEADER]: `${TOKEN}x` })).status).toBe(403)
    expect((await fetch(new URL('/health', host.url))).status).toBe(200)
  })
})

describe('the network of a function', () => {
  it('is closed, and the error says what opens it', async () => {
    expect(await fetched('https://example.com/')).toBe(
      "The host example.com is not open to this function: name it in the function's environment variable POSTERN_ALLOW_HOSTS",
    )
  })

  it('is open to a private host that both its owner and the gateway’s name', async () => {
    const url = `http://127.0.0.1:${port}/x`
    expect(await fetched(url, open('127.0.0.1'))).toBe('from the origin')
    expect(await fetched(url, { allowedHosts: ['*'], allowedPrivateHosts: ['*'] })).toBe('from the origin')
    expect(await fetched(url, { allowedHosts: ['*'] })).toBe(
      "The host 127.0.0.1 is private: beside the function's POSTERN_ALLOW_HOSTS, the gateway's POSTERN_ALLOW_PRIVATE_HOSTS has to name it",
    )
  })

  it.each([
    ['a closed host', 'http://closed.test/', /closed\.test is not open/],
    ['the management API', 'http://gateway.test/restapis', /management API at gateway\.test is closed/],
    ['the loopback', 'http://localhost/', /management API at localhost is closed/],
  ])('is not opened by a redirect to %s', async (_name, to, message) => {
    const url = `http://127.0.0.1:${port}/?to=${encodeURIComponent(to)}`
    expect(await fetched(url, open('127.0.0.1'))).toMatch(message)
  })

  it('shows a redirect to a function that wants to see it', async () => {
    const url = JSON.stringify(`http://127.0.0.1:${port}/?to=${encodeURIComponent('http://closed.test/')}`)
    const source = `const { status, headers } = await fetch(${url}, { redirect: 'manual' }); return [status, headers.get('location')]`
    expect(await run(source, { network: open('127.0.0.1') })).toEqual([302, 'http://closed.test/'])
  })

  it.each([
    ['http://gateway.test/restapis'],
    ['http://GATEWAY.test./restapis'],
    ['http://user@gateway.test:8787/2015-03-31/functions'],
    ['http://gateway.test/_aws/../restapis'],
    ['http://gateway.test/_postern/logs/a'],
    ['http://[::1]/restapis'],
    ['http://[0:0:0:0:0:0:0:1]/restapis'],
    ['http://localhost:1234/'],
  ])('never reaches the management API: %s', async (url) => {
    const before = throughGateway.length
    expect(await fetched(url, { allowedHosts: ['*'], allowedPrivateHosts: ['*'] })).toMatch(/^The management API at /)
    expect(throughGateway.length).toBe(before)
  })

  it.each([['http://gateway.test/_aws/execute-api/a1/prod/hello'], ['https://a1.apis.test/prod/hello']])(
    'reaches the gateway’s own APIs: %s',
    async (url) => {
      const source = `return (await fetch(${JSON.stringify(url)}, { headers: { 'cf-connecting-ip': '1.2.3.4', 'x-own': '1' } })).text()`
      expect(await run(source)).toBe('from the gateway')
      const request = throughGateway.at(-1)
      expect(request?.url).toBe(url)
      expect(request?.headers.get('x-own')).toBe('1')
      expect(request?.headers.get('cf-connecting-ip')).toBe(null)
    },
  )

  it('is not to be led elsewhere by what a request says beside its URL', async () => {
    const source = `
      const init = { headers: { host: 'gateway.test' }, cf: { resolveOverride: 'gateway.test' } }
      return (await fetch('http://127.0.0.1:${port}/beside', init)).text()`
    expect(await run(source, { network: open('127.0.0.1') })).toBe('from the origin')
    expect(reached.at(-1)).toBe(`GET 127.0.0.1:${port}/beside`)
  })

  it('carries bodies both ways', async () => {
    const source = `return (await fetch('http://gateway.test/_aws/execute-api/a1/prod/x', { method: 'POST', body: 'sent' })).text()`
    expect(await run(source)).toBe('from the gateway')
    const request = throughGateway.at(-1)
    expect([request?.method, await request?.text()]).toEqual(['POST', 'sent'])
  })

  it('is the same for node:http and WebSockets', async () => {
    const viaHttp = `return new Promise((done) => require('http').get('http://127.0.0.1:${port}/', () => done('got')).on('error', (e) => done(e.message)))`
    expect(await run(viaHttp)).toMatch(/127\.0\.0\.1 is not open/)
    const viaWebSocket = `return new Promise((done) => { const ws = new WebSocket('ws://127.0.0.1:${port}/'); ws.onopen = () => done('open'); ws.onerror = (e) => done('error') })`
    expect(await run(viaWebSocket)).toBe('error')
  })

  it('has no raw TCP, whatever is allowed', async () => {
    const network = { allowedHosts: ['*'], allowedPrivateHosts: ['*'] }
    const before = reached.length
    const viaNet = `return new Promise((done) => { const socket = require('net').connect(${port}, '127.0.0.1'); socket.on('error', (e) => done('error')); socket.on('data', () => done('data')); socket.write('GET / HTTP/1.0\\r\\n\\r\\n') })`
    expect(await run(viaNet, { network })).toBe('error')
    expect(await run("return require('cloudflare:sockets')", { network }).catch(String)).toMatchObject({
      errorMessage: expect.stringContaining("Cannot find module 'cloudflare:sockets'"),
    })
    expect(reached.length).toBe(before)
  })
})

describe('a function', () => {
  it('sees no binding, no secret and no token', async () => {
    const seen = await run(`
      const workers = await import('node:process')
      const things = [process.env, globalThis, Object.keys(globalThis), workers.env]
      for (const name of Object.getOwnPropertyNames(globalThis)) { try { things.push(globalThis[name]) } catch {} }
      return JSON.stringify(things.map((thing) => { try { return JSON.stringify(thing) } catch { return '' } }))`)
    expect(seen).toContain('AWS_REGION')
    expect(seen).not.toContain(TOKEN)
    expect(seen).not.toContain('of the host')
    expect(seen).not.toContain('LOADER')
  })

  it('cannot load the modules of the platform', async () => {
    for (const name of ['cloudflare:workers', 'cloudflare:sockets', 'workerd:unsafe']) {
      expect(await run(`return import('${name}')`)).toMatchObject({
        errorMessage: expect.stringContaining('Only URLs with a scheme in: file, data, and node are supported'),
      })
      // Out of the function that a module is linked into, to the loader's own require().
      const escaping = `
        exports.handler = async () => typeof raw
        };
        globalThis.raw = (() => { try { return require('${name}') } catch {} })();
        var rest = function () {`
      expect(await run('', { files: { 'index.js': escaping } })).toBe('undefined')
    }
  })

  it('shares neither globals nor environment with another', async () => {
    const leave = await run('globalThis.left = process.env.OWN; Array.prototype.left = 1; return globalThis.left', {
      environment: { OWN: 'secret of one' },
    })
    expect(leave).toBe('secret of one')
    expect(await run('return [typeof globalThis.left, typeof [].left, process.env.OWN ?? null]')).toEqual([
      'undefined',
      'undefined',
      null,
    ])
  })

  it.each([
    ['eval', "return eval('1')"],
    ['new Function', "return new Function('return 1')()"],
    ['the constructor of functions', "return (async () => {}).constructor('return 1')()"],
    ['WebAssembly.compile', 'return WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))'],
    ['process.binding', "return process.binding('fs')"],
    ['child processes', "return require('child_process').execSync('id')"],
    ['workers', "return new (require('worker_threads').Worker)('1', { eval: true })"],
    ['vm', "return require('vm').runInThisContext('1')"],
    ['native addons', "return require('./x.node')"],
    ['caches', "return caches.default.match('http://x/')"],
  ])('has no %s', async (_name, source) => {
    const files = { 'index.js': `exports.handler = async () => {\n${source}\n}`, 'x.node': '' }
    expect(await run('', { files })).toMatchObject({ errorType: expect.any(String) })
  })

  it('reads no file of this machine', async () => {
    expect(await run("return require('fs').existsSync('/etc/passwd')")).toBe(false)
    expect(await run("return require('fs').readFileSync('/proc/self/environ', 'utf8')")).toMatchObject({
      errorType: 'Error',
    })
  })

  it.each([
    ['the outcome', "Object.prototype.toJSON = () => ({ payloadBytes: -5, streaming: 'yes', functionError: {} })"],
    ['the outcome, as a stream', 'Object.prototype.toJSON = () => ({ streaming: true })'],
    ['the outcome, as nothing', 'Object.prototype.toJSON = () => null'],
    ['the length, as too much', "globalThis.String = () => '99999999999'"],
    ['the length, as more than there is', "globalThis.String = () => '5000000'"],
    ['the length, as less than there is', "globalThis.String = () => '1'"],
    ['the length, as none', "globalThis.String = () => 'x'"],
    ['the payload', 'TextEncoder.prototype.encode = () => new Uint8Array(8e6)'],
    [
      'everything',
      'for (const name of Object.getOwnPropertyNames(globalThis)) { try { globalThis[name] = undefined } catch {} }',
    ],
    ['the promises', 'Promise.race = () => new Promise(() => {}); Promise.prototype.then = () => {}'],
  ])('can forge its own answers alone: %s', async (_name, meddling) => {
    const files = { 'index.js': `exports.handler = async () => {\n${meddling}\nreturn 'meddled' }` }
    const invocation = { timeoutInMillis: 200 }
    const call = host.call({ files, invocation, headers: { [TOKEN_HEADER]: TOKEN } }, true)
    const late = new Promise<undefined>((done) => setTimeout(done, 1_000))
    const response = await Promise.race([call, late])
    // Whatever came has the host's form; where nothing comes, the gateway breaks the call off.
    if (response !== undefined) {
      const { payloadBytes = 0, functionError = 'Unhandled' } = JSON.parse(response.headers.get(OUTCOME_HEADER) ?? '')
      const body = await response.text()
      expect(payloadBytes).toBeGreaterThanOrEqual(0)
      expect(functionError).toBe('Unhandled')
      if (payloadBytes > 0) expect(JSON.parse(body.slice(payloadBytes))).toBeInstanceOf(Array)
    }
    expect(await run("return 'unhurt'")).toBe('unhurt')
  })
})

describe('many functions', () => {
  it('run in turn, each with its own code: a hundred of them', async () => {
    const cold: number[] = []
    const warm: number[] = []
    for (const times of [cold, warm]) {
      for (let at = 0; at < 100; at++) {
        const began = performance.now()
        expect(await run(`return ${at}`)).toBe(at)
        times.push(performance.now() - began)
      }
    }
    const median = (times: number[]) => [...times].sort((a, b) => a - b)[50]?.toFixed(1)
    console.log(`100 functions: first call ${median(cold)} ms, second ${median(warm)} ms (medians)`)
  })
})
