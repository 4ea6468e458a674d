import type { Authorizer } from '../definition/parts.ts'
import { type PatchAction, type PatchTable, setText } from './patch-table.ts'
import { badRequest } from './validation-error.ts'

const setTtl: PatchAction<Authorizer> = (authorizer, value) => {
  if (!/^\d{1,9}$/.test(value)) {
    throw badRequest(`Invalid authorizer result TTL '${value.slice(0, 20)}': it has to be a whole number of seconds`)
  }
  return { ...authorizer, authorizerResultTtlInSeconds: Number(value) }
}

const addProvider: PatchAction<Authorizer> = (authorizer, arn) => ({
  ...authorizer,
  providerARNs: [...new Set([...(authorizer.providerARNs ?? []), arn])],
})

const removeProvider: PatchAction<Authorizer> = (authorizer, arn) => {
  const { providerARNs = [] } = authorizer
  if (!providerARNs.includes(arn)) throw badRequest(`Invalid provider ARN specified: ${arn}`)
  return { ...authorizer, providerARNs: providerARNs.filter((known) => known !== arn) }
}

/**
 * What UpdateAuthorizer changes; the whole is checked afterwards, so that a type may change together with what it needs.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateAuthorizer-Patch
 */
export const AUTHORIZER_PATCHES: PatchTable<Authorizer> = {
  refusal: 'plain',
  rules: [
    { path: '/name', replace: setText('name') },
    // The check that follows knows which types there are.
    { path: '/type', replace: (authorizer, type) => ({ ...authorizer, type: type as Authorizer['type'] }) },
    { path: '/authType', replace: setText('authType') },
    { path: '/authorizerUri', replace: setText('authorizerUri') },
    { path: '/authorizerCredentials', replace: setText('authorizerCredentials') },
    { path: '/identitySource', replace: setText('identitySource') },
    { path: '/identityValidationExpression', replace: setText('identityValidationExpression') },
    { path: '/authorizerResultTtlInSeconds', replace: setTtl },
    { path: '/providerARNs', add: addProvider, remove: removeProvider },
  ],
}
