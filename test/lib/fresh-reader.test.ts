import { describe, expect, it } from 'vitest'
import { createFreshReader } from '../../src/lib/fresh-reader.ts'

// How fresh what an isolate knows is: our own choice (docs/architecture.md, "The life of a deployment").

function world() {
  const state = { now: 1_000_000, slept: 0 }
  const stored = new Map<string, string>()
  const behind: Promise<unknown>[] = []
  const reads: { key: string; current: string | undefined; answer: (value?: string | Error) => void }[] = []
  let held = false
  const reader = createFreshReader<string>({
    read: (key, current) => {
      if (!held) return Promise.resolve(stored.get(key))
      return new Promise((done, failed) => {
        const answer = (value?: string | Error) => (value instanceof Error ? failed(value) : done(value))
        reads.push({ key, current, answer })
      })
    },
    bytesOf: (value) => value.length,
    keptBytes: 10_000,
    unreadable: (key) => new Error(`${key} cannot be read`),
    now: () => state.now,
    waitUntil: (promise) => void behind.push(promise),
    sleep: async () => void state.slept++,
  })
  return {
    ...{ state, stored, reader, reads, behind },
    /** From now on the test answers each read. */
    hold() {
      held = true
    },
    get: async (key = 'a') => await reader.get(key),
  }
}

describe('a value', () => {
  it('is answered without a promise while it is fresh', async () => {
    const { reader, stored, get } = world()
    stored.set('a', '1')
    await get()
    stored.set('a', '2')
    expect(reader.get('a')).toBe('1')
  })

  it('older than a second is read again behind the request', async () => {
    const { reader, stored, get, state, behind } = world()
    stored.set('a', '1')
    await get()
    stored.set('a', '2')
    state.now += 1_001
    expect(reader.get('a')).toBe('1')
    await Promise.all(behind)
    expect(reader.get('a')).toBe('2')
  })

  it('is read again once, not by each request', async () => {
    const { reader, stored, get, state, hold, reads } = world()
    stored.set('a', '1')
    await get()
    hold()
    state.now += 1_001
    for (let i = 0; i < 10; i++) reader.get('a')
    expect(reads).toHaveLength(1)
    state.now += 5_000
    reader.get('a')
    expect(reads).toHaveLength(2)
  })

  it('older than half a minute is waited for, and served on where it cannot be read', async () => {
    const { reader, stored, get, state, hold, reads } = world()
    stored.set('a', '1')
    await get()
    state.now += 30_001
    stored.set('a', '2')
    expect(await get()).toBe('2')
    hold()
    state.now += 30_001
    const answer = reader.get('a')
    reads[0]?.answer(new Error('KV is down'))
    expect(await answer).toBe('2')
  })

  it('that is gone is not served any longer, and one that comes back is', async () => {
    const { stored, get, reader } = world()
    stored.set('a', '1')
    await get()
    stored.delete('a')
    reader.expire('a')
    expect(await get()).toBeUndefined()
    stored.set('a', '2')
    reader.expire('a')
    expect(await get()).toBe('2')
  })
})

describe('a value that was never read', () => {
  it('is tried five times', async () => {
    const { hold, reads, reader, state } = world()
    hold()
    const answer = expect(reader.get('a')).rejects.toThrow('a cannot be read')
    for (let i = 0; i < 5; i++) {
      reads[i]?.answer(new Error('KV is down'))
      await new Promise((done) => setTimeout(done))
    }
    await answer
    expect([reads.length, state.slept]).toEqual([5, 4])
  })

  it('is believed to be absent for a second at most', async () => {
    const { stored, get, state } = world()
    expect(await get()).toBeUndefined()
    stored.set('a', '1')
    state.now += 1_001
    expect(await get()).toBe('1')
  })
})

describe('a key that was written while it was read', () => {
  it('is read again, when it was known', async () => {
    const { stored, get, state, hold, reads, reader, behind } = world()
    stored.set('a', '1')
    await get()
    hold()
    state.now += 1_001
    reader.get('a')
    reader.expire('a')
    reads[0]?.answer('1')
    await Promise.all(behind)
    const after = reader.get('a')
    reads[1]?.answer('2')
    expect(await after).toBe('2')
  })

  it('is read again, when it was not', async () => {
    const { hold, reads, reader } = world()
    hold()
    const before = reader.get('a')
    reader.expire('a')
    reads[0]?.answer(undefined)
    expect(await before).toBeUndefined()
    const after = reader.get('a')
    expect(reads).toHaveLength(2)
    reads[1]?.answer('created')
    expect(await after).toBe('created')
  })
})

describe('two reads that overlap', () => {
  it('leave what the one that began last has seen', async () => {
    const { stored, get, state, hold, reads, reader } = world()
    stored.set('a', '1')
    await get()
    hold()
    state.now += 30_001
    const first = reader.get('a')
    const second = reader.get('a')
    reads[1]?.answer('3')
    expect(await second).toBe('3')
    reads[0]?.answer('2')
    expect(await first).toBe('3')
    expect(reader.get('a')).toBe('3')
  })

  it('do so for keys that were not known', async () => {
    const { hold, reads, reader } = world()
    hold()
    const first = reader.get('a')
    const second = reader.get('a')
    reads[1]?.answer('created')
    await second
    reads[0]?.answer(undefined)
    expect(await first).toBe('created')
    expect(reader.get('a')).toBe('created')
  })
})

it('keeps no more than its budget, absent keys counted too', async () => {
  const { get, stored, reader, hold, reads } = world()
  stored.set('k0', 'x')
  for (let i = 0; i < 100; i++) await get(`k${i}`)
  hold()
  reader.get('k0')
  expect(reads).toHaveLength(1)
})
