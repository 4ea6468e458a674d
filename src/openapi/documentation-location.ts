/**
 * Where a documentation part may stand: the fields of a location by the type of what it documents.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html
 */
import type { DocumentationPartLocation } from '../definition/parts.ts'

/** Fields beside `type`, in the order of AWS's messages. */
export const LOCATION_FIELDS = ['path', 'method', 'statusCode', 'name'] as const

type Field = (typeof LOCATION_FIELDS)[number]

interface LocationRule {
  readonly fields: readonly Field[]
  readonly required?: 'name'
}

const OF_METHOD = ['path', 'method'] as const
const OF_RESPONSE = ['path', 'method', 'statusCode'] as const

/** In the order of AWS's message (cpl-0044). AWS's pages disagree on the name of a request body: it may have one. */
const RULES: Readonly<Record<string, LocationRule>> = {
  RESPONSE_BODY: { fields: OF_RESPONSE },
  RESPONSE: { fields: OF_RESPONSE },
  METHOD: { fields: OF_METHOD },
  MODEL: { fields: ['name'], required: 'name' },
  AUTHORIZER: { fields: ['name'], required: 'name' },
  RESPONSE_HEADER: { fields: [...OF_RESPONSE, 'name'], required: 'name' },
  RESOURCE: { fields: ['path'] },
  PATH_PARAMETER: { fields: [...OF_METHOD, 'name'], required: 'name' },
  REQUEST_BODY: { fields: [...OF_METHOD, 'name'] },
  QUERY_PARAMETER: { fields: [...OF_METHOD, 'name'], required: 'name' },
  API: { fields: [] },
  REQUEST_HEADER: { fields: [...OF_METHOD, 'name'], required: 'name' },
}

/** Every type that a part may have. */
export const LOCATION_TYPES: readonly string[] = Object.keys(RULES)

/** AWS's pattern of `statusCode`. */
export const STATUS_CODE = '([1-5]\\d\\d|\\*|\\s*)'

const STATUS_CODE_REGEXP = new RegExp(`^${STATUS_CODE}$`)

const DEFAULTS: Readonly<Record<Field, string | undefined>> = {
  path: '/',
  method: '*',
  statusCode: '*',
  name: undefined,
}

/** What is wrong with a location of a known type; undefined when nothing is. */
export function locationProblem(location: DocumentationPartLocation): string | undefined {
  const { type, path, statusCode = '' } = location
  const rule = ruleOf(type)
  const foreign = LOCATION_FIELDS.find((field) => isSet(location[field]) && !rule.fields.includes(field))
  if (foreign !== undefined) return `'${foreign}' is no field of the location of type '${type}': leave it out`
  if (rule.required !== undefined && !isSet(location[rule.required]))
    return `the location of type '${type}' needs a '${rule.required}'`
  if (isSet(path) && !path?.startsWith('/')) return "'path' has to begin with '/'"
  if (!STATUS_CODE_REGEXP.test(statusCode)) return "'statusCode' has to be 100 to 599, or '*'"
  return undefined
}

/** The location with the defaults that AWS gives what was left out (cpl-0046). */
export function fullLocation(location: DocumentationPartLocation): DocumentationPartLocation {
  const entries = ruleOf(location.type).fields.flatMap((field): [string, string][] => {
    const value = isSet(location[field]) ? location[field] : DEFAULTS[field]
    return value === undefined ? [] : [[field, value]]
  })
  return { type: location.type, ...Object.fromEntries(entries) }
}

/** Names a full location: two parts of one name document the same thing. */
export const locationName = (location: DocumentationPartLocation): string =>
  JSON.stringify(location, ['type', ...LOCATION_FIELDS])

/** As AWS's messages have it: `type 'METHOD', path '/pets', method 'GET'`. */
export const describeLocation = (location: DocumentationPartLocation): string =>
  (['type', ...LOCATION_FIELDS] as const)
    .flatMap((field) => (location[field] === undefined ? [] : [`${field} '${location[field]}'`]))
    .join(', ')

/** The type was looked up in `LOCATION_TYPES` before. */
function ruleOf(type: string): LocationRule {
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined
  if (rule === undefined) throw new Error(`There is no documentation of type ${type}`)
  return rule
}

const isSet = (value: string | undefined): boolean => value !== undefined && value.trim() !== ''
