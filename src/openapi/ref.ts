import { MOST_REFERENCED_VALUES } from './document-limits.ts'
import { at, isObject, type JsonObject, type JsonValue, member, quote, weightOf } from './json-value.ts'
import type { Report } from './report.ts'

/** A value of the document and the place where it is written. */
export interface Located {
  readonly value: JsonValue
  readonly place: string
}

/** Follows local `$ref`s (`#/components/parameters/Limit`), each target once. Schemas keep theirs: they become models. */
export class Refs {
  readonly #root: JsonObject
  readonly #report: Report
  readonly #targets = new Map<string, Located | string>()
  readonly #sizes = new Map<string, number>()
  #unfolded = 0

  constructor(root: JsonObject, report: Report) {
    this.#root = root
    this.#report = report
  }

  /** What `value` says itself, or what it refers to; undefined when that was reported as wrong. */
  resolve(value: JsonValue | undefined, place: string): Located | undefined {
    if (value === undefined) return undefined
    const ref = refOf(value)
    if (ref === undefined) return { value, place }
    const target = this.target(ref)
    if (typeof target === 'string') this.#report.error(at(place, '$ref'), target)
    else if (this.#affords(target)) return target
    return undefined
  }

  /** An object, after references; anything else is reported. */
  object(
    value: JsonValue | undefined,
    place: string,
  ): { readonly value: JsonObject; readonly place: string } | undefined {
    const found = this.resolve(value, place)
    if (found === undefined) return undefined
    if (isObject(found.value)) return { value: found.value, place: found.place }
    this.#report.error(found.place, `must be an object, not ${quote(found.value)}`)
    return undefined
  }

  /** The end of a chain of references, or what is wrong with it. */
  target(ref: string): Located | string {
    const chain = new Set<string>()
    const found = this.#follow(ref, chain)
    for (const link of chain) this.#targets.set(link, found)
    return found
  }

  /** Walks from reference to reference until one is known; `chain` gets those that were not. */
  #follow(ref: string, chain: Set<string>): Located | string {
    let next = ref
    for (;;) {
      const known = this.#targets.get(next)
      if (known !== undefined) return known
      if (chain.has(next)) return `${quote(ref)} refers to itself: break the circle`
      chain.add(next)
      const found = this.#lookUp(next)
      if (typeof found === 'string') return found
      const further = refOf(found.value)
      if (further === undefined) return found
      next = further
    }
  }

  #lookUp(ref: string): Located | string {
    if (isRemote(ref)) return `${quote(ref)} lies outside of this document: copy it in, references must start with #/`
    let value: JsonValue | undefined = this.#root
    const keys = pointerKeys(ref)
    for (const key of keys ?? []) value = childOf(value, key)
    if (keys === undefined || value === undefined)
      return `${quote(ref)} is nowhere in this document: correct the reference`
    return { value, place: at('', ...keys) }
  }

  /** A few lines can refer to one large target many times: what they unfold to is bounded. */
  #affords(target: Located): boolean {
    const size = this.#sizes.get(target.place) ?? weightOf(target.value)
    this.#sizes.set(target.place, size)
    this.#unfolded += size
    if (this.#unfolded <= MOST_REFERENCED_VALUES) return true
    this.#report.error(target.place, `references unfold to more than ${MOST_REFERENCED_VALUES} values: refer to less`)
    return false
  }
}

const isRemote = (ref: string): boolean => !ref.startsWith('#')

/** The text of a `$ref`, when the value is a reference. */
export function refOf(value: JsonValue | undefined): string | undefined {
  const ref = isObject(value) ? member(value, '$ref') : undefined
  return typeof ref === 'string' ? ref : undefined
}

/** The keys of `#/a/b~1c`; undefined when it is no pointer. */
export function pointerKeys(ref: string): string[] | undefined {
  if (ref === '#') return []
  if (!ref.startsWith('#/')) return undefined
  try {
    const keys = ref.slice(2).split('/')
    return keys.map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
  } catch {
    return undefined
  }
}

function childOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(key)]
  return isObject(value) ? member(value, key) : undefined
}
