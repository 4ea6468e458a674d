import { ControlError } from '../errors/control-error.ts'

/** The shapes that members of AWS's requests have. */
interface Shapes {
  string: string
  /** Text as long as AWS's longest, a model's schema. */
  document: string
  /** Text as long as AWS's longest payload. */
  payload: string
  /** Bytes in base64, as many as a call holds. */
  blob: string
  boolean: boolean
  integer: number
  number: number
  strings: readonly string[]
  map: Readonly<Record<string, string>>
  lists: Readonly<Record<string, readonly string[]>>
  flags: Readonly<Record<string, boolean>>
  numbers: Readonly<Record<string, number>>
  /** Mapping templates; null stands for an empty one. */
  templates: Readonly<Record<string, string | null>>
  object: Readonly<Record<string, unknown>>
  objects: readonly Readonly<Record<string, unknown>>[]
}

/** Member → its shape. */
export type Members = Readonly<Record<string, keyof Shapes>>
export type Input<M extends Members> = { readonly [Name in keyof M]?: Shapes[M[Name]] }

/** AWS's limit of a name; longer ones than `MAX_TEXT` are refused in any other member. Characters. */
export const MAX_NAME = 1024
const MAX_TEXT = 65_536
/** 400 KB. https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html */
const MAX_DOCUMENT = 409_600
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_PAYLOAD = 10_485_760
/** AWS's limit of a mapping template. Characters. */
const MAX_TEMPLATE = 300 * 1024

/** The JSON body of a call. Throws SerializationException when it is not a JSON object of these members. */
export function readInput<M extends Members>(body: Uint8Array, members: M): Input<M> {
  return checkMembers(parseObject(body), members)
}

/** Checks an object within a body as `readInput` checks the body. */
export function checkMembers<M extends Members>(object: Readonly<Record<string, unknown>>, members: M): Input<M> {
  const input: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object)) {
    const shape = Object.hasOwn(members, name) ? members[name] : undefined
    if (shape === undefined) throw unknownMember(name, members)
    if (value !== null) input[name] = checkShape(name, value, shape)
  }
  // Every member was checked against its shape.
  return input as Input<M>
}

function parseObject(body: Uint8Array): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {}
  const value = parseJson(body)
  if (!isObject(value)) throw notConvertible(value, 'Object')
  return value
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body))
  } catch (error) {
    throw new ControlError('SerializationException', `The request body is not JSON: ${(error as Error).message}`)
  }
}

function checkShape(name: string, value: unknown, shape: keyof Shapes): unknown {
  if (shape === 'integer' && typeof value === 'number') return checkInteger(name, value)
  if (shape === 'number' && typeof value === 'number') return value
  if (shape === 'string' && typeof value === 'string') return checkLength(name, value, MAX_TEXT)
  if (shape === 'document' && typeof value === 'string') return checkLength(name, value, MAX_DOCUMENT)
  if (shape === 'blob' && typeof value === 'string') return value
  if (shape === 'payload' && typeof value === 'string') return checkLength(name, value, MAX_PAYLOAD)
  if (shape === 'boolean' && typeof value === 'boolean') return value
  if (shape === 'templates' && isObject(value)) {
    for (const item of Object.values(value)) if (item !== null) checkTemplate(name, checkText(item))
    return value
  }
  if (shape === 'strings' && Array.isArray(value)) return value.map((item) => checkShape(name, item, 'string'))
  if (shape === 'objects' && Array.isArray(value)) return value.map((item) => checkShape(name, item, 'object'))
  if (shape === 'lists' && isObject(value)) {
    for (const item of Object.values(value)) checkShape(name, item, 'strings')
    return value
  }
  if (isObject(value) && isMap(shape)) {
    for (const member of Object.values(value)) checkShape(name, member, ITEMS[shape])
    return value
  }
  if (shape === 'object' && isObject(value)) return value
  throw notConvertible(value, JAVA_NAME[shape])
}

/** What the values of a map are. */
const ITEMS = { map: 'string', flags: 'boolean', numbers: 'number' } as const
const isMap = (shape: keyof Shapes): shape is keyof typeof ITEMS => Object.hasOwn(ITEMS, shape)

/** Throws BadRequestException for a mapping template that is too long. */
export const checkTemplate = (name: string, text: string): string => checkLength(name, text, MAX_TEMPLATE)

function checkText(value: unknown): string {
  if (typeof value === 'string') return value
  throw notConvertible(value, JAVA_NAME.string)
}

function checkInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw new ControlError('SerializationException', `${name} has to be a whole number; it is ${value}`)
}

function checkLength(name: string, value: string, most: number): string {
  if (value.length <= most) return value
  throw new ControlError(
    'BadRequestException',
    `${name} has ${value.length} characters; ${most} are the most it may have.`,
  )
}

const JAVA_NAME = {
  string: 'String',
  document: 'String',
  payload: 'String',
  blob: 'String',
  boolean: 'Boolean',
  integer: 'Integer',
  number: 'Double',
  strings: 'List',
  map: 'Map',
  lists: 'Map',
  flags: 'Map',
  numbers: 'Map',
  templates: 'Map',
  object: 'Object',
  objects: 'List',
}

/** AWS's words. */
function notConvertible(value: unknown, wanted: string): ControlError {
  return new ControlError('SerializationException', `class ${javaClass(value)} can not be converted to an ${wanted}`)
}

function javaClass(value: unknown): string {
  if (Array.isArray(value)) return 'java.util.ArrayList'
  if (isObject(value)) return 'java.util.LinkedHashMap'
  if (typeof value === 'number') return Number.isInteger(value) ? 'java.lang.Integer' : 'java.lang.Double'
  return typeof value === 'boolean' ? 'java.lang.Boolean' : 'java.lang.String'
}

function unknownMember(name: string, members: Members): ControlError {
  const known = Object.keys(members).join(', ')
  return new ControlError(
    'BadRequestException',
    `Invalid request member '${name.slice(0, MAX_NAME)}'. Must be one of: [${known}]`,
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
