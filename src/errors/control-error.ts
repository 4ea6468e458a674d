/** AWS's exceptions of the management API, with the status each is sent with. */
export const CONTROL_ERRORS = {
  BadRequestException: 400,
  ConflictException: 409,
  LimitExceededException: 429,
  NotFoundException: 404,
  ServiceUnavailableException: 503,
  TooManyRequestsException: 429,
  UnauthorizedException: 401,
  ValidationException: 400,
  AccessDeniedException: 403,
  ForbiddenException: 403,
  MissingAuthenticationTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  UnrecognizedClientException: 403,
  ExpiredTokenException: 403,
  RequestTooLargeException: 413,
  SerializationException: 400,
  InternalFailure: 500,
  // Lambda's own.
  CodeSigningConfigNotFoundException: 404,
  CodeStorageExceededException: 400,
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  PolicyLengthExceededException: 400,
  PreconditionFailedException: 412,
  ProvisionedConcurrencyConfigNotFoundException: 404,
  ResourceConflictException: 409,
  ResourceNotFoundException: 404,
  ServiceException: 500,
} as const

export type ControlErrorType = keyof typeof CONTROL_ERRORS

/** A refusal of the management API: AWS's exception name, and the message the caller reads. */
export class ControlError extends Error {
  readonly type: ControlErrorType

  constructor(type: ControlErrorType, message: string) {
    super(message)
    this.name = 'ControlError'
    this.type = type
  }

  get status(): number {
    return CONTROL_ERRORS[this.type]
  }
}
