import { ControlError } from '../errors/control-error.ts'

/** AWS's text for members that fail a constraint of its model. */
export function validationError(errors: readonly string[]): ControlError {
  const count = errors.length === 1 ? '1 validation error' : `${errors.length} validation errors`
  return new ControlError('ValidationException', `${count} detected: ${errors.join('; ')}`)
}

/** Throws when a constraint of AWS's model is broken; a call hears of all of them at once, in the order given. */
export function checkConstraints(...broken: readonly (string | undefined)[]): void {
  const errors = broken.filter((error) => error !== undefined)
  if (errors.length > 0) throw validationError(errors)
}

/** One constraint: the member has to be there. */
export const required = (value: unknown, place: string): string | undefined =>
  value === undefined ? `Value null at '${place}' failed to satisfy constraint: Member must not be null` : undefined

/** One constraint: the whole value has to match a pattern, given as AWS's model has it. */
export const matching = (value: string, place: string, pattern: string): string | undefined =>
  new RegExp(`^(?:${pattern})$`).test(value)
    ? undefined
    : `Value '${value}' at '${place}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`

/** One constraint: the value has to be one of a set. */
export const notInSet = (value: string, place: string, set: readonly string[]) =>
  `Value '${value}' at '${place}' failed to satisfy constraint: Member must satisfy enum value set: [${set.join(', ')}]`

/** One constraint of a member that may be absent: it has to be one of a set, given in the order of AWS's message. */
export const oneOf = (value: string | undefined, place: string, set: readonly string[]): string | undefined =>
  value === undefined || set.includes(value) ? undefined : notInSet(value, place, set)

/** A refusal in the words of AWS. */
export const badRequest = (message: string) => new ControlError('BadRequestException', message)
export const notFound = (message: string) => new ControlError('NotFoundException', message)

/** A refusal of parameter mappings, each fault in AWS's words. */
export const invalidMappings = (faults: readonly string[]) =>
  badRequest(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${faults.join(', ')}]`)

/** A refusal of what AWS has and this version does not serve: it is said, never ignored. */
export const notServed = (feature: string) => badRequest(`${feature} is not served by this version of Postern.`)
