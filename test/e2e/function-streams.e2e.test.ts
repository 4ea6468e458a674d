import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FRAME } from '../../src/functions/host/protocol.ts'
import { type FunctionHost, type FunctionOptions, type HostAnswer, startFunctionHost } from './function-host.ts'

// Response streaming: https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
// The console: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html

let host: FunctionHost

beforeAll(async () => {
  host = await startFunctionHost()
})
afterAll(() => host.dispose())

const invoke = (statements: string, options: Partial<FunctionOptions> = {}) =>
  host.invoke({ files: { 'index.js': `exports.handler = async (event, context) => {\n${statements}\n}` }, ...options })
const streamed = (statements: string, streaming = true, options: Partial<FunctionOptions> = {}) =>
  host.invoke({
    files: {
      'index.mjs': `import { pipeline } from 'node:stream/promises'
        import { Readable } from 'node:stream'
        export const handler = awslambda.streamifyResponse(async (event, stream, context) => {\n${statements}\n})`,
    },
    ...options,
    invocation: { streaming, ...options.invocation },
  })
const logged = ({ logs }: HostAnswer) =>
  logs.filter(({ level }) => !['START', 'END', 'REPORT'].includes(level)).map(({ text }) => text)
const kinds = ({ frames }: HostAnswer) => frames.map(({ kind }) => kind)

describe('a streaming handler', () => {
  it('is answered as it writes', async () => {
    const answer = await streamed('stream.write("a"); await new Promise((d) => setTimeout(d, 20)); stream.end("b")')
    expect(answer.outcome).toEqual({ streaming: true })
    expect(answer.payload).toBe('ab')
    expect(kinds(answer)).toEqual([FRAME.logs, FRAME.data, FRAME.data, FRAME.logs])
    expect(answer.logs.map(({ level }) => level)).toEqual(['START', 'END', 'REPORT'])
  })

  it('sends its metadata first, as JSON and eight NUL bytes', async () => {
    const source = `stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { a: 'b' } })
      stream.write('body'); stream.end()`
    const expected = `{"statusCode":201,"headers":{"a":"b"}}${'\0'.repeat(8)}body`
    expect((await streamed(source)).payload).toBe(expected)
    const whole = await streamed(source, false)
    expect(whole.outcome).toEqual({ payloadBytes: expected.length })
    expect(whole.payload).toBe(expected)
  })

  it('may be a pipeline, of more than fits into a buffer', async () => {
    const source = "await pipeline(Readable.from(Array.from({ length: 200 }, () => Buffer.alloc(50_000, 'x'))), stream)"
    const answer = await streamed(source)
    expect(answer.payload.length).toBe(10_000_000)
    // Lambda's limit of a buffered answer.
    expect((await streamed(source, false)).json()).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' })
  })

  it.each([
    ['stream.write({ a: 1 }); stream.end()', '{"a":1}'],
    ['stream.write(Buffer.from("ü")); stream.write(new Uint8Array([33])); stream.end()', 'ü!'],
    ['stream.setContentType("text/html"); stream.end("x")', 'x'],
    ['stream.end()', ''],
  ])('writes: %s', async (source, payload) => {
    expect((await streamed(source)).payload).toBe(payload)
    expect((await streamed(source, false)).payload).toBe(payload)
  })

  it('that fails before it wrote is answered with its error', async () => {
    for (const streaming of [true, false]) {
      const answer = await streamed('throw new RangeError("early")', streaming)
      expect(answer.outcome.functionError).toBe('Unhandled')
      expect(answer.json()).toMatchObject({ errorType: 'RangeError', errorMessage: 'early' })
    }
  })

  it('that fails later is broken off with its error', async () => {
    const answer = await streamed(
      'stream.write("a"); await new Promise((d) => setTimeout(d, 5)); throw new RangeError("late")',
    )
    expect(answer.payload).toBe('a')
    expect(kinds(answer).at(-1)).toBe(FRAME.error)
    expect(JSON.parse(new TextDecoder().decode(answer.frames.at(-1)?.bytes))).toMatchObject({ errorType: 'RangeError' })
    expect(answer.logs.map(({ level }) => level)).toEqual(['START', 'ERROR', 'END', 'REPORT'])
  })

  it('that takes too long is broken off, before it wrote and after', async () => {
    const invocation = { timeoutInMillis: 150, requestId: 'r' }
    const timeout = {
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: r Error: Task timed out after 0.15 seconds',
    }
    expect((await streamed('await new Promise(() => {})', true, { invocation })).json()).toEqual(timeout)
    const later = await streamed('stream.write("a"); await new Promise(() => {})', true, { invocation })
    expect(later.payload).toBe('a')
    expect(JSON.parse(new TextDecoder().decode(later.frames.at(-1)?.bytes))).toEqual(timeout)
  })

  it('that ends the process is broken off', async () => {
    const answer = await streamed('stream.write("a"); await new Promise((d) => setTimeout(d, 5)); process.exit(1)')
    expect(JSON.parse(new TextDecoder().decode(answer.frames.at(-1)?.bytes))).toMatchObject({
      errorType: 'Runtime.ExitError',
    })
  })

  it('has to be asynchronous, and its result is ignored', async () => {
    const sync = { 'index.js': 'exports.handler = awslambda.streamifyResponse((event, stream) => { stream.end("x") })' }
    expect((await host.invoke({ files: sync })).json()).toMatchObject({
      errorMessage: 'Streaming does not support non-async handlers.',
    })
    const answer = await streamed('stream.end("x"); return 1')
    expect(answer.payload).toBe('x')
    expect(logged(answer)).toEqual([expect.stringMatching(/\tWARN\tStreaming handlers ignore return values\.$/)])
  })

  it('sees a content type that comes too late', async () => {
    const answer = await streamed(
      'stream.write("a"); try { stream.setContentType("b") } catch (e) { stream.end(e.name) }',
    )
    expect(answer.payload).toBe('aRuntime.InvalidStreamingOperation')
  })
})

describe('a handler of no stream', () => {
  it('is answered whole where the caller would take a stream', async () => {
    const answer = await invoke('return "whole"', { invocation: { streaming: true } })
    expect(answer.outcome).toEqual({ payloadBytes: 7 })
    expect(answer.json()).toBe('whole')
  })
})

describe('the log of a call', () => {
  it('has Lambda’s lines around those of the function', async () => {
    const answer = await invoke('console.log("hello")', { invocation: { requestId: 'r-1', functionVersion: '3' } })
    expect(answer.logs.map(({ text }) => text)).toEqual([
      'START RequestId: r-1 Version: 3',
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tr-1\tINFO\thello$/),
      'END RequestId: r-1',
      expect.stringMatching(
        /^REPORT RequestId: r-1\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB$/,
      ),
    ])
  })

  it.each([
    ['console.log("a %s %d %j", "b", 1, { c: 2 }, "rest")', 'INFO\ta b 1 {"c":2} rest'],
    ['console.info({ a: { b: { c: { d: 1 } } } })', 'INFO\t{ a: { b: { c: [Object] } } }'],
    ['console.warn([1, "two", null, undefined])', "WARN\t[ 1, 'two', null, undefined ]"],
    ['console.error("line 1\\nline 2")', 'ERROR\tline 1\nline 2'],
    ['console.debug(new Map([["k", 1]]), 10n, Symbol("s"))', "DEBUG\tMap(1) { 'k' => 1 } 10n Symbol(s)"],
    ['console.trace()', 'TRACE\t'],
    ['console.fatal("end")', 'FATAL\tend'],
    ['console.count(); ', 'INFO\tdefault: 1'],
    ['console.time("t"); console.timeEnd("t")', 'INFO\tt: 0.000ms'],
    ['console.assert(true, "no"); console.assert(1 > 2, "is %d", 2)', 'WARN\tAssertion failed: is 2'],
    ['console.group("g"); console.groupEnd()', 'INFO\tg'],
  ])('%s', async (statement, end) => {
    const [text] = logged(await invoke(statement))
    expect(text?.split('\t').slice(2).join('\t')).toBe(end)
  })

  it('shows an error with its stack', async () => {
    const [text] = logged(await invoke('console.error(new RangeError("far"))'))
    expect(text).toMatch(/\tERROR\tRangeError: far\n {4}at exports\.handler \(\/var\/task\/index\.js:2:15\)/)
  })

  it('takes what goes to standard output as it is', async () => {
    expect(logged(await invoke('process.stdout.write("plain\\n"); process.stderr.write(Buffer.from("err"))'))).toEqual([
      'plain',
      'err',
    ])
  })

  it('keeps the lines of calls apart that run at once', async () => {
    const source = `for (let i = 0; i < 5; i++) { await new Promise((d) => setTimeout(d, Math.random() * 10)); console.log(event.n, i) }`
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => invoke(source, { event: { n }, invocation: { requestId: `r-${n}` } })),
    )
    for (const [n, answer] of answers.entries()) {
      expect(logged(answer).map((text) => text.split('\t').slice(1).join(' '))).toEqual(
        [0, 1, 2, 3, 4].map((i) => `r-${n} INFO ${n} ${i}`),
      )
    }
  })

  it('is bounded, and says what it left out', async () => {
    const answer = await invoke('for (let i = 0; i < 20_000; i++) console.log("x".repeat(1_000)); return "done"')
    expect(answer.json()).toBe('done')
    const lines = logged(answer)
    expect(lines.join('').length).toBeLessThan(300_000)
    expect(lines.at(-1)).toMatch(/\tWARN\t\d+ more lines were logged and are not kept$/)
  })
})
