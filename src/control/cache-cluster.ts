import type { Stage } from '../definition/stage.ts'
import { badRequest, oneOf } from './validation-error.ts'

/** In gigabytes; the smallest is what a stage gets that names none. */
const SIZES = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'] as const

/** One constraint of AWS's model: the size has to be one that AWS has. `input` stands in its message (`createStageInput`). */
export const cacheSizeConstraint = (size: string | undefined, input: string) =>
  oneOf(size, `${input}.cacheClusterSize`, SIZES)

/**
 * The stage with its cache cluster on or off. Here there is no machine to wait for: it is available at once, which is what Terraform
 * and AWS's waiters look for.
 */
export const withCacheCluster = (stage: Stage, enabled: boolean): Stage => ({
  ...stage,
  cacheClusterEnabled: enabled,
  cacheClusterStatus: enabled ? 'AVAILABLE' : 'NOT_AVAILABLE',
  ...(enabled && { cacheClusterSize: stage.cacheClusterSize ?? SIZES[0] }),
})

/** The empty text takes the size away. Throws ControlError for one that AWS does not have. */
export function withCacheSize(stage: Stage, size: string): Stage {
  if (size !== '' && cacheSizeConstraint(size, '') !== undefined)
    throw badRequest(
      `Invalid cache cluster size '${size.slice(0, 100)}' specified. Must be one of: [${SIZES.join(', ')}]`,
    )
  return withCacheCluster({ ...stage, cacheClusterSize: size || undefined }, stage.cacheClusterEnabled)
}
