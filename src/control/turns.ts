/** A holder that died with its request keeps others waiting no longer than this. */
const LEASE_MILLIS = 10_000
const POLL_MILLIS = 5

/** Key → when its holder's lease ends. Bounded by the calls in flight. */
const held = new WeakMap<object, Map<string, number>>()

/**
 * Runs `work` alone among the calls of this isolate with the same owner and key, so that they do not run into each other's version
 * guard. It spares retries and decides nothing: other isolates do not see it, and a turn passes on when its holder is gone. Waits on
 * timers of its own, since a promise of another request may never settle once that request is cancelled.
 */
export async function inTurn<T>(owner: object, key: string, work: () => Promise<T>): Promise<T> {
  const leases = leasesOf(owner)
  while ((leases.get(key) ?? 0) > Date.now()) await sleep(POLL_MILLIS)
  const lease = Date.now() + LEASE_MILLIS + Math.random()
  leases.set(key, lease)
  try {
    return await work()
  } finally {
    if (leases.get(key) === lease) leases.delete(key)
  }
}

function leasesOf(owner: object): Map<string, number> {
  const leases = held.get(owner) ?? new Map<string, number>()
  held.set(owner, leases)
  return leases
}

const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))
