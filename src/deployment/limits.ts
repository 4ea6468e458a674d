/**
 * `x-postern-limits`: lifts AWS's limits for an API (at the document's root) or for one operation.
 * Members: requestLineBytes, requestHeaderBytes, requestBodyBytes, responseHeaderBytes, responseBodyBytes (bytes, or null for no limit), timeoutInMillis.
 */
import type { Extension } from '../definition/parts.ts'
import { Problems } from '../lib/problems.ts'
import { AWS_LIMITS, type LimitsSpec } from './snapshot.ts'

const MEMBERS = Object.keys(AWS_LIMITS) as (keyof LimitsSpec)[]
/** The longest an integration may take under `x-postern-limits`: 15 minutes, AWS's own bound for streamed responses. */
const LONGEST_TIMEOUT_MILLIS = 900_000

/** The members that stand in `value`; reports unknown and malformed ones. */
export function parseLimits(value: unknown, place: string, problems: Problems): Partial<LimitsSpec> {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.error(place, `must be an object with members among ${MEMBERS.join(', ')}`)
    return {}
  }
  const limits: Record<string, number | null> = {}
  for (const [name, limit] of Object.entries(value)) {
    if (!MEMBERS.includes(name as keyof LimitsSpec))
      problems.error(place, `has no member ${name}; known: ${MEMBERS.join(', ')}`)
    else if (!isLimit(name, limit))
      problems.error(`${place}.${name}`, `must be a whole number${rangeOf(name)}, not ${JSON.stringify(limit)}`)
    else limits[name] = limit
  }
  return limits
}

/** AWS's limits with these in their place. */
export const limitsAt = (...lifted: readonly Partial<LimitsSpec>[]): LimitsSpec =>
  Object.assign({}, AWS_LIMITS, ...lifted)

/** The longest that an integration of this method may take, in milliseconds: as the method says, else as its API does, else AWS's. */
export function longestTimeoutAt(extensions: readonly Extension[], path: string, httpMethod: string): number {
  const limits = extensions.filter(({ name }) => name === 'x-postern-limits')
  const timeoutOf = (found: Extension | undefined) => parseLimits(found?.value, '', new Problems()).timeoutInMillis
  return (
    timeoutOf(limits.find((extension) => extension.path === path && extension.httpMethod === httpMethod)) ??
    timeoutOf(limits.find((extension) => extension.path === undefined)) ??
    AWS_LIMITS.timeoutInMillis
  )
}

function isLimit(name: string, limit: unknown): limit is number | null {
  if (limit === null) return name !== 'timeoutInMillis'
  if (!Number.isSafeInteger(limit) || (limit as number) < 1) return false
  return name !== 'timeoutInMillis' || (limit as number) <= LONGEST_TIMEOUT_MILLIS
}

const rangeOf = (name: string) =>
  name === 'timeoutInMillis' ? ` from 1 to ${LONGEST_TIMEOUT_MILLIS}` : ' of at least 1, or null for no limit'
