import type { Extension, Part } from '../definition/parts.ts'
import { ANY_METHOD } from './extensions/any-method.ts'
import { HTTP_METHODS } from './http-methods.ts'
import { at, isObject, type JsonObject, type JsonValue, keysOf, member } from './json-value.ts'
import type { PartIndex } from './part-index.ts'
import type { Reading } from './reading.ts'
import { refOf } from './ref.ts'
import type { ExportType } from './writing.ts'

/** Names that are the gateway's. */
export const EXTENSION = /^x-(?:amazon-apigateway|postern)-/
/** Stands only where it is read: elsewhere it would be mistaken for the API's own. */
const LIMITS = 'x-postern-limits'

/** Stores every extension that nothing has read, and says so. */
export function storeUnclaimed(reading: Reading): Part<Extension>[] {
  const parts: Part<Extension>[] = []
  visit(reading.root.object, '', (name, value, place) => {
    if (!EXTENSION.test(name)) return false
    // An operation is read member by member; any other extension is read whole.
    if (reading.claims.has(place, name)) return name !== ANY_METHOD
    const here = at(place, name)
    if (name === LIMITS)
      reading.report.error(here, 'stands at the root of the document or on an operation, nowhere else')
    else reading.report.warn(here, `${name} means nothing at this place: it is stored and has no effect`)
    parts.push(extensionPart(reading, { name, ...operationAt(place), value }, `${name} ${here}`))
    return true
  })
  return parts
}

/** An extension as a part of the definition; `key` tells it from others of its name. */
export function extensionPart(reading: Reading, body: Extension, key: string): Part<Extension> {
  return { kind: 'Extension', id: reading.ids.part('Extension', key), name: key, body }
}

/** Visits every member below `value`; what `seen` answers true for is not entered. */
function visit(
  value: JsonValue,
  place: string,
  seen: (name: string, value: JsonValue, place: string) => boolean,
): void {
  if (Array.isArray(value)) for (const [position, item] of value.entries()) visit(item, at(place, position), seen)
  if (!isObject(value)) return
  for (const [name, child] of Object.entries(value)) {
    if (typeof child === 'object' && child !== null) {
      if (!seen(name, child, place)) visit(child, at(place, name), seen)
    } else if (name.startsWith('x-')) seen(name, child, place)
  }
}

/** Path and method, when the place is an operation or a path item. */
function operationAt(place: string): Pick<Extension, 'path' | 'httpMethod'> {
  const [, section, path, operation, ...rest] = place.split('/')
  if (section !== 'paths' || path === undefined || rest.length > 0) return {}
  const httpMethod = operation === undefined ? undefined : member(HTTP_METHODS, operation)
  if (operation !== undefined && httpMethod === undefined) return {}
  return {
    path: path.replaceAll('~1', '/').replaceAll('~0', '~'),
    ...(httpMethod !== undefined && { httpMethod: String(httpMethod) }),
  }
}

const SCHEMES = /^\/(?:components\/securitySchemes|securityDefinitions)\//
const PREFIXES = { oas30: '/components/securitySchemes/', swagger: '/securityDefinitions/' } as const

/** Extensions by the keys that lead to them; a leaf is a value in a list, which no place is. */
interface Additions extends Map<string, Additions | readonly [JsonValue]> {}

/** The document with the stored extensions at their places, as far as it has these places. */
export function writeUnclaimed(document: JsonObject, parts: PartIndex, type: ExportType): JsonObject {
  const additions: Additions = new Map()
  for (const { name, body } of parts.all('Extension')) {
    if (body.name === LIMITS) continue
    const place = name.slice(body.name.length + 1).replace(SCHEMES, PREFIXES[type])
    // It was read from JSON.
    addAt(additions, keysOf(place), body.value as JsonValue)
  }
  return additions.size > 0 ? withAdditions(document, additions) : document
}

function addAt(additions: Additions, [key, ...rest]: readonly string[], value: JsonValue): void {
  if (key === undefined) return
  if (rest.length === 0) {
    additions.set(key, [value])
    return
  }
  const inside = additions.get(key) ?? new Map()
  if (!(inside instanceof Map)) return
  additions.set(key, inside)
  addAt(inside, rest, value)
}

/** The object with more members deep inside, where nothing stands yet. Each object is copied once, however many there are. */
function withAdditions(object: JsonObject, additions: Additions): JsonObject {
  if (refOf(object) !== undefined) return object
  const members = new Map(Object.entries(object))
  for (const [key, addition] of additions) {
    const child = members.get(key)
    if (!(addition instanceof Map)) members.set(key, child ?? addition[0])
    else if (isObject(child)) members.set(key, withAdditions(child, addition))
  }
  return Object.fromEntries(members)
}
