/**
 * `x-amazon-apigateway-auth`: authorization of one operation without a security scheme.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-auth.html
 * It is not written: an export says the same with the scheme `sigv4`, as AWS's does.
 */
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

export const AUTH = 'x-amazon-apigateway-auth'

/** `AWS_IAM` or `NONE`; undefined where the operation says nothing. */
export function readAuth({ claims }: Reading, operation: Fields): 'NONE' | 'AWS_IAM' | undefined {
  return claims.take(operation, AUTH) ? operation.fields(AUTH)?.constant('type', ['NONE', 'AWS_IAM']) : undefined
}
