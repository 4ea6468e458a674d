/**
 * `x-amazon-apigateway-documentation`: documentation parts, and the name of their version.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-documentation.html
 */
import type { Part } from '../../definition/parts.ts'
import { at, isObject, type JsonObject, type JsonValue, member, quote, scalarText } from '../json-value.ts'
import type { Reading } from '../reading.ts'

const DOCUMENTATION = 'x-amazon-apigateway-documentation'
/** Entities whose location has a path: AWS adds `/` where the document leaves it out (vector cpl-0046). */
const WITH_PATH = [
  ...['RESOURCE', 'METHOD', 'PATH_PARAMETER', 'QUERY_PARAMETER', 'REQUEST_HEADER', 'REQUEST_BODY'],
  ...['RESPONSE', 'RESPONSE_HEADER', 'RESPONSE_BODY'],
]

/** The parts, and the version that names them; none of them when the import is to ignore the documentation. */
export function readDocumentation(reading: Reading, ignore?: 'documentation'): Part[] {
  if (!reading.claims.take(reading.root, DOCUMENTATION) || ignore === 'documentation') return []
  const documentation = reading.root.fields(DOCUMENTATION)
  if (documentation === undefined) return []
  const parts = documentation.value('documentationParts') ?? []
  if (!Array.isArray(parts)) {
    reading.report.error(documentation.at('documentationParts'), `must be a list, not ${quote(parts)}`)
    return []
  }
  const place = documentation.at('documentationParts')
  const read = parts.flatMap((part: JsonValue, position: number) => readPart(reading, part, at(place, position)))
  const version = documentation.text('version')
  return version === undefined ? read : [...read, versionPart(reading, version)]
}

function readPart(reading: Reading, part: JsonValue, place: string): Part[] {
  const location = isObject(part) ? member(part, 'location') : undefined
  if (!isObject(part) || !isObject(location) || typeof member(location, 'type') !== 'string') {
    reading.report.error(place, `must have a location with a type, not ${quote(location)}`)
    return []
  }
  const full = withPath(location)
  const name = JSON.stringify(full, Object.keys(full).sort())
  const id = reading.ids.part('DocumentationPart', name)
  const properties = JSON.stringify(member(part, 'properties') ?? {})
  return [{ kind: 'DocumentationPart', id, name, body: { id, location: full, properties } }]
}

function withPath(location: JsonObject): JsonObject {
  const type = scalarText(member(location, 'type'))
  const hasPath = WITH_PATH.includes(type)
  return hasPath && member(location, 'path') === undefined ? { ...location, path: '/' } : location
}

function versionPart(reading: Reading, version: string): Part {
  const id = reading.ids.part('DocumentationVersion', version)
  return { kind: 'DocumentationVersion', id, name: version, body: { version } }
}
