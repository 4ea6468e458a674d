/**
 * `x-amazon-apigateway-authtype`: the customised kind of a security scheme.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
 */
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

const AUTHTYPE = 'x-amazon-apigateway-authtype'

/** `awsSigv4`, `custom`, `cognito_user_pools`, …; undefined where the scheme says nothing. */
export function readAuthtype({ claims }: Reading, scheme: Fields): string | undefined {
  return claims.take(scheme, AUTHTYPE) ? scheme.text(AUTHTYPE) : undefined
}

export const isSigv4 = (authtype: string | undefined): boolean => authtype?.toLowerCase() === 'awssigv4'
