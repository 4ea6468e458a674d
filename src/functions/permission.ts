/**
 * Whether a function's policy lets an API call it.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
import { FunctionError } from './functions.ts'
import type { FunctionPermission, PublishedFunction } from './published-function.ts'

const GATEWAY = 'apigateway.amazonaws.com'
/** In lower case: AWS does not look at it in actions. */
const ACTIONS: ReadonlySet<string> = new Set(['lambda:invokefunction', 'lambda:*', '*'])

/**
 * Throws FunctionError where a function's policy does not let `sourceArn` call it under a qualifier. Each qualifier has a policy of its own:
 * that of the function itself says nothing of its versions and aliases, and, as on AWS, not even of `$LATEST` by that name.
 */
export function checkPermission(
  { name, permissions }: PublishedFunction,
  qualifier: string | undefined,
  sourceArn: string,
): void {
  const key = qualifier ?? ''
  if (Object.hasOwn(permissions, key) && mayCall(permissions[key] ?? [], sourceArn)) return
  const qualified = qualifier === undefined ? name : `${name}:${qualifier}`
  throw new FunctionError('not-permitted', `The policy of ${qualified} does not let ${sourceArn} invoke it`)
}

/** `arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/pets` against what its owner allowed. */
export function mayCall(permissions: readonly FunctionPermission[], sourceArn: string): boolean {
  const account = sourceArn.split(':')[4]
  return permissions.some(
    (permission) =>
      ACTIONS.has(permission.action.toLowerCase()) &&
      (permission.principal === GATEWAY || permission.principal === '*') &&
      (permission.sourceArn === undefined || fits(permission.sourceArn, sourceArn)) &&
      (permission.sourceAccount === undefined || permission.sourceAccount === account),
  )
}

/** ArnLike: six parts apart by colons, in each of which `*` and `?` stand for anything. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN */
function fits(pattern: string, arn: string): boolean {
  const wanted = partsOf(pattern)
  const given = partsOf(arn)
  return wanted.length === given.length && wanted.every((part, i) => like(part, given[i] ?? ''))
}

/** The last holds what colons are left. */
function partsOf(arn: string): string[] {
  const parts = arn.split(':')
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')]
}

const ARN_PARTS = 6

/** Walks both texts and goes back to the last `*` alone: no pattern makes it slow. */
function like(pattern: string, text: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  let i = 0
  while (i < text.length) {
    if (pattern[at] === '*') {
      star = at++
      resume = i
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[i])) {
      at++
      i++
    } else if (star >= 0) {
      at = star + 1
      i = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
