import type { Deployment, Stage } from '../definition/stage.ts'
import { cacheSizeConstraint, withCacheCluster } from './cache-cluster.ts'
import { deploymentCanary } from './canary-settings.ts'
import { editApi } from './edit-api.ts'
import { checkStageName, checkVariables, noSuchApi, noSuchDeployment } from './identifiers.ts'
import { type Input, type Members, readInput } from './input.ts'
import { accepted, created, type Operation, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import { readPatch } from './patch.ts'
import { applyPatch, type PatchTable, setText } from './patch-table.ts'
import { publishDeployment } from './publish.ts'
import { newStage } from './stages.ts'
import {
  apiSummaryOf,
  deploymentOf,
  type StoredDeployment,
  selectDeployment,
  selectDeploymentPage,
  updateDeploymentRow,
} from './store/deployment.ts'
import { selectRestApi } from './store/rest-api.ts'
import { readTogether } from './store/rows.ts'
import { deleteUnusedDeployment } from './unpublish.ts'
import { badRequest, checkConstraints } from './validation-error.ts'
import { withWarnings } from './warnings.ts'

const CREATE_DEPLOYMENT = {
  stageName: 'string',
  stageDescription: 'string',
  description: 'string',
  cacheClusterEnabled: 'boolean',
  cacheClusterSize: 'string',
  canarySettings: 'object',
  variables: 'map',
  tracingEnabled: 'boolean',
} as const satisfies Members

type CreateDeploymentInput = Input<typeof CREATE_DEPLOYMENT>

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html */
export const createDeployment: Operation = async (call, services) => {
  const input = readInput(call.body, CREATE_DEPLOYMENT)
  checkConstraints(cacheSizeConstraint(input.cacheClusterSize, 'createDeploymentInput'))
  if (input.canarySettings !== undefined && !input.stageName) throw canaryWithoutStage(input.stageName)
  const stageName = input.stageName ? checkStageName(input.stageName) : undefined
  if (input.variables !== undefined) checkVariables(input.variables)
  const { deployment, warnings } = await publishDeployment(services, param(call, 'restApiId'), {
    description: input.description,
    stageName,
    stage: (existing, deployment) => deployedStage(existing, deployment, stageName ?? '', input),
  })
  return withWarnings(created(deployment), warnings, services)
}

const canaryWithoutStage = (stageName: string | undefined) =>
  badRequest(
    'Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. ' +
      `Provided value is ${stageName ?? 'null'}`,
  )

/** The stage as the deployment leaves it: what the call names is replaced, the rest stays. */
function deployedStage(
  existing: Stage | undefined,
  deployment: Deployment,
  stageName: string,
  input: CreateDeploymentInput,
): Stage {
  const { stageDescription, variables, cacheClusterEnabled, cacheClusterSize, tracingEnabled, canarySettings } = input
  if (canarySettings !== undefined && existing === undefined) {
    throw badRequest(
      `Invalid deployment content specified.Stage ${stageName} must already be created before making a canary release deployment`,
    )
  }
  const stage = {
    ...(existing ?? newStage(stageName, deployment.createdDate)),
    ...(canarySettings
      ? { canarySettings: deploymentCanary(canarySettings, deployment.id) }
      : { deploymentId: deployment.id }),
    lastUpdatedDate: deployment.createdDate,
    ...(stageDescription !== undefined && { description: stageDescription }),
    ...(variables !== undefined && { variables }),
    ...(cacheClusterSize !== undefined && { cacheClusterSize }),
    ...(tracingEnabled !== undefined && { tracingEnabled }),
  }
  return cacheClusterEnabled === undefined ? stage : withCacheCluster(stage, cacheClusterEnabled)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployment.html */
export const getDeployment: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const [apis = [], rows = []] = await readTogether(services.db, [
    selectRestApi(apiId),
    selectDeployment(apiId, param(call, 'deploymentId')),
  ])
  if (apis.length === 0) throw noSuchApi(services, apiId)
  const [row] = rows
  if (row === undefined) throw noSuchDeployment()
  const { deployment } = deploymentOf(row)
  return ok(embedsSummary(call.query) ? { ...deployment, apiSummary: apiSummaryOf(row) } : deployment)
}

function embedsSummary(query: URLSearchParams): boolean {
  const embed = query.getAll('embed')
  if (embed.some((value) => value !== 'apisummary')) {
    throw badRequest('Invalid embed specified. Must be one of: [apisummary]')
  }
  return embed.length > 0
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployments.html: oldest first. */
export const getDeployments: Operation = async (call, services) => {
  const apiId = param(call, 'restApiId')
  const paging = readPaging(call.query, 0)
  const [apis = [], rows = []] = await readTogether(services.db, [
    selectRestApi(apiId),
    selectDeploymentPage(apiId, paging.after, paging.limit + 1),
  ])
  if (apis.length === 0) throw noSuchApi(services, apiId)
  return ok(page(rows.map(deploymentOf), paging, sequenceOf, ({ deployment }) => deployment))
}

const sequenceOf = (row: StoredDeployment) => row.sequence

const DEPLOYMENT_PATCH: PatchTable<Deployment> = {
  refusal: 'plain',
  rules: [{ path: '/description', replace: setText('description') }],
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateDeployment.html */
export const updateDeployment: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateDeploymentInput')
  const apiId = param(call, 'restApiId')
  const select = [selectDeployment(apiId, param(call, 'deploymentId'))]
  const deployment = await editApi(services, apiId, select, ({ rows: [found = []] }) => {
    const [row] = found
    if (row === undefined) throw noSuchDeployment()
    const result = applyPatch(deploymentOf(row).deployment, operations, DEPLOYMENT_PATCH)
    return { statements: [updateDeploymentRow(apiId, result)], result }
  })
  return ok(deployment)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDeployment.html */
export const deleteDeployment: Operation = async (call, services) => {
  await deleteUnusedDeployment(services, param(call, 'restApiId'), param(call, 'deploymentId'))
  return accepted()
}
