/**
 * AWS's gateway response types: status, `x-amzn-ErrorType` and message of each refusal of the data plane.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * `INVALID_JSON`, `INTERNAL_FAILURE`, `REQUEST_HEADER_FIELDS_TOO_LARGE`, `URI_TOO_LONG`, `FORBIDDEN` and `UNAVAILABLE` have no type of
 * their own on AWS: there, as here, an owner customises them through `DEFAULT_4XX` and `DEFAULT_5XX`.
 */
export const GATEWAY_ERRORS = {
  ACCESS_DENIED: [403, 'AccessDeniedException', 'User is not authorized to access this resource'],
  API_CONFIGURATION_ERROR: [500, 'InternalServerErrorException', 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'AuthorizerConfigurationException', null],
  AUTHORIZER_FAILURE: [500, 'AuthorizerFailureException', null],
  BAD_REQUEST_PARAMETERS: [400, 'BadRequestException', 'Missing required request parameters: []'],
  BAD_REQUEST_BODY: [400, 'BadRequestException', 'Invalid request body'],
  EXPIRED_TOKEN: [403, 'ExpiredTokenException', 'The security token included in the request is expired'],
  FORBIDDEN: [403, 'ForbiddenException', 'Forbidden'],
  INTEGRATION_FAILURE: [504, 'InternalServerErrorException', 'Network error communicating with endpoint'],
  INTEGRATION_TIMEOUT: [504, 'InternalServerErrorException', 'Endpoint request timed out'],
  INTERNAL_FAILURE: [500, 'InternalFailureException', 'Internal server error'],
  INVALID_API_KEY: [403, 'ForbiddenException', 'Forbidden'],
  INVALID_JSON: [400, 'BadRequestException', 'Invalid JSON in request body'],
  INVALID_SIGNATURE: [403, 'InvalidSignatureException', 'The request signature we calculated does not match'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  QUOTA_EXCEEDED: [429, 'LimitExceededException', 'Limit Exceeded'],
  REQUEST_HEADER_FIELDS_TOO_LARGE: [431, 'BadRequestException', 'Request Header Fields Too Large'],
  REQUEST_TOO_LARGE: [413, 'RequestTooLargeException', 'Request Too Long'],
  RESOURCE_NOT_FOUND: [404, 'NotFoundException', 'Not Found'],
  THROTTLED: [429, 'TooManyRequestsException', 'Too Many Requests'],
  UNAUTHORIZED: [401, 'UnauthorizedException', 'Unauthorized'],
  UNAVAILABLE: [503, 'ServiceUnavailableException', 'Service Unavailable'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'BadRequestException', 'Unsupported Media Type'],
  URI_TOO_LONG: [414, 'BadRequestException', 'Request URI too long'],
  WAF_FILTERED: [403, 'ForbiddenException', 'Forbidden'],
} as const satisfies Record<string, readonly [status: number, errorType: string, message: string | null]>

export type GatewayErrorType = keyof typeof GATEWAY_ERRORS

/** What a phase may say beyond the type: the caller sees `message` and `status`, only the log sees `reason`. */
export interface GatewayErrorDetail {
  readonly message?: string
  readonly status?: number
  /** `$context.error.validationErrorString`: what a request validator found. */
  readonly validationErrorString?: string
  /** For the execution log: which check, which place. Never a secret. */
  readonly reason?: string
}

/** A refusal of the data plane. Only `gateway-response.ts` knows how it looks on the wire. */
export class GatewayError extends Error {
  readonly type: GatewayErrorType
  readonly detail: GatewayErrorDetail

  constructor(type: GatewayErrorType, detail: GatewayErrorDetail = {}) {
    super(detail.reason ?? type)
    this.name = 'GatewayError'
    this.type = type
    this.detail = detail
  }
}
