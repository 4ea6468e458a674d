import type { Stage } from '../definition/stage.ts'

/** AWS's smallest, in gigabytes: what a stage gets that names none. */
const DEFAULT_SIZE = '0.5'

/**
 * The stage with its cache cluster on or off. Here there is no machine to wait for: it is available at once, which is what Terraform
 * and AWS's waiters look for.
 */
export const withCacheCluster = (stage: Stage, enabled: boolean): Stage => ({
  ...stage,
  cacheClusterEnabled: enabled,
  cacheClusterStatus: enabled ? 'AVAILABLE' : 'NOT_AVAILABLE',
  ...(enabled && { cacheClusterSize: stage.cacheClusterSize ?? DEFAULT_SIZE }),
})
