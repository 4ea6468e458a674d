/** The registry of authorizers: one line for each type. */
import type { Authorizer } from '../definition/parts.ts'
import type { Problems } from '../lib/problems.ts'
import type { AuthorizationSpec, AuthorizerCall } from './authorizer.ts'

/** The compiled form of an authorizer, told apart by AWS's type name. */
export type AuthorizerSpec = { readonly type: 'NONE_YET' }

/** The types that are served: a route that names another is closed. */
export const isServed = (_type: Authorizer['type']): boolean => false

/** Definition → spec. Reports every problem under `place`; undefined when one of them is an error. */
export function parseAuthorizer(
  _authorizer: Authorizer,
  _place: string,
  _problems: Problems,
): AuthorizerSpec | undefined {
  return undefined
}

/** Spec → the call, once per route per isolate. */
export function linkAuthorizer(spec: AuthorizerSpec, _route: AuthorizationSpec): AuthorizerCall {
  throw new Error(`No authorizer of type ${spec.type} is served`)
}
