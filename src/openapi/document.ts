import { ControlError } from '../errors/control-error.ts'
import { LONGEST_DOCUMENT_BYTES } from './document-limits.ts'
import { parseJson } from './json-text.ts'
import { isObject, type JsonObject, type JsonValue, member, quote, refuseUnwieldy, scalarText } from './json-value.ts'
import type { Report } from './report.ts'
import { parseYaml } from './yaml-text.ts'

export type OpenApiVersion = '2.0' | '3.0' | '3.1'

export interface OpenApiDocument {
  readonly root: JsonObject
  readonly version: OpenApiVersion
}

/**
 * Text → document. Throws `BadRequestException: Invalid OpenAPI input.` for what is no OpenAPI object at all (vectors oai-0025 to 0028),
 * with the parser's own words as `cause`; undefined when the version is none we read, which is reported by place.
 */
export function parseOpenApi(text: string, report: Report): OpenApiDocument | undefined {
  if (text.length > LONGEST_DOCUMENT_BYTES || new TextEncoder().encode(text).length > LONGEST_DOCUMENT_BYTES)
    throw new ControlError('BadRequestException', 'The OpenAPI document is larger than 6 MB')
  const root = parseText(text, report)
  if (!isObject(root) || (member(root, 'swagger') === undefined && member(root, 'openapi') === undefined))
    throw invalidInput(new SyntaxError('neither `swagger` nor `openapi` stands at the root of the document'))
  const version = versionOf(root, report)
  return version && { root, version }
}

function parseText(text: string, report: Report): JsonValue {
  try {
    const value = /^\s*[{[]/.test(text) ? parseBracketed(text, report) : parseYaml(text, report)
    refuseUnwieldy(value)
    return value
  } catch (fault) {
    // A RangeError is the stack's end inside the YAML parser: nesting beyond all sense.
    if (fault instanceof SyntaxError || fault instanceof RangeError) throw invalidInput(fault)
    throw fault
  }
}

/** JSON, or YAML that opens with a bracket: comments and trailing commas are legal there. */
function parseBracketed(text: string, report: Report): JsonValue {
  const value = parseJson(text, report)
  return value === undefined ? parseYaml(text, report) : value
}

function versionOf(root: JsonObject, report: Report): OpenApiVersion | undefined {
  const swagger = member(root, 'swagger')
  const openapi = member(root, 'openapi')
  if (swagger !== undefined && scalarText(swagger) === '2.0') return '2.0'
  const [, version] = /^(3\.[01])(?:\.\d+)?(?:-\S+)?$/.exec(scalarText(openapi)) ?? []
  if (swagger === undefined && version) return version as OpenApiVersion
  const [key, value] = swagger === undefined ? ['openapi', openapi] : ['swagger', swagger]
  report.error(`/${key}`, `${quote(value)} is no version we read: write swagger "2.0", or openapi "3.0.x" or "3.1.x"`)
  return undefined
}

function invalidInput(cause: Error): ControlError {
  const error = new ControlError('BadRequestException', 'Invalid OpenAPI input.')
  error.cause = cause
  return error
}
