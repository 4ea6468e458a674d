/**
 * UpdateIntegration's patch operations.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateIntegration-Patch
 */
import type { Integration } from '../definition/rest-api.ts'
import { CONNECTION_TYPES, CONTENT_HANDLINGS, TRANSFER_MODES } from '../integrations/integration-faults.ts'
import { keptTemplate } from '../mapping/templates.ts'
import { checkTemplate } from './input.ts'
import { constantOf, passthroughBehaviorOf } from './integration-checks.ts'
import { noSuchContentType, noSuchParameter } from './method-parameters.ts'
import { isTrue } from './patch.ts'
import { mapRule } from './patch-map.ts'
import { type PatchAction, type PatchTable, setText } from './patch-table.ts'
import { badRequest } from './validation-error.ts'

const REQUEST_PARAMETERS = mapRule<Integration, string>('requestParameters', String, noSuchParameter)

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
    mapRule<Integration, string | null>('requestTemplates', readTemplate, noSuchContentType),
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

/** The template that a value stands for. Without one it passes the body on. Throws ControlError when it is too long. */
export function readTemplate(value: string): string | null {
  return keptTemplate(checkTemplate('template', value))
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
  if (!cacheKeyParameters.includes(key)) throw noSuchParameter()
  return { ...target, cacheKeyParameters: cacheKeyParameters.filter((name) => name !== key) }
}

/** A cache key that names the mapping goes with it. */
function removeRequestParameter(target: Integration, value: string, keys: readonly string[]): Integration {
  // A rule of a map has all three actions.
  const patched = REQUEST_PARAMETERS.remove?.(target, value, keys) ?? target
  return { ...patched, cacheKeyParameters: target.cacheKeyParameters?.filter((key) => key !== keys[0]) ?? [] }
}
