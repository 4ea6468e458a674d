import { describe, expect, it } from 'vitest'
import { FunctionError } from '../../src/functions/functions.ts'
import type { RunOnHost } from '../../src/functions/host-client.ts'
import { functionCodeKey, functionKey } from '../../src/functions/published-function.ts'
import { answered, callOf, sealedEnvironment, uploadedUnderTest, versionOf } from './functions-under-test.ts'

const NAME = { name: 'hello' }
const done: RunOnHost = async () => answered
const loaded: RunOnHost = async ({ load }) => ({ ...answered, payload: JSON.stringify(await load()) })
const never: RunOnHost = () => new Promise(() => undefined)

/** A host that fails as a request does whose signal has aborted. */
const aborted: RunOnHost = async () => {
  throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
}

describe('an uploaded function', () => {
  it('is run with what its version says', async () => {
    const { uploaded, publish, calls, state } = uploadedUnderTest(done)
    publish({
      aliases: { prod: { version: '2', routing: { 1: 0.5 } } },
      versions: { 1: versionOf(), 2: versionOf({ timeoutInSeconds: 9, memorySizeInMb: 512 }) },
    })
    state.random = 0.5
    const answer = await uploaded(
      { name: 'hello', qualifier: 'prod' },
      callOf({ payload: '{"a":1}', clientContext: 'Y29udGV4dA==', traceId: 'Root=1-2-3' }),
    )
    expect(answer).toMatchObject({ target: 'code', status: 200, executedVersion: '2', payload: '"done"' })
    expect(answer?.requestId).toBe(calls[0]?.invocation.requestId)
    expect(calls[0]?.payload).toBe('{"a":1}')
    expect(calls[0]?.invocation).toMatchObject({
      functionName: 'hello',
      functionVersion: '2',
      // As it was called: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:hello:prod',
      handler: 'index.handler',
      timeoutInMillis: 9_000,
      memoryLimitInMb: 512,
      clientContext: 'Y29udGV4dA==',
      traceId: 'Root=1-2-3',
      credentials: { accessKeyId: expect.stringMatching(/^ASIA/) },
    })
  })

  it('is nothing where none of that name is', async () => {
    expect(await uploadedUnderTest(done).uploaded(NAME, callOf())).toBeUndefined()
  })

  it('is not found by a version that it does not have', async () => {
    const { uploaded, publish } = uploadedUnderTest(done)
    publish()
    await expect(uploaded({ name: 'hello', qualifier: '7' }, callOf())).rejects.toMatchObject({ failure: 'not-found' })
  })

  it('is refused to an API that its policy does not name', async () => {
    const { uploaded, publish, calls } = uploadedUnderTest(done)
    publish()
    const call = callOf({ sourceArn: 'arn:aws:execute-api:us-east-1:1:api/prod/GET/' })
    await expect(uploaded(NAME, call)).rejects.toMatchObject({ failure: 'not-permitted' })
    expect(calls).toHaveLength(0)
  })

  it('cannot run without a function host', async () => {
    const { uploaded, publish } = uploadedUnderTest()
    publish()
    await expect(uploaded(NAME, callOf())).rejects.toMatchObject({ failure: 'no-runtime' })
  })

  it('answers a dry run without running', async () => {
    const { uploaded, publish, calls } = uploadedUnderTest(done)
    publish()
    expect(await uploaded(NAME, callOf({ invocationType: 'DryRun' }))).toMatchObject({ status: 204, payload: '' })
    expect(calls).toHaveLength(0)
  })

  it('that failed is an answer', async () => {
    const payload = '{"errorType":"Error"}'
    const { uploaded, publish } = uploadedUnderTest(async () => ({ failed: true, payload, logs: [] }))
    publish()
    expect(await uploaded(NAME, callOf())).toMatchObject({ status: 200, functionError: 'Unhandled', payload })
  })
})

describe('what the host needs to run it', () => {
  it('is its code, its environment and its network', async () => {
    const { uploaded, publish } = uploadedUnderTest(loaded)
    const environment = await sealedEnvironment({
      TABLE: 'pets',
      POSTERN_ALLOW_HOSTS: ' API.example.com, *.example.org,',
    })
    publish({ versions: { $LATEST: versionOf({ environment }) } })
    const answer = await uploaded(NAME, callOf())
    expect(JSON.parse(String(answer?.payload))).toEqual({
      code: { format: 1, files: { 'index.js': 'exports.handler = 1' } },
      environment: { TABLE: 'pets', POSTERN_ALLOW_HOSTS: ' API.example.com, *.example.org,' },
      network: {
        allowedHosts: ['api.example.com', '*.example.org'],
        allowedPrivateHosts: [],
        gateway: { managementHosts: ['gw'], domain: '', pathForm: true },
      },
      region: 'eu-west-1',
      runtime: 'nodejs22.x',
    })
  })

  it('is named anew when code or environment change, and when neither does not', async () => {
    const { uploaded, publish, calls, reader } = uploadedUnderTest(done)
    const run = async (version: number, environment: Record<string, string>, codeHash = 'c1') => {
      publish({
        version,
        versions: { $LATEST: versionOf({ codeHash, environment: await sealedEnvironment(environment) }) },
      })
      reader.expire(functionKey('hello'))
      await uploaded(NAME, callOf())
      return calls.at(-1)?.invocation.codeId
    }
    const first = await run(1, { A: '1' })
    expect(await run(2, { A: '1' })).toBe(first)
    expect(await run(3, { A: '2' })).not.toBe(first)
    expect(await run(4, { A: '1' }, 'c2')).not.toBe(first)
  })

  it('does not open with another gateway’s master key, and the error shows nothing of it', async () => {
    const { uploaded, publish, state } = uploadedUnderTest(done)
    publish({ versions: { $LATEST: versionOf({ environment: await sealedEnvironment({ SECRET: 'geheim' }) }) } })
    state.masterKey = undefined
    const error = await uploaded(NAME, callOf()).catch((thrown) => thrown)
    expect(error).toEqual(
      new FunctionError('service', "The environment of hello does not open with this gateway's master key"),
    )
  })

  it('of another function does not open', async () => {
    const { uploaded, publish } = uploadedUnderTest(done)
    publish({ versions: { $LATEST: versionOf({ environment: await sealedEnvironment({ A: '1' }, 'other') }) } })
    await expect(uploaded(NAME, callOf())).rejects.toThrow('does not open')
  })
})

describe('code that is not there', () => {
  const seldom = { version: 2, versions: { $LATEST: versionOf({ codeHash: 'c2' }) } }

  it('is that of an update of a moment ago: the new one runs', async () => {
    const { uploaded, publish, values, calls } = uploadedUnderTest(loaded)
    publish()
    await uploaded(NAME, callOf())
    publish(seldom, 'exports.handler = 2')
    values.delete(functionCodeKey('c1'))
    const answer = await uploaded(NAME, callOf())
    expect(String(answer?.payload)).toContain('exports.handler = 2')
    expect(answer).toMatchObject({ status: 200, executedVersion: '$LATEST' })
    expect(calls.at(-1)?.invocation.requestId).toBe(answer?.requestId)
  })

  it('is that of a function that was deleted a moment ago', async () => {
    const { uploaded, publish, values } = uploadedUnderTest(loaded)
    publish()
    await uploaded(NAME, callOf())
    values.clear()
    await expect(uploaded(NAME, callOf())).rejects.toMatchObject({ failure: 'not-found' })
  })

  it('is waited for, since it may not have come to this place yet', async () => {
    let tries = 0
    const { uploaded, publish, values } = uploadedUnderTest((call) => {
      if (++tries === 4) publish()
      return loaded(call)
    })
    publish()
    values.delete(functionCodeKey('c1'))
    expect(await uploaded(NAME, callOf())).toMatchObject({ status: 200 })
  })

  it('is told after a second or so', async () => {
    const { uploaded, publish, values, calls } = uploadedUnderTest(loaded)
    publish()
    values.delete(functionCodeKey('c1'))
    await expect(uploaded(NAME, callOf())).rejects.toEqual(new FunctionError('unreachable', 'The code c1 is not there'))
    expect(calls).toHaveLength(6)
  })

  it('is told apart from code that cannot be read, whose text no error shows', async () => {
    const { uploaded, publish, values } = uploadedUnderTest(loaded)
    publish()
    values.set(functionCodeKey('c1'), 'const secret = "geheim"')
    const error = (await uploaded(NAME, callOf()).catch((thrown) => thrown)) as FunctionError
    expect([error.failure, error.message]).toEqual([
      'unreachable',
      'The code c1 is not in a form that this version reads',
    ])
  })
})

describe('a host that is lost', () => {
  it('is what Lambda says of a runtime that exited, with the reason in the log', async () => {
    const { uploaded, publish, logged } = uploadedUnderTest(() => Promise.reject(new Error('Network connection lost.')))
    publish()
    const answer = await uploaded(NAME, callOf())
    expect(answer).toMatchObject({ status: 200, functionError: 'Unhandled' })
    expect(JSON.parse(String(answer?.payload))).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${answer?.requestId} Error: Runtime exited without providing a reason`,
    })
    expect(logged.join()).toMatch(/^hello: .*\tERROR\tThe function host was lost: Network connection lost\.$/)
    expect(answer?.logTail).toContain('Network connection lost.')
  })

  it('is what Lambda says of a timeout, where it is silent beyond the function’s own', async () => {
    const { uploaded, publish, logged } = uploadedUnderTest(aborted)
    publish()
    const answer = await uploaded(NAME, callOf())
    expect(JSON.parse(String(answer?.payload))).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${answer?.requestId} Error: Task timed out after 3.00 seconds`,
    })
    expect(logged.join()).toContain('it does not answer')
  })

  it('that refuses is no answer of the function', async () => {
    const { uploaded, publish } = uploadedUnderTest(() =>
      Promise.reject(new FunctionError('no-runtime', 'The function host answered 403')),
    )
    publish()
    await expect(uploaded(NAME, callOf())).rejects.toMatchObject({ failure: 'no-runtime' })
  })
})

describe('a caller whose time is shorter than the function’s', () => {
  it('goes, and the function goes on: what it logs is written', async () => {
    let finish: (() => void) | undefined
    const { uploaded, publish, logged, behind } = uploadedUnderTest(async ({ onLogs }) => {
      await new Promise<void>((end) => {
        finish = end
      })
      onLogs([{ time: 1, level: 'INFO', text: 'late' }])
      return answered
    })
    publish()
    await expect(uploaded(NAME, callOf({ timeoutInMillis: 20 }))).rejects.toEqual(
      new FunctionError('timeout', 'No answer within 20 ms'),
    )
    finish?.()
    await Promise.all(behind)
    expect(logged).toEqual(['hello: late'])
  })

  it('hears of a host that never answers', async () => {
    const { uploaded, publish } = uploadedUnderTest(never)
    publish()
    await expect(uploaded(NAME, callOf({ timeoutInMillis: 20 }))).rejects.toMatchObject({ failure: 'timeout' })
  })
})

describe('an event', () => {
  it('is taken at once, and its logs are written', async () => {
    const { uploaded, publish, logged, behind } = uploadedUnderTest(async ({ onLogs }) => {
      onLogs([{ time: 1, level: 'INFO', text: 'ran' }])
      return answered
    })
    publish()
    const answer = await uploaded(NAME, callOf({ invocationType: 'Event' }))
    expect(answer).toMatchObject({ status: 202, payload: '' })
    await Promise.all(behind)
    expect(logged).toEqual(['hello: ran'])
  })

  it('that could not be run shows why in the log, and nothing is left unhandled', async () => {
    const { uploaded, publish, logged, behind, values } = uploadedUnderTest(loaded)
    publish()
    values.delete(functionCodeKey('c1'))
    const answer = await uploaded(NAME, callOf({ invocationType: 'Event' }))
    await Promise.all(behind)
    expect(logged).toEqual([`hello: 1970-01-01T00:16:40.000Z\t${answer?.requestId}\tERROR\tThe code c1 is not there`])
  })
})

it('never goes back to an older version that a place shows', async () => {
  const { uploaded, publish, reader, calls } = uploadedUnderTest(done)
  publish({ version: 5, versions: { $LATEST: versionOf({ handler: 'new.handler' }) } })
  await uploaded(NAME, callOf())
  publish({ version: 4, versions: { $LATEST: versionOf({ handler: 'old.handler' }) } })
  reader.expire(functionKey('hello'))
  await uploaded(NAME, callOf())
  expect(calls.at(-1)?.invocation.handler).toBe('new.handler')
})

it('is unreachable while the store cannot be read', async () => {
  const { uploaded, state } = uploadedUnderTest(done)
  state.storeFails = true
  await expect(uploaded(NAME, callOf())).rejects.toMatchObject({ failure: 'unreachable' })
})
