import { afterEach, describe, expect, it, vi } from 'vitest'
import { cacheApiDocuments } from '../../src/bindings/document-cache.ts'

/** Workers' Cache API as far as it is used, by name. */
function fakeCaches(match?: () => Promise<Response | undefined>) {
  const stored = new Map<string, Response>()
  const names: string[] = []
  const cache = {
    match: match ?? (async (url: string) => stored.get(url)?.clone()),
    put: async (url: string, response: Response) => void stored.set(url, response),
  }
  vi.stubGlobal('caches', {
    open: async (name: string) => {
      names.push(name)
      return cache
    },
  })
  return { stored, names }
}

afterEach(() => vi.unstubAllGlobals())

describe('documents in the Cache API', () => {
  it('stand in a cache of their own, under an address that no client reaches, for as long as was said', async () => {
    const { stored, names } = fakeCaches()
    const documents = cacheApiDocuments('issuer-keys')
    expect(await documents.read('https://issuer.example.com/a?b#c')).toBeUndefined()
    await documents.write('https://issuer.example.com/a?b#c', '{"a":1}', 60)
    expect(await documents.read('https://issuer.example.com/a?b#c')).toBe('{"a":1}')
    expect(await documents.read('https://issuer.example.com/a')).toBeUndefined()
    const [[url, response] = []] = [...stored]
    expect(url).toBe('https://documents.postern.invalid/https%3A%2F%2Fissuer.example.com%2Fa%3Fb%23c')
    expect(response?.headers.get('cache-control')).toBe('max-age=60')
    expect(new Set(names)).toEqual(new Set(['issuer-keys']))
  })

  it('are as good as not there when the cache takes too long', async () => {
    fakeCaches(() => new Promise(() => {}))
    const start = performance.now()
    expect(await cacheApiDocuments('issuer-keys').read('a')).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
