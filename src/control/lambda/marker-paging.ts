import { checkConstraints } from '../validation-error.ts'
import { between } from './configuration-input.ts'
import { invalidParameter } from './lambda-error.ts'

/** AWS's largest page, and what it gives without `MaxItems`. */
const PAGE = 50
const MOST_ITEMS = 10_000

/** One page of a list in Lambda's form. */
export interface MarkerPaging {
  readonly limit: number
  /** The key of the last item of the page before; empty before all. */
  readonly after: string
}

/** Reads `MaxItems` and `Marker`. Throws ControlError. */
export function readMarkerPaging(query: URLSearchParams, mostItems = MOST_ITEMS): MarkerPaging {
  const items = query.get('MaxItems')
  if (items === null) return { limit: PAGE, after: readMarker(query) }
  if (!/^-?\d{1,9}$/.test(items)) throw invalidParameter(`MaxItems has to be 1 to ${mostItems}.`)
  checkConstraints(between(Number(items), 'maxItems', 1, mostItems))
  return { limit: Math.min(Number(items), PAGE), after: readMarker(query) }
}

function readMarker(query: URLSearchParams): string {
  const marker = query.get('Marker')
  if (marker === null || marker === '') return ''
  try {
    return decodeURIComponent(atob(marker))
  } catch {
    throw invalidParameter('Invalid Marker: pass the NextMarker of the page before this one.')
  }
}

/** A page of items, of which one more than `limit` was read. */
export function markerPage<Item>(
  items: readonly Item[],
  { limit }: MarkerPaging,
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly NextMarker?: string } {
  const page = items.slice(0, limit)
  const last = page.at(-1)
  if (items.length <= limit || last === undefined) return { items: page }
  return { items: page, NextMarker: btoa(encodeURIComponent(keyOf(last))) }
}
