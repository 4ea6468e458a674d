import type { Authorizer } from '../definition/parts.ts'
import type { Exchange } from '../gateway/exchange.ts'
import type { Problems } from '../lib/problems.ts'
import type { ValueMap } from '../mapping/values.ts'
import type { PolicyDocument } from './policy-document.ts'

/** What an authorizer found out about a caller. */
export interface Authorized {
  /** What `$context.authorizer` and a function's event show: `principalId`, `claims`, the context that the owner's function gave. */
  readonly context: ValueMap
  readonly principalId?: string
  /** What the caller may do, of an authorizer that says so; absent where being known is enough. */
  readonly policy?: PolicyDocument
  /** The API key that the owner's function gave, for an API whose `apiKeySource` is AUTHORIZER. */
  readonly usageIdentifierKey?: string
}

/** Lets a caller in or throws a GatewayError; its `reason` says why, and holds nothing of the token. */
export type AuthorizerCall = (x: Exchange) => Promise<Authorized>

/** What a route asks of its authorizer. */
export interface AuthorizationSpec {
  /** Of the snapshot's authorizers. */
  readonly authorizerId: string
  /** One of them has to be in the token; absent where none is asked for. */
  readonly scopes?: readonly string[]
}

/** The plug point of authorizers: one file, one registry line in `index.ts`. `Spec` is JSON-safe. */
export interface AuthorizerType<Spec> {
  /** Definition → spec. Reports every problem under `place`; never throws. Undefined when an error was reported. */
  parse(authorizer: Authorizer, place: string, problems: Problems): Spec | undefined
  /** Spec → the call, once per route per isolate. */
  link(spec: Spec, route: AuthorizationSpec): AuthorizerCall
}
