import type { DeploymentSnapshot } from '../deployment/snapshot.ts'

/** A snapshot with its routes' functions, made when first asked for. */
export interface LinkedDeployment {
  readonly snapshot: DeploymentSnapshot
}
