/**
 * `x-amazon-apigateway-authtype`: the customised kind of a security scheme.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
 */
import type { JsonObject } from '../json-value.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

const AUTHTYPE = 'x-amazon-apigateway-authtype'
/** As AWS writes it. */
export const SIGV4 = 'awsSigv4'

/** `awsSigv4`, `custom`, `cognito_user_pools`, …; undefined where the scheme says nothing. */
export function readAuthtype({ claims }: Reading, scheme: Fields): string | undefined {
  return claims.take(scheme, AUTHTYPE) ? scheme.text(AUTHTYPE) : undefined
}

export const isSigv4 = (authtype: string | undefined): boolean => authtype?.toLowerCase() === SIGV4.toLowerCase()

export const writeAuthtype = (authtype: string): JsonObject => ({ [AUTHTYPE]: authtype })
