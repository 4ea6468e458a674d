import type { PartKind } from '../definition/parts.ts'
import type { Method } from '../definition/rest-api.ts'
import type { PartName } from './edit-method.ts'
import { badRequest } from './validation-error.ts'

const AUTHORIZATION_TYPES = ['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS']

/**
 * A method whose authorization is as AWS would have it: the type in upper case; an authorizer where the type takes one, and nowhere
 * else (cpl-0028: one that is given to a method without is accepted and not kept). Throws ControlError.
 */
export function withAuthorization(method: Method, parts: readonly PartName[]): Method {
  const { authorizerId, authorizationScopes, ...others } = method
  const authorizationType = method.authorizationType.toUpperCase()
  if (!AUTHORIZATION_TYPES.includes(authorizationType)) throw typeRefusal(`Valid options are ${AUTHORIZATION_TYPES}`)
  const hasScopes = authorizationScopes !== undefined && authorizationScopes.length > 0
  if (hasScopes && authorizationType !== 'COGNITO_USER_POOLS')
    throw typeRefusal('Authorization Scopes are only valid for COGNITO_USER_POOLS authorization type')
  if (authorizationType === 'NONE' || authorizationType === 'AWS_IAM') return { ...others, authorizationType }
  if (!parts.some(({ kind, id }) => kind === 'Authorizer' && id === authorizerId)) throw authorizerRefusal()
  return { ...others, authorizationType, authorizerId, ...(hasScopes && { authorizationScopes }) }
}

/** AWS's sentence about scopes is quoted in aws/aws-cdk#30035; the one about the type is our own. */
const typeRefusal = (reason: string) => badRequest(`Invalid Method authorization type specified. ${reason}`)

const authorizerRefusal = () =>
  badRequest(
    'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
  )

/** Throws ControlError when the validator is none of the API's. */
export function checkValidator(id: string | undefined, parts: readonly PartName[]): void {
  if (id === undefined || parts.some((part) => part.kind === 'RequestValidator' && part.id === id)) return
  throw badRequest('Invalid Request Validator identifier specified')
}

/** Throws ControlError when one of the models (by content type) is none of the API's. */
export function checkModels(models: Readonly<Record<string, string>> = {}, parts: readonly PartName[]): void {
  const known = new Set(namesOf('Model', parts))
  const unknown = Object.values(models).find((name) => !known.has(name))
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`)
}

const namesOf = (kind: PartKind, parts: readonly PartName[]) =>
  parts.filter((part) => part.kind === kind).map(({ name }) => name)
