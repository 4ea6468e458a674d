import { ControlError } from '../errors/control-error.ts'

/** AWS's text for members that fail a constraint of its model. */
export function validationError(errors: readonly string[]): ControlError {
  const count = errors.length === 1 ? '1 validation error' : `${errors.length} validation errors`
  return new ControlError('ValidationException', `${count} detected: ${errors.join('; ')}`)
}

/** One constraint: the value has to be one of a set. */
export const notInSet = (value: string, place: string, set: readonly string[]) =>
  `Value '${value}' at '${place}' failed to satisfy constraint: Member must satisfy enum value set: [${set.join(', ')}]`

/** A refusal in the words of AWS. */
export const badRequest = (message: string) => new ControlError('BadRequestException', message)
export const notFound = (message: string) => new ControlError('NotFoundException', message)

/** A refusal of what AWS has and this version does not serve: it is said, never ignored. */
export const notServed = (feature: string) => badRequest(`${feature} is not served by this version of Postern.`)
