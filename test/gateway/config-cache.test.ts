import { describe, expect, it } from 'vitest'
import type { ConfigStore } from '../../src/bindings/config-store.ts'
import { AWS_LIMITS, deploymentKey, type StagePointer, stageKey } from '../../src/deployment/snapshot.ts'
import { createConfigReader } from '../../src/gateway/config-cache.ts'

// The freshness rules of docs/architecture.md, "The life of a deployment": our own choice, not AWS's.

const API = 'abc1234567'

function world() {
  const values = new Map<string, string>()
  const behind: Promise<unknown>[] = []
  const state = { now: 1_000_000, fails: false, reads: 0 }
  const store: ConfigStore = {
    async get(key) {
      state.reads++
      if (state.fails) throw new Error('KV is down')
      return values.get(key)
    },
    put: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
    list: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  }
  const reader = createConfigReader({
    store,
    now: () => state.now,
    waitUntil: (promise) => void behind.push(promise),
    sleep: async () => undefined,
  })
  const publish = (
    deploymentId: string,
    version: number,
    withSnapshot = true,
    canary?: StagePointer['canary'],
    format = 1,
  ) => {
    const hash = `hash-${deploymentId}`
    const snapshot = {
      format,
      protocol: 'REST',
      apiId: API,
      apiName: 'pets',
      deploymentId,
      endpointType: 'REGIONAL',
      disableExecuteApiEndpoint: false,
      binaryMediaTypes: [],
      limits: AWS_LIMITS,
      gatewayResponses: {},
      tree: {},
      routes: [],
    }
    if (withSnapshot) values.set(deploymentKey(API, deploymentId, hash), JSON.stringify(snapshot))
    const pointer: StagePointer = {
      format: 1,
      apiId: API,
      stageName: 'prod',
      deploymentId,
      hash,
      variables: { base: '1' },
      canary,
      version,
    }
    values.set(stageKey(API, 'prod'), JSON.stringify(pointer))
  }
  const served = async () => {
    const live = await reader.resolve(API, 'prod')
    return live && [live.pointer.deploymentId, live.deployment.snapshot.deploymentId]
  }
  const settle = async () => void (await Promise.all(behind.splice(0)))
  return { values, state, reader, publish, served, settle }
}

describe('what the data plane serves', () => {
  it('is in a format that it knows, and no other', async () => {
    const known = world()
    known.publish('guarded', 1, true, undefined, 2)
    expect(await known.served()).toEqual(['guarded', 'guarded'])
    const unknown = world()
    unknown.publish('newer', 1, true, undefined, 3)
    await expect(unknown.served()).rejects.toMatchObject({ type: 'UNAVAILABLE' })
  })

  it('answers from memory without a read for a second', async () => {
    const { publish, served, state } = world()
    publish('one', 1)
    await served()
    const reads = state.reads
    state.now += 1_000
    expect(await served()).toEqual(['one', 'one'])
    expect(state.reads).toBe(reads)
  })

  it('takes over a new deployment behind a request once a second has passed', async () => {
    const { publish, served, state, settle } = world()
    publish('one', 1)
    await served()
    publish('two', 2)
    state.now += 1_001
    expect(await served()).toEqual(['one', 'one'])
    await settle()
    expect(await served()).toEqual(['two', 'two'])
  })

  it('serves what was just published in the same isolate to the very next request', async () => {
    const { publish, served, reader } = world()
    publish('one', 1)
    await served()
    publish('two', 2)
    reader.expire(stageKey(API, 'prod'))
    expect(await served()).toEqual(['two', 'two'])
  })

  it('reads again what was published while a read was on its way', async () => {
    const { publish, served, state, reader, settle } = world()
    publish('one', 1)
    await served()
    state.now += 1_001
    await served()
    publish('two', 2)
    reader.expire(stageKey(API, 'prod'))
    await settle()
    expect(await served()).toEqual(['two', 'two'])
  })

  it('waits for the read after 30 seconds', async () => {
    const { publish, served, state } = world()
    publish('one', 1)
    await served()
    publish('two', 2)
    state.now += 30_001
    expect(await served()).toEqual(['two', 'two'])
  })

  it('serves on with what it has while the store cannot be read', async () => {
    const { publish, served, state, settle } = world()
    publish('one', 1)
    await served()
    state.fails = true
    state.now += 600_000
    expect(await served()).toEqual(['one', 'one'])
    await settle()
    expect(await served()).toEqual(['one', 'one'])
  })

  it('keeps the whole deployment it has while its location lacks the one that the pointer names', async () => {
    const { publish, served, state, settle } = world()
    publish('one', 1)
    await served()
    publish('two', 2, false)
    state.now += 1_001
    await served()
    await settle()
    expect(await served()).toEqual(['one', 'one'])
    publish('two', 2)
    state.now += 1_001
    await served()
    await settle()
    expect(await served()).toEqual(['two', 'two'])
  })

  it.each([
    ['a'.repeat(600), 'prod'],
    [API, 'a'.repeat(600)],
    [API, 'pr%6fd'],
  ])('reads nothing for a name that no API or stage can have', async (apiId, stageName) => {
    const { reader, state } = world()
    state.fails = true
    expect(await reader.resolve(apiId, stageName)).toBeUndefined()
    expect(state.reads).toBe(0)
  })

  it('refuses with 503 when it is cold and the snapshot cannot be read, and never allows', async () => {
    const { publish, served, state } = world()
    publish('one', 1, false)
    await expect(served()).rejects.toMatchObject({ type: 'UNAVAILABLE' })
    state.fails = true
    await expect(served()).rejects.toMatchObject({ type: 'UNAVAILABLE' })
  })

  it('does not go back to an older pointer that a location behind the others still shows', async () => {
    const { publish, served, state, settle } = world()
    publish('one', 1)
    publish('two', 2)
    await served()
    publish('one', 1)
    state.now += 1_001
    await served()
    await settle()
    expect(await served()).toEqual(['two', 'two'])
  })

  it('believes that a stage does not exist for a second at most', async () => {
    const { publish, served, state } = world()
    expect(await served()).toBeUndefined()
    publish('one', 1)
    state.now += 1_001
    expect(await served()).toEqual(['one', 'one'])
  })

  it('stops serving a deleted stage', async () => {
    const { publish, served, state, settle, values } = world()
    publish('one', 1)
    await served()
    values.delete(stageKey(API, 'prod'))
    state.now += 1_001
    await served()
    await settle()
    expect(await served()).toBeUndefined()
  })

  it('starts another refresh when the request that carried one was lost', async () => {
    const { publish, served, state } = world()
    publish('one', 1)
    await served()
    publish('two', 2)
    state.now += 1_001
    await served()
    state.now += 6_000
    await served()
    await Promise.resolve()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await served()).toEqual(['two', 'two'])
  })

  it('does not guess at a format that a newer version wrote', async () => {
    const { publish, served, values } = world()
    publish('one', 1)
    values.set(stageKey(API, 'prod'), JSON.stringify({ format: 99 }))
    await expect(served()).rejects.toMatchObject({ type: 'UNAVAILABLE' })
  })

  it('takes over a canary together with its stage, and only once both deployments are there', async () => {
    const { publish, served, state, settle, reader } = world()
    publish('one', 1)
    await served()
    const canary = { deploymentId: 'two', hash: 'hash-two', percentTraffic: 10, stageVariableOverrides: { its: '2' } }
    publish('one', 2, true, canary)
    state.now += 1_001
    await served()
    await settle()
    expect((await reader.resolve(API, 'prod'))?.canary).toBeUndefined()
    publish('two', 3)
    publish('one', 4, true, canary)
    state.now += 1_001
    await served()
    await settle()
    const live = await reader.resolve(API, 'prod')
    expect(live?.pointer).toMatchObject({ deploymentId: 'one', variables: { base: '1' } })
    expect(live?.canary).toMatchObject({
      percentTraffic: 10,
      stage: { pointer: { deploymentId: 'two', variables: { base: '1', its: '2' } } },
    })
  })

  it('reads neither deployment again when a canary is promoted', async () => {
    const { publish, served, state, settle } = world()
    publish('two', 1)
    publish('one', 2, true, { deploymentId: 'two', hash: 'hash-two', percentTraffic: 10, stageVariableOverrides: {} })
    await served()
    publish('two', 3)
    state.now += 1_001
    state.reads = 0
    await served()
    await settle()
    expect(await served()).toEqual(['two', 'two'])
    expect(state.reads).toBe(1)
  })
})
