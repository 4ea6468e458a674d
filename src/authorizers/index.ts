/** The registry of authorizers: one line for each type. */
import type { Authorizer } from '../definition/parts.ts'
import type { Problems } from '../lib/problems.ts'
import type { AuthorizationSpec, AuthorizerCall, AuthorizerType } from './authorizer.ts'
import { type CognitoSpec, cognito } from './cognito.ts'
import { type LambdaAuthorizerSpec, lambdaAuthorizer } from './lambda-authorizer.ts'

/** What is served, by AWS's name, with its compiled form. */
interface Served {
  readonly TOKEN: LambdaAuthorizerSpec
  readonly REQUEST: LambdaAuthorizerSpec
  readonly COGNITO_USER_POOLS: CognitoSpec
}

const TYPES: { readonly [Type in keyof Served]: AuthorizerType<Served[Type]> } = {
  TOKEN: lambdaAuthorizer,
  REQUEST: lambdaAuthorizer,
  COGNITO_USER_POOLS: cognito,
}

/** The compiled form of an authorizer, told apart by AWS's type name. */
export type AuthorizerSpec = Served[keyof Served]

/** The types that are served: a route that names another is closed. */
export const isServed = (type: Authorizer['type']): type is keyof Served => Object.hasOwn(TYPES, type)

/** Definition → spec. Reports every problem under `place`; undefined when one of them is an error. */
export const parseAuthorizer = (
  authorizer: Authorizer,
  place: string,
  problems: Problems,
): AuthorizerSpec | undefined =>
  isServed(authorizer.type) ? TYPES[authorizer.type].parse(authorizer, place, problems) : undefined

/** Spec → the call, once per route per isolate. */
export function linkAuthorizer(spec: AuthorizerSpec, route: AuthorizationSpec): AuthorizerCall {
  // Snapshots outlive Workers: one may name a type that this one does not know.
  if (!isServed(spec.type)) throw new Error(`No authorizer of type ${spec.type} is served`)
  // Each type links its own specs.
  const type = TYPES[spec.type] as AuthorizerType<AuthorizerSpec>
  return type.link(spec, route)
}
