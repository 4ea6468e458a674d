import type { CanarySettings, Stage } from '../definition/stage.ts'
import { checkVariables } from './identifiers.ts'
import { checkMembers, type Members } from './input.ts'
import { isTrue, type PatchOperation } from './patch.ts'
import { withoutKey } from './patch-table.ts'
import { badRequest } from './validation-error.ts'

/**
 * A stage's canary release.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 * Differs from AWS: `useStageCache` is stored and not acted on until responses are cached.
 */
const CREATE_DEPLOYMENT_CANARY = {
  percentTraffic: 'number',
  stageVariableOverrides: 'map',
  useStageCache: 'boolean',
} as const satisfies Members

const CREATE_STAGE_CANARY = { ...CREATE_DEPLOYMENT_CANARY, deploymentId: 'string' } as const satisfies Members

/** What CreateDeployment asks for: `deploymentId` is the new one. Throws ControlError. */
export function deploymentCanary(input: Readonly<Record<string, unknown>>, deploymentId: string): CanarySettings {
  return checkedCanary({ ...checkMembers(input, CREATE_DEPLOYMENT_CANARY), deploymentId })
}

/** What CreateStage asks for; a canary of no deployment of its own has the stage's. Throws ControlError. */
export function stageCanary(
  input: Readonly<Record<string, unknown>>,
  deploymentId: string,
): CanarySettings & { readonly deploymentId: string } {
  const settings = checkMembers(input, CREATE_STAGE_CANARY)
  return { ...checkedCanary(settings), deploymentId: settings.deploymentId ?? deploymentId }
}

function checkedCanary({ percentTraffic = 0, useStageCache = false, ...others }: CanarySettings): CanarySettings {
  checkPercent(percentTraffic)
  if (others.stageVariableOverrides !== undefined) checkVariables(others.stageVariableOverrides)
  return { ...others, percentTraffic, useStageCache }
}

function checkPercent(percent: number): number {
  if (percent >= 0 && percent <= 100) return percent
  throw badRequest(`Invalid canary percentTraffic ${percent}: it has to be a number from 0 to 100`)
}

/** `/canarySettings/…` of UpdateStage; undefined when the path is none that AWS knows. Throws ControlError. */
export function patchCanary(
  stage: Stage,
  { op, path, value }: PatchOperation,
  deployments: ReadonlySet<string>,
): Stage | undefined {
  const [, , member = '', variable, ...more] = path.split('/')
  if (more.length > 0) return undefined
  // The first setting of a stage without a canary makes one of its own deployment (cpl-0100).
  const canary = stage.canarySettings ?? { deploymentId: stage.deploymentId, percentTraffic: 0, useStageCache: false }
  const change = (changed: CanarySettings): Stage => ({ ...stage, canarySettings: { ...canary, ...changed } })
  if (member === 'stageVariableOverrides' && variable !== undefined)
    return change({ stageVariableOverrides: checkVariables({ ...canary.stageVariableOverrides, [variable]: value }) })
  if (variable !== undefined) return undefined
  if (member === 'percentTraffic') return change({ percentTraffic: percentOf(value) })
  if (member === 'useStageCache') return change({ useStageCache: isTrue(value) })
  if (member !== 'deploymentId') return undefined
  if (op === 'add') throw badRequest(`Invalid add operation with path: ${path}`)
  if (!deployments.has(value)) throw badRequest('Deployment id does not exist')
  return change({ deploymentId: value })
}

function percentOf(value: string): number {
  if (/^\d{1,3}(?:\.\d{1,10})?$/.test(value)) return checkPercent(Number(value))
  throw badRequest(`Invalid canary percentTraffic '${value.slice(0, 100)}': it has to be a number from 0 to 100`)
}

/** The stage without its canary, or its canary without one variable; undefined when there is nothing of that path. */
export function removeCanary(stage: Stage, path: string): Stage | undefined {
  const { canarySettings } = stage
  if (canarySettings === undefined) return undefined
  if (path === '/canarySettings') return { ...stage, canarySettings: undefined }
  const [, variable = ''] = /^\/canarySettings\/stageVariableOverrides\/([^/]+)$/.exec(path) ?? []
  const overrides = canarySettings.stageVariableOverrides ?? {}
  if (!Object.hasOwn(overrides, variable)) return undefined
  const left = withoutKey(overrides, variable)
  const stageVariableOverrides = Object.keys(left).length === 0 ? undefined : left
  return { ...stage, canarySettings: { ...canarySettings, stageVariableOverrides } }
}

const SOURCES = ['/canarySettings/deploymentId', '/canarySettings/stageVariableOverrides']

/** Promotes the canary: its deployment, or its variables, become the stage's. Throws ControlError. */
export function promoteCanary(stage: Stage, { path, from = 'null' }: PatchOperation): Stage {
  if (!['/deploymentId', '/variables'].includes(path) || !SOURCES.includes(from)) {
    throw badRequest(
      `Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are [/deploymentId, /variables] ` +
        `and valid copy:from are [${SOURCES.join(', ')}]`,
    )
  }
  const { canarySettings } = stage
  if (canarySettings === undefined) throw badRequest('Promotion not available. Canary does not exist.')
  const { deploymentId = stage.deploymentId, stageVariableOverrides } = canarySettings
  if (path === '/deploymentId') return { ...stage, deploymentId }
  if (stageVariableOverrides === undefined) return stage
  return { ...stage, variables: checkVariables({ ...stage.variables, ...stageVariableOverrides }) }
}
