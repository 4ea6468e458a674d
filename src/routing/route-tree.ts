/** Routes by path, as plain JSON: built at deployment, walked as it is. */
export interface RouteTree {
  /** Method (or `ANY`) → position in the deployment's routes. */
  readonly methods?: Readonly<Record<string, number>>
  /** Literal segment → subtree. */
  readonly literals?: Readonly<Record<string, RouteTree>>
  /** `{name}`: any one segment. */
  readonly parameter?: RouteTree
  /** `{name+}`: the rest of the path, at least one segment. Method → position. */
  readonly greedy?: Readonly<Record<string, number>>
}
