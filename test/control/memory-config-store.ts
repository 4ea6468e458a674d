import type { ConfigStore } from '../../src/bindings/config-store.ts'

/** KV in memory, with every write it took. */
export interface MemoryConfigStore extends ConfigStore {
  readonly values: Map<string, string>
  readonly writes: string[]
  /** Called before each write takes effect; may wait or throw. */
  before: (key: string) => void | Promise<void>
  /** Called after a write took effect; may throw: the caller does not learn that it did. */
  after: (key: string) => void
}

export function memoryConfigStore(): MemoryConfigStore {
  const values = new Map<string, string>()
  const writes: string[] = []
  const store: MemoryConfigStore = {
    values,
    writes,
    before: () => undefined,
    after: () => undefined,
    get: async (key) => values.get(key),
    list: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)).sort(),
    async put(key, value) {
      await store.before(key)
      values.set(key, value)
      writes.push(`put ${key}`)
      store.after(key)
    },
    async delete(key) {
      await store.before(key)
      values.delete(key)
      writes.push(`delete ${key}`)
      store.after(key)
    },
  }
  return store
}
