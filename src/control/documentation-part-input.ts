import type { DocumentationPart } from '../definition/parts.ts'
import { fullLocation, LOCATION_TYPES, locationProblem, STATUS_CODE } from '../openapi/documentation-location.ts'
import { jsonObject } from '../openapi/json-value.ts'
import { checkMembers, type Input, type Members, readInput } from './input.ts'
import { badRequest, checkConstraints, matching, notInSet, required } from './validation-error.ts'

const CREATE = { location: 'object', properties: 'string' } as const satisfies Members
const LOCATION = {
  type: 'string',
  path: 'string',
  method: 'string',
  statusCode: 'string',
  name: 'string',
} as const satisfies Members
const PLACE = 'createDocumentationPartInput'

/** What CreateDocumentationPart is given, its location with defaults. Throws ControlError. */
export function readNewDocumentationPart(body: Uint8Array): Omit<DocumentationPart, 'id'> {
  const { location, properties } = readInput(body, CREATE)
  const read = location && checkMembers(location, LOCATION)
  checkConstraints(
    required(location, `${PLACE}.location`),
    ...(read ? brokenConstraints(read) : []),
    required(properties, `${PLACE}.properties`),
  )
  // The constraints say that location, its type and the properties are there.
  const given = { ...read, type: read?.type ?? '' }
  const problem = locationProblem(given)
  if (problem !== undefined) throw badRequest(`Invalid documentation part location: ${problem}`)
  return { location: fullLocation(given), properties: checkDocumentationProperties(properties ?? '') }
}

function brokenConstraints({ type, statusCode = '' }: Input<typeof LOCATION>) {
  const known = type === undefined || LOCATION_TYPES.includes(type)
  return [
    required(type, `${PLACE}.location.type`),
    known ? undefined : notInSet(type, `${PLACE}.location.type`, LOCATION_TYPES),
    matching(statusCode, `${PLACE}.location.statusCode`, STATUS_CODE),
  ]
}

/** A content map as JSON text. Throws ControlError. */
export function checkDocumentationProperties(properties: string): string {
  if (jsonObject(properties) !== undefined) return properties
  throw badRequest('Invalid documentation part properties: they have to be a JSON object, as text.')
}
