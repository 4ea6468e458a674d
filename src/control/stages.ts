import type { Stage } from '../definition/stage.ts'
import { ControlError } from '../errors/control-error.ts'
import { refuseMappedStage } from './base-path-mappings.ts'
import { cacheSizeConstraint, withCacheCluster } from './cache-cluster.ts'
import { stageCanary } from './canary-settings.ts'
import { checkCertificates } from './client-certificates.ts'
import { checkStageName, checkVariables, noSuchApi, noSuchStage } from './identifiers.ts'
import { type Input, type Members, readInput } from './input.ts'
import { accepted, created, type Operation, ok, param } from './operation.ts'
import { readPatch } from './patch.ts'
import { certificateWarnings } from './private-backends.ts'
import { certificatesNamed, deploymentsNamed, patchStage } from './stage-patch.ts'
import { selectRestApi } from './store/rest-api.ts'
import { readTogether } from './store/rows.ts'
import { selectStage, selectStages, selectStagesOf, stageOf } from './store/stage.ts'
import { checkTags } from './tag-rules.ts'
import { unpublishStage } from './unpublish.ts'
import { badRequest, checkConstraints } from './validation-error.ts'
import { withWarnings } from './warnings.ts'
import { writeStage } from './write-stage.ts'

const CREATE_STAGE = {
  stageName: 'string',
  deploymentId: 'string',
  description: 'string',
  cacheClusterEnabled: 'boolean',
  cacheClusterSize: 'string',
  variables: 'map',
  documentationVersion: 'string',
  canarySettings: 'object',
  tracingEnabled: 'boolean',
  tags: 'map',
} as const satisfies Members

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html */
export const createStage: Operation = async (call, services) => {
  const input = readInput(call.body, CREATE_STAGE)
  checkConstraints(cacheSizeConstraint(input.cacheClusterSize, 'createStageInput'))
  const stageName = checkStageName(input.stageName ?? '')
  const deploymentId = input.deploymentId ?? ''
  const canarySettings = input.canarySettings && stageCanary(input.canarySettings, deploymentId)
  const named = [deploymentId, canarySettings?.deploymentId ?? deploymentId]
  const seconds = Math.floor(services.now() / 1000)
  const stage = await writeStage(services, param(call, 'restApiId'), stageName, named, (found) => {
    if (found.stage !== undefined) throw new ControlError('ConflictException', 'Stage already exists')
    if (named.some((id) => !found.deployments.has(id))) throw badRequest('Deployment id does not exist')
    return { ...newStageOf(input, stageName, seconds), deploymentId, ...(canarySettings && { canarySettings }) }
  })
  return created(stage)
}

function newStageOf(input: Input<typeof CREATE_STAGE>, stageName: string, createdDate: number): Stage {
  const { stageName: _, deploymentId: __, canarySettings: ___, variables, cacheClusterEnabled, ...others } = input
  const stage = { ...newStage(stageName, createdDate), ...others }
  if (variables !== undefined) checkVariables(variables)
  checkTags(input.tags)
  return withCacheCluster({ ...stage, ...(variables && { variables }) }, cacheClusterEnabled ?? false)
}

/** A stage with AWS's defaults, of no deployment yet. */
export function newStage(stageName: string, createdDate: number): Stage {
  return {
    stageName,
    deploymentId: '',
    cacheClusterEnabled: false,
    cacheClusterStatus: 'NOT_AVAILABLE',
    methodSettings: {},
    tracingEnabled: false,
    createdDate,
    lastUpdatedDate: createdDate,
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetStage.html */
export const getStage: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const [apis = [], rows = []] = await readTogether(services.db, [
    selectRestApi(apiId),
    selectStage(apiId, param(call, 'stageName')),
  ])
  if (apis.length === 0) throw noSuchApi(services, apiId)
  const [row] = rows
  if (row === undefined) throw noSuchStage()
  return ok(stageOf(row).stage)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetStages.html */
export const getStages: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const deploymentId = call.query.get('deploymentId')
  const [apis = [], rows = []] = await readTogether(services.db, [
    selectRestApi(apiId),
    deploymentId === null ? selectStages(apiId) : selectStagesOf(apiId, deploymentId),
  ])
  if (apis.length === 0) throw noSuchApi(services, apiId)
  return ok({ item: rows.map((row) => stageOf(row).stage) })
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html */
export const updateStage: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateStageInput')
  const lastUpdatedDate = Math.floor(services.now() / 1000)
  const named = deploymentsNamed(operations)
  await checkCertificates(services, certificatesNamed(operations))
  const stageName = param(call, 'stageName')
  const stage = await writeStage(services, param(call, 'restApiId'), stageName, named, (found) => {
    if (found.stage === undefined) throw noSuchStage()
    return { ...patchStage(found.stage, operations, found.deployments), lastUpdatedDate }
  })
  return withWarnings(ok(stage), certificateWarnings(stage, services.privateWays), services)
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_FlushStageCache.html
 * Differs from AWS: responses are not cached yet, so there is nothing to flush.
 */
export const flushStageCache: Operation = async (call, services) => {
  await getStage(call, services)
  return accepted()
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_FlushStageAuthorizersCache.html: the stage is written as it is. Results that
 * authorizers gave belong to a version of the stage's pointer, so that those of before are of no use from the moment the new one is read.
 */
export const flushStageAuthorizersCache: Operation = async (call, services) => {
  await writeStage(services, param(call, 'restApiId'), param(call, 'stageName'), [], ({ stage }) => {
    if (stage === undefined) throw noSuchStage()
    return stage
  })
  return accepted()
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteStage.html */
export const deleteStage: Operation = async (call, services) => {
  await refuseMappedStage(services, param(call, 'restApiId'), param(call, 'stageName'))
  await unpublishStage(services, param(call, 'restApiId'), param(call, 'stageName'))
  return accepted()
}
