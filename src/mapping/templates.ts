/**
 * Mapping templates as they are kept: AWS makes null of an empty one, and passes the body on as it is (vector cpl-0061).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
import type { Templates } from '../definition/rest-api.ts'
import { linkTemplate, type TemplateSource } from './simple-template.ts'

/** As AWS keeps and shows them. */
export const keptTemplates = (templates: Templates): Templates =>
  Object.fromEntries(Object.entries(templates).map(([type, text]) => [type, keptTemplate(text)]))

export const keptTemplate = (text: string | null): string | null => (text === '' ? null : text)

/** As compiled ones hold them: the empty text passes the body on. */
export const templateTexts = (templates: Templates = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(templates).map(([type, text]) => [type, text ?? '']))

/** A template as a function of the exchange. */
export interface Template {
  /** Whether it looks at the body; else the body need not be read. */
  readonly readsBody: boolean
  render(x: TemplateSource, body: string): string
}

/** Text → function; undefined passes the body on. */
export function linkMappingTemplate(text: string): Template | undefined {
  return text === '' ? undefined : { readsBody: false, render: linkTemplate(text) }
}
