import { authorizerFaults } from '../authorizers/authorizer-faults.ts'
import type { Authorizer } from '../definition/parts.ts'
import { ControlError } from '../errors/control-error.ts'
import { AUTHORIZER_PATCHES } from './authorizer-patch.ts'
import { MAX_NAME, type Members, readInput } from './input.ts'
import { created, type Operation, ok } from './operation.ts'
import { addPart, changePart, findPart, listParts, methodThat, type NamedKind, removePart } from './parts.ts'
import { readPatch } from './patch.ts'
import { applyPatch } from './patch-table.ts'
import { badRequest, checkConstraints, notFound, notInSet, required } from './validation-error.ts'

/** Authorizers as parts of an API. */
export const AUTHORIZERS: NamedKind<Authorizer> = {
  kind: 'Authorizer',
  label: 'authorizerId',
  by: 'id',
  missing: () => notFound('Invalid Authorizer identifier specified'),
  taken: (name) => badRequest(`Authorizer name must be unique. Authorizer ${name} already exists in this RestApi.`),
}

const CREATE_AUTHORIZER = {
  name: 'string',
  type: 'string',
  providerARNs: 'strings',
  authType: 'string',
  authorizerUri: 'string',
  authorizerCredentials: 'string',
  identitySource: 'string',
  identityValidationExpression: 'string',
  authorizerResultTtlInSeconds: 'integer',
} as const satisfies Members

const TYPES = ['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS'] as const satisfies readonly Authorizer['type'][]

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html */
export const createAuthorizer: Operation = async (call, services) => {
  const { name, type, authType, ...given } = readInput(call.body, CREATE_AUTHORIZER)
  const place = (member: string) => `createAuthorizerInput.${member}`
  const unknown = type === undefined || isType(type) ? undefined : notInSet(type, place('type'), TYPES)
  checkConstraints(required(name, place('name')), required(type, place('type')), unknown)
  const make = (id: string) =>
    checkAuthorizer({ id, name: name ?? '', type, ...given, authType: authType || defaultAuthType(type) })
  return created(await addPart(call, services, AUTHORIZERS, make))
}

const isType = (type: string | undefined): type is Authorizer['type'] => TYPES.some((known) => known === type)

/** As recorded (cpl-0116, oai-0021). */
const defaultAuthType = (type: string | undefined) => (type === 'COGNITO_USER_POOLS' ? 'cognito_user_pools' : 'custom')

/** An authorizer whose type is not known to be one. */
type Claimed = Omit<Authorizer, 'type'> & { readonly type: string | undefined }

/** Empty text is as good as none. Throws ControlError with all that is wrong and was not so `before`. */
function checkAuthorizer({ id, name, type, ...members }: Claimed, before?: Authorizer): Authorizer {
  if (name.trim() === '') throw badRequest('Authorizer name cannot be blank')
  if (name.length > MAX_NAME) throw badRequest(`Authorizer name can be at most ${MAX_NAME} characters`)
  if (!isType(type)) throw badRequest(`Invalid authorizer type. Must be one of: [${TYPES.join(', ')}]`)
  const filled = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== ''))
  const authorizer = { id, name, type, ...filled }
  const known = new Set(before === undefined ? [] : authorizerFaults(before).map(({ message }) => message))
  const faults = authorizerFaults(authorizer).filter(({ message }) => !known.has(message))
  if (faults.length > 0) throw badRequest(faults.map(({ message }) => message).join('; '))
  return authorizer
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetAuthorizer.html */
export const getAuthorizer: Operation = async (call, services) => ok(await findPart(call, services, AUTHORIZERS))

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetAuthorizers.html */
export const getAuthorizers: Operation = (call, services) => listParts(call, services, AUTHORIZERS)

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAuthorizer.html */
export const updateAuthorizer: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateAuthorizerInput')
  const change = (before: Authorizer) => checkAuthorizer(applyPatch(before, operations, AUTHORIZER_PATCHES), before)
  return ok(await changePart(call, services, AUTHORIZERS, change))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteAuthorizer.html */
export const deleteAuthorizer: Operation = (call, services) =>
  removePart(call, services, AUTHORIZERS, ({ id, name }, resources) => {
    const use = methodThat(resources, ({ authorizerId }) => authorizerId === id)
    if (use === undefined) return
    throw new ControlError(
      'ConflictException',
      `Cannot delete authorizer '${name}', is referenced in method: ${use.httpMethod}/${use.path}`,
    )
  })
