/** Lambda's refusals, in its words. https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html */
import { ControlError, type ControlErrorType } from '../../errors/control-error.ts'

export const invalidParameter = (message: string) => new ControlError('InvalidParameterValueException', message)
export const resourceNotFound = (message: string) => new ControlError('ResourceNotFoundException', message)
export const resourceConflict = (message: string) => new ControlError('ResourceConflictException', message)

export const functionNotFound = (arn: string) => resourceNotFound(`Function not found: ${arn}`)
export const aliasNotFound = (arn: string) => resourceNotFound(`Cannot find alias arn: ${arn}`)
/** Of a policy, a URL and the like that a function does not have. */
export const noSuchResource = () => resourceNotFound('The resource you requested does not exist.')

/** A refusal of what AWS has and this version does not serve: it is said, never ignored. */
export const notServed = (feature: string) => invalidParameter(`${feature} is not served by this version of Postern.`)

/** Checks a revision that a caller names. Throws ControlError. */
export function checkRevision(wanted: string | undefined, current: string): void {
  if (wanted === undefined || wanted === current) return
  throw new ControlError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. ' +
      'Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  )
}

/** What pieces that are shared with API Gateway's operations refuse with, by Lambda's names. */
const LAMBDA_TYPES: Partial<Record<ControlErrorType, ControlErrorType>> = {
  BadRequestException: 'InvalidParameterValueException',
  ConflictException: 'ResourceConflictException',
  NotFoundException: 'ResourceNotFoundException',
}
/** Exceptions whose message AWS's model writes with a capital letter; an answer that its clients read either way. */
const CAPITAL_MESSAGE: ReadonlySet<ControlErrorType> = new Set([
  'CodeSigningConfigNotFoundException',
  'ResourceNotFoundException',
  'ServiceException',
])
/** Of AWS's front end, not of Lambda's model: a message alone. */
const UNTYPED: ReadonlySet<ControlErrorType> = new Set(['ValidationException', 'SerializationException'])

export interface LambdaErrorBody {
  readonly type: ControlErrorType
  readonly status: number
  readonly body: Readonly<Record<string, string>>
}

/** A refusal as it stands on Lambda's wire. */
export function lambdaErrorOf(error: ControlError): LambdaErrorBody {
  const type = LAMBDA_TYPES[error.type] ?? error.type
  const { status } = new ControlError(type, error.message)
  const { message } = error
  if (UNTYPED.has(type)) return { type, status, body: { message } }
  const owner = status < 500 ? 'User' : 'Service'
  if (CAPITAL_MESSAGE.has(type)) return { type, status, body: { Message: message, Type: owner } }
  return { type, status, body: { Type: owner, message } }
}
