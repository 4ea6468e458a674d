/**
 * The key sets of issuers, kept per isolate and shared by the isolates of a location. How long a key that was withdrawn is believed:
 * `STALE_MILLIS`, and while the issuer does not answer, `REFUSED_MILLIS`.
 */
import type { DocumentCache } from '../../bindings/document-cache.ts'
import type { Outbound } from '../../bindings/outbound.ts'
import { ByteLru } from '../../lib/byte-lru.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { type KeySet, parseKeySet } from './key-set.ts'
import { IssuerFault } from './token-fault.ts'

export interface IssuerKeys {
  /** The issuer's keys; from memory without a promise where they are young enough. Rejects with IssuerFault. */
  get(issuer: string): KeySet | Promise<KeySet>
  /** Keys that `known`, which lacks one that a token names, may have been replaced by; `known` where it is too early to ask. */
  newer(issuer: string, known: KeySet): Promise<KeySet>
}

export interface IssuerKeysInit {
  readonly outbound: Outbound
  readonly cache: DocumentCache
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly waitUntil: (promise: Promise<unknown>) => void
}

const MINUTE = 60_000
/** Older than this, keys are fetched again behind the requests that use them. */
const FRESH_MILLIS = 60 * MINUTE
/** Older than this, a request waits for the fetch. */
const STALE_MILLIS = 120 * MINUTE
/** Older than this, nobody is let in: the issuer has not answered for five minutes at least. */
const REFUSED_MILLIS = STALE_MILLIS + 5 * MINUTE
/** A flood of tokens with invented key ids makes one fetch in this time. */
const COOL_DOWN_MILLIS = 10_000
/** As long as nothing is known of an issuer, it is asked more often. */
const COLD_COOL_DOWN_MILLIS = 1_000
/** Both documents, and a little. A fetch that has not ended by then is taken for lost with its request. */
const FETCH_LOST_MILLIS = 4_000
/** Texts of key sets kept. */
const KEPT_BYTES = 4 * 1_024 * 1_024
const ENTRY_BYTES = 1_024

interface Entry {
  known?: { readonly keys: KeySet; readonly fetchedAt: number }
  /** The last fetch that was begun. */
  fetch?: { readonly since: number; readonly done: Promise<KeySet>; isOver: boolean }
}

/** What the isolates of a location share. */
interface SharedKeys {
  readonly issuer: string
  readonly fetchedAt: number
  readonly text: string
}

export function createIssuerKeys({ outbound, cache, now, waitUntil }: IssuerKeysInit): IssuerKeys {
  const entries = new ByteLru<Entry>(KEPT_BYTES)

  function get(issuer: string): KeySet | Promise<KeySet> {
    const entry = entryOf(issuer)
    const { known } = entry
    const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.fetchedAt
    if (known !== undefined && age <= FRESH_MILLIS) return known.keys
    if (known === undefined || age > STALE_MILLIS) return refreshed(issuer, entry)
    if (isTimeFor(entry)) begin(issuer, entry).catch(() => undefined)
    return known.keys
  }

  async function newer(issuer: string, known: KeySet): Promise<KeySet> {
    const entry = entryOf(issuer)
    if (entry.known !== undefined && entry.known.keys !== known) return entry.known.keys
    return await refreshed(issuer, entry)
  }

  function entryOf(issuer: string): Entry {
    const entry = entries.get(issuer) ?? {}
    if (entries.get(issuer) === undefined) entries.set(issuer, entry, ENTRY_BYTES)
    return entry
  }

  /** Whether another fetch may begin: none is under way, and the last one was long enough ago. */
  function isTimeFor({ fetch, known }: Entry): boolean {
    if (fetch === undefined) return true
    const coolDown = fetch.isOver ? (known === undefined ? COLD_COOL_DOWN_MILLIS : COOL_DOWN_MILLIS) : FETCH_LOST_MILLIS
    return now() - fetch.since >= coolDown
  }

  /** The keys after a fetch, one's own or that which is under way; those that are known where it fails or is too early for one. */
  async function refreshed(issuer: string, entry: Entry): Promise<KeySet> {
    try {
      if (isTimeFor(entry)) return await begin(issuer, entry)
      if (entry.fetch?.isOver === false) return await inTime(entry.fetch.done)
    } catch (error) {
      if (believed(entry) === undefined) throw error
    }
    const keys = believed(entry)
    if (keys === undefined) throw new IssuerFault('its keys could not be fetched a moment ago')
    return keys
  }

  const believed = ({ known }: Entry) =>
    known !== undefined && now() - known.fetchedAt <= REFUSED_MILLIS ? known.keys : undefined

  function begin(issuer: string, entry: Entry): Promise<KeySet> {
    const done = load(issuer, entry).finally(() => {
      fetch.isOver = true
    })
    const fetch = { since: now(), done, isOver: false }
    entry.fetch = fetch
    // Whoever began it may go away; it goes on for the others.
    waitUntil(done.catch(() => undefined))
    return inTime(done)
  }

  async function load(issuer: string, entry: Entry): Promise<KeySet> {
    if (entry.known === undefined) {
      const shared = await readShared(issuer)
      if (shared !== undefined) keep(issuer, entry, shared)
      if (shared !== undefined && now() - shared.fetchedAt <= FRESH_MILLIS) return parseKeySet(shared.text)
    }
    const text = await fetchKeySet(issuer, outbound)
    const keys = keep(issuer, entry, { issuer, text, fetchedAt: now() })
    waitUntil(writeShared({ issuer, text, fetchedAt: now() }))
    return keys
  }

  function keep(issuer: string, entry: Entry, { text, fetchedAt }: SharedKeys): KeySet {
    const keys = parseKeySet(text)
    entry.known = { keys, fetchedAt }
    entries.set(issuer, entry, ENTRY_BYTES + 4 * text.length)
    return keys
  }

  /** Undefined where the location has none, or none that could still be believed. */
  async function readShared(issuer: string): Promise<SharedKeys | undefined> {
    try {
      const shared = JSON.parse((await cache.read(issuer)) ?? 'null') as SharedKeys | null
      if (shared?.issuer !== issuer || !(now() - shared.fetchedAt <= REFUSED_MILLIS)) return undefined
      parseKeySet(shared.text)
      return { ...shared, fetchedAt: Math.min(shared.fetchedAt, now()) }
    } catch {
      // As good as none: the issuer itself is asked.
      return undefined
    }
  }

  async function writeShared(shared: SharedKeys): Promise<void> {
    try {
      await cache.write(shared.issuer, JSON.stringify(shared), REFUSED_MILLIS / 1_000)
    } catch {
      // The next isolate asks the issuer.
    }
  }

  return { get, newer }
}

/** A promise of another request may never settle. */
async function inTime(done: Promise<KeySet>): Promise<KeySet> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new IssuerFault('its keys did not come in time')), FETCH_LOST_MILLIS)
  })
  try {
    return await Promise.race([done, late])
  } finally {
    clearTimeout(timer)
  }
}
