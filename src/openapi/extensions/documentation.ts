/**
 * `x-amazon-apigateway-documentation`: documentation parts. Its `version` names the snapshot that an export was made of; an import makes
 * no snapshot, CreateDocumentationVersion does.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-documentation.html
 */
import type { DocumentationPart, DocumentationPartLocation, Part } from '../../definition/parts.ts'
import {
  describeLocation,
  fullLocation,
  LOCATION_FIELDS,
  LOCATION_TYPES,
  locationName,
  locationProblem,
} from '../documentation-location.ts'
import {
  at,
  definedMembers,
  isObject,
  type JsonObject,
  type JsonValue,
  jsonObject,
  member,
  present,
  quote,
} from '../json-value.ts'
import { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

const DOCUMENTATION = 'x-amazon-apigateway-documentation'

/** What an entity of the API is documented with. */
export interface Documented {
  readonly location: DocumentationPartLocation
  readonly properties: JsonObject
}

/** The parts that the document lists, none when the import is to ignore them; undefined when it has no such extension. */
export function readDocumentation(reading: Reading, ignore?: 'documentation'): Part<DocumentationPart>[] | undefined {
  const listed = reading.claims.take(reading.root, DOCUMENTATION)
  if (ignore === 'documentation') return []
  if (!listed) return undefined
  const documentation = reading.root.fields(DOCUMENTATION)
  const parts = documentation?.value('documentationParts') ?? []
  const place = documentation?.at('documentationParts') ?? ''
  if (Array.isArray(parts)) return documentationParts(reading, readParts(reading, parts, place))
  reading.report.error(place, `must be a list, not ${quote(parts)}`)
  return []
}

function readParts(reading: Reading, parts: readonly JsonValue[], place: string): Documented[] {
  const names = new Set<string>()
  return parts.flatMap((part, position) => {
    const here = at(place, position)
    return readPart(reading, part, here).map((documented) => {
      const name = locationName(documented.location)
      if (names.has(name)) reading.report.warn(here, `${describeLocation(documented.location)} ${TWICE}`)
      names.add(name)
      return documented
    })
  })
}

const TWICE = 'is documented by an earlier part, too: this one takes its place'

/** Parts of full locations, one for each location: of several that document the same, the last counts. */
export function documentationParts(reading: Reading, documented: readonly Documented[]): Part<DocumentationPart>[] {
  const byName = new Map(documented.map((entry) => [locationName(entry.location), entry]))
  return [...byName].map(([name, { location, properties }]) => {
    const id = reading.ids.part('DocumentationPart', name)
    return { kind: 'DocumentationPart', id, name, body: { id, location, properties: JSON.stringify(properties) } }
  })
}

function readPart({ report }: Reading, part: JsonValue, place: string): Documented[] {
  const location = isObject(part) ? member(part, 'location') : undefined
  if (!isObject(part) || !isObject(location)) {
    report.error(place, `must have a location with a type, not ${quote(location)}`)
    return []
  }
  const properties = readProperties(new Fields(part, place, report))
  const full = readLocation(new Fields(location, at(place, 'location'), report), report)
  return full ? [{ location: full, properties }] : []
}

/** An object, or its JSON text as the management API has it. */
function readProperties(part: Fields): JsonObject {
  const value = part.value('properties')
  const parsed = typeof value === 'string' ? jsonObject(value) : undefined
  return parsed ?? part.fields('properties')?.object ?? {}
}

function readLocation(fields: Fields, report: Reading['report']): DocumentationPartLocation | undefined {
  const type = fields.text('type') ?? ''
  if (!LOCATION_TYPES.includes(type)) {
    report.error(fields.at('type'), `must be one of ${LOCATION_TYPES.join(', ')}, not ${quote(type)}`)
    return undefined
  }
  fields.warnUnknown(['type', ...LOCATION_FIELDS], 'a location')
  const location = present<DocumentationPartLocation>({
    type,
    ...Object.fromEntries(LOCATION_FIELDS.map((field) => [field, fields.text(field)])),
  })
  const problem = locationProblem(location)
  if (problem === undefined) return fullLocation(location)
  report.error(fields.place, `${problem} (${describeLocation(location)})`)
  return undefined
}

/** A documentation version with its parts, as an export shows it. */
export interface PublishedDocumentation {
  readonly version: string
  /** `2016-11-22T22:41:40Z`. */
  readonly createdDate?: string
  readonly parts: readonly Documented[]
}

/** AWS leaves the path of the root out. */
export function writeDocumentation({ version, createdDate, parts }: PublishedDocumentation): JsonObject {
  const documentationParts = parts.map(({ location, properties }) => {
    const { path, ...others } = location
    return { location: definedMembers({ ...others, path: path === '/' ? undefined : path }), properties }
  })
  return { [DOCUMENTATION]: definedMembers({ version, createdDate, documentationParts }) }
}
