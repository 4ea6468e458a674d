/** The Workers that run functions, as service bindings. */

/** A Worker behind a binding. Rejects where it cannot be reached. */
export type BoundWorker = (request: Request) => Promise<Response>

export interface FunctionBindings {
  /** FUNCTION_HOST: runs code that was uploaded. */
  readonly host?: BoundWorker
  /** FUNCTION_{NAME}: the Worker that is this function; the name in capitals, with `_` for every other character. */
  worker(name: string): BoundWorker | undefined
}

const HOST = 'FUNCTION_HOST'

/** Of the Worker's own environment. A function may be named `host`: the host itself is never taken for it. */
export function functionBindings(env: object): FunctionBindings {
  const bound = new Map(
    Object.entries(env)
      .filter((entry): entry is [string, Fetcher] => entry[0].startsWith('FUNCTION_') && isFetcher(entry[1]))
      .map(([name, fetcher]) => [name, (request: Request) => fetcher.fetch(request)] as const),
  )
  const host = bound.get(HOST)
  bound.delete(HOST)
  return { host, worker: (name) => bound.get(`FUNCTION_${bindingName(name)}`) }
}

const isFetcher = (value: unknown): value is Fetcher =>
  typeof value === 'object' && value !== null && 'fetch' in value && typeof value.fetch === 'function'

/** `my-function` → `MY_FUNCTION`. */
export const bindingName = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_')
