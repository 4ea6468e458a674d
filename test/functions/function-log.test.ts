import { describe, expect, it } from 'vitest'
import { errorLine, functionLog, isFunctionLog, logTail } from '../../src/functions/function-log.ts'
import type { LogLine } from '../../src/functions/host/protocol.ts'

const line = (text: string): LogLine => ({ time: 1, level: 'INFO', text })

describe('what a function logs', () => {
  it('goes to its log stream line by line, and whole to the console', () => {
    const stream: string[] = []
    const console: string[] = []
    const write = functionLog({
      logs: { append: (id, { kind, text }) => stream.push(`${id} ${kind} ${text}`), read: () => Promise.reject() },
      writeLine: (text) => console.push(text),
    })
    write('hello', [line('one'), line('Error: two\n    at three')])
    expect(stream).toEqual([
      'function:hello record one',
      'function:hello record Error: two',
      'function:hello record     at three',
    ])
    expect(console.map((text) => JSON.parse(text))).toEqual([
      { function: 'hello', log: 'one' },
      { function: 'hello', log: 'Error: two\n    at three' },
    ])
  })

  it('is found under the id of a function', () => {
    expect(['function:hello', 'function:my-fn_2'].every(isFunctionLog)).toBe(true)
    expect(['hello', 'function:', 'function:a/b', `function:${'x'.repeat(65)}`].some(isFunctionLog)).toBe(false)
  })
})

// The last 4 KB: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (LogResult).
describe('the tail of a log', () => {
  it('is its lines', () => expect(logTail([line('START'), line('END')])).toBe('START\nEND\n'))

  it('is 4 KB of bytes at most, in whole characters', () => {
    const tail = logTail([line('first'), line('漢'.repeat(2_000))])
    expect(tail).toBe(`${'漢'.repeat(1_365)}\n`)
    expect(new TextEncoder().encode(tail).length).toBe(4_096)
    expect(logTail([line(`${'漢'.repeat(2_000)}x`)])).toBe(`${'漢'.repeat(1_364)}x\n`)
  })
})

it('writes errors of the gateway in the form of Lambda’s lines', () => {
  expect(errorLine(0, 'r-1', 'lost').text).toBe('1970-01-01T00:00:00.000Z\tr-1\tERROR\tlost')
})
