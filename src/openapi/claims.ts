import { at } from './json-value.ts'
import type { Fields } from './read.ts'

/**
 * Which extensions of the document have been read. What nobody has claimed at the end is stored as it is and reported, so that none can be
 * dropped by forgetting it.
 */
export class Claims {
  readonly #places = new Set<string>()

  /** Whether the extension stands here; from now on it counts as read. */
  take(fields: Fields, extension: string): boolean {
    this.#places.add(fields.at(extension))
    return fields.value(extension) !== undefined
  }

  has(place: string, extension: string): boolean {
    return this.#places.has(at(place, extension))
  }
}
