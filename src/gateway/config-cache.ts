import type { DeploymentSnapshot, StagePointer } from '../deployment/snapshot.ts'

/** What the data plane reads of the published configuration, with DESIGN's freshness rules. */
export interface ConfigReader {
  stage(apiId: string, stageName: string): Promise<StagePointer | undefined>
  deployment(pointer: StagePointer): Promise<DeploymentSnapshot>
}
