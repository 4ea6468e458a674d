/** The credentials of roles, kept per isolate and renewed before they expire. */
import type { RoleCredentials } from './assume-role.ts'

export interface RoleCache {
  /** What is known, or what `ask` answers; however many requests wait, it is asked once. */
  get(roleArn: string, ask: () => Promise<RoleCredentials>): Promise<RoleCredentials>
}

/** Roles kept; the oldest goes first. */
const ROLES_KEPT = 100
/** Credentials are renewed this long before they expire. */
const RENEWED_BEFORE_EXPIRY_MILLIS = 5 * 60_000
/** A request that began to ask may be gone with its connection, and its answer with it: others then ask on their own. */
const SHARED_MILLIS = 5_000

interface Entry {
  /** When `pending` was begun. */
  readonly since: number
  readonly pending: Promise<RoleCredentials>
  known?: RoleCredentials
}

export interface RoleCacheInit {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly waitUntil: (promise: Promise<unknown>) => void
}

export function createRoleCache({ now, waitUntil }: RoleCacheInit): RoleCache {
  const entries = new Map<string, Entry>()
  const isGoodFor = (millis: number, known: RoleCredentials | undefined): known is RoleCredentials =>
    known !== undefined && known.expiresAt - millis > now()

  async function get(roleArn: string, ask: () => Promise<RoleCredentials>): Promise<RoleCredentials> {
    const entry = entries.get(roleArn)
    if (isGoodFor(RENEWED_BEFORE_EXPIRY_MILLIS, entry?.known)) return entry.known
    const isUnderWay = entry !== undefined && entry.known === undefined && now() - entry.since < SHARED_MILLIS
    if (!isUnderWay) return begin(roleArn, ask, entry?.known)
    return (await within(SHARED_MILLIS, entry.pending)) ?? begin(roleArn, ask, undefined)
  }

  function begin(
    roleArn: string,
    ask: () => Promise<RoleCredentials>,
    before: RoleCredentials | undefined,
  ): Promise<RoleCredentials> {
    const pending = ask().catch((error: unknown) => {
      // What is about to expire is good until it does.
      if (isGoodFor(0, before)) return before
      throw error
    })
    const entry: Entry = { since: now(), pending }
    keep(roleArn, entry)
    const settled = pending.then(
      (known) => {
        entry.known = known
      },
      () => {
        if (entries.get(roleArn) === entry) entries.delete(roleArn)
      },
    )
    waitUntil(settled)
    return pending
  }

  function keep(roleArn: string, entry: Entry): void {
    entries.delete(roleArn)
    if (entries.size >= ROLES_KEPT) entries.delete(entries.keys().next().value ?? '')
    entries.set(roleArn, entry)
  }

  return { get }
}

/** What a promise resolves to; undefined when that takes longer. */
async function within<T>(millis: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), millis)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
