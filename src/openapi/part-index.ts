import type {
  Authorizer,
  Extension,
  GatewayResponse,
  Model,
  Part,
  PartKind,
  RequestValidator,
} from '../definition/parts.ts'

/** What the bodies of the kinds are. */
interface Bodies {
  readonly Model: Model
  readonly RequestValidator: RequestValidator
  readonly Authorizer: Authorizer
  readonly GatewayResponse: GatewayResponse
  readonly Extension: Extension
}

/** The parts of a definition by kind, each found in one step by its id or its name. */
export class PartIndex {
  readonly #byKind: ReadonlyMap<PartKind, readonly Part[]>
  readonly #byId = new Map<string, Part>()
  readonly #byName = new Map<string, Part>()

  constructor(parts: readonly Part[]) {
    this.#byKind = Map.groupBy(parts, ({ kind }) => kind)
    for (const part of parts) {
      this.#byId.set(keyOf(part.kind, part.id), part)
      this.#byName.set(keyOf(part.kind, part.name), part)
    }
  }

  all<Kind extends keyof Bodies>(kind: Kind): readonly Part<Bodies[Kind]>[] {
    // A part's body is what its kind says.
    return (this.#byKind.get(kind) ?? []) as readonly Part<Bodies[Kind]>[]
  }

  withId<Kind extends keyof Bodies>(kind: Kind, id: string | undefined): Part<Bodies[Kind]> | undefined {
    return this.#byId.get(keyOf(kind, id)) as Part<Bodies[Kind]> | undefined
  }

  named<Kind extends keyof Bodies>(kind: Kind, name: string): Part<Bodies[Kind]> | undefined {
    return this.#byName.get(keyOf(kind, name)) as Part<Bodies[Kind]> | undefined
  }
}

const keyOf = (kind: PartKind, key: string | undefined) => `${kind}\n${key ?? ''}`
