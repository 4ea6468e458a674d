import type { PartKind } from '../definition/parts.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'

/** Ids of the imported things. What the API had before under the same path or name keeps its id, as it does on AWS. */
export class Ids {
  readonly #newId: () => string
  readonly #resources: ReadonlyMap<string, string>
  readonly #parts: Map<string, string>

  constructor(newId: () => string, previous: RestApiDefinition | undefined) {
    this.#newId = newId
    this.#resources = new Map(previous?.resources.map(({ path, id }) => [path, id]))
    this.#parts = new Map(previous?.parts.map(({ kind, name, id }) => [partKey(kind, name), id]))
  }

  resource(path: string): string {
    return this.#resources.get(path) ?? this.#newId()
  }

  part(kind: PartKind, name: string): string {
    const kept = this.#parts.get(partKey(kind, name))
    // An id names one thing: a second part of the same name gets its own.
    this.#parts.delete(partKey(kind, name))
    return kept ?? this.#newId()
  }
}

const partKey = (kind: PartKind, name: string) => `${kind}\n${name}`
