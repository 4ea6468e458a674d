/** The key-value store that the edge reads: Workers KV, seen as text by key. */
export interface ConfigStore {
  /** Undefined when there is no such key. Throws when the store cannot be read. */
  get(key: string): Promise<string | undefined>
  /** Throws when the store refuses, after `RETRIES` (KV takes one write per second per key), or does not answer in time. */
  put(key: string, value: string): Promise<void>
  delete(key: string): Promise<void>
  /** All keys with this prefix. */
  list(prefix: string): Promise<string[]>
}

const RETRIES = 3
/** How long a caller waits for the store, retries of a write included. */
const READ_MILLIS = 5_000
const WRITE_MILLIS = 10_000
/** KV takes one write per second per key. */
const RETRY_AFTER_MILLIS = 1_100
/** The least KV allows: how long a location may go on reading a value that was replaced. */
const CACHE_TTL_SECONDS = 30

/** Workers KV as a ConfigStore. */
export function kvConfigStore(namespace: KVNamespace): ConfigStore {
  return {
    async get(key) {
      const read = namespace.get(key, { type: 'text', cacheTtl: CACHE_TTL_SECONDS })
      return (await within(READ_MILLIS, read, `reading ${key}`)) ?? undefined
    },
    put: (key, value) =>
      within(
        WRITE_MILLIS,
        retrying(() => namespace.put(key, value)),
        `writing ${key}`,
      ),
    delete: (key) =>
      within(
        WRITE_MILLIS,
        retrying(() => namespace.delete(key)),
        `deleting ${key}`,
      ),
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

/** Rejects once `millis` have passed: a store that never answers must not hold a caller for ever. */
async function within<T>(millis: number, promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${millis} ms when ${what}`)), millis)
  })
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer))
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
