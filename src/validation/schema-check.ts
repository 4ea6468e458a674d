import type { JsonValue } from '../openapi/json-value.ts'
import { safeRegex } from './safe-regex.ts'
import { at, type Dialect, isObject, quote } from './schema.ts'

/** Something wrong with a schema. */
export type Fault = (place: string, message: string) => void
/** What a schema refers to, to be judged by the caller. */
export type Reference = (ref: string, place: string) => void

/** How a schema is walked. */
export interface Walk {
  readonly dialect: Dialect
  /** Whether `required` may also be empty, or the true or false of draft 3 beside a property, which demands nothing here: real APIs have it. */
  readonly deployed?: true
  readonly fault: Fault
  readonly reference: Reference
  /** Keywords that the dialect lacks, as they are met. */
  readonly unknown: (keyword: string, place: string) => void
}

type Check = (value: JsonValue, place: string, walk: Walk) => void

/**
 * Whether a value is a JSON Schema: of draft 4, the one that API Gateway speaks, or of 2020-12.
 * https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00
 */
export const checkSchema: Check = (schema, place, walk) => {
  const { dialect } = walk
  if (dialect === '2020-12' && typeof schema === 'boolean') return
  if (!isObject(schema)) return walk.fault(place, `must be a schema, an object, not ${quote(schema)}`)
  if (typeof schema.$ref === 'string') {
    walk.reference(schema.$ref, at(place, '$ref'))
    if (dialect === 'draft-04') return
  }
  const keywords = dialect === '2020-12' ? KEYWORDS_2020_12 : KEYWORDS
  for (const [keyword, value] of Object.entries(schema)) {
    const check = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined
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

const pattern: Check = (value, place, { fault, dialect }) => {
  if (typeof value !== 'string') return fault(place, `must be a regular expression, not ${quote(value)}`)
  try {
    safeRegex(value, dialect === '2020-12' ? 'u' : '')
  } catch (error) {
    fault(place, `must be a regular expression, not ${quote(value)}: ${(error as Error).message}`)
  }
}

const distinct = (list: readonly JsonValue[]) => new Set(list.map((item) => JSON.stringify(item))).size === list.length
const isFilled = (value: JsonValue): value is readonly JsonValue[] =>
  Array.isArray(value) && value.length > 0 && distinct(value)
const names = must((value) => isFilled(value) && value.every(isText), 'a list of one or more different texts')
const textsOrFlag = must(
  (value) => typeof value === 'boolean' || (Array.isArray(value) && value.every(isText)),
  'a list of texts',
)
const texts = must((value) => Array.isArray(value) && value.every(isText), 'a list of texts')
const values = must(isFilled, 'a list of one or more different values')

const TYPES: readonly JsonValue[] = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']
const type = must(
  (value) => TYPES.includes(value) || (isFilled(value) && value.every((item) => TYPES.includes(item))),
  `one or more of ${TYPES.join(', ')}`,
)

const schemaOrBoolean: Check = (value, place, walk) => {
  if (typeof value !== 'boolean') checkSchema(value, place, walk)
}

const schemaList: Check = (value, place, walk) => {
  if (!Array.isArray(value) || value.length === 0) return walk.fault(place, 'must be a list of one or more schemas')
  for (const [position, item] of value.entries()) checkSchema(item, at(place, position), walk)
}

const schemaOrList: Check = (value, place, walk) =>
  (Array.isArray(value) ? schemaList : checkSchema)(value, place, walk)

const eachOf =
  (check: Check): Check =>
  (value, place, walk) => {
    if (!isObject(value)) return walk.fault(place, `must be an object, not ${quote(value)}`)
    for (const [name, item] of Object.entries(value)) check(item, at(place, name), walk)
  }

const dependency: Check = (value, place, walk) => (Array.isArray(value) ? names : checkSchema)(value, place, walk)

const patternProperties: Check = (value, place, walk) => {
  eachOf(checkSchema)(value, place, walk)
  for (const name of isObject(value) ? Object.keys(value) : []) pattern(name, at(place, name), walk)
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
  properties: eachOf(checkSchema),
  patternProperties,
  additionalProperties: schemaOrBoolean,
  maxProperties: count,
  minProperties: count,
  required: (value, place, walk) => (walk.deployed ? textsOrFlag : names)(value, place, walk),
  dependencies: eachOf(dependency),
  definitions: eachOf(checkSchema),
  allOf: schemaList,
  anyOf: schemaList,
  oneOf: schemaList,
  not: checkSchema,
}

const KEYWORDS_2020_12: Readonly<Record<string, Check>> = {
  ...KEYWORDS,
  $id: text,
  $anchor: text,
  $dynamicAnchor: text,
  $comment: text,
  $defs: eachOf(checkSchema),
  const: anything,
  contains: checkSchema,
  contentEncoding: text,
  contentMediaType: text,
  contentSchema: anything,
  dependentRequired: eachOf(texts),
  dependentSchemas: eachOf(checkSchema),
  deprecated: boolean,
  else: checkSchema,
  enum: must((value) => Array.isArray(value), 'a list'),
  examples: anything,
  exclusiveMaximum: number,
  exclusiveMinimum: number,
  if: checkSchema,
  items: checkSchema,
  maxContains: count,
  minContains: count,
  prefixItems: schemaList,
  propertyNames: checkSchema,
  readOnly: boolean,
  required: texts,
  // biome-ignore lint/suspicious/noThenProperty: a keyword's own name, and nobody awaits this table.
  then: checkSchema,
  unevaluatedItems: checkSchema,
  unevaluatedProperties: checkSchema,
  writeOnly: boolean,
}
