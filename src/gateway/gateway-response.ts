/**
 * Gateway responses: how a refusal of the data plane looks on the wire.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
import type { GatewayResponse } from '../definition/parts.ts'
import { GATEWAY_ERRORS, type GatewayError, type GatewayErrorType } from '../errors/gateway-error.ts'
import { classOf } from '../errors/gateway-response-type.ts'
import { HeaderMap } from '../lib/header-map.ts'
import type { Reply } from './exchange.ts'

/** Raised by AWS's execution layer, whose JSON has a space after the colon; its front door's has none. */
const SPACED: ReadonlySet<GatewayErrorType> = new Set<GatewayErrorType>([
  'API_CONFIGURATION_ERROR',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INTERNAL_FAILURE',
  'INVALID_JSON',
  'UNSUPPORTED_MEDIA_TYPE',
])

/** Types that AWS lets nobody customise, or that have no name there. */
const NOT_CUSTOMISABLE: ReadonlySet<GatewayErrorType> = new Set<GatewayErrorType>(['REQUEST_TOO_LARGE', 'UNAVAILABLE'])

/** GatewayError → Reply, with the owner's status where the deployment has one for the type or its class. */
export function gatewayResponse(
  error: GatewayError,
  customised: Readonly<Record<string, GatewayResponse>> = {},
): Reply & { readonly message: string | null } {
  const [defaultStatus, errorType, defaultMessage] = GATEWAY_ERRORS[error.type]
  const status = error.detail.status ?? defaultStatus
  const message = error.detail.message ?? defaultMessage
  return {
    status: customisedStatus(error.type, status, customised) ?? status,
    headers: new HeaderMap({ 'Content-Type': 'application/json', 'x-amzn-ErrorType': errorType }),
    body: bodyOf(error.type, message),
    message,
  }
}

function bodyOf(type: GatewayErrorType, message: string | null): string {
  const member = type === 'ACCESS_DENIED' ? 'Message' : 'message'
  return `{"${member}":${SPACED.has(type) ? ' ' : ''}${JSON.stringify(message)}}`
}

/** The type's own status, else that of its class. */
function customisedStatus(
  type: GatewayErrorType,
  status: number,
  customised: Readonly<Record<string, GatewayResponse>>,
): number | undefined {
  if (NOT_CUSTOMISABLE.has(type)) return undefined
  const chosen = (customised[type] ?? customised[classOf(status)])?.statusCode
  return chosen === undefined ? undefined : Number(chosen)
}
