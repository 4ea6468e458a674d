import type { Stage } from '../definition/stage.ts'
import { withCacheCluster, withCacheSize } from './cache-cluster.ts'
import { patchCanary, promoteCanary, removeCanary } from './canary-settings.ts'
import { checkVariables } from './identifiers.ts'
import { removeMethodSetting, setMethodSetting } from './method-settings.ts'
import { isTrue, type PatchOperation } from './patch.ts'
import { badRequest } from './validation-error.ts'

/**
 * UpdateStage's patch operations.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch
 * Differs from AWS: caching and throttling settings are stored and not acted on yet; a cache cluster is there at once.
 */
export function patchStage(
  stage: Stage,
  operations: readonly PatchOperation[],
  deployments: ReadonlySet<string>,
): Stage {
  return operations.reduce((patched, operation) => applyOperation(patched, operation, deployments), stage)
}

/** Deployments that the operations name, to be looked up before `patchStage`. */
export const deploymentsNamed = (operations: readonly PatchOperation[]): string[] =>
  operations.filter(({ path }) => path.endsWith('/deploymentId')).map(({ value }) => value)

/** Client certificates that the operations name, to be looked up before `patchStage`. */
export const certificatesNamed = (operations: readonly PatchOperation[]): string[] => {
  const naming = operations.filter(({ op, path, value }) => op !== 'remove' && path === CERTIFICATE && value !== '')
  return [...new Set(naming.map(({ value }) => value))]
}

const CERTIFICATE = '/clientCertificateId'

function applyOperation(stage: Stage, operation: PatchOperation, deployments: ReadonlySet<string>): Stage {
  const { op, path } = operation
  if (op === 'remove') return remove(stage, path)
  if (op === 'copy') return promoteCanary(stage, operation)
  if (op === 'move' || op === 'test')
    throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'")
  if (path.startsWith('/canarySettings/')) return patchCanary(stage, operation, deployments) ?? refuse(path)
  if (path === '/accessLogSettings' || path.startsWith('/accessLogSettings/')) return setAccessLog(stage, operation)
  if (path.startsWith('/variables/')) return setVariable(stage, operation)
  return setMember(stage, operation, deployments)
}

function setMember(stage: Stage, { path, value }: PatchOperation, deployments: ReadonlySet<string>): Stage {
  switch (path) {
    case '/deploymentId':
      if (!deployments.has(value)) throw badRequest('Deployment id does not exist')
      return { ...stage, deploymentId: value }
    case '/tracingEnabled':
      return { ...stage, tracingEnabled: isTrue(value) }
    case CERTIFICATE:
      return { ...stage, clientCertificateId: value === '' ? undefined : value }
    case '/cacheClusterEnabled':
      return withCacheCluster(stage, isTrue(value))
    case '/cacheClusterSize':
      return withCacheSize(stage, value)
    case '/description':
    case '/documentationVersion':
      return { ...stage, [path.slice(1)]: value }
  }
  const methodSettings = setMethodSetting(stage.methodSettings, path, value)
  return methodSettings === undefined ? refuse(path) : { ...stage, methodSettings }
}

function refuse(path: string): never {
  throw badRequest(`Invalid method setting path: ${path}. Must be one of: ${PATHS}`)
}

function setAccessLog(stage: Stage, { path, value }: PatchOperation): Stage {
  const [, member] = /^\/accessLogSettings\/(destinationArn|format)$/.exec(path) ?? []
  if (member === undefined) {
    throw badRequest(
      'Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]',
    )
  }
  if (value === '') throw badRequest('Access Log value must not be empty')
  return { ...stage, accessLogSettings: { ...stage.accessLogSettings, [member]: value } }
}

function setVariable(stage: Stage, { path, value }: PatchOperation): Stage {
  return { ...stage, variables: checkVariables({ ...stage.variables, [variableName(path)]: value }) }
}

const variableName = (path: string) => path.slice('/variables/'.length)

function remove(stage: Stage, path: string): Stage {
  if (path === '/accessLogSettings') return { ...stage, accessLogSettings: undefined }
  if (path === '/description') return { ...stage, description: undefined }
  if (path.startsWith('/variables/')) {
    const { [variableName(path)]: _, ...variables } = stage.variables ?? {}
    return { ...stage, variables: Object.keys(variables).length === 0 ? undefined : variables }
  }
  const withoutCanary = removeCanary(stage, path)
  if (withoutCanary !== undefined) return withoutCanary
  const methodSettings = removeMethodSetting(stage.methodSettings, path)
  if (methodSettings !== undefined) return { ...stage, methodSettings }
  // AWS's message ends in a blank.
  throw badRequest(`Cannot remove method setting ${path.slice(1)} because there is no method setting for this method `)
}

/** AWS's list, with its missing commas. */
const PATHS =
  '[/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, ' +
  '/accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, ' +
  '/{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, ' +
  '/{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit' +
  '/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, ' +
  '/{resourcePath}/{httpMethod}/caching/dataEncrypted, ' +
  '/{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, ' +
  '/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, ' +
  '/*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit ' +
  '/*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, ' +
  '/*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, ' +
  '/variables/{variable_name}, /tracingEnabled]'
