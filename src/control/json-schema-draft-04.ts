import { at, isObject, type JsonValue, quote } from '../openapi/json-value.ts'

/** Something wrong with a schema. */
export type Fault = (place: string, message: string) => void
/** What a schema refers to, to be judged by the caller. */
export type Reference = (ref: string, place: string) => void

interface Walk {
  readonly fault: Fault
  readonly reference: Reference
  /** Keywords that draft-04 lacks, as they are met. */
  readonly unknown: (keyword: string, place: string) => void
}

type Check = (value: JsonValue, place: string, walk: Walk) => void

/**
 * Whether a value is a JSON Schema of draft 4, the one that API Gateway speaks.
 * https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00
 */
export const checkDraft04: Check = (schema, place, walk) => {
  if (!isObject(schema)) return walk.fault(place, `must be a schema, an object, not ${quote(schema)}`)
  if (typeof schema.$ref === 'string') return walk.reference(schema.$ref, at(place, '$ref'))
  for (const [keyword, value] of Object.entries(schema)) {
    const check = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
    if (check === undefined) walk.unknown(keyword, place)
    else check(value, at(place, keyword), walk)
  }
}

const must =
  (claim: (value: JsonValue) => boolean, wanted: string): Check =>
  (value, place, { fault }) => {
    if (!claim(value)) fault(place, `must be ${wanted}, not ${quote(value)}`)
  }

const isText = (value: JsonValue) => typeof value === 'string'
const anything: Check = () => undefined
const text = must(isText, 'text')
const number = must((value) => typeof value === 'number', 'a number')
const positive = must((value) => typeof value === 'number' && value > 0, 'a number above 0')
const boolean = must((value) => typeof value === 'boolean', 'true or false')
const count = must((value) => Number.isInteger(value) && Number(value) >= 0, 'a whole number, 0 or more')
const pattern = must(isPattern, 'a regular expression')

const distinct = (list: readonly JsonValue[]) => new Set(list.map((item) => JSON.stringify(item))).size === list.length
const isFilled = (value: JsonValue): value is readonly JsonValue[] =>
  Array.isArray(value) && value.length > 0 && distinct(value)
const names = must((value) => isFilled(value) && value.every(isText), 'a list of one or more different texts')
const values = must(isFilled, 'a list of one or more different values')

const TYPES: readonly JsonValue[] = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']
const type = must(
  (value) => TYPES.includes(value) || (isFilled(value) && value.every((item) => TYPES.includes(item))),
  `one or more of ${TYPES.join(', ')}`,
)

const schemaOrBoolean: Check = (value, place, walk) => {
  if (typeof value !== 'boolean') checkDraft04(value, place, walk)
}

const schemaList: Check = (value, place, walk) => {
  if (!Array.isArray(value) || value.length === 0) return walk.fault(place, 'must be a list of one or more schemas')
  for (const [position, item] of value.entries()) checkDraft04(item, at(place, position), walk)
}

const schemaOrList: Check = (value, place, walk) =>
  (Array.isArray(value) ? schemaList : checkDraft04)(value, place, walk)

const eachOf =
  (check: Check): Check =>
  (value, place, walk) => {
    if (!isObject(value)) return walk.fault(place, `must be an object, not ${quote(value)}`)
    for (const [name, item] of Object.entries(value)) check(item, at(place, name), walk)
  }

const dependency: Check = (value, place, walk) => (Array.isArray(value) ? names : checkDraft04)(value, place, walk)

const patternProperties: Check = (value, place, walk) => {
  eachOf(checkDraft04)(value, place, walk)
  for (const name of isObject(value) ? Object.keys(value) : []) pattern(name, at(place, name), walk)
}

function isPattern(value: JsonValue): boolean {
  try {
    return typeof value === 'string' && new RegExp(value) !== undefined
  } catch {
    return false
  }
}

const KEYWORDS: Readonly<Record<string, Check>> = {
  $schema: text,
  $ref: text,
  id: text,
  title: text,
  description: text,
  default: anything,
  format: text,
  type,
  enum: values,
  multipleOf: positive,
  maximum: number,
  exclusiveMaximum: boolean,
  minimum: number,
  exclusiveMinimum: boolean,
  maxLength: count,
  minLength: count,
  pattern,
  items: schemaOrList,
  additionalItems: schemaOrBoolean,
  maxItems: count,
  minItems: count,
  uniqueItems: boolean,
  properties: eachOf(checkDraft04),
  patternProperties,
  additionalProperties: schemaOrBoolean,
  maxProperties: count,
  minProperties: count,
  required: names,
  dependencies: eachOf(dependency),
  definitions: eachOf(checkDraft04),
  allOf: schemaList,
  anyOf: schemaList,
  oneOf: schemaList,
  not: checkDraft04,
}
