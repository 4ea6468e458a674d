/** Values of a store that is far away, kept in memory and read again behind the requests that use them. */
import { ByteLru } from './byte-lru.ts'

export interface FreshReader<Value> {
  /** The value, undefined when there is none; from memory without a promise where that is fresh enough. Rejects when nothing is known and nothing can be read. */
  get(key: string): Value | undefined | Promise<Value | undefined>
  /** Says that a key was just written in this isolate: the next request that needs it waits for the read. */
  expire(key: string): void
}

export interface FreshReaderInit<Value> {
  /**
   * Reads what the store says now, or keeps `current` where that is newer; undefined when there is none. Rejects while it cannot be read,
   * and is then asked again.
   */
  readonly read: (key: string, current: Value | undefined) => Promise<Value | undefined>
  readonly bytesOf: (value: Value) => number
  /** Values kept, in bytes as `bytesOf` counts them. */
  readonly keptBytes: number
  /** What `get` rejects with. */
  readonly unreadable: (key: string) => Error
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly waitUntil: (promise: Promise<unknown>) => void
  readonly sleep?: (millis: number) => Promise<void>
}

/** Older than this, a value is read again in the background; a negative answer is not believed any longer. */
const FRESH_MILLIS = 1_000
/** Older than this, the request waits for the read. */
const STALE_MILLIS = 30_000
/** A refresh that has not ended by now is taken for lost with its request. */
const REFRESH_LOST_MILLIS = 5_000
/** A location may not have all of it yet: how often, and how long between, a cold reader tries. */
const COLD_RETRIES = 4
const COLD_RETRY_MILLIS = 250
/** What an entry counts beside its value, so that a flood of unknown keys is bounded too. */
const ENTRY_BYTES = 1_024

interface Entry<Value> {
  readonly value: Value | undefined
  readAt: number
  refreshingSince: number | undefined
  /** The read that it comes from. */
  readonly read: number
}

/** What one read has to remember of when it began. */
interface Reading {
  readonly number: number
  readonly writes: number
}

/** The reader of one isolate. */
export function createFreshReader<Value>(init: FreshReaderInit<Value>): FreshReader<Value> {
  const { read, bytesOf, now, waitUntil } = init
  const sleep = init.sleep ?? ((millis) => new Promise((resolve) => setTimeout(resolve, millis)))
  const entries = new ByteLru<Entry<Value>>(init.keptBytes)
  /** Reads are numbered as they begin: of two that overlap, the one that began last has seen what is newer. */
  let reads = 0
  /** How often this isolate has written anything: reads that were under way by then may show what was before. */
  let writes = 0

  function get(key: string) {
    const entry = entries.get(key)
    if (entry === undefined) return readCold(key)
    const age = now() - entry.readAt
    if (age <= FRESH_MILLIS) return entry.value
    if (entry.value === undefined) return readCold(key)
    if (age > STALE_MILLIS) return refresh(key, entry)
    refreshBehind(key, entry)
    return entry.value
  }

  function refreshBehind(key: string, entry: Entry<Value>): void {
    const since = entry.refreshingSince
    if (since !== undefined && now() - since < REFRESH_LOST_MILLIS) return
    entry.refreshingSince = now()
    waitUntil(refresh(key, entry))
  }

  /** Takes over what the store says now. Whatever fails, the entry serves on with what it has. */
  async function refresh(key: string, entry: Entry<Value>): Promise<Value | undefined> {
    const reading = begin()
    try {
      return keep(key, await read(key, entry.value), reading)
    } catch {
      // The store cannot be read: only freshness is lost.
      return entry.value
    } finally {
      entry.refreshingSince = undefined
    }
  }

  async function readCold(key: string): Promise<Value | undefined> {
    for (let attempt = 0; attempt <= COLD_RETRIES; attempt++) {
      if (attempt > 0) await sleep(COLD_RETRY_MILLIS)
      const reading = begin()
      try {
        return keep(key, await read(key, undefined), reading)
      } catch {
        // Tried again; then refused below.
      }
    }
    throw init.unreadable(key)
  }

  const begin = (): Reading => ({ number: ++reads, writes })

  /** Keeps what a read has shown, unless one that began later has been kept already. Answers what is kept. */
  function keep(key: string, value: Value | undefined, reading: Reading): Value | undefined {
    const known = entries.get(key)
    if (known !== undefined && reading.number < known.read) return known.value
    const readAt = reading.writes === writes ? now() : Number.NEGATIVE_INFINITY
    const entry = { value, readAt, refreshingSince: undefined, read: reading.number }
    entries.set(key, entry, ENTRY_BYTES + (value === undefined ? 0 : bytesOf(value)))
    return value
  }

  function expire(key: string): void {
    writes++
    const entry = entries.get(key)
    if (entry !== undefined) entry.readAt = Number.NEGATIVE_INFINITY
  }

  return { get, expire }
}
