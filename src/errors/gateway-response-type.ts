import { GATEWAY_ERRORS, type GatewayErrorType } from './gateway-error.ts'

/** The gateway responses that stand for a whole class of refusals. */
export type DefaultResponseType = 'DEFAULT_4XX' | 'DEFAULT_5XX'

/** What an owner can customise, in the order of AWS's messages (cpl-0050). */
export const GATEWAY_RESPONSE_TYPES = [
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'MISSING_AUTHENTICATION_TOKEN',
  'BAD_REQUEST_BODY',
  'INVALID_SIGNATURE',
  'INVALID_API_KEY',
  'BAD_REQUEST_PARAMETERS',
  'AUTHORIZER_FAILURE',
  'UNAUTHORIZED',
  'INTEGRATION_TIMEOUT',
  'ACCESS_DENIED',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'WAF_FILTERED',
  'QUOTA_EXCEEDED',
  'THROTTLED',
  'API_CONFIGURATION_ERROR',
  'UNSUPPORTED_MEDIA_TYPE',
  'INTEGRATION_FAILURE',
  'EXPIRED_TOKEN',
] as const satisfies readonly (GatewayErrorType | DefaultResponseType)[]

export type GatewayResponseType = (typeof GATEWAY_RESPONSE_TYPES)[number]

export const isGatewayResponseType = (type: string): type is GatewayResponseType =>
  GATEWAY_RESPONSE_TYPES.some((known) => known === type)

/** The status a type has unless its owner gives it one; undefined for the two that stand for a class. */
export const defaultStatusOf = (type: GatewayResponseType): number | undefined =>
  type === 'DEFAULT_4XX' || type === 'DEFAULT_5XX' ? undefined : GATEWAY_ERRORS[type][0]

/** The type that customises refusals of this status where their own type is not customised. */
export const classOf = (status: number): DefaultResponseType => (status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX')

/** What AWS shows as the templates of a response whose owner gave it none (cpl-0049). */
export const DEFAULT_RESPONSE_TEMPLATES = { 'application/json': '{"message":$context.error.messageString}' } as const
