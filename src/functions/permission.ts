/**
 * Whether a function's policy lets an API call it.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
import { arnLike } from '../aws/arn-like.ts'
import { compileGlob } from '../lib/glob.ts'
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
      (permission.sourceArn === undefined || arnLike(compileGlob(permission.sourceArn), sourceArn)) &&
      (permission.sourceAccount === undefined || permission.sourceAccount === account),
  )
}
