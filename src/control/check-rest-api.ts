import { policyFaults } from '../authorizers/policy-faults.ts'
import { jsonObject } from '../openapi/json-value.ts'
import { MAX_NAME } from './input.ts'
import { badRequest } from './validation-error.ts'

const MAX_COMPRESSION_SIZE_BYTES = 10_485_760
/** AWS's limit. */
const MAX_POLICY = 8192
/** Shown of a policy at once. */
const MOST_FAULTS = 10

/** The name of an API, new, imported or changed. Throws ControlError. */
export function checkApiName(name: string | undefined): string {
  if (name === undefined || name.trim() === '') throw badRequest('Name cannot be empty')
  if (name.length > MAX_NAME) throw badRequest(`Invalid API name, can be at most ${MAX_NAME} characters.`)
  return name
}

/** The size in bytes from which responses are compressed. Throws ControlError. */
export function checkCompressionSize(size: number): number {
  if (size >= 0 && size <= MAX_COMPRESSION_SIZE_BYTES) return size
  throw badRequest(`Invalid minimum compression size, must be between 0 and ${MAX_COMPRESSION_SIZE_BYTES}`)
}

// AWS's words.
const INVALID_POLICY = 'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.'

/** An API's resource policy as JSON text. Throws ControlError. */
export function checkResourcePolicy(policy: string): string {
  const faults = policyFaults(jsonObject(checkPolicy(policy)), 'resource')
  if (faults.length > 0) throw badRequest(`${INVALID_POLICY} ${faults.slice(0, MOST_FAULTS).join('; ')}`)
  return policy
}

/** A policy as JSON text. Throws ControlError. */
export function checkPolicy(policy: string): string {
  if (policy.length > MAX_POLICY)
    throw badRequest(
      `Invalid policy document. It has ${policy.length} characters; ${MAX_POLICY} are the most it may have.`,
    )
  if (jsonObject(policy) !== undefined) return policy
  throw badRequest(INVALID_POLICY)
}
