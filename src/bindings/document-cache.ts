/** Documents that a location keeps for all of its isolates: Workers' Cache API. It may forget anything, or do nothing at all. */

export interface DocumentCache {
  /** Undefined when it has none, or does not say so in time. */
  read(key: string): Promise<string | undefined>
  write(key: string, text: string, keptSeconds: number): Promise<void>
}

/** Nobody's host: a key is a URL to the Cache API, and no request of a client leads to this one. */
const PLACE = 'https://documents.postern.invalid/'
/** A cache that takes longer is worth nothing. */
const READ_MILLIS = 500

/** A cache of its own, which no client's request and no integration can fill. */
export function cacheApiDocuments(name: string): DocumentCache {
  const addressOf = (key: string) => PLACE + encodeURIComponent(key)
  return {
    async read(key) {
      const cache = await caches.open(name)
      const signal = AbortSignal.timeout(READ_MILLIS)
      const late = new Promise<undefined>((resolve) => {
        signal.addEventListener('abort', () => resolve(undefined))
      })
      const text = cache.match(addressOf(key)).then((found) => found?.text())
      return await Promise.race([text, late])
    },
    async write(key, text, keptSeconds) {
      const cache = await caches.open(name)
      const headers = { 'Cache-Control': `max-age=${keptSeconds}`, 'Content-Type': 'application/json' }
      await cache.put(addressOf(key), new Response(text, { headers }))
    },
  }
}

/** Keeps nothing. */
export const noDocumentCache: DocumentCache = {
  read: async () => undefined,
  write: async () => undefined,
}
