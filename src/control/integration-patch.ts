/**
 * UpdateIntegration's patch operations.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateIntegration-Patch
 */
import type { Integration } from '../definition/rest-api.ts'
import { CONNECTION_TYPES, CONTENT_HANDLINGS, TRANSFER_MODES } from '../integrations/integration-faults.ts'
import { constantOf, passthroughBehaviorOf } from './integration-checks.ts'
import { isTrue } from './patch.ts'
import { type PatchAction, type PatchTable, setText } from './patch-table.ts'
import { parameterRule, templateRule } from './template-patch.ts'
import { badRequest, notFound } from './validation-error.ts'

const REQUEST_PARAMETERS = parameterRule<'requestParameters', Integration>('requestParameters')

/** As on methods (cpl-0075): a path is refused by itself. */
export const INTEGRATION_PATCH: PatchTable<Integration> = {
  refusal: 'plain',
  rules: [
    { path: '/httpMethod', replace: ofBackend('httpMethod') },
    { path: '/uri', replace: ofBackend('uri') },
    { path: '/credentials', replace: setOrClear('credentials') },
    {
      path: '/connectionType',
      replace: (target, value) => ({
        ...target,
        connectionType: constantOf('ConnectionType', CONNECTION_TYPES, value),
      }),
    },
    { path: '/connectionId', replace: setOrClear('connectionId') },
    { path: '/integrationTarget', replace: setOrClear('integrationTarget') },
    {
      path: '/passthroughBehavior',
      replace: (target, value) => ({ ...target, passthroughBehavior: passthroughBehaviorOf(value) }),
    },
    { path: '/contentHandling', replace: setContentHandling },
    { path: '/timeoutInMillis', replace: setTimeoutInMillis },
    { path: '/cacheNamespace', replace: setText('cacheNamespace') },
    { path: '/cacheKeyParameters/*', add: addCacheKey, remove: removeCacheKey },
    {
      path: '/responseTransferMode',
      replace: (target, value) => ({
        ...target,
        responseTransferMode: constantOf('ResponseTransferMode', TRANSFER_MODES, value),
      }),
    },
    {
      path: '/tlsConfig/insecureSkipVerification',
      replace: (target, value) => ({ ...target, tlsConfig: { insecureSkipVerification: isTrue(value) } }),
    },
    { ...REQUEST_PARAMETERS, remove: removeRequestParameter },
    templateRule('requestTemplates'),
  ],
}

/** A MOCK has no backend: AWS takes the value and shows none (cpl-0113). */
function ofBackend(name: 'httpMethod' | 'uri'): PatchAction<Integration> {
  return (target, value) => (target.type === 'MOCK' ? target : { ...target, [name]: value })
}

/** The empty text takes the member away. */
function setOrClear(name: 'credentials' | 'connectionId' | 'integrationTarget'): PatchAction<Integration> {
  return (target, value) => {
    const { [name]: _, ...others } = target
    return value === '' ? others : { ...target, [name]: value }
  }
}

/** The empty text takes the member away. Integrations and their responses have it. */
export function setContentHandling<T extends Pick<Integration, 'contentHandling'>>(target: T, value: string): T {
  const { contentHandling: _, ...others } = target
  // A T without a member that is optional is still a T.
  if (value === '') return others as T
  return { ...target, contentHandling: constantOf('ContentHandling', CONTENT_HANDLINGS, value) }
}

function setTimeoutInMillis(target: Integration, value: string): Integration {
  if (!/^\d{1,9}$/.test(value)) throw badRequest(`Invalid timeoutInMillis '${value}': it has to be a whole number.`)
  return { ...target, timeoutInMillis: Number(value) }
}

function addCacheKey(target: Integration, _: string, [key = '']: readonly string[]): Integration {
  return { ...target, cacheKeyParameters: [...new Set([...(target.cacheKeyParameters ?? []), key])] }
}

function removeCacheKey(target: Integration, _: string, [key = '']: readonly string[]): Integration {
  const { cacheKeyParameters = [] } = target
  if (!cacheKeyParameters.includes(key)) throw notFound('Invalid parameter name specified')
  return { ...target, cacheKeyParameters: cacheKeyParameters.filter((name) => name !== key) }
}

/** A cache key that names the mapping goes with it. */
function removeRequestParameter(target: Integration, value: string, keys: readonly string[]): Integration {
  const patched = REQUEST_PARAMETERS.remove(target, value, keys)
  return { ...patched, cacheKeyParameters: target.cacheKeyParameters?.filter((key) => key !== keys[0]) ?? [] }
}
