import type { Method } from '../definition/rest-api.ts'
import { noSuchContentType, noSuchParameter } from './method-parameters.ts'
import { isTrue } from './patch.ts'
import { mapRule } from './patch-map.ts'
import { type PatchTable, setBoolean, setText } from './patch-table.ts'
import { notFound } from './validation-error.ts'

/**
 * UpdateMethod's patch operations.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateMethod-Patch
 */
export const METHOD_PATCH: PatchTable<Method> = {
  refusal: 'plain',
  rules: [
    { path: '/authorizationType', replace: setText('authorizationType') },
    { path: '/authorizerId', replace: setText('authorizerId') },
    { path: '/authorizationScopes', add: addScope, remove: removeScope },
    { path: '/apiKeyRequired', replace: setBoolean('apiKeyRequired') },
    { path: '/operationName', replace: setText('operationName') },
    { path: '/requestValidatorId', replace: setText('requestValidatorId') },
    mapRule<Method, boolean>('requestParameters', isTrue, noSuchParameter),
    mapRule<Method, string>('requestModels', String, noSuchContentType),
  ],
}

/** The scope is the operation's value. */
function addScope(method: Method, scope: string): Method {
  const scopes = method.authorizationScopes ?? []
  return scopes.includes(scope) ? method : { ...method, authorizationScopes: [...scopes, scope] }
}

function removeScope(method: Method, scope: string): Method {
  const scopes = method.authorizationScopes ?? []
  if (!scopes.includes(scope)) throw notFound('Invalid authorization scope specified')
  return { ...method, authorizationScopes: scopes.filter((other) => other !== scope) }
}
