/**
 * ImportDocumentationParts: the documentation of an OpenAPI document, and nothing else of it. A part is what ImportRestApi makes of the
 * same document.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-quick-start-import-export.html
 */
import type { DocumentationPart, Part } from '../definition/parts.ts'
import { ControlError } from '../errors/control-error.ts'
import type { Problem } from '../lib/problems.ts'
import { derivedDocumentation } from './derived-documentation.ts'
import { type OpenApiDocument, parseOpenApi } from './document.ts'
import { readDocumentation } from './extensions/documentation.ts'
import { newReading } from './reading.ts'
import { Report } from './report.ts'

export interface DocumentationImport {
  /** Each with a new id. */
  readonly parts: readonly Part<DocumentationPart>[]
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Throws `BadRequestException: Unable to build importer with provided input.` for what is no OpenAPI document (cpl-0047). */
export function importDocumentation(text: string, apiId: string, newId: () => string): DocumentationImport {
  const report = new Report()
  const document = parse(text, report)
  const reading = document && newReading(document, report, { apiId, newId })
  const parts = reading && (readDocumentation(reading) ?? derivedDocumentation(reading, ''))
  const { errors, warnings } = report
  return { parts: parts ?? [], errors, warnings }
}

function parse(text: string, report: Report): OpenApiDocument | undefined {
  try {
    return parseOpenApi(text, report)
  } catch (fault) {
    if (!(fault instanceof ControlError)) throw fault
    const error = new ControlError('BadRequestException', 'Unable to build importer with provided input.')
    error.cause = fault
    throw error
  }
}
