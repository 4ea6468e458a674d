/**
 * Documentation parts of a document that lists none itself (`x-amazon-apigateway-documentation`): what OpenAPI says of the API, its
 * operations, parameters, bodies, responses and models becomes the documentation of the same things.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html
 * A document with the extension, as every export has that was made of a documentation version, has these texts in both places: there the
 * extension alone counts, or importing an export would document everything twice.
 */
import type { DocumentationPart, DocumentationPartLocation, Part } from '../definition/parts.ts'
import { fullLocation } from './documentation-location.ts'
import { type Documented, documentationParts } from './extensions/documentation.ts'
import { HTTP_METHODS } from './http-methods.ts'
import { at, isObject, type JsonObject, present } from './json-value.ts'
import { modelNames } from './model-names.ts'
import { Fields } from './read.ts'
import type { Reading } from './reading.ts'
import { Refs } from './ref.ts'
import { Report } from './report.ts'

type Target = Omit<DocumentationPartLocation, 'type'>

/** What each kind of thing may say of itself in OpenAPI, beside what makes the API work. */
const OF_INFO = ['description', 'termsOfService', 'contact', 'license']
const OF_OPERATION = ['tags', 'summary', 'description', 'externalDocs', 'deprecated']
const OF_RESOURCE = ['summary', 'description']
const DESCRIPTION = ['description']

/** OpenAPI's `in` → type of the part. */
const PARAMETER_TYPES: Readonly<Record<string, string>> = {
  path: 'PATH_PARAMETER',
  query: 'QUERY_PARAMETER',
  header: 'REQUEST_HEADER',
  body: 'REQUEST_BODY',
}

/**
 * The parts, in the order of the document. `basePath` stands before the document's paths. What cannot be read is warned of: a text that
 * documents nothing keeps no API from its import. References are counted anew, so that the API's own have no less.
 */
export function derivedDocumentation(reading: Reading, basePath: string): Part<DocumentationPart>[] {
  const report = new Report()
  const root = reading.root.object
  const own: Reading = { ...reading, report, root: new Fields(root, '', report), refs: new Refs(root, report) }
  const parts = documentationParts(reading, [...ofApi(own), ...ofPaths(own, basePath), ...ofModels(own)])
  for (const { place, message } of report.errors)
    reading.report.warn(place, `${message}. It is left out of the documentation`)
  return parts
}

function ofApi({ root }: Reading): Documented[] {
  const info = said(root.fields('info'), OF_INFO)
  const properties = present({ info, tags: root.value('tags'), externalDocs: root.value('externalDocs') })
  return documented('API', {}, Object.keys(properties).length > 0 ? (properties as JsonObject) : undefined)
}

function ofPaths(reading: Reading, basePath: string): Documented[] {
  const paths = reading.root.fields('paths')
  return (paths?.keys() ?? []).flatMap((key) => {
    const item = key.startsWith('x-') || paths === undefined ? undefined : entry(reading, paths, key)
    if (item === undefined) return []
    const path = (key === '/' && basePath !== '' ? basePath : basePath + key) || '/'
    return [
      ...documented('RESOURCE', { path }, said(item, OF_RESOURCE)),
      ...ofParameters(reading, item, { path }),
      ...Object.keys(HTTP_METHODS).flatMap((name) => ofOperation(reading, item, name, path)),
    ]
  })
}

function ofOperation(reading: Reading, item: Fields, name: string, path: string): Documented[] {
  const operation = item.fields(name)
  if (operation === undefined) return []
  const method = HTTP_METHODS[name] === 'ANY' ? '*' : HTTP_METHODS[name]
  const target = { path, ...(method !== undefined && { method }) }
  const body = operation.value('requestBody') === undefined ? undefined : entry(reading, operation, 'requestBody')
  return [
    ...documented('METHOD', target, said(operation, OF_OPERATION)),
    ...ofParameters(reading, operation, target),
    ...documented('REQUEST_BODY', target, said(body, DESCRIPTION)),
    ...ofResponses(reading, operation, target),
  ]
}

function ofParameters(reading: Reading, owner: Fields, target: Target): Documented[] {
  const list = owner.value('parameters')
  if (!Array.isArray(list)) return []
  return list.flatMap((value, position) => {
    const parameter = located(reading, reading.refs.object(value, at(owner.at('parameters'), position)))
    const where = parameter?.text('in') ?? ''
    const type = Object.hasOwn(PARAMETER_TYPES, where) ? PARAMETER_TYPES[where] : undefined
    const name = parameter?.text('name')
    if (type === undefined || !name?.trim()) return []
    return documented(type, type === 'REQUEST_BODY' ? target : { ...target, name }, said(parameter, DESCRIPTION))
  })
}

function ofResponses(reading: Reading, operation: Fields, target: Target): Documented[] {
  const responses = operation.fields('responses')
  return (responses?.keys() ?? []).flatMap((statusCode) => {
    // Others are no method responses of the API.
    const response = responses && /^[1-5]\d\d$/.test(statusCode) ? entry(reading, responses, statusCode) : undefined
    const headers = response?.fields('headers')
    return [
      ...documented('RESPONSE', { ...target, statusCode }, said(response, DESCRIPTION)),
      ...(headers?.keys() ?? []).flatMap((name) => {
        const header = headers && name.trim() ? entry(reading, headers, name) : undefined
        return documented('RESPONSE_HEADER', { ...target, statusCode, name }, said(header, DESCRIPTION))
      }),
    ]
  })
}

/** A declared schema's title stands in the model's schema already. */
function ofModels({ root, version, report }: Reading): Documented[] {
  const schemas = version === '2.0' ? root.fields('definitions') : root.fields('components')?.fields('schemas')
  if (schemas === undefined) return []
  const names = modelNames(schemas.keys(), schemas.place, report)
  return schemas.keys().flatMap((key) => {
    const name = names.get(schemas.at(key))
    const schema = name !== undefined && isObject(schemas.value(key)) ? schemas.fields(key) : undefined
    return documented('MODEL', { name }, said(schema, DESCRIPTION))
  })
}

const entry = (reading: Reading, owner: Fields, key: string): Fields | undefined =>
  located(reading, reading.refs.object(owner.value(key), owner.at(key)))

const located = ({ report }: Reading, found: ReturnType<Refs['object']>): Fields | undefined =>
  found && new Fields(found.value, found.place, report)

/** Those of the members that `fields` has; undefined when it has none. */
function said(fields: Fields | undefined, members: readonly string[]): JsonObject | undefined {
  const entries = members.flatMap((key) => {
    const value = fields?.value(key)
    return value === undefined || value === '' ? [] : [[key, value] as const]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

const documented = (type: string, target: Target, properties: JsonObject | undefined): Documented[] =>
  properties === undefined ? [] : [{ location: fullLocation({ type, ...target }), properties }]
