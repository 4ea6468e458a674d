import { describe, expect, it } from 'vitest'
import { FunctionError } from '../../src/functions/functions.ts'
import { frameOf, logFrame } from '../../src/functions/host/frames.ts'
import { FRAME, type Invocation, type Load, type LogLine } from '../../src/functions/host/protocol.ts'
import { type HostCall, hostClient } from '../../src/functions/host-client.ts'

// The protocol of src/functions/host/protocol.ts: our own choice.

const utf8 = (text: string) => new TextEncoder().encode(text)
const line: LogLine = { time: 1, level: 'INFO', text: 'lögged' }
const LOAD = { code: { format: 1, files: { 'index.js': '"ü"' } }, environment: { A: '漢' } } as unknown as Load

interface Sent {
  readonly url: string
  readonly headers: Headers
  readonly body: Uint8Array
}

/** `answers` in turn; what was sent is kept. */
function host(...answers: Response[]) {
  const sent: Sent[] = []
  const logged: LogLine[] = []
  const invocation = { codeId: 'c', requestId: 'r', functionName: 'hello', clientContext: 'ü 😀' } as Invocation
  const worker = async (request: Request) => {
    sent.push({ url: request.url, headers: request.headers, body: new Uint8Array(await request.arrayBuffer()) })
    return answers.shift() as Response
  }
  const call: HostCall = {
    ...{ invocation, payload: '"pä"', load: async () => LOAD },
    onLogs: (lines) => logged.push(...lines),
    signal: AbortSignal.timeout(5_000),
  }
  return { sent, logged, invocation, run: (token?: string) => hostClient(worker, token)(call) }
}

function buffered(payload: string, logs: readonly LogLine[], outcome: object = {}) {
  const bytes = utf8(payload)
  const body = new Uint8Array([...bytes, ...utf8(JSON.stringify(logs))])
  return new Response(body, {
    headers: { 'x-postern-outcome': JSON.stringify({ ...outcome, payloadBytes: bytes.length }) },
  })
}

describe('a call', () => {
  it('carries the invocation, the payload and the token', async () => {
    const { run, sent, invocation } = host(buffered('"ü"', []))
    await run('secret')
    expect(sent[0]?.url).toBe('http://function-host/invoke')
    const header = sent[0]?.headers.get('x-postern-invocation') ?? ''
    expect(header).toMatch(/^[\x20-\x7e]+$/)
    expect(JSON.parse(header)).toEqual(invocation)
    expect(sent[0]?.headers.get('x-postern-token')).toBe('secret')
    expect(new TextDecoder().decode(sent[0]?.body)).toBe('"pä"')
  })

  it('is sent again with the code, when the host asks for it', async () => {
    const { run, sent } = host(new Response(null, { status: 428 }), buffered('"done"', []))
    expect((await run()).payload).toBe('"done"')
    const length = Number(sent[1]?.headers.get('x-postern-load-length'))
    const body = sent[1]?.body ?? new Uint8Array()
    expect(JSON.parse(new TextDecoder().decode(body.subarray(0, length)))).toEqual(LOAD)
    expect(new TextDecoder().decode(body.subarray(length))).toBe('"pä"')
    expect(sent.map(({ headers }) => headers.has('x-postern-token'))).toEqual([false, false])
  })
})

describe('calls that come together', () => {
  function crowd(isLoaded: () => boolean, onLoad: () => Promise<Response>) {
    const clock = { now: 0, loads: 0, callers: 1 }
    const worker = async (request: Request) => {
      if (request.headers.has('x-postern-load-length')) {
        clock.loads++
        return onLoad()
      }
      return isLoaded() ? buffered('"done"', []) : new Response(null, { status: 428 })
    }
    const run = hostClient(worker, undefined, {
      now: () => clock.now,
      async sleep(millis) {
        // Those that wait at once do not wait one after the other.
        clock.now += millis / clock.callers
        await new Promise((done) => setTimeout(done))
      },
    })
    const call = () =>
      run({
        ...{ invocation: { codeId: 'c' } as Invocation, payload: '', load: async () => LOAD },
        ...{ onLogs: () => undefined, signal: AbortSignal.timeout(5_000) },
      })
    return { clock, call }
  }

  it('send the code once', async () => {
    let loaded = false
    const { clock, call } = crowd(
      () => loaded,
      async () => {
        await new Promise((done) => setTimeout(done, 20))
        loaded = true
        return buffered('"first"', [])
      },
    )
    clock.callers = 1_000
    const answers = await Promise.all(Array.from({ length: 20 }, call))
    expect(answers.map(({ payload }) => payload).sort()).toEqual([...Array(19).fill('"done"'), '"first"'])
    expect(clock.loads).toBe(1)
  })

  it('do not wait for one that is lost', async () => {
    const never = new Promise<Response>(() => undefined)
    let loads = 0
    const { clock, call } = crowd(
      () => false,
      () => (loads++ === 0 ? never : Promise.resolve(buffered('"second"', []))),
    )
    call()
    expect((await call()).payload).toBe('"second"')
    expect(clock.now).toBeGreaterThan(3_000)
  })

  it('send it again when the first had none to send', async () => {
    const { clock, call } = crowd(
      () => false,
      async () => (clock.loads === 1 ? new Response(null, { status: 500 }) : buffered('"done"', [])),
    )
    const [first, second] = await Promise.allSettled([call(), call()])
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled'])
    expect(clock.now).toBeLessThan(100)
  })
})

describe('an answer', () => {
  it('is the payload, and apart from it what was logged', async () => {
    const { run, logged } = host(buffered('"ü"', [line]))
    expect(await run()).toEqual({ failed: false, payload: '"ü"', logs: [line] })
    expect(logged).toEqual([line])
  })

  it('of a function that failed says so', async () => {
    const { run } = host(buffered('{"errorType":"Error"}', [], { functionError: 'Unhandled' }))
    expect(await run()).toMatchObject({ failed: true, payload: '{"errorType":"Error"}' })
  })

  it('that streams comes as it is made', async () => {
    const frames = [frameOf(FRAME.data, utf8('a')), logFrame([line]), frameOf(FRAME.data, utf8('b'))]
    const body = new Uint8Array(frames.flatMap((frame) => [...frame]))
    const { run, logged } = host(new Response(body, { headers: { 'x-postern-outcome': '{"streaming":true}' } }))
    const { payload } = await run()
    expect(await new Response(payload).text()).toBe('ab')
    expect(logged).toEqual([line])
  })
})

describe('a host that is none', () => {
  it.each([
    ['refuses the token', new Response(null, { status: 403 }), 'The function host answered 403'],
    ['has no outcome', new Response('<html>'), 'The function host answered 200'],
  ])('%s', async (_name, response, message) => {
    await expect(host(response as Response).run()).rejects.toEqual(new FunctionError('no-runtime', message as string))
  })

  it('asks for the code again and again', async () => {
    const needsCode = () => new Response(null, { status: 428 })
    await expect(host(needsCode(), needsCode()).run()).rejects.toMatchObject({ failure: 'no-runtime' })
  })
})
