/**
 * Canary release: a share of a stage's requests goes to another deployment, with stage variables of its own.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
import type { StagePointer } from './snapshot.ts'

/** A canary as a stage's pointer names it. */
export interface CanaryPointer {
  readonly deploymentId: string
  readonly hash: string
  /** 0 to 100. */
  readonly percentTraffic: number
  /** They stand beside and above the stage's own. */
  readonly stageVariableOverrides: Readonly<Record<string, string>>
}

/** The stage as the canary's share of requests sees it. */
export const canaryStage = (stage: StagePointer, canary: CanaryPointer): StagePointer => ({
  ...stage,
  deploymentId: canary.deploymentId,
  hash: canary.hash,
  variables: { ...stage.variables, ...canary.stageVariableOverrides },
})

/** Whether a request goes to the canary; `chance` is drawn anew for each, from 0 up to but not 1. */
export const isCanaryRequest = (percentTraffic: number, chance: number): boolean => chance * 100 < percentTraffic
