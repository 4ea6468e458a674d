import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { kvConfigStore } from '../../src/bindings/config-store.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Namespace = Parameters<typeof kvConfigStore>[0]
// The store asks a namespace for these methods alone.
const storeOver = (methods: object) => kvConfigStore(methods as Namespace)

it('tries a write again that KV refuses for coming too soon', async () => {
  let calls = 0
  const store = storeOver({
    put: async () => {
      if (++calls < 3) throw new Error('429 Too Many Requests')
    },
  })
  const written = store.put('stage/a/b', '{}')
  await vi.advanceTimersByTimeAsync(2_200)
  await written
  expect(calls).toBe(3)
})

it('gives up a write that is refused again and again', async () => {
  const store = storeOver({ put: () => Promise.reject(new Error('no')) })
  const written = expect(store.put('stage/a/b', '{}')).rejects.toThrow('no')
  await vi.advanceTimersByTimeAsync(5_000)
  await written
})

it('does not wait for ever on a store that never answers', async () => {
  const never = () => new Promise(() => undefined)
  const store = storeOver({ put: never, get: never, delete: never })
  const answers = [store.put('k', ''), store.get('k'), store.delete('k')].map((call) =>
    expect(call).rejects.toThrow('No answer'),
  )
  await vi.advanceTimersByTimeAsync(10_000)
  await Promise.all(answers)
})

it('lists all pages', async () => {
  const store = storeOver({
    list: async ({ cursor }: { cursor?: string }) =>
      cursor === undefined
        ? { keys: [{ name: 'a' }], list_complete: false, cursor: 'next' }
        : { keys: [{ name: 'b' }], list_complete: true },
  })
  expect(await store.list('')).toEqual(['a', 'b'])
})
