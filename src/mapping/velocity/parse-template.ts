/**
 * Mapping templates: text → syntax tree. Velocity 1.7, as Amazon API Gateway runs it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
import type { Template } from './ast.ts'
import { MAX_TEMPLATE } from './budgets.ts'
import { parseWhole } from './parse-expression.ts'
import { ParserContext } from './parser-context.ts'
import { findPatternFaults } from './pattern-faults.ts'
import { TemplateError, type TemplateFault } from './template-error.ts'

export type ParsedTemplate =
  | { readonly template: Template; readonly faults?: undefined }
  | { readonly template?: undefined; readonly faults: readonly [TemplateFault, ...TemplateFault[]] }

/** A template that can be linked, or what is wrong with it and where. Never throws. */
export function parseTemplate(text: string): ParsedTemplate {
  if (text.length > MAX_TEMPLATE) {
    return { faults: [{ message: `A template has at most ${MAX_TEMPLATE} characters`, line: 1, column: 1 }] }
  }
  try {
    const template = { text, body: parseWhole(new ParserContext(text)) }
    const [fault, ...others] = findPatternFaults(template)
    return fault === undefined ? { template } : { faults: [fault, ...others] }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { faults: [{ message: error.message, line: error.line, column: error.column }] }
  }
}
