/** The key-value store that the edge reads: Workers KV, seen as text by key. */
export interface ConfigStore {
  /** Undefined when there is no such key. Throws when the store cannot be read. */
  get(key: string): Promise<string | undefined>
  /** Throws when the store refuses, after `RETRIES` (KV takes one write per second per key). */
  put(key: string, value: string): Promise<void>
  delete(key: string): Promise<void>
  /** All keys with this prefix. */
  list(prefix: string): Promise<string[]>
}

const RETRIES = 3
/** KV takes one write per second per key. */
const RETRY_AFTER_MILLIS = 1_100
/** The least KV allows: how long a location may go on reading a value that was replaced. */
const CACHE_TTL_SECONDS = 30

/** Workers KV as a ConfigStore. */
export function kvConfigStore(namespace: KVNamespace): ConfigStore {
  return {
    async get(key) {
      return (await namespace.get(key, { type: 'text', cacheTtl: CACHE_TTL_SECONDS })) ?? undefined
    },
    put: (key, value) => retrying(() => namespace.put(key, value)),
    delete: (key) => retrying(() => namespace.delete(key)),
    async list(prefix) {
      const names: string[] = []
      let cursor: string | undefined
      do {
        const page = await namespace.list({ prefix, cursor })
        names.push(...page.keys.map((key) => key.name))
        cursor = page.list_complete ? undefined : page.cursor
      } while (cursor !== undefined)
      return names
    },
  }
}

async function retrying(write: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      if (attempt === RETRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MILLIS))
    }
  }
}
