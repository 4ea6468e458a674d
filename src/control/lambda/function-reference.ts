import { ControlError } from '../../errors/control-error.ts'
import { type Call, param } from '../operation.ts'
import { accountIdOf, type ControlServices } from '../services.ts'
import { checkConstraints, matching } from '../validation-error.ts'
import { invalidParameter } from './lambda-error.ts'

/** The function that a call names, and the version or alias of it. */
export interface FunctionReference {
  readonly name: string
  readonly qualifier?: string
}

/** AWS's patterns. */
const NAME =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?'
const QUALIFIER = '(|[a-zA-Z0-9$_-]+)'
const MOST_NAME = 140
const MOST_QUALIFIER = 128
const PARTS =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d:)?(?:\d{12}:)?(?:function:)?([a-zA-Z0-9-_.]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/

/**
 * Reads `{FunctionName}` of the path and `Qualifier` of the query: a name, a partial or a whole ARN. Throws ControlError.
 * Functions are found by name: the region and account of an ARN may be anybody's, since documents carry those of their owners.
 */
export function functionReference(call: Call): FunctionReference {
  const text = param(call, 'FunctionName')
  const qualifier = call.query.get('Qualifier') || undefined
  checkConstraints(
    longerThan(text, 'functionName', MOST_NAME + 116),
    matching(text, 'functionName', NAME),
    qualifier === undefined ? undefined : longerThan(qualifier, 'qualifier', MOST_QUALIFIER),
    qualifier === undefined ? undefined : matching(qualifier, 'qualifier', QUALIFIER),
  )
  return withQualifier(parts(text), qualifier)
}

/** A reference that may name no version or alias. Throws ControlError. */
export function unqualifiedReference(call: Call): FunctionReference {
  const reference = functionReference(call)
  if (reference.qualifier === undefined) return reference
  throw invalidParameter(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. ' +
      'Please specify either a function name or an unqualified function ARN.',
  )
}

/** The name of a function to be created. Throws ControlError. */
export function newFunctionName(text: string): string {
  checkConstraints(longerThan(text, 'functionName', MOST_NAME), matching(text, 'functionName', NEW_NAME))
  const { name } = parts(text)
  checkConstraints(longerThan(name, 'functionName', MOST_NEW_NAME))
  return name
}

/** Without a qualifier, and a name without dots. */
const NEW_NAME =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)'
const MOST_NEW_NAME = 64

const longerThan = (value: string, place: string, most: number): string | undefined =>
  value.length <= most
    ? undefined
    : `Value '${value.slice(0, 300)}' at '${place}' failed to satisfy constraint: Member must have length less than or equal to ${most}`

function parts(text: string): FunctionReference {
  const [, name, qualifier] = PARTS.exec(text) ?? []
  if (name === undefined) throw new ControlError('ValidationException', `'${text.slice(0, 300)}' names no function`)
  return { name, ...(qualifier !== undefined && { qualifier }) }
}

function withQualifier(reference: FunctionReference, qualifier: string | undefined): FunctionReference {
  if (qualifier === undefined) return reference
  if (reference.qualifier !== undefined && reference.qualifier !== qualifier) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.')
  }
  return { name: reference.name, qualifier }
}

/** `arn:aws:lambda:us-east-1:123456789012:function:hello:prod`. */
export function functionArn({ settings }: ControlServices, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${settings.region}:${accountIdOf(settings)}:function:${name}`
  return qualifier === undefined ? arn : `${arn}:${qualifier}`
}

/** Whether it is the name of a published version and not of an alias. */
export const isVersionNumber = (qualifier: string): boolean => /^[0-9]+$/.test(qualifier)
