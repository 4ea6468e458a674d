import { badRequest } from './validation-error.ts'

const DEFAULT_LIMIT = 25
/** AWS's largest page; a larger `limit` gets a page of this size. */
const MAX_LIMIT = 500

/** One page of a list. `K` is what rows are ordered by. */
export interface Paging<K> {
  readonly limit: number
  /** The last row of the page before. */
  readonly after: K
}

/** Reads `limit` and `position`; `first` is before every row. Throws ControlError. */
export function readPaging<K extends string | number>(query: URLSearchParams, first: K): Paging<K> {
  return { limit: readLimit(query.get('limit')), after: readPosition(query.get('position'), first) }
}

function readLimit(value: string | null): number {
  if (value === null) return DEFAULT_LIMIT
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw badRequest(`Invalid limit '${value.slice(0, 20)}': it has to be 1 to ${MAX_LIMIT}.`)
  return Math.min(Number(value), MAX_LIMIT)
}

function readPosition<K extends string | number>(value: string | null, first: K): K {
  if (value === null || value === '') return first
  try {
    const key: unknown = JSON.parse(decodeURIComponent(atob(value)))
    // The same type as `first`, which is a K.
    if (typeof key === typeof first) return key as K
  } catch {
    // Not a position we gave out: refused below.
  }
  throw badRequest('Invalid position: pass the one that the page before this one came with.')
}

/**
 * A page on AWS's wire. Read one row more than `paging.limit`: it tells whether there is a next page.
 * `keyOf` gives what the row is ordered by, `show` what is sent of it.
 */
export function page<Row, K extends string | number>(
  rows: readonly Row[],
  paging: Paging<K>,
  keyOf: (row: Row) => K,
  show: (row: Row) => unknown,
): { item: unknown[]; position?: string } {
  const shown = rows.slice(0, paging.limit)
  const last = shown.at(-1)
  const more = rows.length > paging.limit && last !== undefined
  return { item: shown.map(show), ...(more && { position: positionOf(keyOf(last)) }) }
}

const positionOf = (key: string | number) => btoa(encodeURIComponent(JSON.stringify(key)))

/** As `readPaging`, by the second service model's names: `maxResults` and `nextToken`. */
export function readPagingV2<K extends string | number>(query: URLSearchParams, first: K): Paging<K> {
  return { limit: readLimit(query.get('maxResults')), after: readPosition(query.get('nextToken'), first) }
}

/** As `page`, by the second service model's names. */
export function pageV2<Row, K extends string | number>(
  ...args: Parameters<typeof page<Row, K>>
): { items: unknown[]; nextToken?: string } {
  const { item, position } = page(...args)
  return { items: item, ...(position !== undefined && { nextToken: position }) }
}
