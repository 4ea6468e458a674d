import { describe, expect, it } from 'vitest'
import { createAws } from '../../src/aws/aws.ts'
import type { BoundWorker } from '../../src/bindings/function-host.ts'
import { createFunctions } from '../../src/functions/create-functions.ts'
import { type FunctionAnswer, FunctionError } from '../../src/functions/functions.ts'
import { callOf } from './functions-under-test.ts'

const CODE: FunctionAnswer = { target: 'code', status: 200, requestId: 'r', executedVersion: '$LATEST', payload: '1' }

interface Targets {
  readonly code?: boolean
  readonly worker?: BoundWorker
  readonly aws?: boolean
}

function functions({ code, worker, aws: hasAws }: Targets) {
  const behind: Promise<unknown>[] = []
  const logged: string[] = []
  const waitUntil = (promise: Promise<unknown>) => void behind.push(promise)
  const now = () => 0
  const outbound = async () => new Response('3')
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' }
  const aws = createAws({ settings: { ...(hasAws && { credentials }), endpoints: {} }, outbound, now, waitUntil })
  const { invoke } = createFunctions({
    uploaded: async () => (code ? CODE : undefined),
    bindings: { worker: () => worker },
    lambda: { aws, outbound, region: 'us-east-1', now },
    writeLogs: (name, lines) => logged.push(...lines.map(({ text }) => `${name}: ${text}`)),
    ...{ now, waitUntil },
  })
  return { invoke, behind, logged }
}

const two: BoundWorker = async () => new Response('2')

describe('a function', () => {
  it.each([
    ['code that was uploaded, before all others', { code: true, worker: two, aws: true }, 'code', '1'],
    ['a Worker that is bound, before AWS Lambda', { worker: two, aws: true }, 'worker', '2'],
    ['AWS Lambda', { aws: true }, 'aws', '3'],
  ])('is %s', async (_name, targets, target, payload) => {
    expect(await functions(targets as Targets).invoke(callOf())).toMatchObject({ target, payload })
  })

  it('that is nowhere is not found, and the error says where it was looked for', async () => {
    await expect(functions({}).invoke(callOf())).rejects.toEqual(
      new FunctionError(
        'not-found',
        'Function not found: hello. It was not uploaded, no Worker is bound to it, and AWS Lambda is not configured',
      ),
    )
  })

  it('is not looked for by what is no ARN', async () => {
    await expect(functions({ code: true }).invoke(callOf({ arn: 'a b' }))).rejects.toMatchObject({
      failure: 'invalid-arn',
    })
  })
})

// Quotas of payloads: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; the words are AWS's own error.
describe('an event', () => {
  it.each([
    ['RequestResponse', '漢', 6_291_456],
    ['RequestResponse', 'x', 6_291_456],
    ['Event', '漢', 1_048_576],
  ] as const)('of %s in %s may have %d bytes, and no more', async (invocationType, character, most) => {
    const { invoke } = functions({ code: true })
    const width = new TextEncoder().encode(character).length
    const fits = 'x'.repeat(most % width) + character.repeat(Math.floor(most / width))
    await expect(invoke(callOf({ invocationType, payload: fits }))).resolves.toBe(CODE)
    await expect(invoke(callOf({ invocationType, payload: `${fits}x` }))).rejects.toMatchObject({
      ...{ failure: 'request-too-large', status: 413 },
      message: `Request must be smaller than ${most} bytes for the InvokeFunction operation`,
    })
  })
})

describe('a bound Worker', () => {
  const event = callOf({ invocationType: 'Event' })

  it('is asked behind the answer to an event', async () => {
    let asked = 0
    const { invoke, behind } = functions({
      worker: async () => {
        asked++
        return new Response('2')
      },
    })
    expect(await invoke(event)).toMatchObject({ target: 'worker', status: 202, payload: '' })
    await Promise.all(behind)
    expect(asked).toBe(1)
  })

  it.each([
    ['is away', () => Promise.reject(new Error('Network connection lost.')), 'Network connection lost.'],
    ['refuses', async () => new Response('', { status: 500 }), 'The bound Worker answered 500'],
    [
      'fails',
      async () => new Response('{"errorType":"E"}', { headers: { 'x-amz-function-error': 'Unhandled' } }),
      '{"errorType":"E"}',
    ],
  ])('that %s on an event shows that in the function’s log', async (_name, worker, text) => {
    const { invoke, behind, logged } = functions({ worker: worker as BoundWorker })
    const { requestId } = await invoke(event)
    await Promise.all(behind)
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain(`hello: 1970-01-01T00:00:00.000Z\t${requestId}\tERROR\t${text}`)
  })

  it('is not asked by a dry run', async () => {
    const { invoke } = functions({ worker: () => Promise.reject(new Error('asked')) })
    expect(await invoke(callOf({ invocationType: 'DryRun' }))).toMatchObject({ target: 'worker', status: 204 })
  })
})
