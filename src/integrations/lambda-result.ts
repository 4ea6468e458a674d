/**
 * What a function behind a proxy integration answered, as a REST API's response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 * Differs from AWS: a header of several values is sent once, its values merged (`a, b`), but for Set-Cookie.
 */
import { GatewayError } from '../errors/gateway-error.ts'
import type { Reply } from '../gateway/exchange.ts'
import { fromLooseBase64 } from '../lib/base64.ts'
import { HeaderMap, isFieldName, isFieldValue } from '../lib/header-map.ts'
import { tooLargeResponse } from './body-limits.ts'

/** AWS's answer to a result of any other shape. */
export const malformed = (what: string): GatewayError =>
  new GatewayError('API_CONFIGURATION_ERROR', {
    status: 502,
    reason: `Malformed Lambda proxy response: ${what}`,
  })

const NOT_BASE64 = new GatewayError('API_CONFIGURATION_ERROR', { reason: 'Unable to base64 decode the body.' })

const MEMBERS: ReadonlySet<string> = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'])

/**
 * The payload of a function that did not fail → the reply. `binaryAccepted` says whether the client takes bytes, so that base64 is
 * decoded. Throws GatewayError with 502 for what is no such result, with 500 where base64 is none.
 */
export function lambdaReply(payload: string, binaryAccepted: boolean, limit: number | null): Reply {
  if (limit !== null && payload.length > limit) throw tooLargeResponse(limit)
  const result = objectOf(payload)
  for (const name in result) if (!MEMBERS.has(name)) throw malformed(`it has a member ${name}`)
  const status = statusOf(result.statusCode)
  const headers = fieldsOf(result.headers, result.multiValueHeaders)
  const text = textOf(result.body)
  if (!(flagOf(result.isBase64Encoded) && binaryAccepted)) return { status, headers, body: text }
  const body = fromLooseBase64(text)
  if (body === undefined) throw NOT_BASE64
  return { status, headers, body }
}

type Members = Readonly<Record<string, unknown>>

/** The JSON object that a text is. */
export function objectOf(text: string): Members {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('it is no JSON')
  }
  if (!isObject(value)) throw malformed('it is no JSON object')
  return value
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null

/** 200 where it is absent; a text of digits will do. */
export function statusOf(statusCode: unknown): number {
  if (isAbsent(statusCode)) return 200
  const text = typeof statusCode === 'number' || typeof statusCode === 'string' ? String(statusCode).trim() : ''
  if (/^[2-5]\d\d$/.test(text)) return Number(text)
  throw malformed('its statusCode is no status of a response')
}

/** Of a name in both maps, the many values first, then the single one unless it is among them; the name is as the many have it. */
export function fieldsOf(single: unknown, multiple: unknown): HeaderMap {
  const headers = new HeaderMap()
  const names = new Map<string, { readonly name: string; readonly values: ReadonlySet<string> }>()
  for (const [name, list] of entriesOf(multiple, 'multiValueHeaders')) {
    if (isAbsent(list)) continue
    if (!Array.isArray(list)) throw malformed(`multiValueHeaders has no list for ${name}`)
    const values = list.map((value) => fieldOf(name, value)).filter((value) => value !== undefined)
    for (const value of values) headers.append(name, value)
    names.set(name.toLowerCase(), { name, values: new Set(values) })
  }
  for (const [name, given] of entriesOf(single, 'headers')) {
    const value = fieldOf(name, given)
    if (value === undefined) continue
    const many = names.get(name.toLowerCase())
    if (many === undefined) headers.set(name, value)
    else if (!many.values.has(value)) headers.append(many.name, value)
  }
  return headers
}

function entriesOf(map: unknown, member: string): [name: string, value: unknown][] {
  if (isAbsent(map)) return []
  if (!isObject(map)) throw malformed(`its ${member} are no JSON object`)
  return Object.entries(map)
}

/** A header's value as text; undefined for null. */
function fieldOf(name: string, value: unknown): string | undefined {
  if (!isFieldName(name)) throw malformed('one of its headers has a name that no header can have')
  if (isAbsent(value)) return undefined
  const text = scalarOf(value)
  if (text === undefined || !isFieldValue(text))
    throw malformed(`its header ${name} has a value that no header can have`)
  return text
}

/** Numbers and booleans become text, as recorded on AWS. */
const scalarOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined

function textOf(body: unknown): string {
  const text = isAbsent(body) ? '' : scalarOf(body)
  if (text === undefined) throw malformed('its body is no text')
  return text
}

function flagOf(flag: unknown): boolean {
  if (isAbsent(flag)) return false
  const text = String(flag).toLowerCase()
  if (text === 'true' || text === 'false') return text === 'true'
  throw malformed('its isBase64Encoded is neither true nor false')
}
